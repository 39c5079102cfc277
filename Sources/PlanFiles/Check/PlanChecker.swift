public import FibreNetwork
internal import LinkPhysics
public import Planning
public import SourceDocument
internal import TopologyFormats

/// Verifies a plan file from the map and the hardware alone, without the model that made it.
///
/// The plan is worked out anew from what it decides, written as a file is, and compared with the file leaf by leaf; then
/// limits, disjointness, capacities and proof are asked about. So every leaf is either recomputed or of a kind that
/// `PlanCheck.Trust` names.
public struct PlanChecker {
  /// The map that the plan has to hold on; `nil` for the plan's own.
  public let network: FibreNetwork?
  /// The hardware that figures are recomputed with.
  public let hardware: HardwareModel
  private let memo = PlanRecomputation.Memo()

  /// Simulations of at most so many samples are run again.
  public static let mostSamples = 1_000_000

  /// Creates a checker for plans of one map and one hardware.
  ///
  /// - Parameters:
  ///   - network: the map that the plan has to hold on, huts included; `nil` for the plan's own.
  ///   - hardware: with every number of modes that the plan may use.
  public init(network: FibreNetwork?, hardware: HardwareModel) {
    self.network = network
    self.hardware = hardware
  }

  /// Everything that is wrong with a plan as its file would state it, in words; empty for a sound one.
  public func faults(in plan: Plan) -> [String] {
    do {
      let bytes = Array(PlanJSON.json(plan).document.utf8)
      return try check(try LocatedJSON(parsing: bytes, file: "plan")).faults.map(\.message)
    } catch {
      return error.diagnostics.map(\.message)
    }
  }

  /// Checks a plan file.
  ///
  /// - Throws: `InputError` where the document is no plan file.
  public func check(_ document: LocatedJSON) throws(InputError) -> PlanCheck {
    let plan = try PlanJSON.read(document)
    let map = network ?? plan.network
    var check = PlanCheck(plan: plan, faults: [], verified: [], trusted: [])
    let faults = faults(in: plan, of: document, on: map)
    check.faults = faults.map { fault in
      let place = document.nearest(fault.path)
      let path = fault.path.description
      return Diagnostic(
        .error, code: "does-not-recompute", path.isEmpty ? fault.words : "\(path) \(fault.words)",
        file: document.file, at: place.position)
    }
    check.trusted = trusted(plan, document)
    check.verified = faults.isEmpty ? verified(plan) : []
    if network == nil { check.mapDigest = SHA256.hex(NativeTopology.json(plan.network).document) }
    return check
  }

  private func faults(in plan: Plan, of document: LocatedJSON, on map: FibreNetwork) -> [DocumentFault] {
    let gaps = PlanRules.gaps(in: plan)
    guard gaps.isEmpty else { return gaps }
    // Indices of sites and spans mean nothing on another map.
    let strangers = PlanRules.strangers(in: plan, on: map)
    guard strangers.isEmpty else { return strangers }
    let recomputation = PlanRecomputation(
      plan: plan, network: map, hardware: hardware,
      memo: network == nil ? PlanRecomputation.Memo() : memo)
    let (again, faults) = recomputation.again()
    var comparison = DocumentComparison { kind(of: $0.keys, plan) != nil }
    comparison.compare(stated(plan, document), with: PlanJSON.json(again))
    return faults + comparison.faults + PlanRules(recomputation, again).faults
  }

  /// The document with its map as it reads: what a file leaves out holds by default.
  private func stated(_ plan: Plan, _ document: LocatedJSON) -> JSON {
    guard case .object(let members) = document.plain else { return document.plain }
    return .object(
      members.map { $0.key == "map" ? .init("map", NativeTopology.json(plan.network)) : $0 })
  }

  // MARK: - What is said of the rest

  private func kind(of keys: String, _ plan: Plan) -> PlanCheck.Trust? {
    PlanCheck.Trust.kind(
      of: keys, isMapGiven: network != nil,
      isSampledAgain: plan.allChains.allSatisfy { $0.simulation?.samples ?? 0 <= Self.mostSamples })
  }

  /// The kinds of leaves that are taken as they stand and are in this file.
  private func trusted(_ plan: Plan, _ document: LocatedJSON) -> [PlanCheck.Trust] {
    var seen: Set<String> = []
    func visit(_ item: LocatedJSON, _ keys: String) {
      switch item.value {
      case .null: break
      case .object(let members):
        for member in members { visit(member.value, keys.isEmpty ? member.key : keys + "." + member.key) }
      case .array(let items): for item in items { visit(item, keys) }
      default: seen.insert(keys)
      }
    }
    visit(document, "")
    let found = Set(seen.compactMap { kind(of: $0, plan) })
    return PlanCheck.Trust.allCases.filter(found.contains)
  }

  private func verified(_ plan: Plan) -> [PlanCheck.Verified] {
    PlanCheck.Verified.allCases.filter { part in
      switch part {
      case .map: network != nil
      case .simulation:
        plan.allChains.contains { $0.simulation.map { $0.samples <= Self.mostSamples } ?? false }
      case .analysis: plan.analysis != nil
      case .alternatives: !plan.alternatives.isEmpty
      case .optimality: false
      default: true
      }
    }
  }
}

extension Plan {
  /// Those of all demands, and alternatives.
  fileprivate var allChains: [ChainPlan] { demands.flatMap(\.chains) + alternatives.map(\.chain) }
}
