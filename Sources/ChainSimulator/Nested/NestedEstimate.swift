internal import LinkPhysics

extension Chain {
  /// Ticks of the longest law that is carried: some seconds of work.
  private static let longestLaw = 1 << 22

  /// The nested chain by recursion over its tree.
  func nestedEstimate() throws(ExactUnavailable) -> ExactEstimate {
    // Where times have no common measure the grid is as fine as can be carried.
    var needed = 0.0
    for ticksPerPeriod in [256, 64, 16, 4] {
      let grid = TickGrid(self, ticksPerPeriod: ticksPerPeriod)
      var laws = NestedLaws(self, grid: grid, longest: grid.isExact ? Self.longestLaw : Self.longestLaw / 8)
      let law: TimeLaw
      do throws(NestedLaws.TooLong) { law = try laws.law(of: nestedTree(grid: grid), isTop: true) } catch {
        needed = error.ticks
        if grid.isExact { break }
        continue
      }
      return try estimate(law, laws, grid)
    }
    throw ExactUnavailable(
      reason:
        "the grid of time would need some \(Int(min(needed, 1e15))) ticks, at most \(Self.longestLaw) are carried"
    )
  }

  private func estimate(
    _ law: TimeLaw, _ laws: NestedLaws, _ grid: TickGrid
  ) throws(ExactUnavailable) -> ExactEstimate {
    if let cutoff, cutoff.kind == .global {
      return try law.givenUp(after: grid.ticksWithin(cutoff.values[0]), of: self, laws, grid)
    }
    func character(_ channel: Int?) -> Double { channel.map { law.characters[$0] } ?? 1 }
    let carried = BellDiagonalState(
      x: character(laws.channels.x), y: character(laws.channels.y), z: character(laws.channels.z))
    let state = laws.carriesStates ? carried : staticState * carried
    let error = 1e-11 + grid.largestRelativeError
    return ExactEstimate(
      meanTime: law.mean * grid.tick, meanTimeError: error,
      standardDeviation: max(0, law.meanSquare - law.mean * law.mean).squareRoot() * grid.tick,
      quantiles: law.f.isEmpty
        ? [] : [0.5, 0.95].map { .init(share: $0, time: law.quantile($0) * grid.tick) },
      state: state, stateError: error, stateUnavailable: nil,
      method: "recursion over the tree on a grid of time")
  }
}

extension TimeLaw {
  /// The chain started again whenever it takes longer than a limit.
  fileprivate func givenUp(
    after limit: Int, of chain: Chain, _ laws: NestedLaws, _ grid: TickGrid
  ) throws(ExactUnavailable) -> ExactEstimate {
    guard !f.isEmpty else {
      throw ExactUnavailable(
        reason: "the law of the delivery time is too long to be carried for a global cut-off")
    }
    var renewal = Renewal(mean: 0, meanSquare: 0, failedMean: 0, success: 0)
    let end = min(limit, f.count - 1)
    for t in 0...end {
      renewal.success += f[t]
      renewal.mean += Double(t) * f[t]
      renewal.meanSquare += Double(t) * Double(t) * f[t]
    }
    let failed = max(0, 1 - renewal.success) * Double(limit)
    renewal.mean += failed
    renewal.failedMean = failed
    renewal.meanSquare += failed * Double(limit)
    func character(_ channel: Int?) -> Double {
      channel.map { g[$0][0...end].reduce(0, +) / renewal.success } ?? 1
    }
    let carried = BellDiagonalState(
      x: character(laws.channels.x), y: character(laws.channels.y), z: character(laws.channels.z))
    let error = 1e-11 / renewal.success + grid.largestRelativeError
    return ExactEstimate(
      meanTime: renewal.meanTime * grid.tick, meanTimeError: error,
      standardDeviation: renewal.standardDeviation * grid.tick, quantiles: [],
      state: laws.carriesStates ? carried : chain.staticState * carried, stateError: error,
      method: "recursion over the tree on a grid of time, and renewal")
  }

  /// The first tick by which a share of the deliveries is done.
  func quantile(_ share: Double) -> Double {
    var sum = 0.0
    for (t, value) in f.enumerated() {
      sum += value
      if sum >= share { return Double(t) }
    }
    return Double(f.count)
  }
}
