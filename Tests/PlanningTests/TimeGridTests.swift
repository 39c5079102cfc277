import Foundation
import TestSupport
import Testing

@testable import Planning

/// Lower bounds of the mean time until all hops have a pair, against the sum over all moments at which an attempt ends.
@Suite struct TimeGridTests {
  /// E[max T] = ∫ 1 − ∏ (1 − e^(−h ⌊t/τ⌋)) dt, constant between attempts' ends.
  static func meanOfSlowest(_ hops: [WaitingLaw]) -> Double {
    var finished = Array(repeating: 0.0, count: hops.count)
    var (now, sum) = (0.0, 0.0)
    while true {
      let survival = -expm1(
        zip(hops, finished).reduce(0) { $0 + log(-expm1(-$1.0.hazard * $1.1)) })
      if survival < 1e-17 { return sum }
      let next = zip(hops, finished).map { $0.periodS * ($1 + 1) }.min()!
      sum += survival * (next - now)
      now = next
      for i in hops.indices where hops[i].periodS * (finished[i] + 1) <= next { finished[i] += 1 }
    }
  }

  static func hops(_ count: Int, hazards: ClosedRange<Double>, _ random: inout SplitMix) -> [WaitingLaw] {
    (0..<count).map { _ in
      let period = Double.random(in: 2e-4...2e-3, using: &random)
      let hazard = exp(Double.random(in: log(hazards.lowerBound)...log(hazards.upperBound), using: &random))
      return WaitingLaw(hazard: hazard, periodS: period)
    }
  }

  static func bounds(_ hops: [WaitingLaw], reference: Double) -> (smooth: Double, lattice: Double) {
    let grid = TimeGrid(reference: reference, laws: hops, isExponential: false)
    let costs = hops.map(grid.costs)
    func cost(_ j: Int) -> Double { costs.reduce(0) { $0 + $1[j] } }
    return (grid.smoothMeanTime(cost), grid.latticeMeanTime(cost))
  }

  /// At any hazards, and for a reference that is far off, too.
  @Test(arguments: 0..<40)
  func boundsAreBelowTheMean(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let hops = Self.hops(1 + seed % 12, hazards: 0.01...5, &random)
    let exact = Self.meanOfSlowest(hops)
    for factor in [0.2, 1, 5] {
      let bounds = Self.bounds(hops, reference: exact * factor)
      #expect(bounds.smooth <= exact * (1 + 1e-11))
      #expect(bounds.lattice <= exact * (1 + 1e-11))
    }
  }

  /// What the smooth bound misses is of second order in the hazard: h²/8 of the time, not half a period.
  @Test(arguments: 0..<20)
  func smoothBoundIsTight(seed: Int) {
    var random = SplitMix(seed: UInt64(100 + seed))
    let hops = Self.hops(4 + seed % 9, hazards: 0.005...0.05, &random)
    let exact = Self.meanOfSlowest(hops)
    let largest = hops.map(\.hazard).max()!
    #expect(Self.bounds(hops, reference: exact).smooth >= exact * (1 - largest * largest / 8 - 1e-6))
  }

  /// A row of the mean time takes the cost of a moment for the least at all moments before.
  @Test(arguments: [false, true])
  func momentsRise(isExponential: Bool) {
    var random = SplitMix(seed: 7)
    let grid = TimeGrid(
      reference: 0.01, laws: Self.hops(3, hazards: 0.5...2, &random), isExponential: isExponential)
    #expect(zip(grid.smoothTimes, grid.smoothTimes.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(grid.latticeTimes, grid.latticeTimes.dropFirst()).allSatisfy { $0 < $1 })
  }

  /// The shifted exponential time against the attempts, in increasing convex order: ∫_x^∞ P(T > t) dt.
  @Test(arguments: [1e-9, 1e-3, 0.1, 1, 4])
  func shiftKeepsTheConvexOrder(hazard: Double) {
    let hop = WaitingLaw(hazard: hazard, periodS: 1)
    let shift = TimeGrid.shift(hop)
    #expect(shift > 0 && shift <= 0.5)
    if hazard < 0.01 { #expect(abs(shift - 0.5) < hazard) }
    for step in 0..<400 {
      let x = Double(step) * 0.037
      let before = x.rounded(.down)
      // D e^(−hk) less the part of the period that is past, at a survival of e^(−hk).
      let attempts = exp(-hazard * before) * (1 / -expm1(-hazard) - (x - before))
      let shifted = x < shift ? shift + hop.meanS - x : hop.meanS * exp((shift - x) / hop.meanS)
      #expect(shifted <= attempts * (1 + 1e-12))
    }
  }
}
