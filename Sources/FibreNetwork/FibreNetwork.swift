/// A map of fibre: sites that may host equipment and the spans between them.
///
/// Parallel spans and loops are allowed (public maps have them). Site ids are unique; everything else refers to
/// sites and spans by index.
public struct FibreNetwork: Sendable {
  /// What the map calls itself; for titles.
  public var name: String
  /// What the map shows and how it was made, in a sentence or two.
  public var summary: String?
  /// Terms under which the map may be passed on.
  public var licence: String?
  /// Where the facts of the map come from.
  public var sources: [String]
  /// Loss and group index of spans that give none themselves.
  public var defaults: FibreDefaults
  /// SHA-256 of the file that the map was read from (of two files one after the other), in hexadecimal; `nil` where there
  /// was none.
  public var sha256: String?
  /// Sites in map order; everything else refers to them by their indices here.
  public private(set) var sites: [Site]
  /// Spans in map order; everything else refers to them by their indices here.
  public private(set) var spans: [Span]
  /// For each site, the spans that end there and the site at their other end, in span order; a loop stands once.
  public private(set) var neighbours: [[Neighbour]]

  /// A way out of a site: a span that ends there, and where it leads.
  public struct Neighbour: Sendable, Hashable {
    /// Index of the span.
    public var span: Int
    /// Index of the site at its other end; of the same site for a loop.
    public var site: Int
  }

  /// Creates a map and finds the neighbours of its sites.
  ///
  /// - Precondition: site ids are unique, span ends are indices of sites, lengths and losses are finite and not
  ///   negative (map readers check and report these with their place in the file).
  /// - Complexity: O(sites + spans).
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
  /// - Complexity: O(sites).
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
  ///
  /// - Complexity: O(spans).
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
  ///
  /// - Complexity: O(sites + spans).
  public func doubling(span index: Int) -> FibreNetwork {
    var copy = spans[index]
    copy.id = copy.id.map { $0 + " (second fibre)" }
    return FibreNetwork(
      name: name, summary: summary, licence: licence, sources: sources, defaults: defaults, sites: sites,
      spans: spans + [copy])
  }

  /// The index of the site with an id.
  ///
  /// - Complexity: O(sites).
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
  /// Speed of light in vacuum over the group velocity in the fibre, at least 1.
  public var groupIndex: Double
  /// Whether the file stated the attenuation (otherwise it is the product's assumption).
  public var attenuationIsStated: Bool
  /// Whether the file stated the group index (otherwise it is the product's assumption).
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
  /// Key of the site, unique in its map; commands and plans refer to the site by it.
  public var id: String
  /// The name for people; the id where the map gives none, not always unique.
  public var name: String
  /// `nil` where the map gives no place; such a site is drawn by layout.
  public var coordinate: Coordinate?
  /// Whether memories and a swap may stand here.
  public var mayHostRepeater: Bool
  /// Whether the detectors of a heralding station may stand here.
  public var mayHostStation: Bool
  /// Cost of building a repeater here, in the map's own unit.
  public var cost: Double
  /// Number of memories that fit here; `nil` for no limit.
  public var memories: Int?
  /// What the map says about this place, its source among it.
  public var note: String?

  /// Creates a site from its parts; one without a name is called by its id.
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
  /// Index of the site at the other end; `from` again for a loop. Light goes either way.
  public var to: Int
  /// Key of the span where the map gives one; not needed, and not always unique.
  public var id: String?
  /// Fibre length in km, not that over ground; at least 0.
  public var lengthKm: Double
  /// How `lengthKm` is known.
  public var lengthSource: LengthSource
  /// dB/km; `nil` takes that of the fibre class or the network's default.
  public var attenuationDbPerKm: Double?
  /// Measured loss of the whole span in dB; wins over dB/km.
  public var measuredLossDb: Double?
  /// Loss of all connectors of the span in dB; not counted where the loss of the whole span was measured.
  public var connectorLossDb: Double
  /// Loss of all splices of the span in dB; not counted where the loss of the whole span was measured.
  public var spliceLossDb: Double
  /// Fibre class, e.g. `G.652` or `hollow-core`: see `FibreClass`.
  public var fibre: String?
  /// Where the fibre lies.
  public var laying: FibreLaying
  /// Group index; `nil` takes that of the fibre class or the network's default.
  public var groupIndex: Double?
  /// The route between the ends (both included) where the map has one.
  public var polyline: [Coordinate]
  /// What the map says about this span, its source among it.
  public var note: String?

  /// Creates a span from its parts: lengths in km, losses in dB.
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
  /// `buried`: in the ground or in a duct; `aerial`: hung on poles.
  case buried, aerial
}

/// How the length of a span is known.
public enum LengthSource: String, Sendable, Hashable, CaseIterable {
  /// `measured`: on the fibre itself; `published`: as the map or its source states it.
  case measured, published
  /// Great circle between the ends times the route-length rule.
  case estimated
  /// Summed along a drawn route.
  case polyline
  /// Nothing in the map tells it: `lengthKm` is 0 and the span is not to be planned on.
  case unknown
}
