import Foundation
import SourceDocument
import TestSupport
import Testing

@testable import LinkPhysics

private let reference = "reference/physics2_reference.json"

private func entries(_ prefix: String) throws -> [[String: Any]] {
  let all = try SharedFiles.json(reference) as? [String: Any]
  return (all?["entries"] as? [[String: Any]] ?? []).filter { ($0["id"] as? String ?? "").hasPrefix(prefix) }
}

private func state(_ entry: [String: Any]) -> BellDiagonalState {
  let c = (entry["inputs"] as? [String: Any])?["characters"] as? [Double] ?? []
  return BellDiagonalState(x: c[0], y: c[1], z: c[2])
}

private func outputs(_ entry: [String: Any]) -> [String: Double] {
  (entry["output"] as? [String: Any] ?? [:]).compactMapValues { $0 as? Double }
}

@Suite struct KeyRuleTests {
  @Test(.enabled(if: SharedFiles.exists(reference), "\(SharedFiles.absent(reference))"))
  func referenceFractions() throws {
    for entry in try entries("9.k") {
      let (state, output) = (state(entry), outputs(entry))
      let costly = KeyRule(errorCorrection: 1.19)
      for (found, key) in [
        (KeyRule().fraction(state), "bbm92_best"), (costly.fraction(state), "bbm92_best_f119"),
        (KeyRule(keyProtocol: .sixState).fraction(state), "six_state"), (state.chsh, "S"),
        (KeyRule(keyProtocol: .deviceIndependent).fraction(state), "di"), (state.fidelity, "F"),
      ] {
        #expect(abs(found - output[key]!) < 1e-9, "\(key)")
      }
    }
    for entry in try entries("5.e") {
      let (state, output) = (state(entry), outputs(entry))
      #expect(abs(state.ebitsPerPair.lowerBound - output["hashing"]!) < 1e-9)
      #expect(abs(state.ebitsPerPair.upperBound - output["E_R"]!) < 1e-9)
      #expect(abs(KeyRule(basis: .zx).fraction(state) - output["bbm92_ZX"]!) < 1e-9)
      #expect(abs(KeyRule().fraction(state) - output["bbm92_best_basis"]!) < 1e-9)
    }
    for entry in try entries("9.t(") {
      #expect(abs(state(entry).teleportationFidelity - outputs(entry)["mean"]!) < 1e-9)
    }
  }

  /// Thresholds of white noise by bisection, against published ones.
  @Test func thresholds() {
    func threshold(_ rule: KeyRule) -> Double {
      var (low, high) = (0.7, 0.95)
      while high - low > 1e-12 {
        let middle = (low + high) / 2
        if rule.fraction(BellDiagonalState(werner: (4 * middle - 1) / 3)) > 0 {
          high = middle
        } else {
          low = middle
        }
      }
      return high
    }
    #expect(abs(threshold(KeyRule()) - 0.834_958_203) < 1e-6)
    #expect(abs(threshold(KeyRule(errorCorrection: 1.16)) - 0.852_840_943) < 1e-6)
    #expect(abs(threshold(KeyRule(errorCorrection: 1.19)) - 0.855_798_289) < 1e-6)
    #expect(abs(threshold(KeyRule(keyProtocol: .sixState)) - 0.810_710_375) < 1e-6)
    #expect(abs(threshold(KeyRule(keyProtocol: .deviceIndependent)) - 0.892_762_362) < 1e-6)
    #expect(
      abs(
        KeyRule(sifting: 0.5).fraction(BellDiagonalState(werner: 0.95))
          - KeyRule().fraction(BellDiagonalState(werner: 0.95)) / 2) < 1e-15)
  }

  @Test func applications() throws {
    // Fidelities of teleported qubits that two studies of blind computing ask for.
    for (f, pair) in [(0.8717, 0.80755), (0.8571, 0.78565), (2.0 / 3 + 1e-9, 0.5)] {
      let fidelity = try #require(Application.teleportation(fidelity: f).pairFidelity)
      #expect(abs(fidelity - pair) < 1e-8)
      #expect(abs(BellDiagonalState(werner: (4 * fidelity - 1) / 3).teleportationFidelity - f) < 1e-12)
    }
    let chsh = try #require(Application.nonlocality.pairFidelity)
    #expect(abs(BellDiagonalState(werner: (4 * chsh - 1) / 3).chsh - 2) < 1e-12)
    for text in ["qkd", "di-qkd", "chsh", "teleportation:0.9", "bqc:0.8571"] {
      #expect(Application(text: text)?.text == text)
    }
    for text in [
      "", "qkd:1", "teleportation", "teleportation:0.6", "teleportation:1.1", "teleportation:x", "bqc:nan",
    ] {
      #expect(Application(text: text) == nil, "\(text)")
    }
  }

  /// Physical states of all kinds: what the rules give lies below what bounds say, and bounds rise and are convex in noise.
  @Test func boundsHold() {
    var random = SplitMix(seed: 23)
    let rules =
      KeyRule.KeyProtocol.allCases.flatMap { key in
        KeyRule.Basis.allCases.map { KeyRule(keyProtocol: key, basis: $0) }
      } + [
        KeyRule(errorCorrection: 1.2, sifting: 0.7), KeyRule(keyProtocol: .sixState, errorCorrection: 1.1),
      ]
    func state(_ noise: SIMD3<Double>) -> BellDiagonalState {
      BellDiagonalState(x: exp(-noise.x), y: exp(-noise.y), z: exp(-noise.z))
    }
    for _ in 0..<20_000 {
      let weights = (0..<4).map { _ in pow(random.unit(), 4) + 1e-9 }
      let sum = weights.reduce(0, +)
      let any = BellDiagonalState(
        i: weights[0] / sum, x: weights[1] / sum, y: weights[2] / sum, z: weights[3] / sum)
      for rule in rules {
        let fraction = rule.fraction(any)
        #expect(fraction <= any.ebitsPerPair.upperBound + 1e-12)
        if rule.keyProtocol == .bbm92 { #expect(fraction <= any.ebitsPerPair.lowerBound + 1e-12) }
        if any.fidelity >= 0.5 || rule.keyProtocol == .bbm92, min(any.x, any.y, any.z) >= 0 {
          #expect(fraction <= rule.bound(any) + 1e-12)
        }
      }
      let a = SIMD3(random.unit(), random.unit(), random.unit())
      let b = SIMD3(random.unit(), random.unit(), random.unit())
      for rule in rules {
        let (atA, atB) = (rule.bound(state(a)), rule.bound(state(b)))
        #expect(rule.bound(state((a + b) / 2)) <= (atA + atB) / 2 + 1e-12)
        #expect(rule.bound(state(a + 0.3 * b)) <= atA + 1e-12)
      }
    }
  }

  /// An ideal single click beats the capacity of its hop and never that of its arms.
  @Test func armsBoundSingleClicks() {
    let hop = HopGeometry(
      leftLengthKm: 150, rightLengthKm: 150, leftLossDb: 30, rightLossDb: 30, leftDelayS: 1, rightDelayS: 1)
    let pair = SingleClick(population: Arms(0.1), efficiency: Arms(1e-3)).pair
    let key = pair.successProbability * KeyRule().fraction(pair.state)
    #expect(abs(key / 8.547_517_951_6e-5 - 1) < 1e-6)
    let ofHop = plobCapacity(lossDb: hop.lossDb)
    #expect(key / ofHop > 59 && key / ofHop < 60)
    var random = SplitMix(seed: 4)
    for _ in 0..<20_000 {
      let losses = Arms(60 * random.unit(), 60 * random.unit())
      let pair = SingleClick(
        population: Arms(random.unit(), random.unit()),
        efficiency: Arms(pow(10, -losses.left / 10), pow(10, -losses.right / 10))
      ).pair
      let hop = HopGeometry(
        leftLengthKm: 1, rightLengthKm: 1, leftLossDb: losses.left, rightLossDb: losses.right, leftDelayS: 1,
        rightDelayS: 1)
      let ebits = pair.successProbability * pair.state.ebitsPerPair.lowerBound
      #expect(ebits <= hopCapacity(hop, hasStation: true) * (1 + 1e-12))
    }
  }
}
