internal import CGLPK
internal import CGLPKGuard

/// A linear program in GLPK that is solved again and again while columns and rows are added: each solve starts from
/// the basis of the last one.
///
/// The master problem of column generation and of cutting planes. Made, used and freed on one thread.
public struct LinearProgram: ~Copyable {
  private let problem: GLPKProblem
  /// Number of variables, those added later included.
  public private(set) var variableCount: Int
  /// Number of rows, those added later included and removed ones left out.
  public private(set) var rowCount: Int

  /// Loads the linear relaxation of a program.
  ///
  /// - Throws: ``SolverError/invalid(_:)`` for a program that ``MixedIntegerProgram/validate()`` refuses,
  ///   ``SolverError/misused(_:)`` inside a callback of another solve, ``SolverError/failed(_:)`` where GLPK
  ///   gives up.
  @available(*, noasync)
  public init(_ program: MixedIntegerProgram) throws(SolverError) {
    problem = try GLPKProblem(program.relaxation)
    variableCount = program.variableCount
    rowCount = program.rowCount
    // GLPK holds one free row in place of none.
    freeRow = program.rowCount == 0
  }

  private let freeRow: Bool

  /// What a solve found.
  public struct Solution: Sendable {
    /// How the simplex method ended.
    public enum Status: Sendable, Hashable {
      /// `optimal`: an optimal basis was found; `infeasible`: no point satisfies the rows; `unbounded`: the
      /// objective falls without end.
      case optimal, infeasible, unbounded
      /// Ended before any of these: out of time, cancelled, or GLPK failed.
      case stopped(MixedIntegerSolution.Stop)
    }

    /// How the simplex method ended; everything else is meaningful where it is optimal.
    public var status: Status
    /// Objective at `values`, the program's offset included.
    public var objective: Double
    /// One for each variable. Meaningful where optimal.
    public var values: [Double]
    /// Cost minus duals times column, for each variable: what the objective gains per unit of it.
    public var reducedCosts: [Double]
    /// What the objective gains per unit of each row's bound.
    public var duals: [Double]
    /// Value of each row.
    public var activities: [Double]
  }

  /// Minimises from the present basis.
  ///
  /// - Parameters:
  ///   - dual: the dual method (after rows were added or bounds tightened) or the primal (after columns).
  ///   - timeLimitS: wall-clock seconds; `nil` for no limit.
  ///   - cancellation: seen within a second.
  /// - Throws: ``SolverError/failed(_:)`` where GLPK fails on an internal assertion,
  ///   ``SolverError/misused(_:)`` on another thread or after such a failure. The end of time is a status, no
  ///   error.
  /// - Complexity: exponential at worst; in practice a few pivots for each change since the last solve.
  public func solve(
    dual: Bool = true, timeLimitS: Double? = nil, cancellation: Cancellation? = nil
  ) throws(SolverError) -> Solution {
    let clock = SolveClock(limitS: timeLimitS, cancellation: cancellation)
    let code = try problem.simplex(dual: dual, clock)
    let pointer = problem.pointer
    let status: Solution.Status =
      switch (code, glp_get_status(pointer)) {
      case (GLP_ETMLIM, _): .stopped(clock.stop ?? .timeLimit)
      case (0, GLP_OPT): .optimal
      case (0, GLP_NOFEAS): .infeasible
      case (0, GLP_UNBND): .unbounded
      case (let code, let status): .stopped(.failure("simplex code \(code), status \(status)"))
      }
    let first: Int32 = freeRow ? 2 : 1
    let rows = first..<first + Int32(rowCount)
    let columns = 1..<1 + Int32(variableCount)
    return Solution(
      status: status, objective: glp_get_obj_val(pointer),
      values: columns.map { glp_get_col_prim(pointer, $0) },
      reducedCosts: columns.map { glp_get_col_dual(pointer, $0) },
      duals: rows.map { glp_get_row_dual(pointer, $0) },
      activities: rows.map { glp_get_row_prim(pointer, $0) })
  }

  /// Adds a variable with its coefficients in the rows.
  ///
  /// - Parameter terms: rows and coefficients, each row at most once.
  /// - Throws: ``SolverError/invalid(_:)`` for numbers that are not finite, crossed bounds, unknown or
  ///   repeated rows; ``SolverError/failed(_:)`` or ``SolverError/misused(_:)`` from GLPK.
  @discardableResult
  public mutating func addVariable(
    lower: Double = 0, upper: Double = .infinity, cost: Double,
    _ terms: some Sequence<(MixedIntegerProgram.Row, Double)>
  ) throws(SolverError) -> MixedIntegerProgram.Variable {
    if let fault = MixedIntegerProgram.fault(lower: lower, upper: upper) { throw Self.invalid(fault) }
    guard cost.isFinite else { throw Self.invalid(.costNotFinite(cost)) }
    var rows: [Int32] = [0]
    var values = [0.0]
    for (row, value) in terms {
      guard (0..<rowCount).contains(row.index) else { throw Self.invalid(.unknownRow(row.index)) }
      guard value.isFinite else { throw Self.invalid(.coefficientNotFinite(value)) }
      rows.append(position(row))
      values.append(value)
    }
    guard Set(rows).count == rows.count else { throw Self.invalid(.duplicateTerm) }
    try GLPKProblem.check(
      glpg_add_column(problem.handle, lower, upper, cost, Int32(rows.count - 1), rows, values))
    variableCount += 1
    return MixedIntegerProgram.Variable(index: variableCount - 1)
  }

  /// Adds a row.
  ///
  /// - Throws: ``SolverError/invalid(_:)`` for numbers that are not finite, crossed bounds, unknown or
  ///   repeated variables; ``SolverError/failed(_:)`` or ``SolverError/misused(_:)`` from GLPK.
  /// - Complexity: O(terms).
  @discardableResult
  public mutating func addRow(_ row: LinearRow) throws(SolverError) -> MixedIntegerProgram.Row {
    if let fault = row.fault(variableCount: variableCount) { throw Self.invalid(fault) }
    let start: [Int32] = [0, Int32(row.terms.count)]
    let columns = row.terms.map { Int32($0.variable.index + 1) }
    let values = row.terms.map(\.coefficient)
    let code = start.withUnsafeBufferPointer { start in
      columns.withUnsafeBufferPointer { columns in
        values.withUnsafeBufferPointer { values in
          withUnsafePointer(to: row.lower) { lower in
            withUnsafePointer(to: row.upper) { upper in
              var rows = glpg_event()
              rows.row_count = 1
              rows.row_start = start.baseAddress
              rows.column_index = columns.baseAddress
              rows.value = values.baseAddress
              rows.row_lower = lower
              rows.row_upper = upper
              return glpg_add_rows(problem.handle, &rows)
            }
          }
        }
      }
    }
    try GLPKProblem.check(code)
    rowCount += 1
    return MixedIntegerProgram.Row(index: rowCount - 1)
  }

  /// Removes rows; those after them move up. Where each removed row is slack at the last solution, its basis stays good for
  /// the next solve.
  ///
  /// - Precondition: `rows` are numbers of rows, in rising order; one row at least stays.
  /// - Throws: ``SolverError/invalid(_:)`` for an unknown row; ``SolverError/failed(_:)`` or
  ///   ``SolverError/misused(_:)`` from GLPK.
  /// - Complexity: O(rows).
  public mutating func removeRows(_ rows: [Int]) throws(SolverError) {
    precondition(zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 } && rows.count < rowCount)
    if let unknown = rows.first(where: { !(0..<rowCount).contains($0) }) {
      throw Self.invalid(.unknownRow(unknown))
    }
    let positions = rows.map { position(MixedIntegerProgram.Row(index: $0)) }
    try GLPKProblem.check(glpg_delete_rows(problem.handle, Int32(positions.count), positions))
    rowCount -= rows.count
  }

  /// Changes the bounds of a variable; an infinite bound is no bound.
  ///
  /// - Throws: ``SolverError/invalid(_:)`` for bounds that are crossed or have no meaning or an unknown
  ///   variable; ``SolverError/failed(_:)`` or ``SolverError/misused(_:)`` from GLPK.
  public func setBounds(
    lower: Double, upper: Double, of variable: MixedIntegerProgram.Variable
  ) throws(SolverError) {
    if let fault = MixedIntegerProgram.fault(lower: lower, upper: upper) { throw Self.invalid(fault) }
    guard (0..<variableCount).contains(variable.index) else {
      throw Self.invalid(.unknownVariable(variable.index))
    }
    try GLPKProblem.check(glpg_set_column_bounds(problem.handle, Int32(variable.index + 1), lower, upper))
  }

  /// Changes the bounds of a row; an infinite bound is no bound.
  ///
  /// - Throws: ``SolverError/invalid(_:)`` for bounds that are crossed or have no meaning or an unknown row;
  ///   ``SolverError/failed(_:)`` or ``SolverError/misused(_:)`` from GLPK.
  public func setBounds(
    lower: Double, upper: Double, of row: MixedIntegerProgram.Row
  ) throws(SolverError) {
    if let fault = MixedIntegerProgram.fault(lower: lower, upper: upper) { throw Self.invalid(fault) }
    guard (0..<rowCount).contains(row.index) else { throw Self.invalid(.unknownRow(row.index)) }
    try GLPKProblem.check(glpg_set_row_bounds(problem.handle, position(row), lower, upper))
  }

  /// Changes what a unit of a variable adds to the objective.
  ///
  /// - Throws: ``SolverError/invalid(_:)`` for a cost that is not finite or an unknown variable;
  ///   ``SolverError/failed(_:)`` or ``SolverError/misused(_:)`` from GLPK.
  public func setCost(_ cost: Double, of variable: MixedIntegerProgram.Variable) throws(SolverError) {
    guard cost.isFinite else { throw Self.invalid(.costNotFinite(cost)) }
    guard (0..<variableCount).contains(variable.index) else {
      throw Self.invalid(.unknownVariable(variable.index))
    }
    try GLPKProblem.check(glpg_set_cost(problem.handle, Int32(variable.index + 1), cost))
  }

  private func position(_ row: MixedIntegerProgram.Row) -> Int32 { Int32(row.index + (freeRow ? 2 : 1)) }

  private static func invalid(_ fault: InvalidProgram.Fault) -> SolverError {
    .invalid(InvalidProgram(fault: fault))
  }
}
