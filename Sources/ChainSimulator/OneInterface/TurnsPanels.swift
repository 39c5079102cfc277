internal import RealModule

/// Sixteen nodes side by side.
typealias Nodes = SIMD16<Double>

/// How the values at sixteen nodes of a panel give its integral (or its sum over whole numbers), and that up
/// to each node.
struct PanelRule {
  /// Where the nodes lie, from 0 to 1 of the panel's width.
  let positions: Nodes
  /// Column k: what the value at node k adds to the part up to and with each node, per unit of width.
  let columns: [Nodes]
  /// The same for the whole panel.
  let totals: Nodes

  /// Integrals: Gauss-Legendre nodes, exact for polynomials of degree 15 (up to a node) and 31 (whole).
  static let integral = PanelRule(cells: nil)

  /// Sums over 2^k whole numbers from the same nodes, exact for polynomials of degree 15: Euler-Maclaurin
  /// about the middles of cells, whose series ends there.
  static let sums: [PanelRule] = (0..<50).map {
    PanelRule(cells: $0 < 5 ? 32 : Double(sign: .plus, exponent: $0, significand: 1))
  }

  /// Up to sixteen whole numbers, one node each.
  static let plain: [PanelRule] = (0...16).map { PanelRule(plain: max(1, $0)) }

  private init(plain count: Int) {
    var positions = Nodes(repeating: (Double(count) - 0.5) / Double(count))
    var columns = [Nodes](repeating: .zero, count: 16)
    var totals = Nodes.zero
    for k in 0..<count {
      positions[k] = (Double(k) + 0.5) / Double(count)
      totals[k] = 1 / Double(count)
      for m in k..<16 { columns[k][m] = 1 / Double(count) }
    }
    (self.positions, self.columns, self.totals) = (positions, columns, totals)
  }

  /// −(1 − 2^(1−2k)) B_2k / (2k)!, k from 1: the midpoint form of Euler-Maclaurin.
  private static let midpoint: [Double] = [
    -1.0 / 24, 7.0 / 5760, -31.0 / 967_680, 127.0 / 154_828_800, -73.0 / 3_503_554_560,
    1_414_477.0 / 2_678_117_105_664_000, -8191.0 / 612_141_052_723_200,
    16_931_177.0 / 49_950_709_902_213_120_000,
  ]

  private init(cells: Double?) {
    let (roots, weights) = Self.gaussLegendre
    /// Per unit of width: what P_k adds from the panel's left edge up to ξ.
    func primitives(_ xi: Double) -> [Double] {
      let table = Self.legendre(xi)
      return (0..<16).map { k in
        var value = k == 0 ? xi + 1 : (table[0][k + 1] - table[0][k - 1]) / Double(2 * k + 1)
        value /= 2
        guard let cells else { return value }
        var scale = 2 / cells
        for (j, c) in Self.midpoint.enumerated() {
          let d = 2 * j + 1
          // P_k^(d)(−1) = (−1)^(k−d) P_k^(d)(1).
          let edge = ((k - d) % 2 == 0 ? 1 : -1) * Self.edges[d][k]
          value += c * scale * (table[d][k] - edge) / cells
          scale *= 4 / (cells * cells)
        }
        return value
      }
    }
    var positions = Nodes.zero
    var columns = [Nodes](repeating: .zero, count: 16)
    var totals = Nodes.zero
    let atRoots = roots.map { Self.legendre($0)[0] }
    func spread(_ primitive: [Double], into write: (Int, Double) -> Void) {
      for i in 0..<16 {
        var sum = 0.0
        for k in 0..<16 { sum += primitive[k] * Double(2 * k + 1) / 2 * weights[i] * atRoots[i][k] }
        write(i, sum)
      }
    }
    for m in 0..<16 {
      positions[m] = (roots[m] + 1) / 2
      // A sum up to a whole number reaches to the edge of its cell.
      spread(primitives(roots[m] + (cells.map { 1 / $0 } ?? 0))) { columns[$0][m] = $1 }
    }
    spread(primitives(1)) { totals[$0] = $1 }
    (self.positions, self.columns, self.totals) = (positions, columns, totals)
  }

  /// Derivatives (row d) of the Legendre polynomials P_0 … P_16 (column k): P'_k = P'_(k−2) + (2k−1) P_(k−1).
  private static func legendre(_ x: Double) -> [[Double]] {
    var table = [[Double]](repeating: [Double](repeating: 0, count: 17), count: 17)
    table[0][0] = 1
    table[0][1] = x
    for k in 2...16 {
      table[0][k] = (Double(2 * k - 1) * x * table[0][k - 1] - Double(k - 1) * table[0][k - 2]) / Double(k)
    }
    for d in 1...16 {
      for k in 1...16 {
        table[d][k] = (k >= 2 ? table[d][k - 2] : 0) + Double(2 * k - 1) * table[d - 1][k - 1]
      }
    }
    return table
  }

  private static let edges = legendre(1)

  private static let gaussLegendre: (roots: [Double], weights: [Double]) = {
    var roots: [Double] = []
    var weights: [Double] = []
    for i in 0..<16 {
      var x = -Double.cos(.pi * (Double(i) + 0.75) / 16.5)
      for _ in 0..<8 {
        let table = legendre(x)
        x -= table[0][16] / table[1][16]
      }
      let slope = legendre(x)[1][16]
      roots.append(x)
      weights.append(2 / ((1 - x * x) * slope * slope))
    }
    return (roots, weights)
  }()
}

/// Panels over [0, L], narrow towards 0 and, from the left, towards each of some limits: sums of exponentials
/// that start at 0 and end at a limit are polynomials on each of them to 11 digits.
struct TurnsPanels {
  struct Panel {
    /// Where the nodes lie; those beyond the last are at the last.
    var nodes: Nodes
    /// 1 for nodes, 0 beyond the last.
    var mask: Nodes
    var left: Double
    var width: Double
    var rule: PanelRule
  }

  private(set) var panels: [Panel] = []
  private let lattice: Bool
  private let narrow: Double
  private let widest: Double

  /// - Parameters:
  ///   - limits: rising; whole numbers on a lattice, whose sites are 1 … limit − 1.
  ///   - narrow: a width at which nothing needs to be divided.
  ///   - widest: a width that no panel exceeds.
  init(limits: [Double], lattice: Bool, narrow: Double, widest: Double) {
    self.lattice = lattice
    self.narrow = narrow
    self.widest = widest
    panels.reserveCapacity(32)
    // On a lattice a cell reaches half a site to both sides; edges are counted from ½.
    var edge = 0.0
    for limit in limits {
      let end = lattice ? limit - 1 : limit
      if end > edge { divide(edge, end, next: end) }
      edge = max(edge, end)
    }
  }

  private mutating func divide(_ from: Double, _ to: Double, next: Double) {
    let width = to - from
    let fits = width <= narrow || (width <= from && width <= next - to)
    if lattice {
      let power = Double(sign: .plus, exponent: Int(width.exponent), significand: 1)
      if width <= 16 {
        add(from + 0.5, width, PanelRule.plain[Int(width)], count: Int(width))
      } else if fits, width <= widest, width == power {
        add(from + 0.5, width, PanelRule.sums[Int(width.exponent)], count: 16)
      } else {
        // Widths are powers of two, so that few rules are needed.
        let part = width == power ? power / 2 : fits ? power : power / 2
        divide(from, from + part, next: next)
        divide(from + part, to, next: next)
      }
    } else if fits, width <= widest {
      add(from, width, PanelRule.integral, count: 16)
    } else {
      divide(from, from + width / 2, next: next)
      divide(from + width / 2, to, next: next)
    }
  }

  private mutating func add(_ left: Double, _ width: Double, _ rule: PanelRule, count: Int) {
    var mask = Nodes(repeating: 1)
    if count < 16 { for k in count..<16 { mask[k] = 0 } }
    panels.append(
      Panel(nodes: left + width * rule.positions, mask: mask, left: left, width: width, rule: rule))
  }
}

/// e^x on sixteen nodes, for x ≤ 0.
@inline(__always)
func exponential(_ x: Nodes) -> Nodes {
  Nodes(
    lowHalf: SIMD8(lowHalf: exponential(x.lowHalf.lowHalf), highHalf: exponential(x.lowHalf.highHalf)),
    highHalf: SIMD8(lowHalf: exponential(x.highHalf.lowHalf), highHalf: exponential(x.highHalf.highHalf)))
}
