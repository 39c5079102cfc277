import ChainSimulator
import FibreNetwork
import LinkPhysics
import SourceDocument
import Testing
import TopologyFormats

@testable import PlanFiles
@testable import Planning

/// Plans that the planner made pass the check, with their map and without, and planning again proves them.
@Suite struct SoundPlanTests {
  @Test(arguments: Objective.allCases)
  func plansOfAllObjectivesAreSound(objective: Objective) throws {
    for demands in [[("bonn", "hamm")], [("bonn", "essen"), ("dusseldorf", "hamm")]] {
      try expectSound(
        CheckedPlan(
          "bonn-berlin", demands, objective: objective,
          limits: Limits(minimumRateHz: 0.1, minimumFidelity: 0.5, maximumRepeatersPerChain: 3)))
    }
  }

  @Test(arguments: Platform.names)
  func plansOfAllPlatformsAreSound(platform: String) throws {
    do {
      try expectSound(
        CheckedPlan(
          "delft-the-hague", [("delft", "the-hague")], platform: platform, limits: Limits(), isAnalysed: true)
      )
    } catch is NoPlan {
      // Out of the platform's reach.
    }
  }

  @Test func plansOfAllSettingsAreSound() throws {
    func settings(_ change: (inout PlanSettings) -> Void) -> PlanSettings {
      var settings = PlanSettings(modes: .fewest, knob: .perHop, stations: .sites)
      change(&settings)
      return settings
    }
    for settings in [
      settings { $0.ends = .stored }, settings { $0.linkTimeModel = .exponential },
      settings { $0.countsMessages = false }, settings { $0.modes = .any },
      settings { $0.modes = .exactly(10) },
      settings { $0.knob = .uniform }, settings { $0.stations = .midpoint },
      settings { $0.equipment = EquipmentCost(perMemory: 0.1, perStation: 0.2) },
    ] {
      try expectSound(
        CheckedPlan(
          "bonn-berlin", [("bonn", settings.ends == .stored ? "essen" : "hamm")],
          limits: Limits(minimumFidelity: 0.5, maximumRepeaters: settings.ends == .stored ? 1 : 2),
          settings: settings, alternatives: settings.ends == .stored ? 0 : 1,
          isAnalysed: settings.knob == .uniform))
    }
    try expectSound(
      CheckedPlan(
        "netherlands-rail", [("rotterdam", "utrecht"), ("delft", "utrecht")], objective: .repeaters,
        limits: Limits(minimumRateHz: 1, disjointChains: 2, protection: .shared),
        change: { network in
          network.replacingSites(
            network.sites.map { site in
              var site = site
              site.memories = 6
              return site
            })
        }))
  }

  private func expectSound(_ example: CheckedPlan) throws {
    let document = try example.document()
    for map in [example.plan.network, nil] {
      let check = try example.checker(on: map).check(document)
      #expect(check.faults.map(\.description) == [])
    }
    // Once more through a file.
    #expect(example.checker.faults(in: try PlanJSON.read(document)) == [])
  }

  @Test func aProofThatHoldsIsVerified() throws {
    var example = try CheckedPlan.Shared.single.value
    var check = try example.checker.check(try example.document())
    let again = try example.reproof()
    #expect(again.verdict == .confirmed)
    check.add(again, file: "plan.json")
    #expect(check.isSound && check.verified.contains(.optimality) && !check.trusted.contains(.optimality))
    // A worse plan with an honest bound is sound, and its bound holds.
    example.plan.certificate.proof = .gap(.timeLimit, Scope())
    example.plan.certificate.bound *= 1.5
    #expect(try example.reproof().verdict == .confirmed)
  }

  private static let answers: [(value: Double, again: Double, bound: Double, proof: Proof, Reproof.Verdict)] =
    [
      (1, 1, 1, .optimal(Scope()), .confirmed), (1, 1.1, 1.1, .optimal(Scope()), .betterPlan),
      (1, 0.9, 0.9, .optimal(Scope()), .tooGood), (1, 0.9, 1.1, .gap(.timeLimit, Scope()), .open(.timeLimit)),
      // The best of some routes is no proof about every route.
      (1, 1, 1, .optimal(Scope(routes: .some(perPair: 1, dropped: 1))), .open(.finished)),
    ]

  @Test(arguments: answers)
  func verdicts(
    value: Double, again: Double, bound: Double, proof: Proof, verdict: Reproof.Verdict
  ) {
    func certificate(_ value: Double, _ bound: Double, _ proof: Proof) -> Certificate {
      Certificate(
        value: value, bound: bound, proof: proof, method: .stated(""), statistics: SolveStatistics())
    }
    #expect(
      Reproof.verdict(
        certificate(value, value, .optimal(Scope())), again: certificate(again, bound, proof), .rate)
        == verdict)
    // Costs are better the smaller they are.
    #expect(
      Reproof.verdict(
        certificate(1 / value, 1 / value, .optimal(Scope())), again: certificate(1 / again, 1 / bound, proof),
        .cost) == verdict)
  }

  @Test func withoutAMapItsDigestIsGiven() throws {
    let example = try CheckedPlan.Shared.single.value
    let own = try example.checker(on: nil).check(try example.document())
    #expect(own.isSound && own.trusted.contains(.map) && !own.verified.contains(.map))
    #expect(own.mapDigest == SHA256.hex(NativeTopology.json(example.plan.network).document))
    let given = try example.checker.check(try example.document())
    #expect(given.mapDigest == nil && given.verified.contains(.map) && !given.trusted.contains(.map))
  }

  /// Files from before the settings that planning again needs are read, checked and not planned again.
  @Test func olderSettingsAreRead() throws {
    var example = try CheckedPlan.Shared.single.value
    var settings = example.plan.request.settings
    (settings.modes, settings.knob, settings.stations) = (nil, nil, nil)
    example.plan.request.settings = settings
    var document = try example.document()
    guard case .object(var members) = document.value else { return }
    for index in members.indices where members[index].key == "settings" {
      guard case .object(let parts) = members[index].value.value else { continue }
      members[index].value.value = .object(
        parts.filter { !["modes", "knob", "stations"].contains($0.key) })
    }
    document.value = .object(members)
    #expect(try example.checker.check(document).faults.isEmpty)
    let read = try PlanJSON.read(document)
    #expect(read.request.settings == settings)
    #expect(read.request.question(on: read.network, example.platform, demands: []) == nil)
  }
}
