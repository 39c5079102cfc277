/// A map of fibre: sites that may host equipment and the spans between them.
///
/// Parallel spans and loops are allowed (public maps have them). Site ids are unique; everything else refers to
/// sites and spans by index.
public struct FibreNetwork: Sendable {
  public var name: String
  /// What the map shows and how it was made, in a sentence or two.
  public var summary: String?
  /// Terms under which the map may be passed on.
  public var licence: String?
  /// Where the facts of the map come from.
  public var sources: [String]
  public var defaults: FibreDefaults
  public private(set) var sites: [Site]
  public private(set) var spans: [Span]
  /// For each site, the spans that end there and the site at their other end, in span order; a loop stands once.
  public private(set) var neighbours: [[Neighbour]]

  public struct Neighbour: Sendable, Hashable {
    public var span: Int
    public var site: Int
  }

  /// - Precondition: site ids are unique, span ends are indices of sites, lengths and losses are finite and not
  ///   negative (map readers check and report these with their place in the file).
  public init(
    name: String, summary: String? = nil, licence: String? = nil, sources: [String] = [],
    defaults: FibreDefaults = FibreDefaults(), sites: [Site], spans: [Span]
  ) {
    precondition(Set(sites.map(\.id)).count == sites.count, "site ids must be unique")
    self.name = name
    self.summary = summary
    self.licence = licence
    self.sources = sources
    self.defaults = defaults
    self.sites = sites
    self.spans = spans
    neighbours = Array(repeating: [], count: sites.count)
    for (index, span) in spans.enumerated() {
      precondition(
        sites.indices.contains(span.from) && sites.indices.contains(span.to), "span ends must be sites")
      precondition(
        span.lengthKm >= 0 && span.lengthKm.isFinite, "span lengths must be finite and not negative")
      neighbours[span.from].append(Neighbour(span: index, site: span.to))
      if span.to != span.from { neighbours[span.to].append(Neighbour(span: index, site: span.from)) }
    }
  }

  /// The same map with other facts about its sites.
  ///
  /// - Precondition: as many sites as before, with unique ids.
  public func replacingSites(_ sites: [Site]) -> FibreNetwork {
    precondition(sites.count == self.sites.count)
    var network = self
    precondition(Set(sites.map(\.id)).count == sites.count, "site ids must be unique")
    network.sites = sites
    return network
  }

  /// The same map without some spans and without equipment at some sites; indices stay what they were.
  ///
  /// A lost span counts as one of unknown length, which nothing is planned on; with a site all spans at it are lost.
  public func losing(spans lostSpans: Set<Int> = [], sites lostSites: Set<Int> = []) -> FibreNetwork {
    var network = self
    for index in spans.indices
    where lostSpans.contains(index) || lostSites.contains(spans[index].from)
      || lostSites.contains(spans[index].to)
    {
      network.spans[index].lengthSource = .unknown
    }
    for site in lostSites {
      network.sites[site].mayHostRepeater = false
      network.sites[site].mayHostStation = false
    }
    return network
  }

  /// The same map with a second fibre beside a span.
  public func doubling(span index: Int) -> FibreNetwork {
    var copy = spans[index]
    copy.id = copy.id.map { $0 + " (second fibre)" }
    return FibreNetwork(
      name: name, summary: summary, licence: licence, sources: sources, defaults: defaults, sites: sites,
      spans: spans + [copy])
  }

  /// The index of the site with an id.
  public func site(id: String) -> Int? { sites.firstIndex { $0.id == id } }

  /// Loss of a span in dB: the measured loss where there is one, else length times dB/km; connectors and splices
  /// of the span are added to the latter only, since a measured whole-span loss contains them.
  public func lossDb(ofSpan index: Int) -> Double {
    let span = spans[index]
    if let measured = span.measuredLossDb { return measured }
    return span.lengthKm * attenuationDbPerKm(ofSpan: index) + span.connectorLossDb + span.spliceLossDb
  }

  /// dB/km of a span without a measured loss: its own, else that of its class, else the map's default.
  ///
  /// Spans of G.652 take the default, which describes ordinary fibre.
  public func attenuationDbPerKm(ofSpan index: Int) -> Double {
    spans[index].attenuationDbPerKm ?? specialClass(ofSpan: index)?.attenuationDbPerKm
      ?? defaults.attenuationDbPerKm
  }

  /// Group index of a span's fibre: its own, else that of its class, else the map's default.
  public func groupIndex(ofSpan index: Int) -> Double {
    spans[index].groupIndex ?? specialClass(ofSpan: index)?.groupIndex ?? defaults.groupIndex
  }

  /// The class of a span where it is another than the G.652 of the map's defaults and the product knows it.
  public func specialClass(ofSpan index: Int) -> FibreClass? {
    spans[index].fibre.flatMap(FibreClass.named).flatMap { $0 == .ordinary ? nil : $0 }
  }
}

/// What holds for every span that does not say otherwise.
public struct FibreDefaults: Sendable, Hashable {
  /// dB/km.
  public var attenuationDbPerKm: Double
  public var groupIndex: Double
  /// Whether the file stated the attenuation (otherwise it is the product's assumption).
  public var attenuationIsStated: Bool
  public var groupIndexIsStated: Bool

  /// Without numbers, those of `FibreClass.ordinary`.
  public init(
    attenuationDbPerKm: Double = FibreClass.ordinary.attenuationDbPerKm,
    groupIndex: Double = FibreClass.ordinary.groupIndex, attenuationIsStated: Bool = false,
    groupIndexIsStated: Bool = false
  ) {
    self.attenuationDbPerKm = attenuationDbPerKm
    self.groupIndex = groupIndex
    self.attenuationIsStated = attenuationIsStated
    self.groupIndexIsStated = groupIndexIsStated
  }
}

/// A place on the map.
public struct Site: Sendable, Hashable {
  public var id: String
  public var name: String
  /// `nil` where the map gives no place; such a site is drawn by layout.
  public var coordinate: Coordinate?
  public var mayHostRepeater: Bool
  public var mayHostStation: Bool
  /// Cost of building a repeater here, in the map's own unit.
  public var cost: Double
  /// Number of memories that fit here; `nil` for no limit.
  public var memories: Int?
  /// What the map says about this place, its source among it.
  public var note: String?

  public init(
    id: String, name: String? = nil, coordinate: Coordinate? = nil, mayHostRepeater: Bool = true,
    mayHostStation: Bool = true, cost: Double = 1, memories: Int? = nil, note: String? = nil
  ) {
    self.id = id
    self.name = name ?? id
    self.coordinate = coordinate
    self.mayHostRepeater = mayHostRepeater
    self.mayHostStation = mayHostStation
    self.cost = cost
    self.memories = memories
    self.note = note
  }

  /// Whether fibre only passes here: no equipment may stand at such a site.
  public var isJunction: Bool { !mayHostRepeater && !mayHostStation }
}

/// A fibre between two sites.
public struct Span: Sendable, Hashable {
  /// Indices of the end sites.
  public var from: Int
  public var to: Int
  public var id: String?
  public var lengthKm: Double
  public var lengthSource: LengthSource
  /// dB/km; `nil` takes that of the fibre class or the network's default.
  public var attenuationDbPerKm: Double?
  /// Measured loss of the whole span in dB; wins over dB/km.
  public var measuredLossDb: Double?
  public var connectorLossDb: Double
  public var spliceLossDb: Double
  /// Fibre class, e.g. `G.652` or `hollow-core`: see `FibreClass`.
  public var fibre: String?
  public var laying: FibreLaying
  public var groupIndex: Double?
  /// The route between the ends (both included) where the map has one.
  public var polyline: [Coordinate]
  /// What the map says about this span, its source among it.
  public var note: String?

  public init(
    from: Int, to: Int, id: String? = nil, lengthKm: Double, lengthSource: LengthSource = .published,
    attenuationDbPerKm: Double? = nil, measuredLossDb: Double? = nil, connectorLossDb: Double = 0,
    spliceLossDb: Double = 0, fibre: String? = nil, laying: FibreLaying = .buried, groupIndex: Double? = nil,
    polyline: [Coordinate] = [],
    note: String? = nil
  ) {
    self.from = from
    self.to = to
    self.id = id
    self.lengthKm = lengthKm
    self.lengthSource = lengthSource
    self.attenuationDbPerKm = attenuationDbPerKm
    self.measuredLossDb = measuredLossDb
    self.connectorLossDb = connectorLossDb
    self.spliceLossDb = spliceLossDb
    self.fibre = fibre
    self.laying = laying
    self.groupIndex = groupIndex
    self.polyline = polyline
    self.note = note
  }

  /// The end that is not `site`.
  public func otherEnd(from site: Int) -> Int { site == from ? to : from }
}

/// Where a fibre lies: wind and sun reach an aerial one.
public enum FibreLaying: String, Sendable, Hashable, CaseIterable {
  case buried, aerial
}

/// How the length of a span is known.
public enum LengthSource: String, Sendable, Hashable, CaseIterable {
  case measured, published
  /// Great circle between the ends times the route-length rule.
  case estimated
  /// Summed along a drawn route.
  case polyline
  /// Nothing in the map tells it: `lengthKm` is 0 and the span is not to be planned on.
  case unknown
}
