internal import HeapModule

/// Least-loss routes from one site to every site within reach (Dijkstra 1959).
///
/// Among routes of equal loss the shorter one is taken, then the one whose last step comes first in the map, so the
/// same map always gives the same routes. Spans of unknown length, which would count as no fibre, are never taken.
///
/// - Complexity: O((sites + spans) log sites) over the part of the map within reach.
public struct RouteTree: Sendable {
  public let source: Int
  private let network: FibreNetwork
  private let arrivals: [Int: Arrival]
  /// Sites within reach, nearest (by loss) first; the source stands first.
  public let reached: [Int]

  private struct Arrival {
    var lossDb: Double
    var lengthKm: Double
    /// The span by which the route arrives; -1 at the source.
    var span: Int
  }

  private struct Step: Comparable {
    var lossDb: Double
    var lengthKm: Double
    var site: Int

    static func < (a: Self, b: Self) -> Bool {
      (a.lossDb, a.lengthKm, a.site) < (b.lossDb, b.lengthKm, b.site)
    }
  }

  /// - Parameters:
  ///   - maximumLossDb: routes of more loss are not followed.
  ///   - maximumKm: routes of more length are not followed.
  ///   - avoiding: spans that may not be used.
  public init(
    from source: Int, in network: FibreNetwork, maximumLossDb: Double = .infinity,
    maximumKm: Double = .infinity, avoiding: Set<Int> = []
  ) {
    var arrivals: [Int: Arrival] = [source: Arrival(lossDb: 0, lengthKm: 0, span: -1)]
    var settled: Set<Int> = []
    var order: [Int] = []
    var heap: Heap<Step> = [Step(lossDb: 0, lengthKm: 0, site: source)]
    while let step = heap.popMin() {
      guard settled.insert(step.site).inserted else { continue }
      order.append(step.site)
      for next in network.neighbours[step.site]
      where !settled.contains(next.site) && !avoiding.contains(next.span)
        && network.spans[next.span].lengthSource != .unknown
      {
        let loss = step.lossDb + network.lossDb(ofSpan: next.span)
        let length = step.lengthKm + network.spans[next.span].lengthKm
        guard loss <= maximumLossDb, length <= maximumKm else { continue }
        if let old = arrivals[next.site], (old.lossDb, old.lengthKm) <= (loss, length) { continue }
        arrivals[next.site] = Arrival(lossDb: loss, lengthKm: length, span: next.span)
        heap.insert(Step(lossDb: loss, lengthKm: length, site: next.site))
      }
    }
    self.source = source
    self.network = network
    self.arrivals = arrivals
    reached = order
  }

  /// The route from the source to a site; `nil` where the site is out of reach.
  public func route(to site: Int) -> Route? {
    guard arrivals[site] != nil else { return nil }
    var spans: [Int] = []
    var at = site
    while let span = arrivals[at]?.span, span >= 0 {
      spans.append(span)
      at = network.spans[span].otherEnd(from: at)
    }
    return Route(from: source, along: spans.reversed(), in: network)
  }

  /// Fibre length in km of the route to a site.
  public func lengthKm(to site: Int) -> Double? { arrivals[site]?.lengthKm }
  /// Loss in dB of the route to a site.
  public func lossDb(to site: Int) -> Double? { arrivals[site]?.lossDb }
}
