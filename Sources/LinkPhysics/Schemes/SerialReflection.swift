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
public struct SerialReflection: Hashable, Sendable, HeraldingScheme {
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

  /// Creates an attempt from its parts; ideal nodes where they are left out.
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
    var (x, y, z) = (0.0, 0.0, 0.0)
    for signs in [Arms(1, 1), Arms(1, -1), Arms(-1, 1), Arms(-1, -1)] {
      let light = (0..<4).map { Light(self, spins: $0, darkSigns: signs) }
      // The second detector leaves Φ−, which a known phase flip corrects.
      for (detector, flip) in [(0, 1.0), (1, -1.0)] {
        let even = element(light[0], light[0], detector) + element(light[3], light[3], detector)
        let odd = element(light[1], light[1], detector) + element(light[2], light[2], detector)
        // The interferometer's phase moves the light of one bin against the other's.
        let phase = flip * exp(-phaseNoiseRad * phaseNoiseRad / 2)
        let evenCoherence = phase * element(light[0], light[3], detector)
        let oddCoherence = phase * element(light[1], light[2], detector)
        total += (even + odd) / 4
        x += 2 * (evenCoherence + oddCoherence) / 4
        y += 2 * (evenCoherence - oddCoherence) / 4
        z += (even - odd) / 4
      }
    }
    guard total > 0 else { return HeraldedPair(successProbability: 0, state: BellDiagonalState(werner: 0)) }
    return HeraldedPair(
      successProbability: total, state: BellDiagonalState(x: x / total, y: y / total, z: z / total))
  }

  /// Amplitudes of all light that started with one pulse, for one configuration of the spins.
  private struct Light {
    /// At the two detectors, alone (sum and difference of the bins).
    var detected: [Double] = []
    /// In every mode that nobody sees.
    var unseen: [Double] = []

    /// - Parameter spins: left spin in bit 1, right spin in bit 0; 0 reflects brightly in the early bin.
    init(_ pulse: SerialReflection, spins: Int, darkSigns: Arms) {
      let amplitude = (pulse.meanPhotonNumber / 2).squareRoot()
      let link = (pass: pulse.linkEfficiency.squareRoot(), lost: (1 - pulse.linkEfficiency).squareRoot())
      let end = (
        pass: pulse.detectionEfficiency.squareRoot(), lost: (1 - pulse.detectionEfficiency).squareRoot()
      )
      let bright = pulse.brightReflectance
      var bins: [Double] = []
      for bin in 0...1 {
        let left =
          spins >> 1 == bin
          ? bright.left.squareRoot() : darkSigns.left * (bright.left / pulse.contrast.left).squareRoot()
        let right =
          spins & 1 == bin
          ? bright.right.squareRoot() : darkSigns.right * (bright.right / pulse.contrast.right).squareRoot()
        let afterLeft = amplitude * left
        let atRight = afterLeft * link.pass
        let afterRight = atRight * right
        bins.append(afterRight * end.pass)
        unseen += [
          amplitude * (1 - left * left).squareRoot(), afterLeft * link.lost,
          atRight * (1 - right * right).squareRoot(), afterRight * end.lost,
        ]
      }
      detected = [(bins[0] + bins[1]) * 0.5.squareRoot(), (bins[0] - bins[1]) * 0.5.squareRoot()]
    }
  }

  /// Element ⟨j|ρ|i⟩ of the unnormalised spin matrix given a click of one detector alone, for coherent light i and j:
  /// the overlap of what nobody sees times ⟨j| (1 − q|0⟩⟨0|) ⊗ q|0⟩⟨0| |i⟩ of the clicking and the silent detector.
  private func element(_ i: Light, _ j: Light, _ detector: Int) -> Double {
    var exponent = 0.0
    for mode in i.unseen.indices {
      let difference = i.unseen[mode] - j.unseen[mode]
      exponent -= difference * difference / 2
    }
    for port in 0...1 {
      exponent -= (i.detected[port] * i.detected[port] + j.detected[port] * j.detected[port]) / 2
    }
    let quiet = 1 - darkProbability
    return exp(exponent) * quiet * (expm1(i.detected[detector] * j.detected[detector]) + darkProbability) / 4
  }

  /// What each effect alone takes from the fidelity: photons that others see by itself, the rest beside it.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    let ideal = SerialReflection(
      meanPhotonNumber: meanPhotonNumber, brightReflectance: brightReflectance,
      linkEfficiency: linkEfficiency,
      detectionEfficiency: detectionEfficiency)
    return ideal.infidelity(
      own: "light lost after the left node",
      effects: [
        ("reflectance contrast", { $0.contrast = contrast }),
        ("dark counts", { $0.darkProbability = darkProbability }),
        ("interferometer phase", { $0.phaseNoiseRad = phaseNoiseRad }),
      ])
  }
}
