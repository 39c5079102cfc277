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
  /// Until when the qubit of a side waits for the herald.
  enum Wait: Hashable { case none, ownHerald, bothHeralds }

  /// Whether fewer modes may be better, because sites have limits on memories or memories cost something.
  var countsModes: Bool
  /// Whether all hops of a chain run with one setting, so that one setting cannot stand for another.
  var isUniform: Bool
  /// Until when a side waits that is an end of a chain; at a repeater until both nodes know.
  private let atEnd: Wait
  /// Waits of both sides of a fresh pair, for everything that the sides may be; none where nothing decays. Memories are alike, so
  /// that what both sides wait adds up.
  private var waits: [Sides]
  fileprivate struct Sides: Hashable { var left, right: Wait }

  /// For hops between repeaters.
  init(_ question: Question) {
    countsModes =
      question.equipment.perMemory > 0 || question.network.sites.contains { $0.memories != nil }
    isUniform = question.knob == .uniform
    let memory = question.hardware.memory
    let decays = max(memory.rateX, memory.rateY, memory.rateZ) > 0
    atEnd =
      switch memory.ends {
      case .measured: .none
      case .measuredAtHerald: .ownHerald
      case .stored: .bothHeralds
      }
    waits = decays ? [Sides(left: .bothHeralds, right: .bothHeralds)] : []
  }

  /// What a site at a side of a hop may be in a chain.
  enum Place { case repeater, end, either }

  /// The same for a hop between other places.
  func between(_ left: Place, _ right: Place) -> Self {
    guard !waits.isEmpty else { return self }
    func of(_ place: Place) -> [Wait] {
      switch place {
      case .repeater: [.bothHeralds]
      case .end: [atEnd]
      case .either: atEnd == .bothHeralds ? [.bothHeralds] : [.bothHeralds, atEnd]
      }
    }
    var other = self
    other.waits = of(left).flatMap { left in of(right).map { Sides(left: left, right: $0) } }
    return other
  }

  /// Whether an own herald counts, which need not come earlier where the arms are alike.
  var countsOwnHeralds: Bool { waits.contains { $0.left == .ownHerald || $0.right == .ownHerald } }

  /// Whether the side at which an arm is the longer one counts.
  var tellsSidesApart: Bool { waits.contains { $0.left != $0.right } }

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
      && waits.allSatisfy { $0.seconds(of: x.heraldWait) <= $0.seconds(of: y.heraldWait) * (1 + 1e-12) }
  }
}

extension Dominance.Sides {
  /// What both sides wait together, equal up to rounding where it is equal.
  func seconds(of wait: HeraldWait) -> Double {
    left.seconds(own: wait.own.left, both: wait.both.left)
      + right.seconds(own: wait.own.right, both: wait.both.right)
  }
}

extension Dominance.Wait {
  fileprivate func seconds(own: Double, both: Double) -> Double {
    switch self {
    case .none: 0
    case .ownHerald: own
    case .bothHeralds: both
    }
  }
}
