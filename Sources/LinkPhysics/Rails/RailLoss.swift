/// Loss of stored excitations, one by one: storage that ends after a known wait, or the mean over random waits.
///
/// The life of an ensemble (1/e of its retrieval) is such a loss, a transmission e^(−t/τ) of the stored mode; it
/// moves double excitations to single ones and single ones to vacuum, which no character of a pair can say.
extension RailOperator {
  /// After loss with a transmission (0 to 1) on each side; the trace stays.
  public func lost(transmission: Arms) -> RailOperator {
    let left = Self.loss(transmission.left)
    let right = transmission.right == transmission.left ? left : Self.loss(transmission.right)
    return RailOperator(blocks: left.transposed * blocks * right)
  }

  /// Row i, column j: √(C(i,j) C(i+Δ,j+Δ)) t^(j+Δ/2) (1−t)^(i−j), i before and j after the loss.
  private static func loss(_ t: Double) -> RailBlocks {
    let root = t.squareRoot()
    let powers = SIMD4(1, t, t * t, t * t * t)
    var blocks = RailBlocks.binomial(1 - t).scaled(orders: SIMD4(1, root, t, t * root))
    for order in 0...3 { blocks[order] = blocks[order].scaled(columns: powers) }
    return blocks
  }

  /// The mean over a random wait D in which the modes lose excitations at constant rates, exact.
  ///
  /// It is linear, so what follows (a swap, a measurement) gives its mean too, unless the other rail's state
  /// hangs on the same D; for that, `WaitNodes`. Loss multiplies the factorial moments of a mode,
  /// E[C(n,j)], by t^j, so it takes a change of basis, one product entry by entry with
  /// E[t_l^(n+Δ/2) t_r^(m+Δ/2)], and the way back, which leaves absolute errors of about 1e-15.
  ///
  /// - Parameters:
  ///   - rate: 1/τ of each mode, in the inverse unit of the wait; 0 for a mode that does not wait.
  ///   - mean: E[e^(−κD)] for a rate κ of 0 or more; 1 at 0 (or the chance of a case, for a state that is to be
  ///     weighted, whose trace that then is).
  public func meanLoss(rate: Arms, mean: (Double) -> Double) -> RailOperator {
    let moments = Self.moments(rate: rate, mean: mean)
    var result = Self.toMoments.transposed * blocks * Self.toMoments
    for order in 0...3 { result[order] = result[order].times(moments[order]) }
    return RailOperator(blocks: Self.fromMoments.transposed * result * Self.fromMoments)
  }

  private static let toMoments = RailBlocks.binomial(1)
  private static let fromMoments = RailBlocks.binomial(-1)

  /// Row n, column m: E[t_l^(n+Δ/2) t_r^(m+Δ/2)]; a coherence of odd order carries square roots.
  private static func moments(rate: Arms, mean: (Double) -> Double) -> RailBlocks {
    var blocks = RailBlocks(.zero, .zero, .zero, .zero)
    guard rate.left != rate.right else {
      // Only the sum of both exponents counts, an integer of 0 to 6.
      var bySum = SIMD8<Double>.zero
      for sum in 0...6 { bySum[sum] = mean(Double(sum) * rate.left) }
      for order in 0...3 {
        for n in 0...(3 - order) {
          for m in 0...(3 - order) { blocks[order][n][m] = bySum[n + m + order] }
        }
      }
      return blocks
    }
    for order in 0...3 {
      for n in 0...(3 - order) {
        for m in 0...(3 - order) {
          let half = Double(order) / 2
          blocks[order][n][m] = mean((Double(n) + half) * rate.left + (Double(m) + half) * rate.right)
        }
      }
    }
    return blocks
  }
}
