import Foundation
import TestSupport
import Testing

@testable import LinkPhysics

/// Limits, symmetry and bounds that hold whatever the numbers.
@Suite struct SchemePropertyTests {
  /// A pair is a state: all four probabilities at least 0, herald probability within 0 to 1.
  func isPhysical(_ pair: HeraldedPair) -> Bool {
    let p = pair.state.probabilities
    let least = min(min(p.i, p.x), min(p.y, p.z))
    return least > -1e-12 && (0...1).contains(pair.successProbability)
      && (-1e-12...1).contains(pair.vacuumFraction)
  }

  @Test(arguments: 0..<200) func everyPairIsAState(seed: Int) {
    var g = SplitMix(seed: UInt64(seed))
    func number(_ range: ClosedRange<Double>) -> Double { .random(in: range, using: &g) }
    func arms(_ range: ClosedRange<Double>) -> Arms { Arms(number(range), number(range)) }
    let dark = number(0...0.5)
    let visibility = number(0...1)
    let phase = number(0...2)
    let single = SingleClick(
      population: arms(0.001...0.999), efficiency: arms(0...1), darkProbability: dark, visibility: visibility,
      phaseNoiseRad: phase, doubleExcitation: arms(0...0.9))
    let double = DoubleClick(
      efficiency: arms(0...1), darkProbability: dark, visibility: visibility, phaseNoiseRad: phase)
    let ensemble = EnsembleInterference(
      excitation: arms(0.001...0.3), efficiency: arms(0...1), darkProbability: dark, visibility: visibility,
      phaseNoiseRad: phase, retrieval: arms(0...1))
    let absorptive = AbsorptiveMemories(
      meanPairs: arms(0.001...0.5), efficiency: arms(0...1), darkProbability: dark, visibility: visibility,
      storage: arms(0.01...1))
    let serial = SerialReflection(
      meanPhotonNumber: number(0.001...3), brightReflectance: arms(0.1...1), contrast: arms(1...100),
      linkEfficiency: number(0...1), detectionEfficiency: number(0...1), darkProbability: dark,
      phaseNoiseRad: phase)
    let source = CentralPairSource(
      meanPairs: number(0.001...2), efficiency: arms(0...1), darkProbability: dark)
    for pair in [single.pair, double.pair, ensemble.pair, absorptive.pair, serial.pair, source.pair] {
      #expect(isPhysical(pair))
    }
    // Left and right may change places where the scheme is symmetric.
    var mirrored = single
    mirrored.population = Arms(single.population.right, single.population.left)
    mirrored.efficiency = Arms(single.efficiency.right, single.efficiency.left)
    mirrored.doubleExcitation = Arms(single.doubleExcitation.right, single.doubleExcitation.left)
    #expect(abs(mirrored.pair.successProbability - single.pair.successProbability) < 1e-14)
    #expect(abs(mirrored.pair.state.fidelity - single.pair.state.fidelity) < 1e-12)
    let rail = ensemble.rail
    #expect(abs(rail.p00 + rail.p10 + rail.p01 + rail.p11 - 1) < 1e-12)
    #expect(rail.coherence <= (rail.p10 * rail.p01).squareRoot() + 1e-12)
  }

  @Test func firstOrders() {
    let e = Arms(1e-3, 2e-3)
    #expect(abs(DoubleClick(efficiency: e).pair.successProbability / (1e-3 * 2e-3 / 2) - 1) < 1e-12)
    #expect(DoubleClick(efficiency: e).pair.state == .perfect)
    #expect(abs(DoubleClick(efficiency: e, visibility: 0.8).pair.state.fidelity - 0.9) < 1e-12)
    let ensemble = EnsembleInterference(excitation: Arms(1e-5), efficiency: Arms(1e-3))
    #expect(abs(ensemble.rail.heraldProbability / (2e-5 * 1e-3) - 1) < 1e-4)
    #expect(abs(ensemble.rail.concurrence - 1) < 1e-3)
    // The second ensemble excited too: p₁₁/p₁₀ = 2χ with p₁₀ = ½.
    #expect(abs(ensemble.rail.p11 / 1e-5 - 1) < 1e-3)
    let serial = SerialReflection(meanPhotonNumber: 0.05, linkEfficiency: 1e-4, detectionEfficiency: 1e-2)
    #expect(abs(serial.pair.successProbability / (0.05 / 4 * 1e-6) - 1) < 1e-4)
    #expect(abs(serial.pair.state.fidelity - (1 + 0.951_229_424_500_714) / 2) < 1e-4)
    // Perfect memories, no dark counts: half of all two-photon heralds come from one source.
    let absorptive = AbsorptiveMemories(
      meanPairs: Arms(1e-6), efficiency: Arms(1e-2), storage: Arms(1))
    #expect(abs(absorptive.pair.vacuumFraction - 0.5) < 1e-4)
    #expect(abs(absorptive.pair.state.fidelity - 1) < 1e-4)
    let source = CentralPairSource(meanPairs: 1e-6, efficiency: Arms(0.1, 0.2))
    #expect(abs(source.pair.successProbability / 2e-8 - 1) < 1e-4)
  }

  /// Nothing beats the repeaterless capacity of its own fibre without memories on the way: two-photon schemes.
  @Test(arguments: [10.0, 30, 60]) func twoPhotonSchemesStayBelowPLOB(loss: Double) {
    let e = Arms(transmission(db: loss / 2))
    #expect(DoubleClick(efficiency: e).pair.successProbability <= plobCapacity(lossDb: loss))
    // A single click scales with the square root of the loss and goes above it on long fibre.
    let click = SingleClick(population: Arms(0.05), efficiency: e).pair.successProbability
    #expect(click > plobCapacity(lossDb: loss) || loss < 30)
  }

  @Test func timing() {
    let hop = hop(25, 25)
    #expect(abs(Scheme.ensembleInterference.heraldDelayS(over: hop) - 245e-6) < 0.2e-6)
    let unequal = LinkPhysicsTests.hop(10, 40)
    #expect(Scheme.singleClick.heraldDelayS(over: unequal) == 2 * unequal.rightDelayS)
    #expect(Scheme.serialReflection.heraldDelayS(over: unequal) == 2 * unequal.delayS)
    #expect(Scheme.centralPairSource.heraldDelayS(over: unequal) == unequal.rightDelayS + unequal.delayS)
  }

  @Test func environment() {
    let hop = hop(20, 30)
    let still = FibreEnvironment()
    #expect(still.phaseNoiseRad(over: hop) == 0 && still.timingVisibility(over: hop) == 1)
    var drifting = FibreEnvironment()
    drifting.phaseDriftRadPerS = 100
    drifting.stabilisationIntervalS = 1e-3
    #expect(abs(drifting.phaseNoiseRad(over: hop) - 0.1 * (50.0 / 3).squareRoot()) < 1e-12)
    // Mismatch equal to √2 times the photon's width halves the squared factor.
    var jitter = FibreEnvironment()
    jitter.arrivalJitterS = 2e-9 * 2.0.squareRoot()
    jitter.photonDurationS = 2e-9
    #expect(abs(jitter.timingVisibility(over: hop) - 0.5.squareRoot()) < 1e-12)
    // 36 km (arms in squares) of buried fibre, 0.1 K: 0.13 ns.
    var buried = FibreEnvironment()
    buried.temperatureSwingK = 0.1
    buried.photonDurationS = 1e-9
    let mismatch = 37e-12 * 0.1 * (20.0 * 20 + 30 * 30).squareRoot()
    #expect(
      abs(buried.timingVisibility(over: hop) - 1 / (1 + mismatch * mismatch / 2e-18).squareRoot()) < 1e-12)
  }

  /// 10 of the left 20 km hang in the air, where wind moves the phase ten times faster and the sun heats a kelvin; the
  /// right arm is hollow.
  @Test func aerialAndHollowFibre() {
    var hop = hop(20, 30)
    hop.leftSurroundings.aerialKm = 10
    hop.rightSurroundings.thermalDelaySPerK = 30 * 2e-12
    var city = FibreEnvironment()
    city.phaseDriftRadPerS = 100
    city.aerialPhaseDriftRadPerS = 1000
    city.stabilisationIntervalS = 1e-4
    // σ² = ∫ (rate t)² dt/interval over 40 km at 100 and 10 km at 1,000 rad/s.
    #expect(abs(city.phaseNoiseRad(over: hop) - (1e-8 / 3 * (1e4 * 40 + 1e6 * 10)).squareRoot()) < 1e-12)
    city.temperatureSwingK = 0.2
    city.aerialTemperatureSwingK = 1
    city.photonDurationS = 1e-9
    let left = 37e-12 * (10 * 0.2 + 10 * 1)
    let right = 2e-12 * 30 * 0.2
    let squares = left * left + right * right
    #expect(abs(city.timingVisibility(over: hop) - 1 / (1 + squares / 2e-18).squareRoot()) < 1e-12)
    city.uptime = 0.8
    city.aerialUptime = 0.5
    #expect(city.uptime(over: hop) == 0.4 && city.uptime(over: LinkPhysicsTests.hop(20, 30)) == 0.8)
    // Aerial fibre is never steadier than buried fibre.
    city.aerialPhaseDriftRadPerS = 0
    #expect(abs(city.phaseNoiseRad(over: hop) - (1e-8 / 3 * 1e4 * 50).squareRoot()) < 1e-12)
  }

  /// Beam spread alone, 5 µrad half angle on 1.2 m, values computed independently.
  @Test(arguments: [(500.0, 9.6), (800, 13.6), (1000, 15.5), (1200, 17.0)])
  func downlinkSpread(km: Double, loss: Double) {
    let link = SatelliteDownlink(divergenceRad: 5e-6, receiverDiameterM: 1.2)
    #expect(abs(decibels(link.transmission(slantRangeKm: km, elevationRad: 1)) - loss) < 0.06)
  }
}

@Suite struct ValidationTests {
  @Test func headlineChecksAgree() {
    let agreeing = ValidationCheck.all.filter { $0.verdict == .agrees }
    for experiment in [
      "Hefei, 50 km of coiled fibre", "NV laboratory, population 0.30", "SiV network, mean photon number 0.1",
      "SiV, 20 m",
      "Rubidium atoms, 11 km", "Direct transmission, 1,000 km",
    ] {
      #expect(agreeing.contains { $0.experiment == experiment })
    }
  }

  @Test func failuresAreShown() {
    let failing = ValidationCheck.all.filter { $0.verdict == .fails }.map(\.experiment)
    #expect(failing == ["Hefei, 420 km", "Europium memories"])
  }

  /// Nothing that was only recalled is claimed to agree.
  @Test func recalledNumbersValidateNothing() {
    for check in ValidationCheck.all where check.provenance == .recalled || check.provenance == .missing {
      #expect(check.verdict == .unconfirmed || check.verdict == .none)
    }
  }

  @Test func publishedNumbers() throws {
    func predicted(_ experiment: String, _ quantity: String) throws -> Double {
      try #require(
        ValidationCheck.all.first { $0.experiment == experiment && $0.quantity.hasPrefix(quantity) }?
          .predicted)
    }
    #expect(abs(try predicted("Hefei, 50 km of coiled fibre", "attempt period") - 245e-6) < 0.2e-6)
    #expect(abs(try predicted("Hefei, 50 km of coiled fibre", "mean time") - 0.64) < 0.005)
    #expect((6.4...6.6).contains(try predicted("NV laboratory, population 0.05", "rate")))
    #expect(abs(try predicted("NV laboratory, population 0.30", "rate") - 38.3) < 0.2)
    // With the least coherence that the visibility allows: below 0.845 and 0.638 of a static mismatch.
    #expect(abs(try predicted("NV laboratory, population 0.05", "fidelity") - 0.826) < 1e-3)
    #expect(abs(try predicted("NV laboratory, population 0.30", "fidelity") - 0.623) < 1e-3)
    #expect(abs(try predicted("SiV network, mean photon number 0.1", "success") / 1.389e-5 - 1) < 2e-3)
    #expect(abs(try predicted("Direct transmission, 1,000 km", "time") - 317) < 1)
    #expect(abs(try predicted("Ten nodes, 1,000 km, single click, population 0.05", "pairs") - 1.83) < 0.01)
    #expect(abs(try predicted("Ten nodes, 1,000 km, single click, population 0.01", "pairs") - 0.37) < 0.005)
    #expect(abs(try predicted("Ten nodes, 1,000 km, double click", "pairs") - 0.23) < 0.005)
  }

  /// The table of the documentation is what the models give now.
  @Test func documentedTableIsCurrent() throws {
    let text = try Repository.text("Sources/LinkPhysics/LinkPhysics.docc/LinkPhysics.md")
    let heading = try #require(text.range(of: "## Validation"))
    let table = text[heading.upperBound...].split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2)
    let rows = ValidationCheck.all.map { check in
      let row = [
        check.experiment, check.quantity, check.predictedText, check.measuredText, check.residualText,
        check.kind.rawValue, check.verdict.rawValue,
      ]
      return "| " + row.joined(separator: " | ") + " |"
    }
    #expect(table.map(String.init) == rows)
  }

  @Test func readinessSaysWhatIsMissing() {
    let poor = Readiness.statements(
      state: BellDiagonalState(werner: 0.6), rateHz: 1, ends: .stored)
    #expect(poor.filter(\.isReady).map(\.application) == ["teleportation of unknown qubits"])
    #expect(poor.allSatisfy { !$0.isReady || !$0.asks.isEmpty })
    let rich = Readiness.statements(
      state: BellDiagonalState(werner: 0.99), rateHz: 1e6, ends: .stored)
    #expect(rich.allSatisfy(\.isReady) && rich.allSatisfy { !$0.source.isEmpty })
    // What has been measured can be teleported through no more, and a basis chosen before the herald tests no device.
    func served(_ ends: EndQubits) -> [String] {
      Readiness.statements(state: BellDiagonalState(werner: 0.99), rateHz: 1e6, ends: ends).filter(\.isReady)
        .map(\.application)
    }
    let keys = ["key distribution, BBM92", "key distribution, six-state"]
    let test = "violation of the CHSH inequality"
    #expect(served(.measured) == keys + [test])
    #expect(served(.measuredAtHerald) == keys + ["key distribution, device-independent", test])
    #expect(digits(1.389e-5, 4) == "1.389e-5" && digits(316.9) == "317" && digits(0.04461) == "0.0446")
  }
}
