import Foundation

@testable import LinkPhysics

/// Rails by brute force: four indices of 0 to 3 excitations, explicit loss, beam splitter and detectors,
/// nothing sorted and nothing assumed to vanish. An independent way to `RailOperator`.
struct FockRail {
  static let levels = 4
  /// ⟨n,m|ρ|n′,m′⟩.
  var entries = [Double](repeating: 0, count: 256)

  subscript(_ n: Int, _ m: Int, _ otherN: Int, _ otherM: Int) -> Double {
    get { entries[((n * 4 + m) * 4 + otherN) * 4 + otherM] }
    set { entries[((n * 4 + m) * 4 + otherN) * 4 + otherM] = newValue }
  }

  /// Entries that are not 0.
  var present: [(n: Int, m: Int, otherN: Int, otherM: Int, value: Double)] {
    entries.indices.filter { entries[$0] != 0 }.map {
      ($0 >> 6, $0 >> 4 & 3, $0 >> 2 & 3, $0 & 3, entries[$0])
    }
  }

  var trace: Double { (0..<16).reduce(0) { $0 + self[$1 >> 2, $1 & 3, $1 >> 2, $1 & 3] } }

  func divided(by number: Double) -> FockRail { FockRail(entries: entries.map { $0 / number }) }

  init(entries: [Double] = [Double](repeating: 0, count: 256)) { self.entries = entries }

  /// What a `RailOperator` holds.
  init(_ rail: RailOperator) {
    for i in 0..<256 { entries[i] = rail[i >> 6, i >> 4 & 3, i >> 2 & 3, i & 3] }
  }

  func distance(to rail: RailOperator) -> Double {
    zip(entries, FockRail(rail).entries).map { abs($0 - $1) }.max()!
  }

  /// Two modes that meet before two threshold detectors: loss into explicit modes, visibility as a second
  /// temporal mode, patterns of photons behind the splitter, dark counts.
  struct Click {
    /// ⟨b,c|M|b′,c′⟩ for the click of the first and of the second detector.
    var first = FockRail()
    var second = FockRail()

    init(_ efficiency: Arms, dark: Double = 0, visibility: Double = 1) {
      var amplitudes: [[[Int]: Double]] = []
      for input in 0..<16 {
        let (b, c) = (input >> 2, input & 3)
        let norm = (tgamma(Double(b + 1)) * tgamma(Double(c + 1))).squareRoot()
        // Modes: 0, 1 the light, 2, 3 the other temporal mode, 4, 5 what is lost.
        var state = PhotonState(modes: 4, terms: [(0, [b, c, 0, 0], Complex(1 / norm))])
        state.lose(0, transmission: efficiency.left)
        state.lose(1, transmission: efficiency.right)
        if visibility < 1 {
          state.distinguish(1, 3, visibility: visibility)
          state.beamSplitter(2, 3)
        }
        state.beamSplitter(0, 1)
        amplitudes.append(
          Dictionary(
            uniqueKeysWithValues: state.terms.map { term, amplitude in
              let norm = term.photons.reduce(1.0) { $0 * tgamma(Double($1 + 1)) }.squareRoot()
              return (term.photons, amplitude.re * norm)
            }))
      }
      for i in 0..<16 {
        for j in 0..<16 {
          for (pattern, amplitude) in amplitudes[i] {
            guard let other = amplitudes[j][pattern] else { continue }
            let (c, d) = (
              clicks(pattern[0] + pattern[2], dark: dark), clicks(pattern[1] + pattern[3], dark: dark)
            )
            first.entries[16 * i + j] += amplitude * other * c * (1 - d)
            second.entries[16 * i + j] += amplitude * other * d * (1 - c)
          }
        }
      }
    }
  }

  /// A heralded link, first detector: what is stored beside the light that `click` sees.
  static func link(excitation: Arms, click: Click, phaseRad: Double) -> (herald: Double, rail: FockRail) {
    var rho = FockRail()
    for (n, m, otherN, otherM, value) in click.first.present {
      let amplitude =
        pow(excitation.left, Double(n + otherN) / 2) * pow(excitation.right, Double(m + otherM) / 2)
        * (1 - excitation.left) * (1 - excitation.right)
      let phase = gaussianPhases(rms: phaseRad).reduce(0) {
        $0 + $1.weight * cos($1.angle * Double(m - otherM))
      }
      rho[n, m, otherN, otherM] = amplitude * value * phase
    }
    return (2 * rho.trace, rho.divided(by: rho.trace))
  }

  /// The first detector's click of a swap.
  static func swap(_ left: FockRail, _ right: FockRail, _ click: Click) -> (success: Double, rail: FockRail) {
    var out = FockRail()
    let rightEntries = right.present
    for (a, b, otherA, otherB, value) in left.present {
      for (c, e, otherC, otherE, other) in rightEntries {
        out[a, e, otherA, otherE] += value * other * click.first[otherB, otherC, b, c]
      }
    }
    return (2 * out.trace, out.divided(by: out.trace))
  }

  /// Loss by Kraus operators √(C(n,k) t^(n−k) (1−t)^k) |n−k⟩⟨n| of each mode.
  func lost(_ transmission: Arms) -> FockRail {
    func kraus(_ k: Int, _ n: Int, _ t: Double) -> Double {
      guard k <= n else { return 0 }
      let choose = tgamma(Double(n + 1)) / tgamma(Double(k + 1)) / tgamma(Double(n - k + 1))
      return (choose * pow(t, Double(n - k)) * pow(1 - t, Double(k))).squareRoot()
    }
    var out = FockRail()
    for (n, m, otherN, otherM, value) in present {
      for k in 0...min(n, otherN) {
        for l in 0...min(m, otherM) {
          out[n - k, m - l, otherN - k, otherM - l] +=
            value * kraus(k, n, transmission.left) * kraus(k, otherN, transmission.left)
            * kraus(l, m, transmission.right) * kraus(l, otherM, transmission.right)
        }
      }
    }
    return out
  }

  /// What two rails show at both ends: probabilities kept, and correlations, in Z and X.
  static func ends(
    _ upper: FockRail, _ lower: FockRail, efficiency: Arms, dark: Double, clicks: (left: Click, right: Click)
  ) -> (keptZ: Double, keptX: Double, x: Double, z: Double) {
    var (keptZ, goodZ, keptX, goodX) = (0.0, 0.0, 0.0, 0.0)
    let (u, d) = (upper.lost(efficiency), lower.lost(efficiency))
    func seen(_ n: Int, _ sees: Bool) -> Double {
      sees ? LinkPhysicsTests.clicks(n, dark: dark) : 1 - LinkPhysicsTests.clicks(n, dark: dark)
    }
    for i in 0..<16 {
      for j in 0..<16 {
        let chance = u[i >> 2, i & 3, i >> 2, i & 3] * d[j >> 2, j & 3, j >> 2, j & 3]
        for (upperLeft, upperRight) in [(true, true), (true, false), (false, true), (false, false)] {
          // The lower rail shows the opposite on each side.
          let value =
            chance * seen(i >> 2, upperLeft) * seen(i & 3, upperRight) * seen(j >> 2, !upperLeft)
            * seen(j & 3, !upperRight)
          keptZ += value
          if upperLeft != upperRight { goodZ += value }
        }
      }
    }
    let lowerEntries = lower.present
    for (a, b, otherA, otherB, value) in upper.present {
      for (c, e, otherC, otherE, other) in lowerEntries {
        for (left, signL) in [(clicks.left.first, 1.0), (clicks.left.second, -1.0)] {
          for (right, signR) in [(clicks.right.first, 1.0), (clicks.right.second, -1.0)] {
            let chance = value * other * left[otherA, otherC, a, c] * right[otherB, otherE, b, e]
            keptX += chance
            goodX += signL * signR * chance
          }
        }
      }
    }
    return (keptZ, keptX, goodX / keptX, (2 * goodZ - keptZ) / keptZ)
  }
}
