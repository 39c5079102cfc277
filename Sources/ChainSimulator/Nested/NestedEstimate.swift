internal import LinkPhysics
internal import RealModule

extension Chain {
  /// Ticks of the longest law that is carried on an exact grid (some seconds of work), and on others.
  private static let longestExactLaw = 1 << 22
  private static let longestLaw = 1 << 18
  /// Of laws whose grid is finer for the sake of messages alone.
  private static let longestRefinedLaw = 1 << 14

  /// The nested chain by recursion over its tree.
  ///
  /// Periods without a common measure are rounded to a fine grid, with success probabilities that keep the mean time of
  /// each segment. Messages that end between two ticks are shared out between them, which keeps their mean. Where even the attempts
  /// are too many, cells of many attempts are used, and the figures at three sizes of the cell are continued to the attempt period.
  func nestedEstimate() throws(ExactUnavailable) -> ExactEstimate {
    let periods = segments.map(\.attemptPeriod)
    let (shortest, slowest) = (periods.min()!, periods.max()!)
    let limits = cutoff?.values ?? []
    let messages = timeBase == .physical && latency == .messages ? segments.map(\.messageDelay) : []
    let hasMessages = messages.contains { $0 > 0 }
    let hazards = segments.map(\.hazard)
    let fullGrid = TickGrid(periods: periods, others: limits + messages, ticksPerPeriod: 4096)
    if fullGrid.isExact {
      let longest = hasMessages && cutoff == nil ? Self.longestRefinedLaw : Self.longestExactLaw
      if case .success(let carried) = nestedLaw(fullGrid, hazards, longest: longest) {
        return try estimate(carried, fullGrid, error: 1e-11)
      }
    }
    let attemptGrid = TickGrid(periods: periods, others: limits, ticksPerPeriod: 256)
    var tick = attemptGrid.tick
    if attemptGrid.isExact, cutoff == nil, hasMessages {
      let grid = finer(attemptGrid)
      switch nestedLaw(grid, hazards, longest: Self.longestExactLaw) {
      case .success(let carried):
        return try estimate(carried, grid, error: 1e-11 + sharingError(grid.tick))
      case .failure(let tooLong): tick *= max(2, tooLong.ticks / Double(Self.longestLaw))
      }
    }
    // A grid that holds the attempts and cut-offs, or one cut-off at least, rounds fewer of the steps that cut-offs are.
    let base = attemptGrid.isExact ? attemptGrid.tick : limits.filter { $0 > 0 }.min() ?? shortest
    func aligned(_ tick: Double) -> Double { tick < base ? base / (base / tick).rounded() : tick }
    if cutoff != nil, hasMessages { tick = min(tick, shortest / 256) }
    while tick <= shortest / 2 {
      tick = aligned(tick)
      switch roundedLaw(tick) {
      case .success(let carried):
        let grid = TickGrid(tick: tick, periods: periods)
        let largest = segments.map(\.periodSuccessProbability).max()!
        let error = 1e-11 + grid.largestRelativeError * largest + (hasMessages ? sharingError(tick) : 0)
        return try compared(
          estimate(carried, grid, error: error), ticks: [aligned(1.4 * tick), aligned(2 * tick)])
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

  /// The law with periods rounded to a tick.
  private func roundedLaw(_ tick: Double) -> Result<Carried, NestedLaws.TooLong> {
    let grid = TickGrid(tick: tick, periods: segments.map(\.attemptPeriod))
    let hazards = zip(segments, grid.periods).map { segment, ticks in
      let p = segment.periodSuccessProbability * Double(ticks) * tick / segment.attemptPeriod
      return p < 1 ? -Double.log(onePlus: -p) : 700
    }
    return nestedLaw(grid, hazards, longest: Self.longestLaw)
  }

  /// A cut-off is a step: its rounding shows at first order in the tick, so two coarser grids tell the error.
  private func compared(_ fine: ExactEstimate, ticks: [Double]) throws(ExactUnavailable) -> ExactEstimate {
    guard cutoff != nil else { return fine }
    var fine = fine
    for tick in ticks {
      guard case .success(let carried) = roundedLaw(tick) else { continue }
      let coarse = try estimate(
        carried, TickGrid(tick: tick, periods: segments.map(\.attemptPeriod)), error: 0)
      fine.meanTimeError = max(fine.meanTimeError, 1.5 * abs(coarse.meanTime / fine.meanTime - 1))
      if let a = fine.state, let b = coarse.state {
        fine.stateError = max(
          fine.stateError, 1.5 * max(abs(a.x - b.x), abs(a.y - b.y), abs(a.z - b.z)))
      }
    }
    return fine
  }

  private var fastestMeanTime: Double {
    segments.map { $0.attemptPeriod / $0.periodSuccessProbability }.min()!
  }

  /// A grid with at least 32 ticks in the mean time of the fastest segment, so that shared messages cost little.
  private func finer(_ grid: TickGrid) -> TickGrid {
    TickGrid(
      tick: grid.tick / max(1, (32 * grid.tick / fastestMeanTime).rounded(.up)),
      periods: segments.map(\.attemptPeriod))
  }

  /// Sharing a message between two ticks adds a variance of a quarter of a tick² at most to each try, and E[max(A, B)] half the
  /// variance times the density of A − B at 0, some 1/T.
  private func sharingError(_ tick: Double) -> Double {
    // A single segment has no swap.
    let tries = 1 / (swaps.map(\.successProbability).min() ?? 1)
    let share = tick / fastestMeanTime
    return Double(stepCount) * tries * share * share / 8
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
