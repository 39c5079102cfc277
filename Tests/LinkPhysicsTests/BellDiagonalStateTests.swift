import Testing

@testable import LinkPhysics

/// States against density matrices that are made of the Pauli matrices, with all three characters different.
@Suite struct BellDiagonalStateTests {
  /// Probabilities of I, X, Y, Z.
  static let mixtures: [[Double]] = [
    [0.62, 0.03, 0.11, 0.24], [0.42, 0.27, 0.13, 0.18], [0.1, 0.2, 0.65, 0.05],
  ]

  private func state(_ p: [Double]) -> BellDiagonalState {
    BellDiagonalState(i: p[0], x: p[1], y: p[2], z: p[3])
  }

  @Test(arguments: mixtures) func charactersAndProbabilitiesAreInverse(mixture: [Double]) {
    let p = state(mixture).probabilities
    #expect(zip([p.i, p.x, p.y, p.z], mixture).allSatisfy { abs($0 - $1) < 1e-15 })
  }

  @Test(arguments: mixtures) func errorRatesAreThoseOfTheDensityMatrix(mixture: [Double]) {
    let state = state(mixture)
    let density = DensityMatrix(mixture)
    let (x, y, z) = (density.mean(.x), density.mean(.y), density.mean(.z))
    #expect(abs(state.fidelity - density.fidelity) < 1e-15)
    // Of Φ+, outcomes agree in X and in Z and differ in Y.
    #expect(abs(state.errorRateX - (1 - x) / 2) < 1e-15)
    #expect(abs(state.errorRateY - (1 + y) / 2) < 1e-15)
    #expect(abs(state.errorRateZ - (1 - z) / 2) < 1e-15)
    // No rate can stand for another, nor for the probability of its Pauli error.
    let rates = [state.errorRateX, state.errorRateY, state.errorRateZ]
    for (index, rate) in rates.enumerated() {
      #expect((rates.dropFirst(index + 1) + mixture).allSatisfy { abs($0 - rate) > 0.005 })
    }
  }

  @Test(arguments: mixtures, mixtures) func swapsMultiplyCharacters(first: [Double], second: [Double]) {
    let swapped = state(first) * state(second)
    let density = DensityMatrix(first).swapped(with: DensityMatrix(second))
    #expect(abs(swapped.fidelity - density.fidelity) < 1e-15)
    #expect(abs(swapped.x - density.mean(.x)) < 1e-15)
    #expect(abs(swapped.y + density.mean(.y)) < 1e-15)
    #expect(abs(swapped.z - density.mean(.z)) < 1e-15)
  }
}

/// Two qubits; element [2a + b][2c + d] is ⟨ab|ρ|cd⟩. All states here are real.
private struct DensityMatrix {
  private typealias Matrix = [[Double]]
  private var elements: Matrix

  /// Pauli matrices; iY in place of Y, so that all are real.
  enum Pauli: CaseIterable {
    case i, x, y, z

    var matrix: [[Double]] {
      switch self {
      case .i: [[1, 0], [0, 1]]
      case .x: [[0, 1], [1, 0]]
      case .y: [[0, 1], [-1, 0]]
      case .z: [[1, 0], [0, -1]]
      }
    }
    /// (iY) ⊗ (iY) is −Y ⊗ Y.
    var sign: Double { self == .y ? -1 : 1 }
  }

  private init(elements: Matrix) { self.elements = elements }

  /// Φ+ with Pauli errors of so much probability on its first qubit.
  init(_ probabilities: [Double]) {
    elements = Array(repeating: Array(repeating: 0, count: 4), count: 4)
    let amplitude = 0.5.squareRoot()
    for (pauli, probability) in zip(Pauli.allCases, probabilities) {
      // Of P ⊗ 1 (|00⟩ + |11⟩) / √2, element 2a + b is that of P in row a, column b.
      let vector = pauli.matrix.flatMap { row in row.map { amplitude * $0 } }
      for row in 0..<4 {
        for column in 0..<4 { elements[row][column] += probability * vector[row] * vector[column] }
      }
    }
  }

  /// ⟨Φ+|ρ|Φ+⟩.
  var fidelity: Double { (elements[0][0] + elements[0][3] + elements[3][0] + elements[3][3]) / 2 }

  /// Tr ρ P ⊗ P: how much more often the outcomes of both ends agree than differ.
  func mean(_ pauli: Pauli) -> Double {
    var sum = 0.0
    for row in 0..<4 {
      for column in 0..<4 {
        sum +=
          elements[row][column] * pauli.matrix[column / 2][row / 2] * pauli.matrix[column % 2][row % 2]
      }
    }
    return pauli.sign * sum
  }

  /// What the outer qubits have when the inner ones are found in Φ+.
  func swapped(with other: Self) -> Self {
    var result = Array(repeating: Array(repeating: 0.0, count: 4), count: 4)
    for row in 0..<4 {
      for column in 0..<4 {
        for inner in 0..<2 {
          for innerToo in 0..<2 {
            result[row][column] +=
              elements[row / 2 * 2 + inner][column / 2 * 2 + innerToo]
              * other.elements[inner * 2 + row % 2][innerToo * 2 + column % 2] / 2
          }
        }
      }
    }
    let probability = (0..<4).reduce(0) { $0 + result[$1][$1] }
    return Self(elements: result.map { $0.map { $0 / probability } })
  }
}
