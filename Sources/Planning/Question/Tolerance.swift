/// How near two numbers are that count as one.
enum Tolerance {
  /// Of values of an objective, relative: exact estimates carry errors below 1e-12 and sums over hops as much again, so what
  /// differs by more than this does differ. A bound that is handed to a filter is loosened by it.
  static let value = 1e-9
  /// Of a limit, relative: one that is met to twelve digits is met, since the figure that is asked for may be one that was printed.
  static let limit = 1e-12
  /// Of a whole number that a linear program states as its bound: simplex keeps its rows to 1e-7.
  static let program = 1e-6
}
