import FibreNetwork
import LinkPhysics
import SourceDocument
import Testing
import TopologyFormats

@testable import Planning

/// Plan files with one leaf changed, or forged as a whole, are found out or said to be taken on trust.
@Suite struct PlanForgeryTests {
  // MARK: - Leaf by leaf

  @Test func kindsOnTrustAreFew() { #expect(PlanCheck.Trust.allCases.count <= 10) }

  @Test(arguments: CheckedPlan.Shared.allCases)
  func everyLeafIsRecomputedOrOnTrust(name: CheckedPlan.Shared) throws {
    let example = try name.value
    let document = try example.document()
    let checker = example.checker
    try #require(try checker.check(document).faults.map(\.description) == [])
    let changes = Changes(document).all
    var tally: [PlanCheck.Trust?: (tried: Int, passed: Int)] = [:]
    var passed: [String] = []
    for change in changes {
      let forged = document.replacing(change.path.steps[...], by: change.value)
      let kind = PlanCheck.Trust.kind(of: change.path.keys, isMapGiven: true, isSampledAgain: true)
      let isFound: Bool
      do { isFound = try !checker.check(forged).isSound } catch { isFound = true }
      tally[kind, default: (0, 0)].tried += 1
      if isFound || change.value.isNull && change.path.keys.hasPrefix("map.") {
        // Of a map, null stands for what holds by default.
        #expect(try isFound || isSameMap(forged, document))
        continue
      }
      tally[kind]!.passed += 1
      if kind == nil { passed.append("\(change.path): \(change.value.plain.compact)") }
    }
    #expect(passed == [])
    let tried = tally.values.reduce(0) { $0 + $1.tried }
    let open = tally.filter { $0.key != .statistics && $0.key != .curves && $0.key != .additions }
    let share = Double(open.values.reduce(0) { $0 + $1.passed }) / Double(tried)
    let lines = tally.map {
      "\($0.key?.rawValue ?? "recomputed"): \($0.value.passed) of \($0.value.tried) pass"
    }
    print("\(name.rawValue): \(tried) changes, \(share) pass beside searches and curves; \(lines.sorted())")
    #expect(share < 0.05)
  }

  private func isSameMap(_ a: LocatedJSON, _ b: LocatedJSON) throws -> Bool {
    let (a, b) = (try PlanJSON.read(a).network, try PlanJSON.read(b).network)
    return NativeTopology.json(a) == NativeTopology.json(b)
  }

  // MARK: - Forgeries

  @Test func plansOfNothingAreRefused() throws {
    let example = try CheckedPlan.Shared.single.value
    let map = example.plan.network
    let none: [String: LocatedJSON.Value] = [
      "demands": .array([]), "repeaters": .array([]), "heralding_stations": .array([]),
      "alternatives": .array([]), "assumptions": .array([]), "analysis": .null,
    ]
    #expect(try example.faults(on: map, none).contains { $0.contains("demands is empty") })
    let bare: [String: LocatedJSON.Value] = [
      "demands.0.segments": .array([]), "demands.0.sites": .array([]), "alternatives": .array([]),
    ]
    #expect(try example.faults(on: map, bare).contains { $0.contains("the chain joins nothing") })
    let two = try CheckedPlan.Shared.disjoint.value
    #expect(
      try two.faults(on: two.plan.network, ["demands.0.backups": .array([])]).contains {
        $0.contains("make 1 chains of the demand, 2 were asked for")
      })
  }

  @Test(arguments: [
    ("gap", LocatedJSON.Value.number(5)), ("demands.0.rate_hz", .number(1000)),
    ("demands.0.fidelity", .number(0.99)), ("demands.0.secret_key_rate_hz", .number(1000)),
    ("capacity_bound_bits_per_use", .number(3)), ("demands.0.bounds.chain_hz", .number(1e6)),
    ("demands.0.bounds.reached.chain", .number(0.01)), ("demands.0.simulation.mean_time_s", .number(0.001)),
    ("demands.0.simulation.time_z", .number(0.1)), ("demands.0.readiness.0.ready", .bool(true)),
    ("repeaters.0.memories", .number(1)), ("platform_label", .string("measured hardware")),
    ("map.spans.0.length_source", .string("measured")),
    ("demands.0.segments.0.loss_budget_db.0.value", .number(0.1)),
  ])
  func figuresThatDoNotRecomputeAreNamed(leaf: (path: String, value: LocatedJSON.Value)) throws {
    let example = try CheckedPlan.Shared.single.value
    let found = try example.faults(on: example.plan.network, [leaf.path: leaf.value])
    let keys = leaf.path.split(separator: ".").last!
    #expect(
      found.contains { $0.contains("plan.json:") && $0.contains(keys) && $0.contains("recomputes") },
      "\(found)")
  }

  /// Lengths by rule are an assumption that the plan has to state, so even its own map gives relabelled ones away.
  @Test func relabelledLengthsAreFoundWithoutAMap() throws {
    let example = try CheckedPlan(
      "bonn-berlin", [("bonn", "hannover")], limits: Limits(maximumRepeaters: 4), samples: 0)
    var changes: [String: LocatedJSON.Value] = [:]
    for index in example.plan.network.spans.indices {
      changes["map.spans.\(index).length_source"] = .string("measured")
    }
    try #require(example.plan.network.spans.contains { $0.lengthSource == .estimated })
    #expect(try example.faults(on: nil, changes).contains { $0.contains("assumptions") })
  }

  /// Objective, value and bound agree, so only planning again tells that faster plans exist.
  @Test func aPlanOfAnotherObjectiveIsFoundByPlanningAgain() throws {
    var example = try CheckedPlan(
      "line-1000km", [("west", "h20")], objective: .fidelity,
      limits: Limits(minimumFidelity: 0.5, maximumRepeaters: 4), samples: 0)
    let rate = example.plan.demands[0].chain.estimate.rateHz
    example.plan.request.objective = .rate
    #expect(example.checker.faults(in: example.plan).contains { $0.hasPrefix("value is") })
    example.plan.certificate.value = rate
    example.plan.certificate.bound = rate
    var check = try example.checker.check(try example.document())
    #expect(check.faults.isEmpty)
    #expect(check.trusted.contains(.optimality) && !check.verified.contains(.optimality))
    let reproof = try example.reproof()
    #expect(reproof.verdict == .betterPlan)
    #expect(reproof.value ?? 0 > rate)
    check.add(reproof, file: "plan.json")
    #expect(!check.isSound && check.verified.isEmpty)
  }

  /// Too many samples to draw again are believed as far as their errors and their number allow.
  @Test func largeSimulationsAreTestedAndNamed() throws {
    var example = try CheckedPlan.Shared.single.value
    let exact = example.plan.demands[0].chain.estimate
    let samples = 4_000_000
    let error = exact.standardDeviationS / Double(samples).squareRoot()
    var simulation = try #require(example.plan.demands[0].chain.simulation)
    simulation.samples = samples
    simulation.meanTimeS = exact.meanTimeS + error
    simulation.meanTimeStandardErrorS = error
    simulation.fidelity = exact.fidelity + 1e-7
    simulation.fidelityStandardError = 1e-7
    (simulation.timeZ, simulation.fidelityZ) = (1, 1)
    func check(_ simulation: SimulatedFigures) throws -> PlanCheck {
      example.plan.demands[0].chain.simulation = simulation
      return try example.checker.check(try example.document())
    }
    let sound = try check(simulation)
    // The score of a fidelity that is known to seven digits is known to nine.
    #expect(sound.faults.map(\.description).filter { !$0.contains("fidelity_z") } == [])
    #expect(sound.trusted.contains(.simulation))
    simulation.meanTimeS = exact.meanTimeS * 1.01
    simulation.meanTimeStandardErrorS = exact.meanTimeS * 0.01
    #expect(try check(simulation).faults.contains { $0.message.contains("not that of so many samples") })
  }
}
