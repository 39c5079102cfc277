import Foundation
import Testing

@testable import LinkPhysics

/// Every scheme beside an explicit calculation in Fock space.
@Suite struct SchemeTests {
  @Test(arguments: [
    DoubleClick(efficiency: Arms(0.3, 0.12)),
    DoubleClick(efficiency: Arms(0.3, 0.12), darkProbability: 0.02, visibility: 0.83, phaseNoiseRad: 0.4),
    DoubleClick(
      efficiency: Arms(0.9, 0.5), darkProbability: 0.001, visibility: 0.4, doubleExcitation: Arms(0.03, 0.1)),
  ])
  func doubleClick(click: DoubleClick) {
    // Modes of one bin: 0 left, 1 right, 2 and 3 orthogonal temporal mode; the second bin has 4…7. Companions 8, 9.
    var total = 0.0
    var (x, y, z) = (0.0, 0.0, 0.0)
    let companion = Arms(
      1 - pow(1 - click.doubleExcitation.left, 2), 1 - pow(1 - click.doubleExcitation.right, 2))
    for (angle, weight) in gaussianPhases(rms: click.phaseNoiseRad) {
      var terms: [(qubits: Int, photons: [Int], amplitude: Complex)] = []
      for a in 0...1 {
        for b in 0...1 {
          for (extraA, extraB) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            var photons = Array(repeating: 0, count: 12)
            photons[a == 1 ? 0 : 4] += 1
            photons[b == 1 ? 1 : 5] += 1
            // A companion remembers the bin.
            photons[(a == 1 ? 8 : 9)] += extraA
            photons[(b == 1 ? 10 : 11)] += extraB
            let amplitude =
              0.5 * (extraA == 1 ? companion.left : 1 - companion.left).squareRoot()
              * (extraB == 1 ? companion.right : 1 - companion.right).squareRoot()
            terms.append((2 * a + b, photons, Complex(amplitude)))
          }
        }
      }
      var state = PhotonState(modes: 12, terms: terms)
      for bin in [0, 4] {
        state.distinguish(bin + 1, bin + 3, visibility: click.visibility)
        state.lose(bin, transmission: click.efficiency.left)
        for mode in [bin + 1, bin + 3] {
          state.lose(mode, transmission: click.efficiency.right)
          if bin == 4 { state.phase(mode, angle) }
        }
        state.beamSplitter(bin, bin + 1)
        state.beamSplitter(bin + 2, bin + 3)
      }
      for first in [true, false] {
        for second in [true, false] {
          let rho = state.qubits { n in
            var chance = 1.0
            for (bin, upper) in [(0, first), (4, second)] {
              let (c, d) = (
                clicks(n[bin] + n[bin + 2], dark: click.darkProbability),
                clicks(n[bin + 1] + n[bin + 3], dark: click.darkProbability)
              )
              chance *= upper ? c * (1 - d) : d * (1 - c)
            }
            return chance
          }
          let r = correlations(rho)
          let sign = first == second ? 1.0 : -1.0
          total += weight * r.trace
          x += weight * sign * r.xx
          y += weight * sign * r.yy
          z -= weight * r.zz
        }
      }
    }
    let pair = click.pair
    #expect(abs(pair.successProbability / total - 1) < 1e-12)
    #expect(abs(pair.state.x - x / total) < 1e-12 && abs(pair.state.y - y / total) < 1e-12)
    #expect(abs(pair.state.z - z / total) < 1e-12)
  }

  @Test(arguments: [
    EnsembleInterference(excitation: Arms(0.004), efficiency: Arms(0.2)),
    EnsembleInterference(
      excitation: Arms(0.004, 0.007), efficiency: Arms(0.3, 0.1), darkProbability: 1e-4, visibility: 0.85,
      phaseNoiseRad: 0.3, retrieval: Arms(0.5, 0.7)),
    EnsembleInterference(
      excitation: Arms(0.01), efficiency: Arms(0.9, 1), darkProbability: 0.01, visibility: 0),
  ])
  func ensembles(_ model: EnsembleInterference) {
    // Modes: 0 left light, 1 right light, 2 and 3 the orthogonal temporal mode, 4 and 5 what is stored.
    let most = 3
    func state(_ angle: Double, read: Bool) -> PhotonState {
      var terms: [(qubits: Int, photons: [Int], amplitude: Complex)] = []
      for n in 0...most {
        for m in 0...(most - n) {
          let amplitude =
            ((1 - model.excitation.left) * (1 - model.excitation.right)
            * pow(model.excitation.left, Double(n)) * pow(model.excitation.right, Double(m))).squareRoot()
            / tgamma(Double(n + 1)) / tgamma(Double(m + 1))
          terms.append((0, [n, m, 0, 0, n, m], Complex(amplitude)))
        }
      }
      var state = PhotonState(modes: 6, terms: terms)
      state.distinguish(1, 3, visibility: model.visibility)
      state.lose(0, transmission: model.efficiency.left)
      for mode in [1, 3] {
        state.lose(mode, transmission: model.efficiency.right)
        state.phase(mode, angle)
      }
      state.beamSplitter(0, 1)
      state.beamSplitter(2, 3)
      state.lose(4, transmission: model.retrieval.left)
      state.lose(5, transmission: model.retrieval.right)
      if read { state.beamSplitter(4, 5) }
      return state
    }
    func herald(_ n: [Int]) -> Double {
      clicks(n[0] + n[2], dark: model.darkProbability)
        * (1 - clicks(n[1] + n[3], dark: model.darkProbability))
    }
    func trace(_ state: PhotonState, _ weight: @escaping ([Int]) -> Double) -> Double {
      state.qubits(weight: weight)[0][0].re
    }
    let still = state(0, read: false)
    let total = trace(still, herald)
    let shown: (Int, Int) -> Double = { a, b in
      trace(still) { herald($0) * (min($0[4], 1) == a && min($0[5], 1) == b ? 1 : 0) } / total
    }
    var coherence = 0.0
    for (angle, weight) in gaussianPhases(rms: model.phaseNoiseRad) {
      coherence +=
        weight
        * trace(state(angle, read: true)) { n in
          n[4] + n[5] == 1 ? herald(n) * Double(n[4] - n[5]) : 0
        } / total / 2
    }
    let rail = model.rail
    // Four excitations and more are left out here.
    let tolerance = 30 * pow(max(model.excitation.left, model.excitation.right), 3) * 4
    #expect(abs(rail.heraldProbability / (2 * total) - 1) < tolerance)
    #expect(abs(rail.p00 - shown(0, 0)) < tolerance && abs(rail.p10 - shown(1, 0)) < tolerance)
    #expect(abs(rail.p01 - shown(0, 1)) < tolerance && abs(rail.p11 - shown(1, 1)) < tolerance)
    #expect(abs(rail.coherence - coherence) < tolerance)
  }

  /// Both polarisations together, the memories read in the H/V and in the diagonal basis.
  @Test(arguments: [(0.0, 1.0), (0.001, 0.8)]) func absorptiveMemories(dark: Double, visibility: Double) {
    let model = AbsorptiveMemories(
      meanPairs: Arms(0.004, 0.006), efficiency: Arms(0.5, 0.3), darkProbability: dark,
      visibility: visibility,
      storage: Arms(0.3, 0.2))
    // For each polarisation (H at 0, V at 6): left light, right light, orthogonal two, left store, right store.
    let lambda = [model.meanPairs.left, model.meanPairs.right].map { $0 / (2 + $0) }
    var terms: [(qubits: Int, photons: [Int], amplitude: Complex)] = []
    for code in 0..<256 {
      let n = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 & 3]  // left H, right H, left V, right V
      guard n.reduce(0, +) <= 3 else { continue }
      let amplitude = (0..<4).reduce(1.0) { product, i in
        product * (pow(lambda[i % 2], Double(n[i])) * (1 - lambda[i % 2])).squareRoot()
          / tgamma(Double(n[i] + 1))
      }
      terms.append((0, [n[0], n[1], 0, 0, n[0], n[1], n[2], n[3], 0, 0, n[2], n[3]], Complex(amplitude)))
    }
    var state = PhotonState(modes: 12, terms: terms)
    for offset in [0, 6] {
      if visibility < 1 { state.distinguish(offset + 1, offset + 3, visibility: visibility) }
      state.lose(offset, transmission: model.efficiency.left)
      state.lose(offset + 1, transmission: model.efficiency.right)
      if visibility < 1 { state.lose(offset + 3, transmission: model.efficiency.right) }
      state.beamSplitter(offset, offset + 1)
      if visibility < 1 { state.beamSplitter(offset + 2, offset + 3) }
      state.lose(offset + 4, transmission: model.storage.left)
      state.lose(offset + 5, transmission: model.storage.right)
    }
    func herald(_ n: [Int]) -> Double {
      [0, 6].reduce(1.0) { product, o in
        product * clicks(n[o] + n[o + 2], dark: dark) * (1 - clicks(n[o + 1] + n[o + 3], dark: dark))
      }
    }
    func correlation(_ state: PhotonState) -> (kept: Double, value: Double) {
      func outcome(_ n: [Int], _ side: Int) -> Int? {
        let (h, v) = (n[4 + side] > 0, n[10 + side] > 0)
        return h == v ? nil : h ? 1 : -1
      }
      func sum(_ value: @escaping (Int, Int) -> Double) -> Double {
        state.qubits { n in
          guard let l = outcome(n, 0), let r = outcome(n, 1) else { return 0 }
          return herald(n) * value(l, r)
        }[0][0].re
      }
      let kept = sum { _, _ in 1 }
      return (kept, sum { l, r in Double(l * r) } / kept)
    }
    let total = state.qubits(weight: herald)[0][0].re
    let rectilinear = correlation(state)
    var turned = state
    turned.beamSplitter(4, 10)
    turned.beamSplitter(5, 11)
    let diagonal = correlation(turned)
    let pair = model.pair
    #expect(abs(pair.successProbability / (4 * total) - 1) < 0.01)
    #expect(abs((1 - pair.vacuumFraction) / (rectilinear.kept / total) - 1) < 0.01)
    #expect(abs(pair.state.z + rectilinear.value) < 1e-3)
    #expect(abs(pair.state.x - diagonal.value) < 2e-3)
  }

  @Test(arguments: [
    SerialReflection(meanPhotonNumber: 0.1, linkEfficiency: 0.2, detectionEfficiency: 0.3),
    SerialReflection(
      meanPhotonNumber: 0.12, brightReflectance: Arms(0.83, 0.95), contrast: Arms(8, 5), linkEfficiency: 0.5,
      detectionEfficiency: 0.4, darkProbability: 1e-3),
    SerialReflection(
      meanPhotonNumber: 0.05, brightReflectance: Arms(0.9, 0.8), contrast: Arms(20, 10), linkEfficiency: 0.3,
      detectionEfficiency: 0.1, phaseNoiseRad: 0.4),
  ])
  func serialReflection(model: SerialReflection) {
    var total = 0.0
    var (x, y, z) = (0.0, 0.0, 0.0)
    for (leftSign, rightSign) in [(1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0)] {
      var terms: [(qubits: Int, photons: [Int], amplitude: Complex)] = []
      for qubits in 0..<4 {
        for n in 0...4 {
          for m in 0...(4 - n) {
            let amplitude =
              0.5 * exp(-model.meanPhotonNumber / 2) * pow(model.meanPhotonNumber / 2, Double(n + m) / 2)
              / tgamma(Double(n + 1)) / tgamma(Double(m + 1))
            terms.append((qubits, [n, m], Complex(amplitude)))
          }
        }
      }
      var state = PhotonState(modes: 2, terms: terms)
      for bin in [0, 1] {
        let reflect: (Int, Double, Double, Double) -> Double = { spin, r, contrast, sign in
          spin == bin ? r.squareRoot() : sign * (r / contrast).squareRoot()
        }
        state.lose(bin) { reflect($0 >> 1, model.brightReflectance.left, model.contrast.left, leftSign) }
        state.lose(bin, transmission: model.linkEfficiency)
        state.lose(bin) { reflect($0 & 1, model.brightReflectance.right, model.contrast.right, rightSign) }
        state.lose(bin, transmission: model.detectionEfficiency)
      }
      for (angle, weight) in gaussianPhases(rms: model.phaseNoiseRad) {
        var detected = state
        detected.phase(1, angle)
        detected.beamSplitter(0, 1)
        for plus in [true, false] {
          let rho = detected.qubits { n in
            let (c, d) = (
              clicks(n[0], dark: model.darkProbability), clicks(n[1], dark: model.darkProbability)
            )
            return plus ? c * (1 - d) : d * (1 - c)
          }
          let r = correlations(rho)
          total += weight * r.trace / 4
          // The other detector leaves Φ−: x and y change sign.
          x += weight * (plus ? r.xx : -r.xx) / 4
          y += weight * (plus ? -r.yy : r.yy) / 4
          z += weight * r.zz / 4
        }
      }
    }
    let pair = model.pair
    #expect(abs(pair.successProbability / total - 1) < 1e-4)
    #expect(abs(pair.state.x - x / total) < 1e-4 && abs(pair.state.y - y / total) < 1e-4)
    #expect(abs(pair.state.z - z / total) < 1e-4)
  }

  /// Sums over pair numbers, each photon lost or seen on its own.
  @Test(arguments: [(0.05, 0.3, 0.1, 0.0), (0.4, 0.02, 0.9, 1e-3), (1.5, 1.0, 0.5, 0.02)])
  func centralPairSource(mean: Double, left: Double, right: Double, dark: Double) {
    let lambda = mean / (2 + mean)
    // [left clicks][right clicks] of one polarisation.
    var joint = [[0.0, 0.0], [0.0, 0.0]]
    for n in 0..<400 {
      let weight = (1 - lambda) * pow(lambda, Double(n))
      let quietLeft = (1 - dark) * pow(1 - left, Double(n))
      let quietRight = (1 - dark) * pow(1 - right, Double(n))
      for (a, pa) in [quietLeft, 1 - quietLeft].enumerated() {
        for (b, pb) in [quietRight, 1 - quietRight].enumerated() { joint[a][b] += weight * pa * pb }
      }
    }
    let same = 2 * joint[1][1] * joint[0][0]
    let different = 2 * joint[1][0] * joint[0][1]
    let pair = CentralPairSource(
      meanPairs: mean, efficiency: Arms(left, right), darkProbability: dark, sourceVisibility: 0.9
    ).pair
    #expect(abs(pair.successProbability / (same + different) - 1) < 1e-11)
    #expect(abs(pair.state.x - 0.9 * (same - different) / (same + different)) < 1e-11)
  }
}
