import Testing

@testable import LinkPhysics

@Suite struct KeyRateTests {
  func werner(_ fidelity: Double) -> BellDiagonalState { BellDiagonalState(werner: (4 * fidelity - 1) / 3) }

  /// Values computed independently to three digits.
  @Test(arguments: [
    (0.86, 0.105, 0.194, 0.0), (0.90, 0.293, 0.373, 0.048), (0.923, 0.416, 0.486, 0.210),
    (0.947, 0.559, 0.617, 0.400), (0.98, 0.796, 0.827, 0.719), (0.99, 0.884, 0.903, 0.839),
  ])
  func wernerKeyFractions(fidelity: Double, bb84: Double, sixState: Double, deviceIndependent: Double) {
    let state = werner(fidelity)
    #expect(abs(KeyRule(basis: .zx).fraction(state) - bb84) < 6e-4)
    #expect(abs(state.sixStateKeyFraction - sixState) < 6e-4)
    #expect(abs(state.deviceIndependentKeyFraction - deviceIndependent) < 6e-4)
    #expect(abs(KeyRule().fraction(state) - KeyRule(basis: .zx).fraction(state)) < 1e-14)
  }

  @Test func thresholds() {
    #expect(KeyRule().fraction(werner(0.8349)) == 0 && KeyRule().fraction(werner(0.8351)) > 0)
    #expect(werner(0.8106).sixStateKeyFraction == 0 && werner(0.8108).sixStateKeyFraction > 0)
    #expect(
      werner(0.8927).deviceIndependentKeyFraction == 0 && werner(0.8929).deviceIndependentKeyFraction > 0)
    #expect(werner(0.7803).chsh < 2 && werner(0.7804).chsh > 2)
    #expect(abs(BellDiagonalState.perfect.chsh - 2 * 2.0.squareRoot()) < 1e-15)
    #expect(BellDiagonalState.perfect.deviceIndependentKeyFraction == 1)
    #expect(abs(werner(0.5).teleportationFidelity - 2.0 / 3) < 1e-15)
  }

  /// Phase errors alone leave two bases: the best pair is the one that the dephasing spares.
  @Test func bestBases() {
    let dephased = BellDiagonalState(x: 0.9, y: 0.9, z: 1)
    #expect(abs(KeyRule().fraction(dephased) - KeyRule(basis: .zx).fraction(dephased)) < 1e-14)
    let bitFlipped = BellDiagonalState(x: 0.97, y: 0.97, z: 0.9)
    #expect(KeyRule().fraction(bitFlipped) > KeyRule(basis: .zx).fraction(bitFlipped))
  }
}

@Suite struct CapacityTests {
  /// bits per use over 1,000 km, computed independently: −log₂(1−η) of one of n equal hops.
  @Test(arguments: [
    (0, 1.44e-20), (1, 1.44e-10), (5, 6.7e-4), (7, 4.57e-3), (10, 0.0221), (15, 0.0835), (31, 0.3905),
  ])
  func chainsOfEqualHops(nodes: Int, bits: Double) {
    let half = 100.0 / Double(nodes + 1)
    func hop(_ left: Double, _ right: Double) -> HopGeometry {
      HopGeometry(
        leftLengthKm: 1, rightLengthKm: 1, leftLossDb: left, rightLossDb: right, leftDelayS: 1,
        rightDelayS: 1)
    }
    #expect(abs(hopCapacity(hop(half, half), hasStation: false) / bits - 1) < 6e-3)
    // A station between them leaves the arm that loses more.
    #expect(hopCapacity(hop(half, half / 3), hasStation: true) == plobCapacity(lossDb: half))
    #expect(hopCapacity(hop(half / 3, half), hasStation: true) == plobCapacity(lossDb: half))
  }

  @Test func tinyTransmission() {
    #expect(abs(plobCapacity(transmission: 1e-15) / (1e-15 / 0.693_147_180_559_945_3) - 1) < 1e-15)
    // Both branches meet: −log₂(1−η) at the loss of η = exp(−½).
    let loss = 5 / 2.302585092994046
    #expect(abs(plobCapacity(lossDb: loss - 1e-12) / plobCapacity(lossDb: loss + 1e-12) - 1) < 1e-10)
    #expect(plobCapacity(lossDb: 0) == .infinity)
  }
}
