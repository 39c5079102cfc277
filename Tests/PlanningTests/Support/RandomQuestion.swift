import ChainSimulator
import FibreNetwork
import Foundation
import LinkPhysics
import Testing

@testable import Planning

/// Hardware that small questions are asked of, and the lengths of spans and hops that suit it.
enum QuestionHardware: String, CaseIterable {
  /// Two settings, memories of 0.3 s.
  case twoKnobs
  /// One setting of a real scheme, memories that last about as long as hops take.
  case oneKnob
  /// Two settings of a real scheme, so that trying all ends.
  case generic
  /// No station: light goes all the way.
  case direct
  /// One or three modes, which take as many memories.
  case modes

  var model: HardwareModel {
    switch self {
    case .twoKnobs: return testHardware(t2: 0.3)
    case .oneKnob: return HardwareModel(try! oneKnobPlatform())
    case .generic:
      var hardware = HardwareModel(Platform.named("generic")!)
      let links = hardware.links
      hardware.links = { hop in links(hop).enumerated().filter { [2, 4].contains($0.offset) }.map(\.element) }
      return hardware
    case .direct:
      var hardware = testHardware(t2: 0.05)
      hardware.usesStation = false
      hardware.links = { hop in
        [0.2, 0.6].map { a in
          ElementaryLink(
            option: "knob \(a)", successProbability: a * pow(10, -hop.lossDb / 10),
            attemptPeriodS: 1e-5 + 2 * hop.delayS, modes: 1, state: BellDiagonalState(werner: 1 - a / 4))
        }
      }
      return hardware
    case .modes:
      var hardware = testHardware(knobs: [0.1])
      let links = hardware.links
      hardware.links = { hop in
        links(hop).flatMap { link in
          [1, 3].map { modes in
            var link = link
            link.modes = modes
            link.option += ", \(modes) modes"
            return link
          }
        }
      }
      return hardware
    }
  }

  var km: ClosedRange<Double> { self == .oneKnob ? 15...60 : 8...45 }
  var longestHopKm: Double { self == .oneKnob ? 105 : 70 }
}

/// One question to the planner about a small map.
struct RandomQuestion: CustomStringConvertible {
  var network: FibreNetwork
  var hardware: HardwareModel
  var demands: [Demand]
  var stations = StationPlacement.sites
  var objective = Objective.rate
  var limits: Limits

  /// - Parameter demands: so many; one joins the first and the last site, a second two others, a third both.
  init(
    _ network: FibreNetwork, _ hardware: HardwareModel, demands count: Int = 1, objective: Objective = .rate,
    limits: Limits
  ) {
    let last = network.sites.count - 1
    self.network = network
    self.hardware = hardware
    self.objective = objective
    self.limits = limits
    demands = [(0, last), (1, last - 1), (0, last - 1)].prefix(count).map { Demand(from: $0, to: $1) }
  }

  var question: Question {
    Question(
      network: network, hardware: hardware, demands: demands, objective: objective, limits: limits,
      stationPlacement: stations, samples: 0)
  }

  /// Some random questions about many chains take hours; what the clock ends tells nothing, right or wrong.
  func answer() throws -> Answer { try Answer(question, timeLimitS: 10) }

  /// The planner's proved optimum as a number to maximise; `nil` where there is no plan, not a number where the clock ended the
  /// search.
  func score() throws -> Double? {
    let answer = try answer()
    if answer.isStopped { return .nan }
    #expect(answer.isProved, "not proved: \(self)")
    return answer.value.map { objective.isMinimised ? -$0 : $0 }
  }

  var description: String {
    func part(_ name: String, _ value: (some Any)?) -> String { value.map { " \(name) \($0)" } ?? "" }
    return
      "\(network.name) of \(network.sites.count) sites, \(hardware.name), \(demands.map { "\($0.from):\($0.to)" }.joined(separator: " ")) \(objective.rawValue)"
      + part("rate ≥", limits.minimumRateHz) + part("F ≥", limits.minimumFidelity)
      + part("key ≥", limits.minimumKeyRateHz) + part("repeaters ≤", limits.maximumRepeaters)
      + part("a chain ≤", limits.maximumRepeatersPerChain) + part("cost ≤", limits.maximumCost)
      + (stations == .midpoint ? " midpoints" : "") + part("km ≤", limits.maximumHopKm)
      + part("at a site ≤", limits.maximumChainsPerSite)
      + (limits.disjointChains > 1 ? " \(limits.disjointChains) chains by \(limits.disjointBy.rawValue)" : "")
  }

  /// The same question with other limits.
  func with(_ change: (inout Self) -> Void) -> Self {
    var other = self
    change(&other)
    return other
  }
}

/// Whether a score is no better than another, to rounding; no plan is worse than any.
func isNoBetter(_ a: Double?, than b: Double?) -> Bool {
  if a?.isNaN == true || b?.isNaN == true { return true }
  guard let a else { return true }
  guard let b else { return false }
  return a <= b + 1e-9 * abs(b) + 1e-12
}
