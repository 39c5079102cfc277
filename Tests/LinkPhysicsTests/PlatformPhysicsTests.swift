import Foundation
import SourceDocument
import Testing

@testable import LinkPhysics

/// What a platform file says, and what becomes of it in a link.
@Suite struct PlatformPhysicsTests {
  /// A shipped platform with parameters put in or exchanged: `name: value`, as JSON.
  static func platform(_ name: String, _ changes: KeyValuePairs<String, String>) throws -> Platform {
    let bytes = try #require(Platform.text(of: name))
    var text = String(decoding: bytes, as: UTF8.self)
    for (key, value) in changes {
      let entry = "\"\(key)\": { \"value\": \(value), \"known\": \"assumed\", \"because\": \"test\" }"
      if let start = text.range(of: "\"\(key)\": {") {
        let end = try #require(text[start.upperBound...].firstIndex(of: "}"))
        text.replaceSubrange(start.lowerBound...end, with: entry)
      } else {
        text = text.replacing("\"parameters\": {", with: "\"parameters\": { \(entry),", maxReplacements: 1)
      }
    }
    return try Platform(parsing: Array(text.utf8), file: name)
  }

  /// Everything a report needs of a hop is there, whatever the scheme.
  @Test(arguments: Platform.names) func everyLinkSaysWhatItIs(name: String) throws {
    let platform = try #require(Platform.named(name))
    var hop = hop(8, 10)
    hop.groundDistanceKm = 1000
    for link in platform.links(over: hop) {
      #expect((0...1).contains(link.successProbability) && link.successProbability > 0)
      #expect(link.attemptPeriodS > 0 && link.modes >= 1 && (0..<1).contains(link.vacuumFraction))
      let p = link.state.probabilities
      #expect(min(p.i, p.x, p.y, p.z) > -1e-12)
      #expect(link.lossBudget.count >= 4 && link.lossBudget.allSatisfy { $0.value > -1e-12 })
      #expect(link.infidelityBudget.count >= 3 && link.infidelityBudget.contains { $0.value > 0 })
      #expect(link.infidelityBudget.allSatisfy { (-0.05...1).contains($0.value) && !$0.name.isEmpty })
    }
  }

  /// What a file leaves out is worded as what it assumes, never as a number that stands for none.
  @Test(arguments: Platform.names) func absencesAreWords(name: String) throws {
    let platform = try #require(Platform.named(name))
    for parameter in platform.parameters where parameter.absence != nil {
      let words = try #require(platform.assumptions.first { $0.name == parameter.name }).value
      #expect(words.hasSuffix(" assumed") && !words.contains { $0.isNumber })
    }
    #expect(!platform.assumptions.contains { $0.value.contains("e30") || $0.value.contains("1000000000") })
    #expect(Set(platform.parameters.map(\.name)).count == platform.parameters.count)
  }

  /// Photons of another wavelength lose more in fibre, but not where the loss of a span was measured with them.
  @Test func excessLossSparesMeasuredSpans() throws {
    let platform = try Self.platform("generic", ["excess_attenuation_db_per_km": "0.1"])
    let plain = hop(20, 20)
    var measured = plain
    measured.leftSurroundings.measuredKm = 20
    measured.rightSurroundings.measuredKm = 20
    let generic = try #require(Platform.named("generic"))
    #expect(
      platform.links(over: measured)[0].successProbability == generic.links(over: plain)[0].successProbability
    )
    // Two dB more in each arm are two dB more of the click probability.
    let ratio =
      platform.links(over: plain)[0].successProbability / generic.links(over: plain)[0].successProbability
    #expect(abs(ratio / pow(10, -0.2) - 1) < 1e-3)
  }

  @Test func movingIntoStorageMultipliesCharacters() throws {
    let bare = try #require(Platform.named("generic"))
    let stored = try Self.platform("generic", ["storage_characters": "[0.9, 0.8, 0.85]"])
    let (a, b) = (bare.links(over: hop(10, 10))[0], stored.links(over: hop(10, 10))[0])
    #expect(abs(b.state.x - 0.9 * a.state.x) < 1e-12 && abs(b.state.y - 0.8 * a.state.y) < 1e-12)
    let part = try #require(b.infidelityBudget.first { $0.name == "moving into storage" })
    #expect(abs(part.value - (1 - (1 + 0.9 + 0.8 + 0.85) / 4)) < 1e-12)
  }

  /// The rail that comes first waits for the other: the mean decay beside a sum over both times.
  @Test func firstRailWaits() throws {
    let text = try #require(Platform.named("hefei-rubidium")).document.document
    let memory = try Platform(
      parsing: Array(
        text.replacing(
          "\"swap_success_probability\"",
          with:
            "\"memory_depolarising_s\": { \"value\": 0.05, \"known\": \"assumed\", \"because\": \"t\" }, \"swap_success_probability\""
        ).utf8), file: "spoilt"
    ).memory
    let p = 0.02
    let both = p * (2 - p) / (3 - 2 * p)
    for modes in [1, 4] {
      let chance = 1 - pow(1 - p, Double(modes))
      var mean = 0.0
      for i in 1...2500 {
        for j in 1...2500 where (i + j) < 2500 {
          mean +=
            chance * chance * pow(1 - chance, Double(i + j - 2)) * exp(-Double(abs(i - j)) * 1e-3 / 0.05)
        }
      }
      let waiting = EnsembleInterference.waiting(
        memory,
        pair: HeraldedPair(successProbability: both, state: .perfect), periodS: 1e-3, modes: modes)
      #expect(abs(waiting.x - mean) < 1e-9 && abs(waiting.z - mean) < 1e-9)
    }
  }

  /// Retrieval that falls is light that is lost: of two rails the first one loses on average over its wait, both while they wait
  /// for heralds; what is left is a pair of less presence and, with several excitations about, of another state.
  @Test func retrievalIsLostNotSpoilt() {
    let model = EnsembleInterference(
      excitation: Arms(0.05), efficiency: Arms(0.02), visibility: 0.9, retrieval: Arms(0.76))
    let storage = RailStorage(lossPerS: 1 / 0.02, herald: Arms(1e-3, 2e-3), periodS: 1e-3, modes: 8)
    let link = RailLink(
      excitation: Arms(0.05), efficiency: Arms(0.02), darkProbability: 0, visibility: 0.9, phaseNoiseRad: 0)
    let chance = 1 - pow(1 - link.heraldProbability, 8)
    let heralded = link.rail.lost(transmission: Arms(exp(-1e-3 / 0.02), exp(-2e-3 / 0.02)))
    // The average of the unnormalised figures over every difference of both times.
    let ends = RailEnds(efficiency: Arms(0.76))
    var (kept, z) = (0.0, 0.0)
    for wait in 0..<3000 {
      let weight =
        wait == 0
        ? chance / (2 - chance) : 2 * chance * pow(1 - chance, Double(wait)) / (2 - chance)
      let first = heralded.lost(transmission: Arms(exp(-Double(wait) * 1e-3 / 0.02)))
      let pair = ends.pair(first, heralded)
      kept += weight * pair.keptZ
      z += weight * pair.keptZ * pair.state.z
    }
    let pair = model.pair(stored: storage)
    #expect(abs(1 - pair.vacuumFraction - kept) < 1e-9)
    #expect(abs(pair.state.z - z / kept) < 1e-9)
    let unspoilt = model.pair
    #expect(pair.vacuumFraction > unspoilt.vacuumFraction)
    #expect(pair.successProbability == unspoilt.successProbability)
    #expect(model.pair(stored: RailStorage()).state == unspoilt.state)
  }

  /// One hop of two rails against a brute-force calculation in Fock space: 10 km, η .009246, r .76, V .9, σ .122.
  @Test(arguments: [(0.02, 0.905_950_6, 0.293_177_2, 2e-5), (0.1, 0.794_147_3, 0.304_340_3, 4e-4)])
  func oneHopOfEnsembles(chi: Double, fidelity: Double, kept: Double, tolerance: Double) {
    let pair = EnsembleInterference(
      excitation: Arms(chi), efficiency: Arms(0.009_246_320_926_331_587), darkProbability: 1e-7,
      visibility: 0.9, phaseNoiseRad: 0.122, retrieval: Arms(0.76)
    ).pair
    #expect(abs(pair.state.fidelity - fidelity) < tolerance)
    #expect(abs(1 - pair.vacuumFraction - kept) < 10 * tolerance)
  }

  /// Two clicks anywhere in a window make a pair, each mode one rail: with the fidelity fitted, the CHSH value that was measured.
  @Test func europiumPairsAcrossModes() throws {
    let platform = try #require(Platform.named("europium-afc"))
    var arms = hop(7.9, 9.9)
    (arms.leftLossDb, arms.rightLossDb) = (1.54, 3.24)
    #expect(abs(platform.attemptPeriodS(over: arms) - 1e-4) < 1e-18)
    let pair = platform.attempt(over: arms, knob: 0.0128, modes: 1205)
    #expect(abs(pair.state.fidelity - 0.786) < 0.002)
    #expect(abs(pair.state.chsh - 2.2194) < 0.005)
    // More than one pair a window: one is kept nearly always.
    #expect(1 - pow(1 - pair.successProbability, 1205) > 0.96)
  }

  @Test func boston() throws {
    let platform = try #require(Platform.named("boston-siv"))
    var loop = hop(35, 0)
    (loop.leftLossDb, loop.leftSurroundings.measuredKm) = (17, 35)
    // F = 0.69(7) of nuclear spins over the deployed loop fixes the move into storage.
    #expect(abs(platform.attempt(over: loop, knob: 0.1).state.fidelity - 0.69) < 0.003)
  }
}

@Suite struct ThresholdTests {
  /// Werner fidelities at which a key appears, from entropies written out here.
  @Test func readinessChangesAtTheThresholds() throws {
    func h(_ p: Double) -> Double { p <= 0 || p >= 1 ? 0 : -p * log2(p) - (1 - p) * log2(1 - p) }
    func threshold(_ fraction: (Double) -> Double) -> Double {
      var (low, high) = (0.6, 0.99)
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if fraction(middle) > 0 { high = middle } else { low = middle }
      }
      return low
    }
    let found = [
      "key distribution, BBM92": threshold { 1 - 2 * h(2 * (1 - $0) / 3) },
      "key distribution, six-state": threshold { f in
        1 + f * log2(f) + (1 - f) * log2((1 - f) / 3)
      },
      "key distribution, device-independent": threshold { f in
        let s = 2 * 2.0.squareRoot() * (4 * f - 1) / 3
        return 1 - h(2 * (1 - f) / 3) - h((1 + max(0, s * s / 4 - 1).squareRoot()) / 2)
      },
      "violation of the CHSH inequality": threshold { 2 * 2.0.squareRoot() * (4 * $0 - 1) / 3 - 2 },
    ]
    for (name, fidelity) in found {
      for (offset, isReady) in [(-2e-4, false), (2e-4, true)] {
        let state = BellDiagonalState(werner: (4 * (fidelity + offset) - 1) / 3)
        let statement = try #require(
          Readiness.statements(state: state, rateHz: 1, ends: .stored).first { $0.application == name })
        #expect(statement.isReady == isReady)
        // The threshold in words is that number.
        #expect(statement.asks.contains(String(format: "%.4f", fidelity)))
      }
    }
  }
}
