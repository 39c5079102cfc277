import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import SourceDocument
import Testing
import TopologyFormats

@testable import Planning

/// Plan files with one leaf changed, or forged as a whole, are found out or said to be taken on trust.
@Suite struct PlanCheckerTests {
  /// A plan with the map and the hardware that it has to hold on.
  struct Case: Sendable {
    var plan: Plan
    var platform: Platform
    var question: Question

    /// Plans on a shipped map, with or without an analysis.
    init(
      _ map: String, _ demands: [(String, String)], platform: String = "generic", huts: Double? = nil,
      objective: Objective = .rate, limits: Limits = Limits(minimumFidelity: 0.5),
      settings: PlanSettings = PlanSettings(modes: .fewest, knob: .perHop, stations: .sites),
      samples: Int = 2000, alternatives: Int = 0, isAnalysed: Bool = false,
      change: (FibreNetwork) -> FibreNetwork = { $0 }
    ) throws {
      let file = try #require(ShippedMaps.named(map))
      var loaded = try TopologyReader.read([MapFile(name: file.name, bytes: file.bytes)])
      if let huts { loaded.addHuts(spacingKm: huts) }
      let network = change(loaded.network)
      self.platform =
        try platform == "optics" ? Self.linearOptics : #require(Platform.named(platform))
      let summary = PlanSummary(
        map: map, platform: platform, platformLabel: self.platform.label, objective: objective,
        limits: limits,
        settings: settings, command: "swapline plan \(map)")
      let ends = try demands.map { from, to in
        Demand(from: try #require(network.site(id: from)), to: try #require(network.site(id: to)))
      }
      question = try #require(summary.question(on: network, self.platform, demands: ends))
      question.samples = samples
      question.alternatives = alternatives
      plan = Plan(
        try question.plan(budget: Budget(limitS: 5)), network: network, request: summary,
        hardware: question.hardware)
      guard isAnalysed else { return }
      var analysis = try question.analysis(of: plan)
      analysis.additions = try question.additions(to: plan, planEach: 1, timeLimitS: 1)
      plan.analysis = analysis
    }

    /// The generic platform with swaps that fail half of the time.
    private static var linearOptics: Platform {
      get throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.deletingLastPathComponent().appending(
          path: "Sources/LinkPhysics/Resources/generic.json")
        var text = try String(contentsOf: file, encoding: .utf8)
        let key = try #require(text.range(of: "\"swap_success_probability\""))
        let value = try #require(text.range(of: "\"value\": 1", range: key.upperBound..<text.endIndex))
        text.replaceSubrange(value, with: "\"value\": 0.5")
        text = text.replacingOccurrences(of: "\"name\": \"generic\"", with: "\"name\": \"optics\"")
        return try Platform(parsing: Array(text.utf8), file: "optics.json")
      }
    }

    var checker: PlanChecker { checker(on: plan.network) }
    func checker(on map: FibreNetwork?) -> PlanChecker {
      PlanChecker(
        network: map,
        hardware: HardwareModel(platform, anyModes: true, ends: plan.request.settings.ends))
    }

    /// As a file.
    func document() throws -> LocatedJSON {
      try LocatedJSON(parsing: Array(PlanJSON.json(plan).document.utf8), file: "plan.json")
    }
  }

  static let single = Result {
    try Case(
      "line-1000km", [("west", "h20")], limits: Limits(minimumFidelity: 0.5, maximumRepeaters: 4),
      alternatives: 1, isAnalysed: true)
  }
  static let disjoint = Result {
    try Case(
      "netherlands-rail", [("rotterdam", "utrecht"), ("delft", "amersfoort")], objective: .repeaters,
      limits: Limits(minimumRateHz: 1, minimumFidelity: 0.8, disjointChains: 2), isAnalysed: true)
  }
  static let nested = Result {
    try Case(
      "bonn-berlin", [("bonn", "hamm")], platform: "optics",
      limits: Limits(minimumFidelity: 0.5, maximumRepeaters: 2, maximumHopKm: 98),
      settings: PlanSettings(modes: .exactly(10), knob: .perHop, stations: .sites), isAnalysed: true)
  }
  static let reach = Result {
    try Case(
      "bonn-berlin", [("bonn", "hamm"), ("hamm", "hannover")], huts: 40, objective: .repeaters,
      limits: Limits(maximumHopKm: 60), isAnalysed: true)
  }

  enum Name: String, CaseIterable {
    case single, disjoint, nested, reach
    var value: Case {
      get throws {
        switch self {
        case .single: try PlanCheckerTests.single.get()
        case .disjoint: try PlanCheckerTests.disjoint.get()
        case .nested: try PlanCheckerTests.nested.get()
        case .reach: try PlanCheckerTests.reach.get()
        }
      }
    }
  }

  // MARK: - Leaf by leaf

  @Test func kindsOnTrustAreFew() { #expect(PlanCheck.Trust.allCases.count <= 10) }

  @Test(arguments: Name.allCases)
  func everyLeafIsRecomputedOrOnTrust(name: Name) throws {
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

  /// Every leaf of a document with another value, every list without its last item.
  struct Changes {
    struct Change {
      var path: DocumentPath
      var value: LocatedJSON
    }
    private(set) var all: [Change] = []
    private let ids: [String]

    init(_ document: LocatedJSON) {
      var ids: [String] = []
      if case .array(let sites) = document.nearest(.init(steps: [.key("map"), .key("sites")])).value {
        for site in sites {
          if case .string(let id) = site.nearest(.init(steps: [.key("id")])).value { ids.append(id) }
        }
      }
      self.ids = ids
      visit(document, DocumentPath())
    }

    private mutating func visit(_ item: LocatedJSON, _ path: DocumentPath) {
      func change(_ value: LocatedJSON.Value) {
        var other = item
        other.value = value
        all.append(Change(path: path, value: other))
      }
      switch item.value {
      case .object(let members):
        for member in members { visit(member.value, path.appending(member.key)) }
      case .array(let items):
        for (index, item) in items.enumerated() { visit(item, path.appending(index)) }
        if !items.isEmpty { change(.array(items.dropLast())) }
      case .number(let number):
        if number == 0 {
          change(.number(1e-3))
        } else if number == number.rounded(), abs(number) < 1e9 {
          change(.number(number + 1))
        } else {
          // What ends at 1 would not be read beyond.
          change(.number(number * (abs(number) > 0.99 && abs(number) < 1 ? 1 - 1e-3 : 1 + 1e-3)))
        }
        change(.null)
      case .bool(let flag):
        change(.bool(!flag))
        change(.null)
      case .string(let text):
        for other in words(text, path) { change(.string(other)) }
        change(.null)
      case .null:
        change(.number(1))
        change(.string(path.keys.hasSuffix("swap_tree") ? "[0, 1]" : ids[0]))
      }
    }

    /// Other words that are allowed in a place.
    private func words(_ text: String, _ path: DocumentPath) -> [String] {
      let sets: [[String]] = [
        Objective.allCases.map(\.rawValue), Disjointness.allCases.map(\.rawValue),
        Protection.allCases.map(\.rawValue), Memory.Ends.allCases.map(\.rawValue),
        LinkTimeModel.allCases.map(\.rawValue), KnobSetting.allCases.map(\.rawValue),
        StationPlacement.allCases.map(\.rawValue), Stop.allCases.map(\.rawValue),
        SwapPolicy.allCases.map(\.rawValue), LengthSource.allCases.map(\.rawValue),
        FibreLaying.allCases.map(\.rawValue), Chain.Delivery.allCases.map(\.rawValue),
        PlanAnalysis.Addition.Kind.allCases.map(\.rawValue), Platform.names, ["fewest", "any"],
        ["[[0, 1], 2]", "[0, [1, 2]]"],
      ]
      var others = sets.filter { $0.contains(text) }.flatMap { $0 }.filter { $0 != text }
      if ids.contains(text), let index = ids.firstIndex(of: text) {
        others.append(ids[(index + 1) % ids.count])
      }
      return others + [text + " indeed"]
    }
  }

  // MARK: - Forgeries

  /// The faults of a document with some leaves replaced.
  private func faults(
    _ example: Case, on map: FibreNetwork?, _ changes: [String: LocatedJSON.Value]
  ) throws -> [String] {
    try example.checker(on: map).check(try forged(example, changes)).faults.map(\.description)
  }

  private func forged(_ example: Case, _ changes: [String: LocatedJSON.Value]) throws -> LocatedJSON {
    var document = try example.document()
    for (text, value) in changes {
      let steps = text.split(separator: ".").map { part in
        Int(part).map { DocumentPath.Step.index($0) } ?? .key(String(part))
      }
      var item = document.nearest(DocumentPath(steps: steps))
      item.value = value
      document = document.replacing(steps[...], by: item)
    }
    return document
  }

  @Test func plansOfNothingAreRefused() throws {
    let example = try Self.single.get()
    let map = example.plan.network
    let none: [String: LocatedJSON.Value] = [
      "demands": .array([]), "repeaters": .array([]), "heralding_stations": .array([]),
      "alternatives": .array([]), "assumptions": .array([]), "analysis": .null,
    ]
    #expect(try faults(example, on: map, none).contains { $0.contains("demands is empty") })
    let bare: [String: LocatedJSON.Value] = [
      "demands.0.segments": .array([]), "demands.0.sites": .array([]), "alternatives": .array([]),
    ]
    #expect(try faults(example, on: map, bare).contains { $0.contains("the chain joins nothing") })
    let two = try Self.disjoint.get()
    #expect(
      try faults(two, on: two.plan.network, ["demands.0.backups": .array([])]).contains {
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
    let example = try Self.single.get()
    let found = try faults(example, on: example.plan.network, [leaf.path: leaf.value])
    let keys = leaf.path.split(separator: ".").last!
    #expect(
      found.contains { $0.contains("plan.json:") && $0.contains(keys) && $0.contains("recomputes") },
      "\(found)")
  }

  /// Lengths by rule are an assumption that the plan has to state, so even its own map gives relabelled ones away.
  @Test func relabelledLengthsAreFoundWithoutAMap() throws {
    let example = try Case(
      "bonn-berlin", [("bonn", "hannover")], limits: Limits(maximumRepeaters: 4), samples: 0)
    var changes: [String: LocatedJSON.Value] = [:]
    for index in example.plan.network.spans.indices {
      changes["map.spans.\(index).length_source"] = .string("measured")
    }
    try #require(example.plan.network.spans.contains { $0.lengthSource == .estimated })
    #expect(try faults(example, on: nil, changes).contains { $0.contains("assumptions") })
  }

  /// Objective, value and bound agree, so only planning again tells that faster plans exist.
  @Test func aPlanOfAnotherObjectiveIsFoundByPlanningAgain() throws {
    var example = try Case(
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
    let reproof = try reproof(of: example)
    #expect(reproof.verdict == .betterPlan)
    #expect(reproof.value ?? 0 > rate)
    check.add(reproof, file: "plan.json")
    #expect(!check.isSound && check.verified.isEmpty)
  }

  private func reproof(of example: Case, limitS: Double = 30) throws -> Reproof {
    let plan = example.plan
    let question = try #require(
      plan.request.question(
        on: plan.network, example.platform, demands: plan.demands.map { Demand(from: $0.from, to: $0.to) }))
    return try Reproof(of: plan, question, budget: Budget(limitS: limitS))
  }

  @Test func aProofThatHoldsIsVerified() throws {
    var example = try Self.single.get()
    var check = try example.checker.check(try example.document())
    let again = try reproof(of: example)
    #expect(again.verdict == .confirmed)
    check.add(again, file: "plan.json")
    #expect(check.isSound && check.verified.contains(.optimality) && !check.trusted.contains(.optimality))
    // A worse plan with an honest bound is sound, and its bound holds.
    example.plan.certificate.proof = .gap(.timeLimit, Scope())
    example.plan.certificate.bound *= 1.5
    #expect(try reproof(of: example).verdict == .confirmed)
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
      Certificate(value: value, bound: bound, proof: proof, method: "", statistics: SolveStatistics())
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

  /// Too many samples to draw again are believed as far as their errors and their number allow.
  @Test func largeSimulationsAreTestedAndNamed() throws {
    var example = try Self.single.get()
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

  @Test func withoutAMapItsDigestIsGiven() throws {
    let example = try Self.single.get()
    let own = try example.checker(on: nil).check(try example.document())
    #expect(own.isSound && own.trusted.contains(.map) && !own.verified.contains(.map))
    #expect(own.mapDigest == SHA256.hex(NativeTopology.json(example.plan.network).document))
    let given = try example.checker.check(try example.document())
    #expect(given.mapDigest == nil && given.verified.contains(.map) && !given.trusted.contains(.map))
  }

  /// Files from before the settings that planning again needs are read, checked and not planned again.
  @Test func olderSettingsAreRead() throws {
    var example = try Self.single.get()
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

  // MARK: - Sound plans

  @Test(arguments: Objective.allCases)
  func plansOfAllObjectivesAreSound(objective: Objective) throws {
    for demands in [[("bonn", "hamm")], [("bonn", "essen"), ("dusseldorf", "hamm")]] {
      try expectSound(
        Case(
          "bonn-berlin", demands, objective: objective,
          limits: Limits(minimumRateHz: 0.1, minimumFidelity: 0.5, maximumRepeatersPerChain: 3)))
    }
  }

  @Test(arguments: Platform.names)
  func plansOfAllPlatformsAreSound(platform: String) throws {
    do {
      try expectSound(
        Case(
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
        Case(
          "bonn-berlin", [("bonn", settings.ends == .stored ? "essen" : "hamm")],
          limits: Limits(minimumFidelity: 0.5, maximumRepeaters: settings.ends == .stored ? 1 : 2),
          settings: settings, alternatives: settings.ends == .stored ? 0 : 1,
          isAnalysed: settings.knob == .uniform))
    }
    try expectSound(
      Case(
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

  private func expectSound(_ example: Case) throws {
    let document = try example.document()
    for map in [example.plan.network, nil] {
      let check = try example.checker(on: map).check(document)
      #expect(check.faults.map(\.description) == [])
    }
    // Once more through a file.
    #expect(example.checker.faults(in: try PlanJSON.read(document)) == [])
  }
}

extension LocatedJSON {
  /// The document with another value at a path.
  fileprivate func replacing(_ steps: ArraySlice<DocumentPath.Step>, by other: LocatedJSON) -> LocatedJSON {
    guard let step = steps.first else { return other }
    var copy = self
    switch (step, value) {
    case (.key(let key), .object(var members)):
      guard let index = members.firstIndex(where: { $0.key == key }) else { return self }
      members[index].value = members[index].value.replacing(steps.dropFirst(), by: other)
      copy.value = .object(members)
    case (.index(let index), .array(var items)):
      guard items.indices.contains(index) else { return self }
      items[index] = items[index].replacing(steps.dropFirst(), by: other)
      copy.value = .array(items)
    default: return self
    }
    return copy
  }
}
