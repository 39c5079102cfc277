internal import ChainSimulator
public import FibreNetwork
internal import Foundation
public import LinkPhysics

/// A candidate elementary link between two sites, over one fibre route, with everything it could be.
public struct Hop: Sendable, Hashable {
  /// Index of the site where the route begins.
  public var from: Int
  /// Index of the site where the route ends.
  public var to: Int
  /// Spans of the route, in order from `from`.
  public var spans: [Int]
  /// One-way travel time of light along the route, s.
  public var delayS: Double
  /// What the hop can be: station place, free knob and modes.
  public var options: [HopOption]
  /// Stands for every route that is not drawn yet: no plan has it, but none over such a route is better than with it.
  public var isVirtual = false

  /// Creates a hop that can be built, from its parts; the delay in s.
  public init(from: Int, to: Int, spans: [Int], delayS: Double, options: [HopOption]) {
    self.from = from
    self.to = to
    self.spans = spans
    self.delayS = delayS
    self.options = options
  }

  /// The fibre of the hop on the map whose spans it names.
  public func route(in network: FibreNetwork) -> Route { Route(from: from, along: spans, in: network) }
}

/// One way to run a hop.
public struct HopOption: Sendable, Hashable {
  /// Position of the heralding station in the hop's route; `nil` where the scheme has none.
  public let stationIndex: Int?
  /// What the hop delivers when it is run so.
  public let link: ElementaryLink
  /// When the hop has its pair.
  ///
  /// The hazard is −M ln(1−p), exact for p down to 1e-300 and any number M of modes.
  let law: WaitingLaw

  /// Creates an option and works out its law of waiting from the link.
  public init(stationIndex: Int?, link: ElementaryLink) {
    self.stationIndex = stationIndex
    self.link = link
    law = WaitingLaw(
      hazard: -Double(link.modes) * log1p(-link.successProbability), periodS: link.attemptPeriodS)
  }
}

/// Which options of a hop stand for others.
struct Dominance: Hashable {
  /// Whether fewer modes may be better, because sites have limits on memories or memories cost something.
  var countsModes: Bool
  /// Whether all hops of a chain run with one setting, so that one setting cannot stand for another.
  var isUniform: Bool
  /// Whether qubits decay while they wait for heralds.
  var countsWaits: Bool
  /// Whether ends decay until their own node knows.
  var countsOwnWaits: Bool
  /// Whether both ends of a hop are repeaters, whose memories are alike: then only the sum of both waits counts.
  var sumsWaits = false

  init(_ question: Question) {
    countsModes =
      question.equipment.perMemory > 0 || question.network.sites.contains { $0.memories != nil }
    isUniform = question.knob == .uniform
    let memory = question.hardware.memory
    countsWaits = max(memory.rateX, memory.rateY, memory.rateZ) > 0
    countsOwnWaits = countsWaits && memory.ends == .measuredAtHerald
  }

  /// Whether an option is at least as good as another in everything that adds up along a chain: waiting time at every moment,
  /// state, delay of messages and, where they count, modes.
  ///
  /// What waits at a repeater also depends on how near the times of both its hops are, which is not additive: a slower option
  /// beside a slow neighbour may wait less. So a beaten option is left out of bounds, whose terms are additive, but comes back
  /// where a plan with it could be better (`Completion`).
  func beats(_ a: HopOption, delayS: Double, _ b: HopOption, delayS other: Double) -> Bool {
    let (x, y) = (a.link, b.link)
    return a.law.isNoSlower(than: b.law)
      && (!countsModes || x.modes <= y.modes) && hasNoWorseState(x, y) && delayS <= other
      && (!isUniform || x.option == y.option)
  }

  /// Whether an option replaces another in every plan: the same law of time and no worse in the rest.
  func replaces(_ a: HopOption, delayS: Double, _ b: HopOption, delayS other: Double) -> Bool {
    let (x, y) = (a.link, b.link)
    return a.law == b.law
      && x.modes == y.modes && hasNoWorseState(x, y) && delayS <= other
      && (!isUniform || x.option == y.option)
  }

  private func hasNoWorseState(_ x: ElementaryLink, _ y: ElementaryLink) -> Bool {
    x.state.x >= y.state.x && x.state.y >= y.state.y && x.state.z >= y.state.z
      && x.vacuumFraction <= y.vacuumFraction
      && (!countsWaits || waitsNoLonger(x.heraldWait.both, y.heraldWait.both))
      && (!countsOwnWaits || waitsNoLonger(x.heraldWait.own, y.heraldWait.own))
  }

  /// Where neither end of a hop is an end of a demand.
  var amongRepeaters: Self {
    var inner = self
    inner.sumsWaits = true
    inner.countsOwnWaits = false
    return inner
  }

  /// What no side of any chain waits longer for; equal up to rounding counts as equal.
  private func waitsNoLonger(_ x: Arms, _ y: Arms) -> Bool {
    if sumsWaits { return x.left + x.right <= (y.left + y.right) * (1 + 1e-12) }
    return x.left <= y.left * (1 + 1e-12) && x.right <= y.right * (1 + 1e-12)
  }
}
