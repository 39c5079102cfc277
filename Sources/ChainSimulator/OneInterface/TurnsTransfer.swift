internal import LinkPhysics
internal import RealModule

/// One pass along a chain whose hops take turns: E[Y; T ≤ t] for a t, Y the decay of stored qubits (1 where
/// nothing decays).
///
/// Given the times s_a of the hops that go first, a hop j between two of them, a and b, stands in time with
/// probability R_j(max(s_a, s_b)), R_j(s) = P(T_j ≤ t − M_j − s), and the one that stood earlier waited |s_a
/// − s_b|. With f_a(s) the weight of all that lies left of (and with) a hop a at s,
///
/// f_b(s) = law_b(s) · [ R_j(s) ∫_{s' ≤ s} e^(−g(s − s')) f_a(s') ds'
///          + ∫_{s' > s} e^(−g(s' − s)) R_j(s') f_a(s') ds' ],
///
/// for a common period with sums over attempts, exactly. During T_j itself both stored qubits decay, per
/// attempt by e^(−β); that is within R_j. Stored ends multiply by e^(−g(t − s)) at the outermost hops that go
/// first.
///
/// Different periods: attempts become exponential times with the same mean phase. A sum over attempts of a
/// smooth function is the integral over w·λe^(−λs), w = (e^h − 1)/h, and (1 − w) of its value at 0
/// (Euler-Maclaurin, first order in h).
final class TurnsTransfer {
  private struct Law: Equatable {
    var amplitude: Double
    var rate: Double
    var atom: Double
  }

  private struct Tail: Equatable {
    var mass: Double
    var factor: Double
    var rate: Double
  }

  /// Where times lie.
  enum Time {
    /// Whole multiples of a period; times are counted in it.
    case lattice(period: Double)
    case continuous
  }

  private let lattice: Bool
  private let laws: [Law]
  private let tails: [Tail]
  private let startsWithTail: Bool
  private let endsWithTail: Bool
  private let g: Double
  private let storesEnds: Bool
  private let narrow: Double
  private let widest: Double
  private var weights: [Nodes] = []
  private var reach: [Nodes] = []
  private var tilts: [Nodes] = []
  private var densities: [Nodes] = []
  private var later: [Nodes] = []
  /// What `densities` and `reach` were made of: like hops share them.
  private var densityOf: Law?
  private var reachOf: (tail: Tail, limit: Double, atZero: Double)?

  init(_ chain: TakingTurns, _ time: Time, _ storage: TakingTurns.Storage) {
    var unit = 1.0
    if case .lattice(let period) = time {
      lattice = true
      unit = period
    } else {
      lattice = false
    }
    let isLattice = lattice
    // A decay of e^−40 in a tick is one of all.
    let rate = isLattice ? min(40, storage.rate * unit) : storage.rate
    g = rate
    storesEnds = storage.ends == .stored && rate > 0
    let stores = storesEnds
    let last = chain.hops.count - 1
    var fastest = 0.0
    laws = chain.firsts.map { i in
      let hop = chain.hops[i]
      let law: Law
      if isLattice {
        law = Law(amplitude: hop.probability, rate: hop.hazard, atom: 0)
      } else if hop.hazard <= 1 {
        let w = Double.expMinusOne(hop.hazard) / hop.hazard
        law = Law(amplitude: w * hop.rate, rate: hop.rate, atom: 1 - w)
      } else {
        law = Law(amplitude: 1 / hop.mean, rate: 1 / hop.mean, atom: 0)
      }
      fastest = max(fastest, law.rate)
      return law
    }
    tails = chain.seconds.map { j in
      let hop = chain.hops[j]
      let outer = j == 0 || j == last
      let waiting = storage.rate * hop.period
      let beta =
        outer
        ? (stores ? storage.perAttempt : waiting + storage.perAttempt) : 2 * (waiting + storage.perAttempt)
      let hazard = hop.hazard + beta
      let once = -Double.expMinusOne(-hazard)
      let mass = hop.probability * Double.exp(-beta) / once
      let tail: Tail
      if isLattice {
        tail = Tail(mass: mass, factor: 1, rate: hazard)
      } else if hazard <= 1 {
        tail = Tail(mass: mass, factor: Double.expMinusOne(hazard) / hazard, rate: hazard / hop.period)
      } else {
        tail = Tail(mass: mass, factor: 1, rate: once / hop.period)
      }
      fastest = max(fastest, tail.rate)
      return tail
    }
    startsWithTail = !chain.goesFirst(0)
    endsWithTail = !chain.goesFirst(last)
    let scale = 5 / max(fastest, g)
    narrow = isLattice ? max(16, scale) : scale
    widest = g > 0 ? (isLattice ? max(16, 6 / g) : 6 / g) : .infinity
  }

  /// - Parameters:
  ///   - limits: t − M_j of each hop that goes second, in whole periods on a lattice.
  ///   - t: the time itself, in the same unit.
  func value(limits: [Double], t: Double) -> Double {
    let least = lattice ? 2.0 : 0
    if limits.contains(where: { $0 < least || $0 == 0 }) { return 0 }
    let rising = Array(Set(limits)).sorted()
    let panels = TurnsPanels(limits: rising, lattice: lattice, narrow: narrow, widest: widest).panels
    weights = [Nodes](repeating: .zero, count: panels.count)
    reach = weights
    densities = weights
    later = weights
    (densityOf, reachOf) = (nil, nil)
    if g > 0 {
      tilts = panels.map { exponential((Nodes(repeating: $0.left) - $0.nodes) * Nodes(repeating: g)) }
    }
    let origin = lattice ? 1.0 : 0
    var atom = laws[0].atom
    prepare(laws[0], panels, origin)
    for k in panels.indices { weights[k] = densities[k] }
    var j = 0
    if startsWithTail {
      atom *= prepare(tails[0], limits[0], panels)
      for k in panels.indices { weights[k] *= reach[k] }
      j = 1
    }
    if storesEnds { atom *= tilt(t, panels) }
    for b in 1..<max(1, laws.count) {
      let here = prepare(tails[j], limits[j], panels)
      atom = step(laws[b], panels, origin, atom: atom, reachAtZero: here)
      j += 1
    }
    if storesEnds { atom *= tilt(t, panels) }
    if endsWithTail {
      atom *= prepare(tails[j], limits[j], panels)
      for k in panels.indices { weights[k] *= reach[k] }
    }
    var sum = atom
    for (k, panel) in panels.enumerated() { sum += panel.width * (panel.rule.totals * weights[k]).sum() }
    return sum
  }

  /// Fills `densities` with the law of a hop that goes first.
  private func prepare(_ law: Law, _ panels: [TurnsPanels.Panel], _ origin: Double) {
    if law == densityOf { return }
    densityOf = law
    for (k, panel) in panels.enumerated() {
      let exponent = (Nodes(repeating: origin) - panel.nodes) * Nodes(repeating: law.rate)
      densities[k] = Nodes(repeating: law.amplitude) * panel.mask * exponential(exponent)
    }
  }

  /// Fills `reach` with R of a hop that goes second.
  ///
  /// - Returns: R(0).
  private func prepare(_ tail: Tail, _ limit: Double, _ panels: [TurnsPanels.Panel]) -> Double {
    if let reachOf, reachOf.tail == tail, reachOf.limit == limit { return reachOf.atZero }
    let end = lattice ? limit - 0.5 : limit
    for (k, panel) in panels.enumerated() {
      if panel.left + panel.width / 2 > end {
        reach[k] = .zero
      } else {
        let exponent = (panel.nodes - Nodes(repeating: limit)) * Nodes(repeating: tail.rate)
        reach[k] =
          Nodes(repeating: tail.mass)
          * (Nodes(repeating: 1) - Nodes(repeating: tail.factor) * exponential(exponent))
      }
    }
    let atZero = tail.mass * (1 - tail.factor * Double.exp(-tail.rate * limit))
    reachOf = (tail, limit, atZero)
    return atZero
  }

  /// Multiplies the weights by e^(−g(t − s)).
  ///
  /// - Returns: e^(−gt).
  private func tilt(_ t: Double, _ panels: [TurnsPanels.Panel]) -> Double {
    for (k, panel) in panels.enumerated() {
      weights[k] *= exponential((panel.nodes - Nodes(repeating: t)) * Nodes(repeating: g))
    }
    return Double.exp(-g * t)
  }

  private func step(
    _ law: Law, _ panels: [TurnsPanels.Panel], _ origin: Double, atom: Double, reachAtZero: Double
  ) -> Double {
    prepare(law, panels, origin)
    // From the right: what stands later.
    var carry = 0.0
    for k in panels.indices.reversed() {
      let panel = panels[k]
      let across = g > 0 ? Double.exp(-g * panel.width) : 1
      var h = weights[k] * reach[k]
      if g > 0 { h *= tilts[k] }
      let total = panel.width * (panel.rule.totals * h).sum()
      let beyond = Nodes(repeating: total + carry * across) - upTo(panel, h)
      later[k] = g > 0 ? beyond / tilts[k] : beyond
      carry = total + carry * across
    }
    let laterThanZero = carry * (g > 0 && lattice ? Double.exp(-g * 0.5) : 1)
    // From the left: what stood earlier, or at the same time.
    carry = atom
    for k in panels.indices {
      let panel = panels[k]
      var h = weights[k]
      if g > 0 { h /= tilts[k] }
      var earlier = Nodes(repeating: carry) + upTo(panel, h)
      carry += panel.width * (panel.rule.totals * h).sum()
      if g > 0 {
        earlier *= tilts[k]
        carry *= Double.exp(-g * panel.width)
      }
      weights[k] = densities[k] * (reach[k] * earlier + later[k])
    }
    return law.atom * (reachAtZero * atom + laterThanZero)
  }

  /// The part of the panel up to and with each node.
  @inline(__always)
  private func upTo(_ panel: TurnsPanels.Panel, _ values: Nodes) -> Nodes {
    var sum = Nodes.zero
    for k in 0..<16 { sum += panel.rule.columns[k] * Nodes(repeating: values[k]) }
    return sum * Nodes(repeating: panel.width)
  }
}
