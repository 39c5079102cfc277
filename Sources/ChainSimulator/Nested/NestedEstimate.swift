internal import LinkPhysics

extension Chain {
  /// Ticks of the longest law that is carried on an exact grid (some seconds of work), and on others.
  private static let longestExactLaw = 1 << 22
  private static let longestLaw = 1 << 18

  /// The nested chain by recursion over its tree.
  ///
  /// Periods without a common measure are rounded to a fine grid, with success probabilities that keep the mean time of
  /// each segment. Where even the attempts are too many, cells of many attempts are used, and the figures at three sizes of the cell are
  /// continued to the attempt period.
  func nestedEstimate() throws(ExactUnavailable) -> ExactEstimate {
    let periods = segments.map(\.attemptPeriod)
    let exactGrid = TickGrid(periods: periods, others: cutoff?.values ?? [], ticksPerPeriod: 256)
    var tick = exactGrid.tick
    if exactGrid.isExact {
      switch nestedLaw(exactGrid, segments.map(\.hazard), longest: Self.longestExactLaw) {
      case .success(let carried): return try estimate(carried, exactGrid, error: 1e-11)
      case .failure(let tooLong): tick *= max(2, tooLong.ticks / Double(Self.longestLaw))
      }
    }
    let (shortest, slowest) = (periods.min()!, periods.max()!)
    while tick <= shortest / 2 {
      let grid = TickGrid(tick: tick, periods: periods)
      let hazards = zip(segments, grid.periods).map { segment, ticks in
        let p = segment.periodSuccessProbability * Double(ticks) * tick / segment.attemptPeriod
        return p < 1 ? -log1p(-p) : 700
      }
      switch nestedLaw(grid, hazards, longest: Self.longestLaw) {
      case .success(let carried):
        let largest = segments.map(\.periodSuccessProbability).max()!
        return try estimate(carried, grid, error: 1e-11 + grid.largestRelativeError * largest)
      case .failure(let tooLong): tick *= max(2, tooLong.ticks / Double(Self.longestLaw))
      }
    }
    guard cutoff == nil else {
      throw ExactUnavailable(
        reason: "attempts are too many for a grid of time, and cut-offs cannot be put on a coarser one")
    }
    tick = max(tick, slowest)
    while tick < 1e30 * slowest {
      if let estimate = continuedEstimate(cell: tick) { return estimate }
      tick *= 2
    }
    throw ExactUnavailable(reason: "no grid of time covers this chain")
  }

  private typealias Carried = (law: TimeLaw, laws: NestedLaws)

  private func nestedLaw(
    _ grid: TickGrid, _ hazards: [Double], longest: Int
  ) -> Result<Carried, NestedLaws.TooLong> {
    var laws = NestedLaws(self, grid: grid, longest: longest)
    do throws(NestedLaws.TooLong) {
      let law = try laws.law(of: nestedTree(grid: grid, hazards: hazards), isTop: true)
      return .success((law, laws))
    } catch { return .failure(error) }
  }

  private func state(_ carried: Carried) -> BellDiagonalState {
    func character(_ channel: Int?) -> Double { channel.map { carried.law.characters[$0] } ?? 1 }
    let channels = carried.laws.channels
    let state = BellDiagonalState(
      x: character(channels.x), y: character(channels.y), z: character(channels.z))
    return carried.laws.carriesStates ? state : staticState * state
  }

  private func estimate(
    _ carried: Carried, _ grid: TickGrid, error: Double
  ) throws(ExactUnavailable) -> ExactEstimate {
    let law = carried.law
    if let cutoff, cutoff.kind == .global {
      return try law.givenUp(after: grid.ticksWithin(cutoff.values[0]), of: self, carried.laws, grid)
    }
    return ExactEstimate(
      meanTime: law.mean * grid.tick, meanTimeError: error,
      standardDeviation: max(0, law.meanSquare - law.mean * law.mean).squareRoot() * grid.tick,
      quantiles: law.f.isEmpty
        ? [] : [0.5, 0.95].map { .init(share: $0, time: law.quantile($0) * grid.tick) },
      state: state(carried), stateError: error, stateUnavailable: nil,
      method: "recursion over the tree on a grid of time")
  }

  /// Figures at cells of one, two and four times a size, continued to the attempt period by a parabola.
  private func continuedEstimate(cell: Double) -> ExactEstimate? {
    let periods = segments.map(\.attemptPeriod)
    var figures: [[Double]] = []
    for size in [cell, 2 * cell, 4 * cell] {
      let grid = TickGrid(tick: size, periods: periods.map { _ in size })
      let hazards = segments.map { min(700, $0.hazard * size / $0.attemptPeriod) }
      guard case .success(let carried) = nestedLaw(grid, hazards, longest: Self.longestLaw) else {
        return nil
      }
      let s = state(carried)
      figures.append([carried.law.mean * size, carried.law.meanSquare * size * size, s.x, s.y, s.z])
    }
    let mean = periods.reduce(0, +) / Double(periods.count)
    let u = mean / cell
    // Lagrange's parabola through cells 1, 2 and 4 at u, and the straight line through 1 and 2.
    let weights = [(u - 2) * (u - 4) / 3, -(u - 1) * (u - 4) / 2, (u - 1) * (u - 2) / 6]
    let values = (0..<5).map { i in (0..<3).reduce(0) { $0 + weights[$1] * figures[$1][i] } }
    func error(_ i: Int) -> Double {
      let line = figures[0][i] + (u - 1) * (figures[1][i] - figures[0][i])
      let slope = abs(figures[1][i] - figures[0][i]) / cell
      return (abs(values[i] - line) + slope * (periods.max()! - periods.min()!)) / max(abs(values[i]), 1e-300)
    }
    return ExactEstimate(
      meanTime: values[0], meanTimeError: error(0),
      standardDeviation: max(0, values[1] - values[0] * values[0]).squareRoot(), quantiles: [],
      state: BellDiagonalState(x: values[2], y: values[3], z: values[4]),
      stateError: [2, 3, 4].map { error($0) * abs(values[$0]) }.max()!, stateUnavailable: nil,
      method: "recursion over the tree on grids of cells, continued to the attempt period")
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
