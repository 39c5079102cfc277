/// A real 4×4 matrix, one SIMD row each: what a rail's operator, a detector and a loss are for one order of
/// coherence.
struct RailBlock: Hashable, Sendable {
  var row0: SIMD4<Double>
  var row1: SIMD4<Double>
  var row2: SIMD4<Double>
  var row3: SIMD4<Double>

  static let zero = RailBlock(.zero, .zero, .zero, .zero)

  init(_ row0: SIMD4<Double>, _ row1: SIMD4<Double>, _ row2: SIMD4<Double>, _ row3: SIMD4<Double>) {
    self.row0 = row0
    self.row1 = row1
    self.row2 = row2
    self.row3 = row3
  }

  /// Lower triangular, b^(i−j).
  init(powersOf b: Double) {
    let (b2, b3) = (b * b, b * b * b)
    self.init(
      SIMD4(1, 0, 0, 0), SIMD4(b, 1, 0, 0), SIMD4(b2, b, 1, 0), SIMD4(b3, b2, b, 1))
  }

  subscript(_ i: Int) -> SIMD4<Double> {
    get {
      switch i {
      case 0: row0
      case 1: row1
      case 2: row2
      default: row3
      }
    }
    set {
      switch i {
      case 0: row0 = newValue
      case 1: row1 = newValue
      case 2: row2 = newValue
      default: row3 = newValue
      }
    }
  }

  var transposed: RailBlock {
    RailBlock(
      SIMD4(row0[0], row1[0], row2[0], row3[0]), SIMD4(row0[1], row1[1], row2[1], row3[1]),
      SIMD4(row0[2], row1[2], row2[2], row3[2]), SIMD4(row0[3], row1[3], row2[3], row3[3]))
  }

  /// Sum of all entries.
  var sum: Double { ((row0 + row1) + (row2 + row3)).sum() }

  /// Row i multiplied by f[i].
  func scaled(rows f: SIMD4<Double>) -> RailBlock {
    RailBlock(row0 * f[0], row1 * f[1], row2 * f[2], row3 * f[3])
  }

  /// Column j multiplied by f[j].
  func scaled(columns f: SIMD4<Double>) -> RailBlock { RailBlock(row0 * f, row1 * f, row2 * f, row3 * f) }

  /// Entry by entry.
  func times(_ other: RailBlock) -> RailBlock {
    RailBlock(row0 * other.row0, row1 * other.row1, row2 * other.row2, row3 * other.row3)
  }

  static func * (a: Double, m: RailBlock) -> RailBlock {
    RailBlock(a * m.row0, a * m.row1, a * m.row2, a * m.row3)
  }

  static func + (a: RailBlock, b: RailBlock) -> RailBlock {
    RailBlock(a.row0 + b.row0, a.row1 + b.row1, a.row2 + b.row2, a.row3 + b.row3)
  }

  /// The matrix product.
  static func * (a: RailBlock, b: RailBlock) -> RailBlock {
    func row(_ r: SIMD4<Double>) -> SIMD4<Double> {
      (b.row0 * r[0] + b.row1 * r[1]) + (b.row2 * r[2] + b.row3 * r[3])
    }
    return RailBlock(row(a.row0), row(a.row1), row(a.row2), row(a.row3))
  }
}

/// One matrix for each order of coherence Δ = 0…3, the excitations by which bra and ket differ on a side.
///
/// Light that a threshold detector sees, loss and a blind phase all keep the number of excitations of both
/// modes together, so an operator on two modes of 0 to 3 excitations has entries ⟨n,m|…|n′,m′⟩ with n+m =
/// n′+m′ only: 44, and those of −Δ repeat those of Δ. Everything that happens to a rail multiplies these
/// matrices.
struct RailBlocks: Hashable, Sendable {
  var none: RailBlock
  var one: RailBlock
  var two: RailBlock
  var three: RailBlock

  init(_ none: RailBlock, _ one: RailBlock, _ two: RailBlock, _ three: RailBlock) {
    self.none = none
    self.one = one
    self.two = two
    self.three = three
  }

  subscript(_ order: Int) -> RailBlock {
    get {
      switch order {
      case 0: none
      case 1: one
      case 2: two
      default: three
      }
    }
    set {
      switch order {
      case 0: none = newValue
      case 1: one = newValue
      case 2: two = newValue
      default: three = newValue
      }
    }
  }

  var transposed: RailBlocks { RailBlocks(none.transposed, one.transposed, two.transposed, three.transposed) }

  /// Blocks of order Δ multiplied by f[Δ].
  func scaled(orders f: SIMD4<Double>) -> RailBlocks {
    RailBlocks(f[0] * none, f[1] * one, f[2] * two, f[3] * three)
  }

  static func * (a: Double, m: RailBlocks) -> RailBlocks { m.scaled(orders: SIMD4(repeating: a)) }

  static func + (a: RailBlocks, b: RailBlocks) -> RailBlocks {
    RailBlocks(a.none + b.none, a.one + b.one, a.two + b.two, a.three + b.three)
  }

  /// The matrix product of each order.
  static func * (a: RailBlocks, b: RailBlocks) -> RailBlocks {
    RailBlocks(a.none * b.none, a.one * b.one, a.two * b.two, a.three * b.three)
  }

  /// √(C(i,j) C(i+Δ,j+Δ)): how i excitations become j, in bra and ket that differ by Δ.
  static let choices: RailBlocks = {
    func choose(_ n: Int, _ k: Int) -> Double {
      (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
    }
    var blocks = RailBlocks(.zero, .zero, .zero, .zero)
    for order in 0...3 {
      for i in 0...(3 - order) {
        for j in 0...i {
          blocks[order][i][j] = (choose(i, j) * choose(i + order, j + order)).squareRoot()
        }
      }
    }
    return blocks
  }()

  /// The lower triangular matrices √(C(i,j) C(i+Δ,j+Δ)) b^(i−j).
  static func binomial(_ b: Double) -> RailBlocks {
    let powers = RailBlock(powersOf: b)
    let choices = choices
    return RailBlocks(
      choices.none.times(powers), choices.one.times(powers), choices.two.times(powers),
      choices.three.times(powers))
  }
}
