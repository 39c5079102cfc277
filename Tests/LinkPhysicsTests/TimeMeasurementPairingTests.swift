import Foundation
import Testing

@testable import LinkPhysics

@Suite struct TimeMeasurementPairingTests {
  /// Chances of n clicks, one factor after another.
  func binomial(_ modes: Int, _ p: Double) -> [Double] {
    var chances = [1.0]
    for _ in 0..<modes {
      chances = zip(chances + [0], [0] + chances).map { $0 * (1 - p) + $1 * p }
    }
    return chances
  }

  /// Sums of positive terms, few clicks and many.
  @Test(arguments: [0, 1, 2, 3, 7, 300]) func windows(modes: Int) {
    for p in [0, 1e-15, 1e-9, 1e-4, 0.003, 0.1, 0.5, 0.9, 1] {
      let chances = binomial(modes, p)
      let pairs = chances.enumerated().reduce(0) { $0 + Double($1.offset / 2) * $1.element }
      let one = chances.dropFirst(2).reduce(0, +)
      let pairing = TimeMeasurementPairing(modes: modes, probability: p)
      #expect(abs(pairing.pairsPerWindow - pairs) <= 1e-12 * pairs + 1e-300, "\(modes) \(p)")
      #expect(abs(pairing.onePairProbability - one) <= 1e-12 * one + 1e-300, "\(modes) \(p)")
      #expect(abs(pairing.pairsPerWindow(reach: modes) - pairs) <= 1e-12 * pairs + 1e-300, "\(modes) \(p)")
      #expect(pairing.pairsPerWindow <= pairing.pairsAcrossWindows)
    }
  }

  /// A million modes that hardly ever click: C(N,2)p² − 2C(N,3)p³ + 6C(N,4)p⁴ …
  @Test(arguments: [1e-15, 1e-12, 1e-9]) func rareClicks(p: Double) {
    let n = 1e6
    let series =
      n * (n - 1) / 2 * p * p * (1 - 2 * (n - 2) * p / 3 + (n - 2) * (n - 3) * p * p / 3)
    let pairing = TimeMeasurementPairing(modes: 1_000_000, probability: p)
    #expect(abs(pairing.pairsPerWindow / series - 1) < 1e-9)
  }

  /// Every pattern of clicks, and the best way to pair it.
  @Test(arguments: [1, 2, 3, 8]) func reach(reach: Int) {
    func best(_ clicks: [Int]) -> Int {
      guard let first = clicks.first else { return 0 }
      let rest = Array(clicks.dropFirst())
      return rest.indices.filter { rest[$0] - first <= reach }.reduce(best(rest)) { most, partner in
        var others = rest
        others.remove(at: partner)
        return max(most, 1 + best(others))
      }
    }
    let (modes, p) = (9, 0.3)
    var mean = 0.0
    for pattern in 0..<(1 << modes) {
      let clicks = (0..<modes).filter { pattern >> $0 & 1 == 1 }
      mean +=
        pow(p, Double(clicks.count)) * pow(1 - p, Double(modes - clicks.count)) * Double(best(clicks))
    }
    let pairing = TimeMeasurementPairing(modes: modes, probability: p)
    #expect(abs(pairing.pairsPerWindow(reach: reach) - mean) < 1e-13)
    #expect(pairing.pairsPerWindow(reach: 0) == 0)
  }
}
