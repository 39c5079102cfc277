import SourceDocument
import Testing

@testable import LinkPhysics

func hop(_ left: Double, _ right: Double, dbPerKm: Double = 0.2, groupIndex: Double = 1.4682) -> HopGeometry {
  HopGeometry(
    leftLengthKm: left, rightLengthKm: right, leftLossDb: left * dbPerKm, rightLossDb: right * dbPerKm,
    leftDelayS: left * groupIndex / 299_792.458, rightDelayS: right * groupIndex / 299_792.458)
}

@Suite struct PlatformTests {
  @Test func genericGivesOptionsInStableOrder() throws {
    let platform = try #require(Platform.named("generic"))
    let links = platform.links(over: hop(45, 46))
    #expect(links.count == 15)
    #expect(
      links.map(\.modes) == Array(repeating: 1, count: 5) + Array(repeating: 10, count: 5)
        + Array(repeating: 100, count: 5))
    #expect(links[0].option == "bright-state population 0.002")
    #expect(links[14].option == "bright-state population 0.05, 100 modes")
    for (a, b) in zip(links[0..<4], links[1..<5]) {
      #expect(a.successProbability < b.successProbability && a.state.fidelity > b.state.fidelity)
    }
    #expect(abs(links[0].attemptPeriodS - (1e-6 + 2 * 46 * 1.4682 / 299_792.458)) < 1e-15)
    #expect(platform.assumptions.count == platform.parameters.count)
  }

  @Test func lossBudgetAddsUp() throws {
    let platform = try #require(Platform.named("generic"))
    let link = platform.links(over: hop(30, 50))[0]
    let left = link.lossBudget.filter { $0.name.hasSuffix("left arm") }.reduce(0) { $0 + $1.value }
    #expect(abs(left - (6 + 6.9897)) < 1e-4)
  }

  @Test func reachEndsWhereLinksDo() throws {
    let platform = try #require(Platform.named("generic"))
    let reach = platform.maximumHopLossDb
    #expect(!platform.links(over: hop(reach * 2.5, reach * 2.5)).isEmpty)
    #expect(platform.links(over: hop(reach * 2.5 + 1, reach * 2.5 + 1)).isEmpty)
  }
}

@Suite struct TradeOffTests {
  /// More brightness: more pairs, worse ones; the ends are the first and last option.
  @Test func rateAgainstFidelity() throws {
    let platform = try #require(Platform.named("generic"))
    let curve = platform.tradeOff(over: hop(45, 45), points: 20)
    #expect(curve.count == 20)
    for (a, b) in zip(curve, curve.dropFirst()) { #expect(a.rateHz < b.rateHz && a.fidelity > b.fidelity) }
    let links = platform.links(over: hop(45, 45))
    #expect(abs(curve[0].fidelity - links[0].state.fidelity) < 1e-12)
    #expect(abs(curve[19].rateHz * links[4].attemptPeriodS / links[4].successProbability - 1) < 1e-9)
    #expect(curve.contains { $0.keyRateHz > 0 })
  }

  /// Options that another setting beats in every respect are not offered: dim settings drown in dark counts.
  @Test func dominatedOptionsAreLeftOut() throws {
    let text = try #require(Platform.named("delft-nv")).document.document
    let platform = try Platform(
      parsing: Array(text.replacing("\"assumed\": 0.1,", with: "\"assumed\": [0.05, 0.1, 0.2],").utf8),
      file: "delft")
    let hop = hop(10, 15)
    let links = platform.links(over: hop)
    #expect(!links.isEmpty && links.allSatisfy { $0.option != "bright-state population 0.05" })
    #expect(
      platform.attempt(over: hop, knob: 0.05).state.fidelity
        < platform.attempt(over: hop, knob: 0.2).state.fidelity)
  }
}
