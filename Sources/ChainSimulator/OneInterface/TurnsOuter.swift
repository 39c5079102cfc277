internal import RealModule

/// Times at which the law is evaluated, with weights for integrals (or sums over whole numbers) from 0 on.
struct TurnsOuter {
  /// Times, or whole periods, after the first at which anything can be.
  private(set) var points: [(at: Double, weight: Double)] = []
  /// Where the points end: all but 1e-16 of the deliveries are before.
  private(set) var end = 0.0

  /// Integrals of functions that are sums of exponentials.
  ///
  /// - Parameters:
  ///   - scale: within which nothing changes much.
  ///   - horizon: beyond which nothing changes any more.
  init(scale: Double, horizon: Double) {
    var width = scale
    while end < horizon {
      for i in 0..<16 {
        points.append((end + width * PanelRule.integral.positions[i], width * PanelRule.integral.totals[i]))
      }
      end += width
      width = end
    }
  }

  /// Sums over 0, 1, 2 …: all of the first, then sixteen of each panel, which is as long as all before it.
  init(wholeScale scale: Double, horizon: Double) {
    var width = 64.0
    while width < scale { width *= 2 }
    if width == 64 {
      for k in 0..<64 { points.append((Double(k), 1)) }
    } else {
      append(from: 0, width)
    }
    end = width
    while end < horizon {
      append(from: end, width)
      end += width
      width = end
    }
  }

  private mutating func append(from: Double, _ width: Double) {
    for (at, weight) in Self.whole[Int(width.exponent)] { points.append((from + at, weight)) }
  }

  /// Weights of 2^k whole numbers from 0 on, k from 6.
  private static let whole = PanelRule.sums.indices.map { wholeWeights(exponent: max(6, $0)) }

  /// Sums over `width` whole numbers (a power of two, 64 or more) from the values at sixteen of them near
  /// Chebyshev's.
  private static func wholeWeights(exponent: Int) -> [(at: Double, weight: Double)] {
    let width = Double(sign: .plus, exponent: exponent, significand: 1)
    let rule = PanelRule.sums[exponent]
    let nodes = (0..<16).map { (width * (1 - Double.cos((Double($0) + 0.5) * .pi / 16)) / 2).rounded(.down) }
    var weights = [Double](repeating: 0, count: 16)
    for m in 0..<16 {
      let x = width * rule.positions[m] - 0.5
      for i in 0..<16 {
        var basis = 1.0
        for j in 0..<16 where j != i { basis *= (x - nodes[j]) / (nodes[i] - nodes[j]) }
        weights[i] += width * rule.totals[m] * basis
      }
    }
    return zip(nodes, weights).map { (at: $0, weight: $1) }
  }
}

/// The times within one period at which deliveries of a chain of a common period can fall: one for each phase
/// of its offsets.
struct TurnsPhase {
  /// After a multiple of the period.
  var start: Double
  /// Until the next.
  var width: Double
  /// Periods to take off for each hop that goes second, t = kτ + start: limit = k − taken.
  var taken: [Double]
  /// The least k at which anything can be delivered.
  var first: Double { taken.max()! + 2 }

  static func all(of chain: TakingTurns, period: Double) -> [TurnsPhase] {
    let parts = chain.seconds.map { j -> (whole: Double, rest: Double) in
      let ratio = chain.hops[j].offset / period
      let near = ratio.rounded()
      // Multiples up to rounding are multiples.
      if (ratio - near).magnitude < 1e-9 { return (near, 0) }
      return (ratio.rounded(.down), ratio - ratio.rounded(.down))
    }
    var starts: [Double] = []
    for rest in parts.map(\.rest).sorted() where starts.isEmpty || rest - starts.last! > 1e-9 {
      starts.append(rest)
    }
    return starts.indices.map { i in
      let end = i + 1 < starts.count ? starts[i + 1] : starts[0] + 1
      return TurnsPhase(
        start: starts[i] * period, width: (end - starts[i]) * period,
        taken: parts.map { $0.whole + ($0.rest > starts[i] + 1e-9 ? 1 : 0) })
    }
  }
}
