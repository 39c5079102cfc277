internal import Foundation

/// Exact figures of a deterministic swap-ASAP chain whose segments take exponential times: the model of published
/// bounds, kept beside the lattice of real attempts for comparison (`LinkTimeModel.exponential`).
package enum ExponentialChain {
  /// Mean and mean square of max_i (X_i + o_i), X_i exponential with the given means, in s and s².
  ///
  /// Nothing is over before the largest offset o; from there on ∫ S dt and ∫ 2t S dt with S = 1 − ∏(1 − e^(−(t − o_i)/m)), by
  /// Gauss-Legendre panels in log (t − o); relative error below 1e-10.
  package static func maximum(means: [Double], offsets: [Double]? = nil) -> (mean: Double, meanSquare: Double)
  {
    let last = offsets?.max() ?? 0
    let ahead = offsets.map { $0.map { last - $0 } } ?? means.map { _ in 0 }
    let largest = means.max() ?? 0
    let start = log(largest) - 26
    let end = log(largest * (45 + log(Double(means.count))))
    let panels = 24
    let width = (end - start) / Double(panels)
    var mean = exp(start)
    var square = exp(2 * start)
    for panel in 0..<panels {
      let middle = start + (Double(panel) + 0.5) * width
      for (node, weight) in zip(GaussLegendre.nodes, GaussLegendre.weights) {
        let t = exp(middle + node * width / 2)
        var logF = 0.0
        for (m, ahead) in zip(means, ahead) { logF += log(-expm1(-(t + ahead) / m)) }
        let survival = -expm1(logF)
        mean += weight * width / 2 * t * survival
        square += weight * width / 2 * 2 * t * t * survival
      }
    }
    return (last + mean, last * last + 2 * last * mean + square)
  }

  /// E[exp(−Σ_j g_j |X_j − X_{j+1}|)] over the repeaters j, in closed form with one new exponential for each segment.
  ///
  /// The density of X_j weighted by all decay to its left is carried as Σ c e^(−b t); one step folds in e^(−g|t−s|) and
  /// the next segment. Where a rate g meets an exponent b the two sides of a small shift of g are averaged.
  package static func meanDecay(means: [Double], rates: [Double]) -> Double {
    precondition(rates.count == means.count - 1)
    func value(shift: Double) -> Double? {
      var terms: [(c: Double, b: Double)] = [(1 / means[0], 1 / means[0])]
      for (j, plainRate) in rates.enumerated() {
        let g = plainRate * (1 + shift)
        let lambda = 1 / means[j + 1]
        var next: [(c: Double, b: Double)] = []
        if g == 0 {
          // Without decay the left side is just its probability.
          let total = terms.reduce(0) { $0 + $1.c / $1.b }
          terms = [(total * lambda, lambda)]
          continue
        }
        var fresh = 0.0
        for (c, b) in terms {
          if shift == 0, abs(g - b) < 1e-5 * g { return nil }
          let r = 1 / (g - b)
          next.append((c * (r + 1 / (g + b)), b))
          fresh -= c * r
        }
        next.append((fresh, g))
        terms = next.map { ($0.c * lambda, $0.b + lambda) }
      }
      return terms.reduce(0) { $0 + $1.c / $1.b }
    }
    return value(shift: 0) ?? ((value(shift: 2e-5)! + value(shift: -2.1e-5)!) / 2)
  }
}
