public import LinkPhysics
internal import RealModule

/// A chain whose nodes have one optical interface each: the two hops of a repeater are generated in turn,
/// never together.
///
/// Every other hop is generated first, all at once; each hop between starts as soon as its neighbours stand,
/// and its arrival makes the swaps at its two nodes (certain, and at once). Numbered from 1, the hops that go
/// first are the odd ones or the even ones. With T_i = τ_i G_i, G_i geometric on 1, 2, …, hop j of those that
/// go second stands at
///
/// C_j = max(T_{j−1}, T_{j+1}) + t_move + T_j,  and the pair is delivered at T = max_j (C_j + M_j),
///
/// so without offsets M at t_move + max_i (T_i + T_{i+1}) for either order: neighbouring hops never run
/// together, so no schedule is ahead of that. Every neighbour of a hop that goes first comes later, and what
/// is known of its swaps is known by the neighbour's M: the offsets of hops that go first have no effect,
/// unless there is one hop only.
///
/// Law and decay are derived here and in `TurnsTransfer` (no publication is known to us), and tested against
/// deliveries played one by one (`TurnsKernel`).
public struct TakingTurns: Sendable {
  /// From left to right.
  public let hops: [Hop]
  /// Time to move the qubit of a first pair from the interface into memory, in the hops' time base. It goes
  /// by once per hop that goes first, with all of them at once; not where there is one hop only.
  public let move: Double
  /// Which hops go first.
  public let first: Order

  /// A hop between two nodes.
  public struct Hop: Hashable, Sendable {
    /// Attempt period τ, above 0.
    public var period: Double
    /// −ln of the probability that one period brings no pair (all modes), above 0, at most 700.
    public var hazard: Double
    /// What is added to the time at which the hop stands for both ends to know, 0 or more.
    public var offset: Double

    /// Creates a hop from its parts.
    public init(period: Double, hazard: Double, offset: Double = 0) {
      self.period = period
      self.hazard = hazard
      self.offset = offset
    }

    /// A hop of a segment.
    public init(_ segment: Segment, offset: Double = 0) {
      self.init(period: segment.attemptPeriod, hazard: segment.hazard, offset: offset)
    }

    /// Probability that one period brings a pair.
    public var probability: Double { -Double.expMinusOne(-hazard) }
    /// Mean time until the hop holds a pair, τ/p.
    public var mean: Double { period / probability }
    /// Hazard per unit of time.
    var rate: Double { hazard / period }
  }

  /// Which hops are generated first, numbered from 1 at the left end.
  public enum Order: String, Sendable, CaseIterable {
    /// The first, third, fifth … hop.
    case odd = "odd-first"
    /// The second, fourth … hop.
    case even = "even-first"
  }

  /// What a character loses while a qubit waits.
  public struct Storage: Hashable, Sendable {
    /// Per unit of time and stored qubit: 1/T2 for x and y, 1/T1 for z; 0 or more.
    public var rate: Double
    /// Per attempt period of the qubit's own node, 1/N_1e for x and y (0 for z); 0 or more.
    public var perAttempt: Double
    /// Whether the end qubits are stored until delivery, too.
    public var ends: EndQubits

    /// Creates a storage from its parts; nothing is lost by default.
    public init(rate: Double = 0, perAttempt: Double = 0, ends: EndQubits = .measured) {
      self.rate = rate
      self.perAttempt = perAttempt
      self.ends = ends
    }

    var isPerfect: Bool { rate == 0 && perAttempt == 0 }
  }

  /// Creates the law of a chain of at least one hop.
  public init(hops: [Hop], move: Double = 0, first: Order = .odd) {
    precondition(!hops.isEmpty && move >= 0)
    self.hops = hops
    self.move = hops.count == 1 ? 0 : move
    self.first = first
  }

  /// The same chain with the other hops first.
  public func reordered(_ order: Order) -> TakingTurns { TakingTurns(hops: hops, move: move, first: order) }

  /// Whether hop i, from 0, goes first. A hop alone always does.
  public func goesFirst(_ i: Int) -> Bool { hops.count == 1 || (i % 2 == 0) == (first == .odd) }

  /// Hops that go first, and those between, from left to right.
  var firsts: [Int] { hops.indices.filter(goesFirst) }
  var seconds: [Int] { hops.indices.filter { !goesFirst($0) } }

  /// The period that all hops share, if they do.
  var commonPeriod: Double? {
    hops.allSatisfy { $0.period == hops[0].period } ? hops[0].period : nil
  }

  // MARK: State

  /// What the qubits lose that are stored beside the generation of hop j, which goes second:
  ///
  /// E[a^(k G_j)] = p a^k / (1 − (1−p) a^k),  a = exp(−τ_j·rate − perAttempt), k the stored neighbours (1 or 2).
  ///
  /// With the ends measured at once, the decay of a chain is at most the product of these over the hops that
  /// go second.
  ///
  /// - Returns: 0 to 1; 1 for a hop that goes first.
  public func loss(beside j: Int, _ storage: Storage) -> Double {
    guard !goesFirst(j) else { return 1 }
    let k = Double((j > 0 ? 1 : 0) + (j + 1 < hops.count ? 1 : 0))
    return Self.transform(hops[j].hazard, k * (hops[j].period * storage.rate + storage.perAttempt))
  }

  /// E[e^(−βG)] of a geometric G.
  static func transform(_ hazard: Double, _ beta: Double) -> Double {
    -Double.expMinusOne(-hazard) * Double.exp(-beta) / -Double.expMinusOne(-hazard - beta)
  }

  /// Mean factor on a character of the delivered pair.
  ///
  /// A qubit is stored at a repeater from when the hop that goes first there stands (and is moved: what the
  /// move itself costs is not here) until the hop that goes second stands. While it waits for the other
  /// neighbour of that hop, no attempts are made at its own node: it decays in time only. During the
  /// generation of the second hop it decays in time and by attempts. Both are independent, so with the ends
  /// measured at once
  ///
  /// E = E[∏_j exp(−rate·|T_{j−1} − T_{j+1}|)] · ∏_j E[a_j^(k_j G_j)],  j over the hops that go second,
  ///
  /// the first being that of swap-ASAP (`SwapAsapDecay`) over the hops that go first, alone.
  ///
  /// Ends stored: they wait from when their hop stands until delivery (t_move included, where it goes first),
  /// so that T and the state are no longer independent, and the transfer along the chain gives
  ///
  /// E[e^(−2·rate·T) Y] = ∫ 2·rate·e^(−2·rate·t) E[Y; T ≤ t] dt.
  ///
  /// Where 1/rate is shorter than a twentieth of the slowest hop's time, the figure is the larger one for that,
  /// with a relative error of 1.
  ///
  /// - Parameters:
  ///   - attemptBudget: attempts over which sums are taken where periods differ.
  /// - Returns: 0 to 1, with method and error.
  /// - Complexity: ends measured: O(n²), or a sum over at most `attemptBudget` attempts; ends stored: like
  ///   `moments`.
  public func decay(_ storage: Storage, attemptBudget: Int = 1 << 19) -> Computed {
    let one = Computed(value: 1, method: .closedForm, relativeError: 0)
    if storage.isPerfect { return one }
    if hops.count == 1 {
      let wait = storage.ends == .stored ? 2 * storage.rate * hops[0].offset : 0
      return Computed(value: Double.exp(-wait), method: .closedForm, relativeError: 1e-15)
    }
    if storage.ends == .stored, storage.rate > 0 { return storedEnds(storage) }
    let waiting = firsts.map { hops[$0] }
    // The repeaters of swap-ASAP are the hops that go second between two others.
    let between =
      waiting.count < 2
      ? one
      : SwapAsapDecay(periods: waiting.map(\.period), hazards: waiting.map(\.hazard)).mean(
        rates: [Double](repeating: storage.rate, count: waiting.count - 1), attemptBudget: attemptBudget)
    let beside = seconds.reduce(1) { $0 * loss(beside: $1, storage) }
    return Computed(
      value: between.value * beside, method: between.method, relativeError: between.relativeError + 1e-15)
  }

  // MARK: Both orders

  /// An order with what it brings.
  public struct Choice: Sendable {
    /// The chain in this order.
    public var chain: TakingTurns
    /// Delivery time.
    public var moments: ParallelGeneration.Moments
    /// Mean factors on the characters x and y, and z.
    public var decay: (xy: Computed, z: Computed)
  }

  /// Both orders, the better first: of two whose times differ by a hundredth at most (or by the errors of their
  /// methods) the one with the higher fidelity, that is 2·xy + z, else the one that is earlier.
  ///
  /// Without offsets both take the same time, path by path; messages part them by less than the way of the
  /// chain, which is worth no fidelity.
  ///
  /// - Parameters:
  ///   - xy: what the characters x and y lose.
  ///   - z: what the character z loses.
  public static func orders(_ hops: [Hop], move: Double = 0, xy: Storage, z: Storage) -> [Choice] {
    func choice(_ order: Order) -> Choice {
      let chain = TakingTurns(hops: hops, move: move, first: order)
      let transverse = chain.decay(xy)
      return Choice(
        chain: chain, moments: chain.moments(), decay: (transverse, z == xy ? transverse : chain.decay(z)))
    }
    let odd = choice(.odd)
    if hops.count == 1 { return [odd] }
    let even = choice(.even)
    func quality(_ c: Choice) -> Double { 2 * c.decay.xy.value + c.decay.z.value }
    let difference = even.moments.mean - odd.moments.mean
    let noise =
      max(odd.moments.relativeError + even.moments.relativeError, 0.01)
      * max(odd.moments.mean, even.moments.mean)
    let evenIsBetter =
      difference.magnitude > noise ? difference < 0 : quality(even) > quality(odd) * (1 + 1e-12)
    return evenIsBetter ? [even, odd] : [odd, even]
  }
}
