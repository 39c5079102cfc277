internal import Foundation

/// Serial heralding without a station: one weak time-bin pulse is reflected by the left node, travels the whole hop,
/// is reflected by the right node and is detected behind a time-delay interferometer there.
///
/// Knaut et al., Nature 629, 573 (2024) (arXiv 2310.01316). Each spin starts in (|↑⟩+|↓⟩)/√2 and is flipped between the
/// bins, so that a node reflects with its bright amplitude √R in one bin and its dark amplitude √R₀ in the other. The
/// pulse is a product of coherent states of mean photon number μ/2 in each bin, so the whole protocol stays in
/// coherent states: every element of the spin matrix is a product of overlaps, light lost on the way included. To
/// first order in μ the herald probability is (μ/4)(R+R₀)_A (R+R₀)_B η_link η_det and the fidelity (1+exp(−μ))/2 times
/// what contrast, phase and gates leave. The phase of the dark amplitude is not known: 0 and π are averaged.
public struct SerialReflection: Hashable, Sendable {
  /// μ, mean photon number of the pulse that meets the left node, over 0.
  public var meanPhotonNumber: Double
  /// Power reflected by a node in its bright state, R, 0 to 1.
  public var brightReflectance: Arms
  /// R/R₀, at least 1.
  public var contrast: Arms
  /// Transmission between the nodes, whole hop and conversion, 0 to 1.
  public var linkEfficiency: Double
  /// Chance that a photon behind the right node makes a click that counts, interferometer included, 0 to 1.
  public var detectionEfficiency: Double
  /// Chance that one of the two detectors clicks without light, 0 to below 1.
  public var darkProbability: Double
  /// Root mean square phase of the interferometer, rad.
  public var phaseNoiseRad: Double

  public init(
    meanPhotonNumber: Double, brightReflectance: Arms = Arms(1), contrast: Arms = Arms(.infinity),
    linkEfficiency: Double, detectionEfficiency: Double, darkProbability: Double = 0,
    phaseNoiseRad: Double = 0
  ) {
    self.meanPhotonNumber = meanPhotonNumber
    self.brightReflectance = brightReflectance
    self.contrast = contrast
    self.linkEfficiency = linkEfficiency
    self.detectionEfficiency = detectionEfficiency
    self.darkProbability = darkProbability
    self.phaseNoiseRad = phaseNoiseRad
  }

  /// Herald probability and heralded state of one attempt.
  public var pair: HeraldedPair {
    var total = 0.0
    var characters = (x: 0.0, y: 0.0, z: 0.0)
    for leftSign in [1.0, -1.0] {
      for rightSign in [1.0, -1.0] {
        // The second detector leaves Φ−, which a known phase flip corrects.
        for (second, flip) in [(false, 1.0), (true, -1.0)] {
          let rho = conditionalSpins(darkSigns: Arms(leftSign, rightSign), secondDetector: second)
          let (even, odd) = (rho[0][0] + rho[3][3], rho[1][1] + rho[2][2])
          total += (even + odd) / 4
          characters.x += flip * 2 * (rho[0][3] + rho[1][2]) / 4
          characters.y += flip * 2 * (rho[0][3] - rho[1][2]) / 4
          characters.z += (even - odd) / 4
        }
      }
    }
    guard total > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    return HeraldedPair(
      successProbability: total,
      state: BellDiagonalState(x: characters.x / total, y: characters.y / total, z: characters.z / total))
  }

  /// Unnormalised spin matrix given a click of one detector alone; spins (left, right), bit 0 bright early.
  private func conditionalSpins(darkSigns: Arms, secondDetector: Bool) -> [[Double]] {
    let amplitude = (meanPhotonNumber / 2).squareRoot()
    func reflected(_ spin: Int, _ bin: Int, _ r: Double, _ contrast: Double, _ sign: Double) -> Double {
      spin == bin ? r.squareRoot() : sign * (r / contrast).squareRoot()
    }
    // For each spin configuration, the amplitudes of the detected bins and of every mode that nobody sees.
    var detected: [[Double]] = []
    var unseen: [[Double]] = []
    for configuration in 0..<4 {
      var (bins, lost): ([Double], [Double]) = ([], [])
      for bin in 0...1 {
        let left = reflected(
          configuration >> 1, bin, brightReflectance.left, contrast.left, darkSigns.left)
        let right = reflected(
          configuration & 1, bin, brightReflectance.right, contrast.right, darkSigns.right)
        let afterLeft = amplitude * left
        let atRight = afterLeft * linkEfficiency.squareRoot()
        let afterRight = atRight * right
        bins.append(afterRight * detectionEfficiency.squareRoot())
        lost += [
          amplitude * (1 - left * left).squareRoot(), afterLeft * (1 - linkEfficiency).squareRoot(),
          atRight * (1 - right * right).squareRoot(), afterRight * (1 - detectionEfficiency).squareRoot(),
        ]
      }
      detected.append(bins)
      unseen.append(lost)
    }
    let quiet = 1 - darkProbability
    var rho = Array(repeating: Array(repeating: 0.0, count: 4), count: 4)
    for i in 0..<4 {
      for j in 0..<4 {
        var exponent = 0.0
        for (a, b) in zip(unseen[i], unseen[j]) { exponent -= (a - b) * (a - b) / 2 }
        let seenI = port(detected[i], second: secondDetector)
        let seenJ = port(detected[j], second: secondDetector)
        let norm = -(detected[i] + detected[j]).reduce(0) { $0 + $1 * $1 } / 2
        // ⟨j| (1 − q|0⟩⟨0|) ⊗ q|0⟩⟨0| |i⟩ of coherent states in the clicking and the silent detector.
        let click = quiet * exp(norm) * (expm1(seenI * seenJ) + darkProbability)
        rho[i][j] = exp(exponent) * click / 4
        // Phase noise of the interferometer moves light of one bin against the other: it acts between
        // configurations whose light is in different bins, the ones that differ in the left spin.
        if i >> 1 != j >> 1 { rho[i][j] *= exp(-phaseNoiseRad * phaseNoiseRad / 2) }
      }
    }
    return rho
  }

  private func port(_ bins: [Double], second: Bool) -> Double {
    (bins[0] + (second ? -bins[1] : bins[1])) * 0.5.squareRoot()
  }

  /// What each effect alone takes from the fidelity: photons that others see by itself, the rest beside it.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    let ideal = SerialReflection(
      meanPhotonNumber: meanPhotonNumber, brightReflectance: brightReflectance,
      linkEfficiency: linkEfficiency,
      detectionEfficiency: detectionEfficiency)
    let best = ideal.pair.state.fidelity
    func drop(_ change: (inout SerialReflection) -> Void) -> Double {
      var changed = ideal
      change(&changed)
      return best - changed.pair.state.fidelity
    }
    return [
      .init("light lost after the left node", 1 - best),
      .init("reflectance contrast", drop { $0.contrast = contrast }),
      .init("dark counts", drop { $0.darkProbability = darkProbability }),
      .init("interferometer phase", drop { $0.phaseNoiseRad = phaseNoiseRad }),
    ]
  }
}
