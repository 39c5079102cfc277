internal import FibreNetwork
internal import Planning
internal import SourceDocument

/// Several chains on one map: each its own strand, side by side where they run through the same fibre.
///
/// Chains are told apart by a number on a badge and by colour; backups are dashed. Beyond `mostStrands` chains, lines would
/// cover the map: then every span is as wide as it is loaded, and a number says how many chains it carries.
struct ChainStrands {
  static let mostStrands = 12
  /// Hues that pages define; demands beyond take them again.
  static let hues = 6

  struct Strand {
    var demand: Int
    /// `nil` for the first chain of a demand.
    var backup: Int?
    var chain: ChainPlan

    /// `3` for the first chain of the third demand, `3b` for its first backup.
    var mark: String {
      String(demand + 1) + (backup.map { String(UnicodeScalar(UInt8(97 + min($0, 25)))) } ?? "")
    }
    /// Class of its hue.
    var hue: Markup { "c\(demand % ChainStrands.hues + 1)" }
  }

  let map: MapDrawing
  let strands: [Strand]
  /// Strands through each span, in order.
  private let loads: [Int: [Int]]

  init(_ map: MapDrawing) {
    self.map = map
    let strands = PlanTables(map.plan).chains.map {
      Strand(demand: $0.demand, backup: $0.backup, chain: $0.chain)
    }
    self.strands = strands
    var loads: [Int: [Int]] = [:]
    for (i, strand) in strands.enumerated() {
      for span in strand.chain.segments.flatMap(\.fibreSpans) where loads[span]?.last != i {
        loads[span, default: []].append(i)
      }
    }
    self.loads = loads
  }

  var isByLoad: Bool { strands.count > Self.mostStrands }

  var content: Markup { isByLoad ? loaded : (binding + strands.indices.map(line).joined() + badges) }

  private func site(_ index: Int) -> String { map.plan.network.sites[index].name }

  // MARK: Strands

  /// The line of a span moved sideways to the place of one strand, from its first site to its last.
  private func lane(_ span: Int, of strand: Int) -> [Point] {
    let points = map.line(span)
    let beside = loads[span] ?? []
    guard beside.count > 1, points.count > 1, let place = beside.firstIndex(of: strand) else { return points }
    let gap = min(5, 22 / Double(beside.count))
    let shift = gap * (Double(place) - Double(beside.count - 1) / 2)
    return points.indices.map { i in
      let along = points[min(i + 1, points.count - 1)] - points[max(i - 1, 0)]
      let length = max(along.length, 1e-9)
      return points[i] + Point(x: -along.y / length, y: along.x / length) * shift
    }
  }

  private func path(_ segment: SegmentPlan, of strand: Int) -> [Point] {
    map.line(segment) { lane($0, of: strand) }
  }

  private func line(_ index: Int) -> Markup {
    let strand = strands[index]
    let ends = "\(strand.mark) \(site(strand.chain.sites[0])) – \(site(strand.chain.sites.last!))"
    let hops = strand.chain.segments.map { segment -> Markup in
      let title: Markup =
        "\(ends)\(strand.backup.map { ", backup \($0)" } ?? ""): hop \(site(segment.from)) – \(site(segment.to)), \(segment.way), \(Figure.time(segment.meanTimeS)) a pair"
      return "<g><title>\(title)</title><path d=\"\(MapSheet.data(path(segment, of: index)))\"/></g>"
    }
    let kind: Markup = strand.backup == nil ? "strand" : "strand backup"
    return "<g class=\"\(kind) \(strand.hue)\">\(hops)</g>"
  }

  /// A broad line under the slowest hop of the slowest chain.
  private var binding: Markup {
    let first = strands.indices.filter { strands[$0].backup == nil }
    guard
      let slowest = first.min(by: {
        strands[$0].chain.estimate.rateHz < strands[$1].chain.estimate.rateHz
      }), let hop = PlanWords.bindingSegment(of: strands[slowest].chain)
    else { return "" }
    let data = MapSheet.data(path(strands[slowest].chain.segments[hop], of: slowest))
    return "<path class=\"under\" d=\"\(data)\"/>"
  }

  // MARK: Badges

  /// The middle of a line, along it.
  static func middle(_ points: [Point]) -> Point {
    guard let first = points.first else { return Point(x: 0, y: 0) }
    let lengths = zip(points, points.dropFirst()).map { ($1 - $0).length }
    var left = lengths.reduce(0, +) / 2
    for (i, length) in lengths.enumerated() {
      if left <= length { return points[i] + (points[i + 1] - points[i]) * (length > 0 ? left / length : 0) }
      left -= length
    }
    return points.last ?? first
  }

  /// Where the number of each strand stands: on a long span that few others share, away from marks and other numbers.
  /// Empty where chains are not drawn one by one.
  var badgePlaces: [Point] {
    guard !isByLoad else { return [] }
    let sites = Set(strands.flatMap { $0.chain.segments.flatMap(\.passedSites) }).sorted().map(map.pixel)
    var taken: [Point] = []
    for index in strands.indices {
      let places = strands[index].chain.segments.flatMap(\.fibreSpans).map {
        span -> (at: Point, merit: Double) in
        let lane = lane(span, of: index)
        let at = Self.middle(lane)
        let room = min((sites + taken).map { ($0 - at).length }.min() ?? 26, 26)
        let length = min(lane.last.map { ($0 - lane[0]).length } ?? 0, 100)
        return (at, 4 * room + length / 10 - 8 * Double(loads[span]?.count ?? 1))
      }
      taken.append(places.max { $0.merit < $1.merit }?.at ?? Point(x: 0, y: 0))
    }
    return taken
  }

  private var badges: Markup {
    zip(strands, badgePlaces).map { Self.badge($0.mark, at: $1, hue: $0.hue) }.joined()
  }

  static func badge(_ mark: String, at place: Point, hue: Markup) -> Markup {
    "<g class=\"badge \(hue)\" transform=\"translate(\(place.x) \(place.y))\"><g class=\"k\"><circle r=\"9\"/><text y=\"4\" text-anchor=\"middle\">\(mark)</text></g></g>"
  }

  // MARK: Loads

  private var loaded: Markup {
    let spans = loads.sorted { $0.key < $1.key }
    let most = Double(spans.map(\.value.count).max() ?? 1)
    let lines = spans.map { span, chains -> Markup in
      let ends = map.plan.network.spans[span]
      let width = 2.5 + 9 * Double(chains.count) / most
      return
        "<g><title>\(site(ends.from)) – \(site(ends.to)): \(counted(chains.count, "chain"))</title><path class=\"load\" stroke-width=\"\(width)\" d=\"\(MapSheet.data(map.line(span)))\"/></g>"
    }
    var taken: [Point] = []
    // The most loaded first; a number that would cover another is left out, the table has them all.
    let numbers = spans.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.compactMap {
      span, chains -> Markup? in
      let at = Self.middle(map.line(span))
      guard chains.count > 1, !taken.contains(where: { ($0 - at).length < 22 }) else { return nil }
      taken.append(at)
      return Self.badge(String(chains.count), at: at, hue: "c1")
    }
    return lines.joined() + numbers.joined()
  }
}

extension Markup {
  /// A badge as small as a legend's line.
  var scaled: Markup { "<g transform=\"scale(.8)\">\(self)</g>" }
}
