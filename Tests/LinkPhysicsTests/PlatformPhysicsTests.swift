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
    let memory = try Self.platform("hefei-rubidium", ["memory_depolarising_s": "0.05"]).memory
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

  @Test func boston() throws {
    let platform = try #require(Platform.named("boston-siv"))
    var loop = hop(35, 0)
    (loop.leftLossDb, loop.leftSurroundings.measuredKm) = (17, 35)
    // F = 0.69(7) of nuclear spins over the deployed loop fixes the move into storage.
    #expect(abs(platform.attempt(over: loop, knob: 0.1).state.fidelity - 0.69) < 0.003)
  }
}

@Suite struct SatellitePlatformTests {
  /// Two telescopes 1,200 km apart: the platform's rate beside pulses × mean pairs × both transmissions, averaged over a pass
  /// worked out here.
  @Test func ratesAreMeansOverThePass() throws {
    // So dim and dark that every coincidence is a pair.
    let platform = try PlatformPhysicsTests.platform(
      "micius-downlink", ["dark_rate_hz": "0", "mean_pairs": "1e-4"])
    #expect(!platform.usesStation && platform.maximumHopLossDb == .infinity)
    var hop = hop(900, 900)
    hop.groundDistanceKm = 1200
    let link = try #require(platform.links(over: hop).first)
    let (earth, orbit) = (6371.0, 6871.0)
    // Largest central angle with the satellite 0.175 rad above the horizon.
    let horizon = acos(earth * cos(0.175) / orbit) - 0.175
    let half = horizon - 600 / earth
    var mean = 0.0
    let steps = 2000
    for i in 0..<steps {
      let place = (2 * (Double(i) + 0.5) / Double(steps) - 1) * half
      var product = 1.0
      for angle in [place + 600 / earth, place - 600 / earth] {
        let range = (earth * earth + orbit * orbit - 2 * earth * orbit * cos(angle)).squareRoot()
        let sine = (orbit * cos(angle) - earth) / range
        let w = range * 1000 * 1e-5
        product *=
          (1 - exp(-1.2 * 1.2 / (2 * w * w))) / (1 + 4 * 0.05 * 0.05) * pow(0.7, 1 / sine) * 0.19 * 0.5
      }
      mean += product / Double(steps)
    }
    #expect(abs(link.successProbability / (1e-4 * mean) - 1) < 1e-3)
    let orbitS = 2 * Double.pi * (orbit * orbit * orbit / 398_600.44).squareRoot()
    let duty = half / .pi * orbitS / 86_400
    #expect(abs(link.attemptPeriodS * 4e8 * duty - 1) < 1e-9)
    // Out of sight of each other: no link, and no crash.
    hop.groundDistanceKm = 4500
    #expect(platform.links(over: hop).isEmpty)
    // Without coordinates the fibre stands for the ground.
    hop.groundDistanceKm = nil
    #expect(platform.links(over: hop).first != nil)
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
          Readiness.statements(state: state, rateHz: 1).first { $0.application == name })
        #expect(statement.isReady == isReady)
        // The threshold in words is that number.
        #expect(statement.asks.contains(String(format: "%.4f", fidelity)))
      }
    }
  }
}
