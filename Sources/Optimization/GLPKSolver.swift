internal import CGLPK
internal import CGLPKGuard

/// GLPK's simplex and branch and bound.
///
/// Exact up to GLPK's tolerances: 1e-7 on rows and bounds, 1e-5 on wholeness, 1e-7 relative on the objective. The
/// same program and options (without limits of time) give the same solution. Blocks its thread; cancellation is
/// answered between nodes, and within a second during the first linear program.
public struct GLPKSolver: MixedIntegerSolver {
  /// A solver holds nothing: each solve makes a problem of its own.
  public init() {}

  /// Minimises a program by branch and bound; with lazy rows or a start the presolver stays off.
  ///
  /// - Throws: ``SolverError/invalid(_:)`` for a program that ``MixedIntegerProgram/validate()`` refuses,
  ///   ``SolverError/startNotFeasible(violation:)`` for a start that breaks the program by more than 1e-6,
  ///   ``SolverError/invalidLazyRow(_:)``, ``SolverError/misused(_:)`` inside a callback of another solve,
  ///   ``SolverError/failed(_:)`` where GLPK gave up before it had a point or a bound.
  /// - Complexity: exponential in the integer variables at worst; a limit of time is the only bound.
  @available(*, noasync)
  public func solve(
    _ program: MixedIntegerProgram, _ options: SolveOptions
  ) throws(SolverError) -> MixedIntegerSolution {
    let clock = SolveClock(limitS: options.timeLimitS, cancellation: options.cancellation)
    let problem = try GLPKProblem(program)
    if let start = options.start {
      let violation = program.violation(at: start)
      guard violation <= 1e-6 else { throw .startNotFeasible(violation: violation) }
    }
    let search = GLPKSearch(program: program, options: options, clock: clock)
    return try search.run(on: problem)
  }
}

/// One run of branch and bound: what the callback keeps, and how the end is read.
private final class GLPKSearch {
  let program: MixedIntegerProgram
  let options: SolveOptions
  let clock: SolveClock
  /// GLPK's presolver changes the columns that the callback sees.
  let presolve: Bool

  private var bound = -Double.infinity
  private var nodes = 0
  private var incumbent: [Double]?
  private var lazyRowFault: InvalidProgram?
  private var stop: MixedIntegerSolution.Stop?
  /// Rows on their way to C, which reads them after the callback has returned.
  private var buffers: [UnsafeMutableRawPointer] = []

  init(program: MixedIntegerProgram, options: SolveOptions, clock: SolveClock) {
    self.program = program
    self.options = options
    self.clock = clock
    presolve = options.lazyRows == nil && options.start == nil
    incumbent = options.start
  }

  deinit { releaseBuffers() }

  func run(on problem: borrowing GLPKProblem) throws(SolverError) -> MixedIntegerSolution {
    if !presolve {
      switch try problem.simplex(dual: true, clock) {
      case 0: break
      case GLP_ETMLIM: return stopped(clock.stop ?? .timeLimit)
      case let code: return stopped(.failure("simplex code \(code)"))
      }
      switch glp_get_status(problem.pointer) {
      case GLP_OPT: bound = glp_get_obj_val(problem.pointer)
      case GLP_NOFEAS: return solution(.infeasible, bound: .infinity)
      case GLP_UNBND: return solution(.unbounded, bound: -.infinity)
      case let status: return stopped(.failure("simplex status \(status)"))
      }
    }
    return try end(of: branchAndBound(problem), problem)
  }

  private func branchAndBound(_ problem: borrowing GLPKProblem) -> Int32 {
    var search = glpg_search()
    search.relative_gap = options.relativeGap
    search.time_limit = clock.milliseconds()
    search.presolve = presolve ? 1 : 0
    search.gomory = options.cuts.contains(.gomory) ? 1 : 0
    search.rounding_cuts = options.cuts.contains(.mixedIntegerRounding) ? 1 : 0
    search.covers = options.cuts.contains(.cover) ? 1 : 0
    search.cliques = options.cuts.contains(.clique) ? 1 : 0
    search.rounding_heuristic = 1
    search.branching =
      switch options.branching {
      case .driebeckTomlin: GLP_BR_DTH
      case .mostFractional: GLP_BR_MFV
      case .pseudocost: GLP_BR_PCH
      }
    search.backtracking = GLP_BT_BLB
    search.row_generation = options.lazyRows == nil ? 0 : 1
    search.callback = { context, event in
      let search = Unmanaged<GLPKSearch>.fromOpaque(context!).takeUnretainedValue()
      return search.answer(&event!.pointee)
    }
    search.context = Unmanaged.passUnretained(self).toOpaque()
    // GLPK takes a starting point only with exactly whole integers.
    let start = options.start.map { rounded($0) }
    return start.withOptionalBuffer { pointer in
      search.start = pointer
      return glpg_branch_and_bound(problem.handle, &search)
    }
  }

  // MARK: During the search

  /// Not 0 ends the search.
  private func answer(_ event: inout glpg_event) -> Int32 {
    nodes = Int(event.nodes)
    if event.bound > -Double.greatestFiniteMagnitude { bound = max(bound, event.bound) }
    if event.reason == GLP_IBINGO, let point = event.point {
      incumbent = rounded(Array(UnsafeBufferPointer(start: point, count: Int(event.columns))))
    }
    if let progress = options.progress, event.reason != GLP_IROWGEN {
      progress(
        SolveProgress(
          incumbent: event.has_incumbent != 0 ? event.incumbent : nil, bound: bound, nodes: nodes,
          openNodes: Int(event.open_nodes), elapsedS: clock.elapsedS))
    }
    stop = clock.stop
    if stop != nil { return 1 }
    if event.reason == GLP_IROWGEN, let point = event.point, let lazyRows = options.lazyRows {
      let values = Array(UnsafeBufferPointer(start: point, count: Int(event.columns)))
      return hand(lazyRows(lazyPoint(values)), to: &event)
    }
    return 0
  }

  private func lazyPoint(_ values: [Double]) -> LazyPoint {
    let isInteger = values.indices.allSatisfy {
      program.integerFlags[$0] == 0 || abs(values[$0] - values[$0].rounded()) <= 1e-5
    }
    return LazyPoint(values: values, isInteger: isInteger, objective: program.objective(at: values))
  }

  private func hand(_ rows: [LinearRow], to event: inout glpg_event) -> Int32 {
    releaseBuffers()
    guard !rows.isEmpty else { return 0 }
    var starts: [Int32] = [0]
    var columns: [Int32] = []
    var values: [Double] = []
    for row in rows {
      if let fault = row.fault(variableCount: program.variableCount) {
        lazyRowFault = InvalidProgram(fault: fault)
        return 1
      }
      for (variable, coefficient) in row.terms {
        columns.append(Int32(variable.index + 1))
        values.append(coefficient)
      }
      starts.append(Int32(columns.count))
    }
    event.row_count = Int32(rows.count)
    event.row_start = lend(starts)
    event.column_index = lend(columns)
    event.value = lend(values)
    event.row_lower = lend(rows.map(\.lower))
    event.row_upper = lend(rows.map(\.upper))
    return 0
  }

  /// A copy of an array whose memory stays until the next event.
  private func lend<T>(_ array: [T]) -> UnsafePointer<T> {
    let buffer = UnsafeMutablePointer<T>.allocate(capacity: max(array.count, 1))
    array.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { buffer.initialize(from: base, count: source.count) }
    }
    buffers.append(UnsafeMutableRawPointer(buffer))
    return UnsafePointer(buffer)
  }

  private func releaseBuffers() {
    for buffer in buffers { buffer.deallocate() }
    buffers.removeAll(keepingCapacity: true)
  }

  // MARK: At the end

  private func end(of code: Int32, _ problem: borrowing GLPKProblem) throws(SolverError)
    -> MixedIntegerSolution
  {
    if let lazyRowFault { throw .invalidLazyRow(lazyRowFault) }
    switch code {
    case Int32(GLPG_ABORTED):
      // The memory of the problem is gone; what the callback kept is not.
      let words = GLPKProblem.lastMessage
      if incumbent == nil && bound == -.infinity { throw .failed(words) }
      return stopped(.failure(words))
    case GLP_ENOPFS: return solution(.infeasible, bound: .infinity)
    case GLP_ENODFS: return solution(.unbounded, bound: -.infinity)
    default: try GLPKProblem.check(code)
    }
    let pointer = problem.pointer
    let status = glp_mip_status(pointer)
    if status == GLP_OPT || status == GLP_FEAS {
      incumbent = rounded((1...Int32(program.variableCount)).map { glp_mip_col_val(pointer, $0) })
    }
    switch code {
    case 0 where status == GLP_OPT: return solution(.optimal, bound: program.objective(at: incumbent!))
    case 0 where status == GLP_NOFEAS: return solution(.infeasible, bound: .infinity)
    case GLP_EMIPGAP: return stopped(.gap)
    case GLP_ETMLIM: return stopped(.timeLimit)
    case GLP_ESTOP: return stopped(stop ?? .cancelled)
    default: return stopped(.failure("branch and bound code \(code), status \(status)"))
    }
  }

  private func stopped(_ stop: MixedIntegerSolution.Stop) -> MixedIntegerSolution {
    solution(incumbent == nil ? .unknown(stop) : .feasible(stop), bound: bound)
  }

  private func solution(_ status: MixedIntegerSolution.Status, bound: Double) -> MixedIntegerSolution {
    let objective = incumbent.map { program.objective(at: $0) }
    return MixedIntegerSolution(
      status: status, objective: objective, bound: min(bound, objective ?? .infinity), nodes: nodes,
      values: incumbent, elapsedS: clock.elapsedS)
  }

  private func rounded(_ point: [Double]) -> [Double] {
    var point = point
    for j in point.indices where program.integerFlags[j] != 0 { point[j] = point[j].rounded() }
    return point
  }
}

extension LinearRow {
  func fault(variableCount: Int) -> InvalidProgram.Fault? {
    if let fault = MixedIntegerProgram.fault(lower: lower, upper: upper) { return fault }
    for (variable, coefficient) in terms {
      guard (0..<variableCount).contains(variable.index) else { return .unknownVariable(variable.index) }
      guard coefficient.isFinite else { return .coefficientNotFinite(coefficient) }
    }
    let distinct = Set(terms.map(\.variable)).count == terms.count
    return distinct ? nil : .duplicateTerm
  }
}

extension Optional where Wrapped == [Double] {
  fileprivate func withOptionalBuffer<R>(_ body: (UnsafePointer<Double>?) -> R) -> R {
    guard let self else { return body(nil) }
    return self.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
