internal import GraphAlgorithms
internal import HeapModule

/// A hop of one demand's chains along a route of its own.
struct RoutedHop {
  /// Sites of the map.
  var tail: Int
  var head: Int
  var spans: [Int32]
  var km: Double
}

extension ChainSearch {
  /// Hops that chains of at most some cost may use.
  struct Hops {
    var hops: [RoutedHop] = []
    /// Routes of each pair that were kept where there are too many; `nil` where every route that can matter is there.
    var routesPerPair: Int?
    /// How many were not followed then, at least.
    var dropped = 0
  }

  /// Every hop, along every simple route of at most the longest length, of chains that cost at most `limit` in all.
  ///
  /// What the cheapest chain over a hop pays is exact (see ``ChainSearch``): the two repeaters; the spans of the route; and,
  /// at either end, the cheapest way on from some site of the route, from which the way to the repeater is a stub. No other
  /// simple route of the same two sites can stand in for one: its spans are no subset.
  ///
  /// - Parameters:
  ///   - passesEnds: whether routes may lead on beyond an end of the demand; else a part of such a route would do, which may
  ///     be a direct hop.
  ///   - most: with more hops than this, the shortest routes of each pair alone.
  /// - Complexity: O(routes × sites of a route); the labels are those of two searches.
  func hops(
    from source: Int, to sink: Int, _ prices: Prices, limit: Double, passesEnds: Bool, most: Int
  ) -> Hops {
    let there = Fronts(self, from: source, prices, limit)
    let back = Fronts(self, from: sink, prices, limit)
    let starts = [source] + prices.sites.indices.filter { prices.sites[$0] < .infinity }
    var found = Hops()
    var steps = 0
    // The route so far: sites, km to each of them, spans.
    var (sites, kms, route): ([Int], [Double], [Int32]) = ([], [], [])
    var isPassed = [Bool](repeating: false, count: fibre.nodeCount)

    /// The cheapest way to the sink from a stub at the end of the route.
    func end(at repeater: Int) -> Double {
      let length = kms.last!
      let ways = zip(sites, kms).map { site, km in
        back.least(at: site, within: longestHopKm - (length - km)) + prices.perKm * (length - km)
      }
      return prices.sites[repeater] + ways.min()!
    }

    /// Follows the route on; false where there are too many.
    ///
    /// - Parameters:
    ///   - cost: of the route, its first repeater included.
    ///   - front: of the cheapest way from the source to some site of the route.
    func follow(_ cost: Double, _ front: Double) -> Bool {
      for arc in fibre.arcs(from: sites.last!) {
        let next = Int(fibre.heads[arc])
        let length = kms.last! + lengths[arc]
        if isPassed[next] || length > longestHopKm { continue }
        let cost = cost + prices.spans[Int(spans[arc])] + prices.perKm * lengths[arc]
        if cost + (next == sink ? 0 : back.least(at: next, within: longestHopKm - length)) > limit {
          continue
        }
        steps += 1
        if steps > 50 * most || found.hops.count > most { return false }
        isPassed[next] = true
        sites.append(next)
        kms.append(length)
        route.append(spans[arc])
        defer {
          isPassed[next] = false
          sites.removeLast()
          kms.removeLast()
          route.removeLast()
        }
        let isFirst = sites[0] == source
        let front =
          isFirst
          ? 0 : min(front, there.least(at: next, within: longestHopKm - length) + prices.perKm * length)
        if next == sink {
          if cost + front + (isFirst ? prices.direct : 0) <= limit {
            found.hops.append(RoutedHop(tail: sites[0], head: sink, spans: route, km: length))
          }
        } else if next != source, prices.sites[next] < .infinity, cost + front + end(at: next) <= limit {
          found.hops.append(RoutedHop(tail: sites[0], head: next, spans: route, km: length))
        }
        if next == sink && !(passesEnds && isFirst) || next == source && !passesEnds { continue }
        if !follow(cost, front) { return false }
      }
      return true
    }

    for start in starts {
      (sites, kms, route) = ([start], [0], [])
      isPassed[start] = true
      let isFirst = start == source
      let isComplete = follow(
        isFirst ? 0 : prices.sites[start], isFirst ? 0 : there.least(at: start, within: longestHopKm))
      isPassed[start] = false
      if !isComplete { return shortest(from: starts, source, sink, prices, most) }
    }
    return found
  }

  /// What it costs at least to be at a site, by the fibre since the last repeater.
  private struct Fronts {
    /// Rising in cost, falling in km.
    private let at: [[(cost: Double, km: Double)]]

    init(_ search: ChainSearch, from start: Int, _ prices: Prices, _ ceiling: Double) {
      var prices = prices
      prices.direct = 0
      let labels = search.labels(
        from: start, to: nil, prices, mostHops: .max, countsHops: false, ceiling: ceiling)
      at = (0..<search.fibre.nodeCount).map { site in
        labels.at[2 * site].map { (labels.all[Int($0)].cost, labels.all[Int($0)].km) }
      }
    }

    func least(at site: Int, within km: Double) -> Double {
      at[site].first { $0.km <= km }?.cost ?? .infinity
    }
  }

  /// The shortest routes of each pair alone, as many as fit.
  ///
  /// Routes from a site are followed in the order of their lengths; those beyond the number at any site are dropped.
  private func shortest(
    from starts: [Int], _ source: Int, _ sink: Int, _ prices: Prices, _ most: Int
  ) -> Hops {
    let isEnd =
      fibre.tails.isEmpty ? [] : (0..<fibre.nodeCount).map { $0 == sink || prices.sites[$0] < .infinity }
    var found = Hops()
    // Each pair at least once.
    let perPair = max(1, most / max(1, starts.count * starts.count))
    found.routesPerPair = perPair
    for start in starts {
      var routes: [(site: Int, before: Int, span: Int32)] = [(start, -1, -1)]
      var counts = [Int](repeating: 0, count: fibre.nodeCount)
      var heap: Heap<Partial> = [Partial(km: 0, number: 0)]
      while let partial = heap.popMin() {
        let at = routes[partial.number].site
        counts[at] += 1
        if counts[at] > perPair {
          found.dropped += 1
          continue
        }
        var (sites, spans): (Set<Int>, [Int32]) = ([], [])
        var number = partial.number
        while number >= 0 {
          sites.insert(routes[number].site)
          if routes[number].before >= 0 { spans.append(routes[number].span) }
          number = routes[number].before
        }
        if at != start && isEnd[at] {
          found.hops.append(RoutedHop(tail: start, head: at, spans: spans.reversed(), km: partial.km))
        }
        for arc in fibre.arcs(from: at) {
          let next = Int(fibre.heads[arc])
          let km = partial.km + lengths[arc]
          if km > longestHopKm || sites.contains(next) || prices.spans[Int(self.spans[arc])] == .infinity {
            continue
          }
          heap.insert(Partial(km: km, number: routes.count))
          routes.append((next, partial.number, self.spans[arc]))
        }
      }
    }
    return found
  }

  private struct Partial: Comparable {
    var km: Double
    var number: Int

    static func < (a: Self, b: Self) -> Bool { (a.km, a.number) < (b.km, b.number) }
  }
}
