import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing

@testable import Planning

/// Why there is no plan, and that what would do does.
@Suite struct InfeasibilityTests {
  private func line(_ lengths: [Double]) -> FibreNetwork {
    FibreNetwork(
      name: "line", sites: (0...lengths.count).map { Site(id: "s\($0)") },
      spans: lengths.enumerated().map { Span(from: $0, to: $0 + 1, lengthKm: $1) })
  }

  /// `nil` where there is a plan.
  private func explained(
    _ question: Question, planning: Budget = Budget(), explaining: Budget = Budget()
  ) throws -> NoPlan? {
    do {
      _ = try question.plan(budget: planning)
      return nil
    } catch let none as NoPlan {
      return try question.explain(none, budget: explaining)
    }
  }

  private func question(_ network: FibreNetwork, _ hardware: HardwareModel, _ limits: Limits) -> Question {
    Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: network.sites.count - 1)],
      limits: limits, samples: 0)
  }

  private func follow(_ remedy: Remedy, _ question: Question) throws -> Question {
    try #require(remedy.applied(to: question) { question.network.withHuts(spacingKm: $0) })
  }

  @Test func theSpanThatIsTooLongIsNamedWithTheReachAndAHut() throws {
    let asked = question(line([20, 20, 200, 20, 20]), testHardware(), Limits())
    let none = try #require(try explained(asked))
    guard case .outOfReach(demand: 0, let hops) = none.obstacle, case .reach(let km)? = hops.first?.cause
    else {
      Issue.record("\(none.obstacle)")
      return
    }
    #expect(hops.count == 1 && [hops[0].from, hops[0].to] == [2, 3])
    #expect(abs(km - 175) < 0.1)  // 35 dB at 0.2 dB/km
    #expect(none.isProved)
    #expect(none.remedies.contains { if case .huts = $0.remedy { true } else { false } })
  }

  @Test func endsThatNoFibreJoins() throws {
    var network = line([20, 20])
    network = FibreNetwork(
      name: "parts", sites: network.sites + [Site(id: "far")], spans: network.spans)
    let none = try #require(try explained(question(network, testHardware(), Limits())))
    #expect(none.obstacle == .noFibre(demand: 0) && none.isProved && none.remedies.isEmpty)
  }

  @Test func aCutIsNamedAndOneChainDoes() throws {
    var asked = question(line([20, 20]), testHardware(), Limits(disjointChains: 2))
    asked.samples = 0
    let none = try #require(try explained(asked))
    guard case .cut(demand: 0, let spans) = none.obstacle else {
      Issue.record("\(none.obstacle)")
      return
    }
    #expect(spans.count == 1 && none.isProved)
    #expect(none.remedies.map(\.remedy).contains(.disjoint(1)))
  }

  /// What gives way is a smallest set; its values leave a plan and are as near to what was asked as any, where that is said.
  @Test(arguments: 0..<12)
  func namedLimitsAreASmallestSet(seed: Int) throws {
    let network = randomMap(seed: UInt64(9000 + seed), sites: 4)
    let hardware = testHardware()
    let question = Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: 3)], linkTimeModel: .exponential,
      samples: 0)
    let all = allPlans(question).map(\.figures)
    guard let rate = all.map(\.rateHz).max(), let fidelity = all.map(\.fidelity).max() else { return }
    let few = all.map(\.hops).min()! - 1
    for limits in [
      Limits(minimumRateHz: rate * 1.01, minimumFidelity: 0.5, maximumRepeaters: few),
      Limits(minimumRateHz: rate * 1.01, minimumFidelity: fidelity * 1.001),
      Limits(minimumRateHz: rate * 0.99, minimumFidelity: fidelity * 0.999, maximumCost: 1e3),
    ] {
      var asked = question
      asked.limits = limits
      func hasPlan(_ limits: Limits) -> Bool {
        all.contains { SearchGoal(objective: .rate, limits: limits).score($0) != nil }
      }
      guard !hasPlan(limits) else { continue }
      let none = try #require(try explained(asked))
      let kinds = LimitKind.allCases.filter { $0.isLiftable(from: limits) }
      let sets = (1..<(1 << kinds.count)).map { bits in
        kinds.indices.filter { bits >> $0 & 1 == 1 }.map { kinds[$0] }
      }
      let smallest = sets.filter { set in hasPlan(set.reduce(limits) { $1.lifted(from: $0) }) }.map(\.count)
        .min()
      if case .conflict(let together) = none.obstacle { #expect(together == smallest ?? 0) }
      for case .limits(let asks) in none.remedies.map(\.remedy) {
        #expect(asks.count == smallest)
        var changed = limits
        for ask in asks { ask.kind.ask(ask.value, of: &changed) }
        #expect(hasPlan(changed), "\(asks)")
        // Nothing nearer to what was asked would do, but for the three digits that are printed.
        guard asks.count == 1, let ask = asks.first, ask.isBest else { continue }
        let served = all.filter {
          SearchGoal(objective: .rate, limits: ask.kind.lifted(from: limits)).score($0) != nil
        }
        let best: Double? =
          switch ask.kind {
          case .rate: served.map(\.rateHz).max()
          case .fidelity: served.map(\.fidelity).max()
          case .repeaters: served.map { Double($0.hops - 1) }.min()
          case .cost: served.map(\.cost).min()
          default: nil
          }
        let nearest = try #require(best)
        #expect(
          ask.kind.isLeast
            ? ask.value <= nearest && ask.value > nearest * 0.989
            : ask.value >= nearest && ask.value < nearest * 1.011,
          "\(ask), \(nearest)")
      }
    }
  }

  @Test func betterHardwareThatWouldDoDoes() throws {
    let platform = try #require(Platform.named("generic"))
    let network = line([50, 50, 50, 50])
    var asked = question(network, HardwareModel(platform), Limits(minimumFidelity: 0.5))
    let best = try asked.plan().certificate.value
    asked.limits.minimumRateHz = best * 1.3
    let none = try #require(try explained(asked))
    let improved = none.remedies.compactMap { remedy -> Remedy.Improved? in
      if case .hardware(let improved) = remedy.remedy { improved } else { nil }
    }
    #expect(!improved.isEmpty)
    for better in improved {
      #expect(try explained(follow(.hardware(better), asked)) == nil)
      var less = better
      less.value = better.instead + (better.value - better.instead) * 0.85
      #expect(try explained(follow(.hardware(less), asked)) != nil, "\(better)")
    }
  }

  /// Memories of sites stand in the way as limits do: cases that once were answered with "nor with all of them lifted".
  @Test func memoriesAreNamed() throws {
    let platform = try #require(Platform.named("generic"))
    var network = line([10])
    var sites = network.sites
    sites[0].memories = 1
    network = network.replacingSites(sites)
    var asked = question(network, HardwareModel(platform, modes: 10), Limits(minimumFidelity: 0.5))
    asked.stationPlacement = .midpoint
    let none = try #require(try explained(asked))
    let needs = [Remedy.SiteMemories(site: 0, needed: 10, instead: 1)]
    #expect(none.remedies.map(\.remedy).contains(.memories(needs)))
    #expect(none.obstacle != .conflict(together: 0))
  }

  /// Questions without a plan of many kinds: each remedy, followed, has one, within the limits that it leaves.
  @Test func remediesOfFiftyQuestionsDo() throws {
    var random = SplitMix(seed: 14)
    let maps = try ["line-1000km", "bonn-berlin", "netherlands-rail", "hefei-metro", "boston-loop"].map(
      shippedMap)
    let platforms = try ["generic", "generic", "generic", "delft-nv", "hefei-rubidium", "ustc-calcium-ion"]
      .map {
        try #require(Platform.named($0))
      }
    var (asked, remedies) = (0, 0)
    for _ in 0..<400 where asked < 50 {
      let network = maps.randomElement(using: &random)!
      let sites = network.sites.indices.filter { network.sites[$0].mayHostRepeater || $0 < 2 }
      guard let from = sites.randomElement(using: &random), let to = sites.randomElement(using: &random),
        from != to
      else { continue }
      var demands = [Demand(from: from, to: to)]
      var limits = Limits(minimumFidelity: [0.5, 0.6, 0.8].randomElement(using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: limits.minimumRateHz = [0.1, 1, 30].randomElement(using: &random)
      case 1: limits.maximumRepeaters = Int.random(in: 0...3, using: &random)
      case 2: limits.maximumHopKm = [15, 40, 90].randomElement(using: &random)
      case 3:
        limits.minimumRateHz = 1
        limits.maximumRepeaters = 2
      case 4: limits.disjointChains = 2
      default:
        limits.minimumKeyRateHz = 0.1
        if let third = sites.randomElement(using: &random), third != from, third != to {
          demands.append(Demand(from: from, to: third))
        }
      }
      let platform = platforms.randomElement(using: &random)!
      let question = Question(
        network: network, hardware: HardwareModel(platform), demands: demands, limits: limits, samples: 0)
      guard
        let none = try explained(
          question, planning: Budget(limitS: 20), explaining: Budget(limitS: 2))
      else { continue }
      if case .stopped = none.obstacle { continue }
      asked += 1
      #expect(none.remedies.count <= 5)
      for remedy in none.remedies.map(\.remedy) {
        remedies += 1
        let changed = try follow(remedy, question)
        do { _ = try changed.plan(budget: Budget(limitS: 20)) } catch let none as NoPlan {
          // A proof takes longer than a plan.
          if case .stopped = none.obstacle, try changed.anyPlan(Budget(limitS: 20)).found != nil { continue }
          Issue.record(
            "\(remedy) of \(network.name), \(platform.name), \(demands), \(limits): \(none.obstacle)")
        }
      }
    }
    #expect(asked == 50)
    #expect(remedies >= 20)
  }
}
