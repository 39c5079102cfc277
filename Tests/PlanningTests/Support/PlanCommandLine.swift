import FibreNetwork
import Foundation
import LinkPhysics
import TopologyFormats

@testable import Planning

/// A question as the command line asks it: `swapline plan MAP --from A --to B …`, with the defaults of the command.
struct PlanCommandLine {
  var map: String
  private var options: [(name: String, value: String)] = []

  struct Fault: Error { var option: String }

  /// - Throws: `Fault` for an option that these tests do not know, so that none is left out.
  init(_ command: String) throws {
    let words = Self.words(command)
    map = words[2]
    let known: Set = [
      "from", "to", "demand", "objective", "max-hop-km", "min-fidelity", "min-rate", "min-key-rate",
      "max-repeaters", "max-repeaters-per-chain", "disjoint", "disjoint-by", "platform", "modes", "samples",
      "format", "stations", "no-messages",
    ]
    var index = 3
    while index < words.count {
      let name = String(words[index].dropFirst(2))
      guard words[index].hasPrefix("--"), known.contains(name) else { throw Fault(option: words[index]) }
      let isFlag = name.hasPrefix("no-")
      options.append((name, isFlag ? "" : words[index + 1]))
      index += isFlag ? 1 : 2
    }
  }

  /// Words apart by blanks; double quotes keep blanks.
  private static func words(_ command: String) -> [String] {
    command.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
      index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
    }
  }

  private func value(_ name: String) -> String? { options.last { $0.name == name }?.value }

  private func number(_ name: String) throws -> Double? {
    guard let text = value(name) else { return nil }
    guard let number = Double(text) else { throw Fault(option: name) }
    return number
  }

  var platform: String { value("platform") ?? "generic" }

  func question(on network: FibreNetwork, platform: Platform) throws -> Question {
    func site(_ name: some StringProtocol) throws -> Int {
      let found = network.sites.firstIndex { $0.id == name || $0.name == name }
      guard let found else { throw Fault(option: String(name)) }
      return found
    }
    var demands: [Demand] = []
    if let from = value("from"), let to = value("to") {
      demands.append(Demand(from: try site(from), to: try site(to)))
    }
    for option in options where option.name == "demand" {
      let ends = option.value.split(separator: ":")
      demands.append(Demand(from: try site(ends[0]), to: try site(ends[1])))
    }
    let objective = Objective(rawValue: value("objective") ?? "rate")!
    var limits = Limits(
      minimumRateHz: try number("min-rate"), minimumFidelity: try number("min-fidelity"),
      minimumKeyRateHz: try number("min-key-rate"),
      maximumRepeaters: try number("max-repeaters").map { Int($0) },
      maximumRepeatersPerChain: try number("max-repeaters-per-chain").map { Int($0) },
      maximumHopKm: try number("max-hop-km"), disjointChains: try number("disjoint").map { Int($0) } ?? 1,
      disjointBy: Disjointness(rawValue: value("disjoint-by") ?? "spans")!)
    let isReachAlone =
      objective == .repeaters && limits.maximumHopKm != nil && limits.minimumRateHz == nil
      && limits.minimumKeyRateHz == nil
    if limits.minimumFidelity == nil, !isReachAlone { limits.minimumFidelity = 0.5 }
    let modes = try number("modes").map { Int($0) }
    return Question(
      network: network, hardware: HardwareModel(platform, modes: modes), demands: demands,
      objective: objective, limits: limits,
      stationPlacement: StationPlacement(rawValue: value("stations") ?? "sites")!,
      countsMessages: value("no-messages") == nil, samples: 0)
  }
}

/// A platform of one bright-state population whose memories last about as long as long hops take: the faster of two
/// neighbours waits, and a slower one in its place gives a better pair.
func oneKnobPlatform() throws -> Platform {
  try Platform(parsing: Array(oneKnob.utf8), file: "one-knob.json")
}

private let oneKnob = """
  { "schema": "swapline.platform/1", "name": "one-knob",
    "label": "generic with one bright-state population and T2 1 s", "scheme": "single-click",
    "sources": ["No experiment: every number is an assumption of this test"],
    "parameters": {
      "bright_state_population": { "value": 0.02, "known": "assumed", "because": "one setting" },
      "source_efficiency": { "value": 0.5, "known": "assumed", "because": "as generic" },
      "conversion_efficiency": { "value": 0.5, "known": "assumed", "because": "as generic" },
      "detection_efficiency": { "value": 0.8, "known": "assumed", "because": "as generic" },
      "dark_rate_hz": { "value": 1, "known": "assumed", "because": "as generic" },
      "detection_window_s": { "value": 1e-07, "known": "assumed", "because": "as generic" },
      "visibility": { "value": 0.99, "known": "assumed", "because": "as generic" },
      "phase_noise_rad": { "value": 0.05, "known": "assumed", "because": "as generic" },
      "double_excitation_probability": { "value": 0.001, "known": "assumed", "because": "as generic" },
      "modes": { "value": [1, 10, 100], "known": "assumed", "because": "as generic" },
      "preparation_time_s": { "value": 1e-06, "known": "assumed", "because": "as generic" },
      "memory_t1_s": { "value": 10, "known": "assumed", "because": "as generic" },
      "memory_t2_s": { "value": 1, "known": "assumed", "because": "about the waits of 100 km hops" },
      "swap_success_probability": { "value": 1, "known": "assumed", "because": "as generic" },
      "swap_characters": { "value": [0.998, 0.998, 0.998], "known": "assumed", "because": "as generic" } } }
  """

/// What planning came to: a value, or that there is no plan, and whether that is proved.
struct Answer {
  /// `nil`: no plan.
  var value: Double?
  var isProved: Bool
  /// Whether the clock ended the search: then there is no answer yet.
  var isStopped = false
  /// The words of the planner where there is none.
  var reason = ""

  /// - Parameter timeLimitS: seconds after which the planner answers with what it has, which proves nothing.
  init(_ question: Question, timeLimitS: Double = 300) throws {
    do {
      let outcome = try question.plan(budget: Budget(limitS: timeLimitS))
      value = outcome.certificate.value
      isProved = outcome.certificate.provedOptimal
      isStopped = !isProved && outcome.certificate.stop == .timeLimit
    } catch let none as NoPlan {
      if case .stopped(.timeLimit, _) = none.obstacle { isStopped = true }
      value = nil
      isProved = none.isProved
      reason = "\(none.obstacle)"
    }
  }

  /// Whether this is the proved answer that it should be.
  func isRight(_ right: Double?, tolerance: Double = 1e-6) -> Bool {
    isProved && isSameValue(value, right, tolerance: tolerance)
  }
}

/// Whether two values of an objective are equal to rounding; `nil` is no plan.
func isSameValue(_ a: Double?, _ b: Double?, tolerance: Double) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance * max(abs(b), 1e-9)
}
