import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics

@testable import Planning

/// A connected random map: a line of sites with shortcuts, some sites barred to repeaters or stations.
func randomMap(seed: UInt64, sites: Int) -> FibreNetwork {
  var random = SplitMix(seed: seed)
  let list = (0..<sites).map { i in
    Site(
      id: "s\(i)",
      mayHostRepeater: i == 0 || i == sites - 1 || Double.random(in: 0...1, using: &random) < 0.85,
      mayHostStation: Double.random(in: 0...1, using: &random) < 0.8,
      cost: Double.random(in: 0.5...2, using: &random))
  }
  var spans: [Span] = []
  func span(_ a: Int, _ b: Int, _ km: ClosedRange<Double>) {
    spans.append(
      Span(
        from: a, to: b, lengthKm: Double.random(in: km, using: &random),
        attenuationDbPerKm: Double.random(in: 0.17...0.3, using: &random),
        connectorLossDb: Double.random(in: 0...0.5, using: &random)))
  }
  for i in 1..<sites { span(i - 1, i, 12...60) }
  for _ in 0..<sites / 2 {
    let a = Int.random(in: 0..<sites, using: &random)
    let b = Int.random(in: 0..<sites, using: &random)
    if a != b { span(a, b, Double(abs(a - b)) * 15...Double(abs(a - b)) * 60) }
  }
  return FibreNetwork(name: "random \(seed)", sites: list, spans: spans)
}

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
