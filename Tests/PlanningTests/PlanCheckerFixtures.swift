import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import SourceDocument
import TestSupport
import Testing
import TopologyFormats

@testable import PlanFiles
@testable import Planning

/// A plan with the map and the hardware that it has to hold on.
struct CheckedPlan: Sendable {
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
    var shipped = try shippedMap(map)
    if let huts { shipped = shipped.withHuts(spacingKm: huts) }
    let network = change(shipped)
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
      try question.plan(), network: network, request: summary,
      hardware: question.hardware)
    guard isAnalysed else { return }
    var analysis = try question.analysis(of: plan)
    analysis.additions = try question.additions(to: plan, planEach: 1, eachS: 1e6)
    plan.analysis = analysis
  }

  /// The generic platform with swaps that fail half of the time.
  private static var linearOptics: Platform {
    get throws {
      var text = try Repository.text("Sources/LinkPhysics/Resources/generic.json")
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

  private static let single = Result {
    try CheckedPlan(
      "line-1000km", [("west", "h20")], limits: Limits(minimumFidelity: 0.5, maximumRepeaters: 4),
      alternatives: 1, isAnalysed: true)
  }
  private static let disjoint = Result {
    try CheckedPlan(
      "netherlands-rail", [("rotterdam", "utrecht"), ("delft", "amersfoort")], objective: .repeaters,
      limits: Limits(minimumRateHz: 1, minimumFidelity: 0.8, disjointChains: 2), isAnalysed: true)
  }
  private static let nested = Result {
    try CheckedPlan(
      "bonn-berlin", [("bonn", "hamm")], platform: "optics",
      limits: Limits(minimumFidelity: 0.5, maximumRepeaters: 2, maximumHopKm: 98),
      settings: PlanSettings(modes: .exactly(10), knob: .perHop, stations: .sites), isAnalysed: true)
  }
  private static let reach = Result {
    try CheckedPlan(
      "bonn-berlin", [("bonn", "hamm"), ("hamm", "hannover")], huts: 40, objective: .repeaters,
      limits: Limits(maximumHopKm: 60), isAnalysed: true)
  }

  /// Plans that tests share.
  enum Shared: String, CaseIterable {
    case single, disjoint, nested, reach
    var value: CheckedPlan {
      get throws {
        switch self {
        case .single: try CheckedPlan.single.get()
        case .disjoint: try CheckedPlan.disjoint.get()
        case .nested: try CheckedPlan.nested.get()
        case .reach: try CheckedPlan.reach.get()
        }
      }
    }
  }
}

extension CheckedPlan {
  /// The faults of the document with some leaves replaced.
  func faults(on map: FibreNetwork?, _ changes: [String: LocatedJSON.Value]) throws -> [String] {
    try checker(on: map).check(try document(with: changes)).faults.map(\.description)
  }

  private func document(with changes: [String: LocatedJSON.Value]) throws -> LocatedJSON {
    var document = try document()
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

  /// What planning again says of the plan.
  func reproof() throws -> Reproof {
    let question = try #require(
      plan.request.question(
        on: plan.network, platform, demands: plan.demands.map { Demand(from: $0.from, to: $0.to) }))
    return try Reproof(of: plan, question, budget: Budget())
  }
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
      Protection.allCases.map(\.rawValue), EndQubits.allCases.map(\.rawValue),
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

extension LocatedJSON {
  /// The document with another value at a path.
  func replacing(_ steps: ArraySlice<DocumentPath.Step>, by other: LocatedJSON) -> LocatedJSON {
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
