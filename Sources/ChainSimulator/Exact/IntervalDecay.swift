internal import RealModule

/// Mean decay of deterministic swap-ASAP when every stored pair decays for as long as it exists: the `pair` convention, and
/// end qubits that are stored until delivery.
///
/// V_ij(t) is the mean decay, over runs in which segments i…j all hold a pair by t, of what the pairs among them lose up to
/// t. A run completed exactly at t is told by its leftmost segment k that succeeds at t:
///
///     C_ij(t) = Σ_k a_i,k−1 V_i,k−1(t−1) · P(T_k = t) · V_k+1,j(t),     V_ij(t) = a_ij V_ij(t−1) + C_ij(t),
///
/// with a_ij the decay per tick of the pair that spans i…j, and W = Σ_t C_1n(t). The exponent of a run is the time integral of
/// the number of stored pairs (or qubits), so that two qubits per pair give exactly twice the pair exponent.
///
/// - Complexity: O(n³) for each tick, O(n²) memory.
struct IntervalDecay {
  /// Attempt periods in ticks.
  let periods: [Int]
  let hazards: [Double]
  /// All done by this tick, or the attempt is given up.
  var lastTick: Int

  /// - Parameter decay: exponent per tick of the pair that spans segments i…j.
  /// - Returns: E[decay; all done by `lastTick`]. Divide by the probability of that for the conditional mean.
  func mean(decay: (Int, Int) -> Double) -> Double {
    let n = periods.count
    var kept = [Double](repeating: 1, count: (n + 1) * (n + 1))
    for i in 0..<n { for j in i..<n { kept[i * (n + 1) + j + 1] = Double.exp(-decay(i, j)) } }
    // Entry [i, j]: the run from segment i to before segment j; empty runs weigh 1.
    var before = [Double](repeating: 0, count: (n + 1) * (n + 1))
    for i in 0...n { before[i * (n + 1) + i] = 1 }
    var now = before
    var law = [Double](repeating: 0, count: n)
    var total = 0.0
    let survivors = hazards.map { Double.exp(-$0) }
    let firsts = hazards.map { -Double.expMinusOne(-$0) }
    var next = [Double](repeating: 0, count: n)
    for k in 0..<n { next[k] = firsts[k] }
    let horizon = min(
      lastTick, zip(periods, hazards).map { Int((39 / $1).rounded(.up)) * $0 }.max()!)
    for t in stride(from: 1, through: horizon, by: 1) {
      for k in 0..<n {
        if t % periods[k] == 0 {
          law[k] = next[k]
          next[k] *= survivors[k]
        } else {
          law[k] = 0
        }
      }
      for i in 0...n { for j in i...n { before[i * (n + 1) + j] *= kept[i * (n + 1) + j] } }
      var done = 0.0
      for length in 1...n {
        for i in 0...(n - length) {
          let row = i * (n + 1)
          let j = i + length
          var completed = 0.0
          for k in i..<j {
            completed += before[row + k] * law[k] * now[(k + 1) * (n + 1) + j]
          }
          now[row + j] = before[row + j] + completed
          done = completed
        }
      }
      total += done
      swap(&before, &now)
      for i in 0...n { now[i * (n + 1) + i] = 1 }
    }
    return total
  }
}
