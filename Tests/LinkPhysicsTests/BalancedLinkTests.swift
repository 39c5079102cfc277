import LinkPhysics
import TestSupport
import Testing

/// What planning takes for granted of every platform: no route of as much loss and delay or more has a better link than the one
/// that is balanced between its arms.
@Suite struct BalancedLinkTests {
  private func geometry(
    loss: Arms, delay: Arms, aerialShare: Double, thermal: Double, ground: Double
  ) -> HopGeometry {
    let kmPerS = 204_000.0
    func surroundings(_ delay: Double) -> FibreSurroundings {
      FibreSurroundings(
        aerialKm: delay * kmPerS * aerialShare, measuredKm: 0,
        thermalDelaySPerK: delay * kmPerS * thermal)
    }
    return HopGeometry(
      leftLengthKm: delay.left * kmPerS, rightLengthKm: delay.right * kmPerS, leftLossDb: loss.left,
      rightLossDb: loss.right, leftDelayS: delay.left, rightDelayS: delay.right,
      leftSurroundings: surroundings(delay.left), rightSurroundings: surroundings(delay.right),
      groundDistanceKm: ground)
  }

  /// Vacuum is bounded by the lesser of what the balanced link has here and at the end of the reach.
  @Test(arguments: Platform.names)
  func noLinkBeatsTheBalancedOne(name: String) throws {
    let platform = try #require(Platform.named(name))
    var random = SplitMix(seed: 7)
    func unit() -> Double { random.unit() }
    let end = platform.maximumHopLossDb.isFinite ? platform.maximumHopLossDb : 0
    let far = platform.everyLink(
      over: geometry(
        loss: platform.balancedLossDb(end), delay: Arms(1e-9, 1e-9), aerialShare: 0, thermal: 0, ground: 100),
      withBudgets: false)
    for _ in 0..<400 {
      let loss = unit() * min(platform.maximumHopLossDb, 60)
      let delay = loss / 0.2 / 204_000 * (0.5 + unit())
      let ground = 50 + 900 * unit()
      let share = platform.usesStation ? 0.5 : 1.0
      let ideal = platform.everyLink(
        over: geometry(
          loss: platform.balancedLossDb(loss), delay: Arms(delay * share, delay * (1 - share)),
          aerialShare: 0, thermal: 2e-12, ground: ground), withBudgets: false)
      // More loss, more delay, a station anywhere, wind and sun.
      let (worseLoss, worseDelay) = (loss + 3 * unit() * unit(), delay * (1 + unit() * unit()))
      let (place, other) = (unit(), unit())
      let isSerial = !platform.usesStation
      let real = platform.everyLink(
        over: geometry(
          loss: isSerial ? Arms(worseLoss, 0) : Arms(worseLoss * place, worseLoss * (1 - place)),
          delay: isSerial ? Arms(worseDelay, 0) : Arms(worseDelay * other, worseDelay * (1 - other)),
          aerialShare: unit() < 0.3 ? unit() : 0, thermal: 2e-12 + 35e-12 * unit(), ground: ground),
        withBudgets: false)
      for link in real {
        guard let best = ideal.first(where: { $0.option == link.option && $0.modes == link.modes }) else {
          Issue.record("\(platform.name): \(link.option) is usable where the ideal link is not")
          continue
        }
        let slack = 1 + 1e-9
        #expect(best.attemptPeriodS <= link.attemptPeriodS * slack, "\(platform.name)")
        #expect(best.successProbability * slack >= link.successProbability, "\(platform.name) \(link.option)")
        #expect(best.state.x >= link.state.x - 1e-9, "\(platform.name) \(link.option)")
        #expect(best.state.y >= link.state.y - 1e-9, "\(platform.name) \(link.option)")
        #expect(best.state.z >= link.state.z - 1e-9, "\(platform.name) \(link.option)")
        let other = far.first { $0.option == link.option && $0.modes == link.modes }?.vacuumFraction ?? 0
        #expect(
          min(best.vacuumFraction, other) <= link.vacuumFraction + 1e-9, "\(platform.name) \(link.option)")
      }
    }
  }
}
