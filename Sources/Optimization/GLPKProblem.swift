internal import CGLPK
internal import CGLPKGuard

/// Owner of one GLPK problem: made, used and freed on one thread.
struct GLPKProblem: ~Copyable {
  let handle: glpg_problem

  /// Checks a program and loads it.
  @available(*, noasync)
  init(_ program: MixedIntegerProgram) throws(SolverError) {
    handle = try Self.loaded(program)
  }

  @available(*, noasync)
  private static func loaded(_ program: MixedIntegerProgram) throws(SolverError) -> glpg_problem {
    do { try program.validate() } catch { throw .invalid(error) }
    let handle = glpg_create()
    guard handle.problem != nil else {
      throw .misused("GLPK cannot be used inside a callback of another solve on the same thread")
    }
    try check(load(program, into: handle))
    return handle
  }

  deinit { glpg_delete(handle) }

  var pointer: OpaquePointer { OpaquePointer(handle.problem) }

  private static func load(_ program: MixedIntegerProgram, into handle: glpg_problem) -> Int32 {
    var model = glpg_model()
    model.rows = Int32(program.rowCount)
    model.columns = Int32(program.variableCount)
    model.offset = program.objectiveOffset
    model.coefficients = Int32(program.coefficientCount)
    return program.rowLower.withUnsafeBufferPointer { rowLower in
      program.rowUpper.withUnsafeBufferPointer { rowUpper in
        program.variableLower.withUnsafeBufferPointer { lower in
          program.variableUpper.withUnsafeBufferPointer { upper in
            program.costs.withUnsafeBufferPointer { costs in
              program.integerFlags.withUnsafeBufferPointer { integer in
                program.tripletRows.withUnsafeBufferPointer { rows in
                  program.tripletColumns.withUnsafeBufferPointer { columns in
                    program.tripletValues.withUnsafeBufferPointer { values in
                      model.row_lower = rowLower.baseAddress
                      model.row_upper = rowUpper.baseAddress
                      model.column_lower = lower.baseAddress
                      model.column_upper = upper.baseAddress
                      model.cost = costs.baseAddress
                      model.integer = integer.baseAddress
                      model.row_index = rows.baseAddress
                      model.column_index = columns.baseAddress
                      model.value = values.baseAddress
                      return glpg_load(handle, &model)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /// Turns the guard's own codes into errors; GLPK's codes pass.
  @discardableResult
  static func check(_ code: Int32) throws(SolverError) -> Int32 {
    switch code {
    case Int32(GLPG_ABORTED): throw .failed(lastMessage)
    case Int32(GLPG_DEAD):
      throw .misused("a GLPK problem was used on another thread, or after GLPK failed on its own thread")
    case Int32(GLPG_NESTED):
      throw .misused("GLPK cannot be used inside a callback of another solve on the same thread")
    default: return code
    }
  }

  /// What GLPK said when it last failed on this thread, on one line.
  static var lastMessage: String {
    String(cString: glpg_message()).split(whereSeparator: \.isNewline).joined(separator: "; ")
  }

  /// Simplex from the present basis, in slices so that a cancellation is seen; the last code of GLPK.
  ///
  /// GLPK's simplex has no callback. Each slice goes on from the basis where the last one stopped.
  func simplex(dual: Bool, _ clock: SolveClock) throws(SolverError) -> Int32 {
    var slice = 0.1
    while true {
      if clock.stop != nil { return GLP_ETMLIM }
      let code = try Self.check(glpg_simplex(handle, dual ? 1 : 0, clock.milliseconds(atMost: slice)))
      if code != GLP_ETMLIM { return code }
      slice = min(2 * slice, 1)
    }
  }
}

/// Time and cancellation of one solve.
struct SolveClock {
  let start = ContinuousClock.now
  let limitS: Double?
  let cancellation: Cancellation?

  var elapsedS: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// Why to stop now, if so.
  var stop: MixedIntegerSolution.Stop? {
    if cancellation?.isCancelled == true { return .cancelled }
    if let limitS, elapsedS >= limitS { return .timeLimit }
    return nil
  }

  /// What is left of the limit, in the range that GLPK takes.
  func milliseconds(atMost seconds: Double = .infinity) -> Int32 {
    let left = min(seconds, (limitS ?? .infinity) - elapsedS)
    return Int32(max(1, min(left * 1000, 2e9)))
  }
}
