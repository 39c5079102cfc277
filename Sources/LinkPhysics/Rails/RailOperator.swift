internal import Foundation

/// What is stored in one rail: the state of two modes, the ends of a link or of a segment of a chain, each
/// with 0 to 3 excitations.
///
/// Entries ⟨n,m|ρ|n′,m′⟩ are real and vanish unless n+m = n′+m′: heralds by threshold detectors that are
/// blind to the phase keep the total (44 entries). The scheme is that of Duan, Lukin, Cirac and Zoller, Nature
/// 414, 413 (2001), reviewed by Sangouard, Simon, de Riedmatten and Gisin, Rev. Mod. Phys. 83, 33 (2011). Beside
/// more levels of a mode the fidelity of up to four links is right to 1e-5 (χ = 0.02) and 4e-4 (χ = 0.1); with
/// occupations 0 and 1 alone it is wrong by 0.01 to 0.04. A repeater selects nothing afterwards, so vacuum and
/// double excitations have to be carried along: characters of a pair may be multiplied for no more than one hop
/// of such links.
public struct RailOperator: Hashable, Sendable {
  /// Most excitations of a mode that are kept.
  public static let mostExcitations = 3

  /// Block Δ, row n, column m′: ⟨n, m′+Δ|ρ|n+Δ, m′⟩.
  var blocks: RailBlocks

  init(blocks: RailBlocks) { self.blocks = blocks }

  /// Both modes empty.
  public static let vacuum: RailOperator = {
    var blocks = RailBlocks(.zero, .zero, .zero, .zero)
    blocks.none.row0[0] = 1
    return RailOperator(blocks: blocks)
  }()

  /// ⟨n,m|ρ|n′,m′⟩, the left mode before the right one; 0 where nothing is kept.
  public subscript(n: Int, m: Int, otherN: Int, otherM: Int) -> Double {
    let kept = 0...Self.mostExcitations
    guard n + m == otherN + otherM, [n, m, otherN, otherM].allSatisfy(kept.contains) else { return 0 }
    return otherN >= n ? blocks[otherN - n][n][otherM] : blocks[n - otherN][otherN][m]
  }

  /// The sum of all probabilities: 1 for a state.
  public var trace: Double { blocks.none.sum }

  /// The same rail seen from the other side.
  public var mirrored: RailOperator { RailOperator(blocks: blocks.transposed) }

  /// The state whose trace is 1, and the trace that this has; vacuum where there is nothing.
  var normalised: (trace: Double, rail: RailOperator) {
    let trace = trace
    guard trace > 0 else { return (0, .vacuum) }
    return (trace, RailOperator(blocks: (1 / trace) * blocks))
  }

  /// A Gaussian phase of rms `phaseRad` between the modes: coherences of order Δ by e^(−σ²Δ²/2).
  ///
  /// Also true dephasing of stored excitations, which is no loss: σ² = 2t/T2 for a phase that diffuses.
  public func dephased(phaseRad: Double) -> RailOperator {
    guard phaseRad != 0 else { return self }
    let one = exp(-phaseRad * phaseRad / 2)
    let four = one * one * one * one
    return RailOperator(blocks: blocks.scaled(orders: SIMD4(1, one, four, four * four * one)))
  }

  /// The mean of states that come with weights (probabilities, or the weights of `WaitNodes`, which may be
  /// negative).
  ///
  /// - Returns: the sum of the weights and the state; vacuum where the sum is not above 0.
  public static func mixed(_ parts: some Sequence<(weight: Double, rail: RailOperator)>) -> (
    weight: Double, rail: RailOperator
  ) {
    var sum = RailBlocks(.zero, .zero, .zero, .zero)
    for part in parts { sum = sum + part.weight * part.rail.blocks }
    let (trace, rail) = RailOperator(blocks: sum).normalised
    return (trace, rail)
  }
}
