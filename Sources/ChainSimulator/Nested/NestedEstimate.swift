internal import LinkPhysics

extension Chain {
  /// Ticks of the longest law that is carried: some seconds of work.
  private static let longestLaw = 1 << 22

  /// The nested chain by recursion over its tree.
  func nestedEstimate() throws(ExactUnavailable) -> ExactEstimate {
    let grid = TickGrid(self)
    var laws = NestedLaws(self, grid: grid, longest: Self.longestLaw)
    let law: TimeLaw
    do throws(NestedLaws.TooLong) { law = try laws.law(of: nestedTree(grid: grid), isTop: true) } catch {
      throw ExactUnavailable(
        reason:
          "the grid of time would need some \(Int(min(error.ticks, 1e15))) ticks, at most \(Self.longestLaw) are carried"
      )
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
