import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import Testing

@testable import Planning

/// Why there is no plan, and that what would do does.
@Suite struct InfeasibilityTests {
  private func line(_ lengths: [Double]) -> FibreNetwork {
    FibreNetwork(
      name: "line", sites: (0...lengths.count).map { Site(id: "s\($0)") },
      spans: lengths.enumerated().map { Span(from: $0, to: $0 + 1, lengthKm: $1) })
  }

  private func failure(_ network: FibreNetwork, _ hardware: HardwareModel, _ limits: Limits) -> NoPlan? {
    let question = Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: network.sites.count - 1)],
      limits: limits, samples: 0)
    do {
      _ = try question.plan()
      return nil
    } catch { return error as? NoPlan }
  }

  @Test func theSpanThatIsTooLongIsNamedWithTheReachAndAHut() throws {
    let network = line([20, 20, 200, 20, 20])
    let none = try #require(failure(network, testHardware(), Limits()))
    let strategy = BestChain(
      Question(network: network, hardware: testHardware(), demands: [Demand(from: 0, to: 5)]))
    let reach = try #require(
      strategy.reachKm(rateHz: nil, along: Route(from: 2, along: [2], in: network)))
    #expect(abs(reach - 175) < 0.1)  // 35 dB at 0.2 dB/km
    #expect(none.reason.contains("the 200.0 km (40.0 dB) between s2 and s3 exceed the 175.0 km"))
    #expect(none.isProved)
    #expect(none.remedies.contains { $0.contains("hut") })
  }

  /// Lifting what is named makes a plan, and lifting less does not.
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
      let sets = try #require(
        try BestChain(asked).smallestRelaxations(Budget()))
      for set in sets {
        #expect(hasPlan(set.reduce(limits) { $1.lifted(from: $0) }), "\(set)")
        for kind in set {
          let less = set.filter { $0 != kind }.reduce(limits) { $1.lifted(from: $0) }
          #expect(!hasPlan(less), "\(set) without \(kind)")
        }
      }
      let size = sets.first?.count ?? 0
      for kind in LimitKind.allCases where size > 1 && kind.isSet(in: limits) {
        #expect(!hasPlan(kind.lifted(from: limits)))
      }
    }
  }

  @Test func betterHardwareThatWouldDoDoes() throws {
    let platform = try #require(Platform.named("generic"))
    let hardware = HardwareModel(platform)
    let network = line([50, 50, 50, 50])
    let best = try Question(
      network: network, hardware: hardware, demands: [Demand(from: 0, to: 4)],
      limits: Limits(minimumFidelity: 0.5), samples: 0
    ).plan().certificate.value
    let limits = Limits(minimumRateHz: best * 1.3, minimumFidelity: 0.5)
    let none = try #require(failure(network, hardware, limits))
    let improvement = try #require(hardware.improvements.first { $0.name == "conversion efficiency" })
    let words = try #require(none.remedies.first { $0.contains("conversion efficiency") })
    // "… more conversion efficiency (X instead of 0.5)"
    let value = try #require(
      words.split(separator: "(").last?.split(separator: " ").first.flatMap { Double($0) })
    #expect(failure(network, improvement.at(value), limits) == nil)
    #expect(failure(network, improvement.at(0.5 + (value - 0.5) * 0.9), limits) != nil)
  }
}
