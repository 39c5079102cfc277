import ChainSimulator
import Foundation
import LinkPhysics

@testable import Planning

/// A small hardware model with two settings of its knob, for tests: p = a η (left + right arms), F falls with a.
func testHardware(swapSuccess: Double = 1, t2: Double = 1.5, modes: Int = 1, knobs: [Double] = [0.05, 0.2])
  -> HardwareModel
{
  HardwareModel(
    name: "test", label: "test hardware", assumptions: [], usesStation: true, maximumHopLossDb: 35,
    swap: Swap(successProbability: swapSuccess, noise: BellDiagonalState(x: 0.995, y: 0.994, z: 0.997)),
    memory: .t1t2(t1: 20, t2: t2),
    links: { hop in
      knobs.map { a in
        let left = pow(10, -hop.leftLossDb / 10)
        let right = pow(10, -hop.rightLossDb / 10)
        let p = a * (left + right) / 2
        let balance = 2 * (left * right).squareRoot() / (left + right)
        return ElementaryLink(
          option: "knob \(a)", successProbability: p,
          attemptPeriodS: 1e-5 + 2 * max(hop.leftDelayS, hop.rightDelayS), modes: modes,
          state: BellDiagonalState(x: balance * (1 - a / 4), y: balance * (1 - a / 4), z: 1 - a / 2))
      }
    })
}
