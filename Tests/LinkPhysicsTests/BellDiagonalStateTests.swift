import Testing

@testable import LinkPhysics

@Suite struct BellDiagonalStateTests {
  @Test func charactersAndProbabilitiesAreInverse() {
    let state = BellDiagonalState(i: 0.7, x: 0.05, y: 0.1, z: 0.15)
    let p = state.probabilities
    for (a, b) in [(p.i, 0.7), (p.x, 0.05), (p.y, 0.1), (p.z, 0.15), (state.fidelity, 0.7)] {
      #expect(abs(a - b) < 1e-15)
    }
    #expect(abs(state.errorRateZ - 0.15) < 1e-15)
  }
}
