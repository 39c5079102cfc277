import FibreNetwork
import Foundation
import TestSupport
import Testing

@testable import Planning

@Suite struct CandidateTests {
  /// A small map with parallel spans, rings, stubs, loops and losses that do not follow length.
  private func mesh(_ seed: UInt64) -> FibreNetwork {
    var random = SplitMix(seed: seed)
    let count = Int.random(in: 2...7, using: &random)
    var spans: [Span] = []
    for _ in 0..<Int.random(in: count - 1...count + 4, using: &random) {
      var span = Span(
        from: Int.random(in: 0..<count, using: &random), to: Int.random(in: 0..<count, using: &random),
        lengthKm: Double(Int.random(in: 1...30, using: &random)))
      if Bool.random(using: &random) { span.measuredLossDb = Double(Int.random(in: 1...9, using: &random)) }
      spans.append(span)
    }
    return FibreNetwork(name: "mesh", sites: (0..<count).map { Site(id: "m\($0)") }, spans: spans)
  }

  /// Every simple route by following all spans.
  private func allRoutes(_ network: FibreNetwork, from: Int, to: Int) -> [[Int]] {
    var all: [[Int]] = []
    func follow(_ at: Int, _ sites: Set<Int>, _ spans: [Int]) {
      if at == to { return all.append(spans) }
      for next in network.neighbours[at] where !sites.contains(next.site) {
        follow(next.site, sites.union([next.site]), spans + [next.span])
      }
    }
    follow(from, [from], [])
    return all
  }

  @Test(arguments: 0..<300)
  func routesAreAllSimpleRoutesInRisingLoss(seed: Int) {
    let network = mesh(UInt64(seed))
    let set = RouteSet(network)
    for from in network.sites.indices {
      for to in network.sites.indices where to > from {
        let wanted = allRoutes(network, from: from, to: to)
        var routes = set.routes(from: from, to: to)
        var found: [[Int]] = []
        var last = 0.0
        while let bound = routes.boundDb, let route = routes.next() {
          #expect(bound <= route.amount.lossDb + 1e-9)
          #expect(route.amount.lossDb >= last - 1e-9)
          last = route.amount.lossDb
          let whole = Route(from: from, along: route.spans, in: network)
          #expect(abs(whole.totalLossDb - route.amount.lossDb) < 1e-9)
          #expect(abs(whole.lengthKm - route.amount.km) < 1e-9)
          #expect(abs(whole.totalDelayS - route.amount.delayS) < 1e-15)
          #expect(
            whole.totalDelayS
              >= set.leastDelayS(from: from, to: to, lossDb: route.amount.lossDb * (1 - 1e-9)) - 1e-15)
          found.append(route.spans)
        }
        #expect(found.count == wanted.count && Set(found) == Set(wanted), "\(seed): \(from) to \(to)")
        let least = set.least(from: from, to: to)
        let losses = wanted.map { Route(from: from, along: $0, in: network).totalLossDb }
        #expect(losses.isEmpty ? !least.lossDb.isFinite : abs(least.lossDb - losses.min()!) < 1e-9)
        let lengths = wanted.map { Route(from: from, along: $0, in: network).lengthKm }
        #expect(lengths.isEmpty ? !least.km.isFinite : abs(least.km - lengths.min()!) < 1e-9)
      }
    }
  }

  @Test(arguments: 0..<60)
  func limitsOfLossAndLengthAreKept(seed: Int) {
    let network = mesh(UInt64(1000 + seed))
    let (loss, km) = (12.0, 45.0)
    let set = RouteSet(network, maximumLossDb: loss, maximumKm: km)
    for from in network.sites.indices {
      for to in network.sites.indices where to > from {
        let wanted = allRoutes(network, from: from, to: to).filter {
          let route = Route(from: from, along: $0, in: network)
          return route.totalLossDb <= loss && route.lengthKm <= km
        }
        var routes = set.routes(from: from, to: to)
        var found: Set<[Int]> = []
        while let route = routes.next() { found.insert(route.spans) }
        #expect(found == Set(wanted))
      }
    }
  }

  /// The noise of one hop's side grows with its mean time and falls with its hazard: an option bounds those that it beats.
  @Test(arguments: 0..<200)
  func noiseOfASlowerHopIsNoLess(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    func power(_ range: ClosedRange<Double>) -> Double { pow(10, Double.random(in: range, using: &random)) }
    let model = NoiseModel(swap: .zero, rate: SIMD3(repeating: power(-2...3)), isExponential: false)
    func law(_ period: Double, _ hazard: Double) -> WaitingLaw { WaitingLaw(hazard: hazard, periodS: period) }
    let (period, hazard) = (power(-4 ... -1), power(-5...1))
    let fast = model.side(law(period, hazard))
    for _ in 0..<20 {
      let slow = model.side(law(period * power(0...3), hazard * power(-3...0)))
      #expect(slow.x >= fast.x - 1e-12)
    }
  }
}
