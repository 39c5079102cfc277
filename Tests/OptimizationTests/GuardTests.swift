import CGLPKGuard
import Foundation
import Testing

@testable import Optimization

@Suite(.serialized) struct GuardTests {
  /// A branch and bound whose callback asks for a row that GLPK dies of: one variable twice.
  private static func abortInsideSearch() -> (code: Int32, message: String) {
    let problem = glpg_create()
    defer { glpg_delete(problem) }
    var model = glpg_model()
    let zeros = [0.0, 0.0]
    let ones = [1.0, 1.0]
    let costs = [-1.0, -1.0]
    let integer: [UInt8] = [1, 1]
    let upper = [1.5]
    let lower = [-Double.infinity]
    let rows: [Int32] = [0, 1, 1]
    let columns: [Int32] = [0, 1, 2]
    let values = [0.0, 1, 1]
    return zeros.withUnsafeBufferPointer { zeros in
      ones.withUnsafeBufferPointer { ones in
        costs.withUnsafeBufferPointer { costs in
          integer.withUnsafeBufferPointer { integer in
            upper.withUnsafeBufferPointer { upper in
              lower.withUnsafeBufferPointer { lower in
                rows.withUnsafeBufferPointer { rows in
                  columns.withUnsafeBufferPointer { columns in
                    values.withUnsafeBufferPointer { values in
                      model.rows = 1
                      model.columns = 2
                      model.coefficients = 2
                      model.row_lower = lower.baseAddress
                      model.row_upper = upper.baseAddress
                      model.column_lower = zeros.baseAddress
                      model.column_upper = ones.baseAddress
                      model.cost = costs.baseAddress
                      model.integer = integer.baseAddress
                      model.row_index = rows.baseAddress
                      model.column_index = columns.baseAddress
                      model.value = values.baseAddress
                      #expect(glpg_load(problem, &model) == 0)
                      #expect(glpg_simplex(problem, 1, 1000) == 0)
                      return search(problem)
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

  private static func search(_ problem: glpg_problem) -> (code: Int32, message: String) {
    var search = glpg_search()
    search.time_limit = 10_000
    search.row_generation = 1
    search.branching = 4
    search.backtracking = 3
    search.callback = { context, event in
      guard event!.pointee.point != nil else { return 0 }
      let memory = context!.assumingMemoryBound(to: glpg_event.self).pointee
      event!.pointee.row_count = 1
      event!.pointee.row_start = memory.row_start
      event!.pointee.column_index = memory.column_index
      event!.pointee.value = memory.value
      event!.pointee.row_lower = memory.row_lower
      event!.pointee.row_upper = memory.row_upper
      return 0
    }
    let start: [Int32] = [0, 2]
    let columns: [Int32] = [1, 1]
    let values = [1.0, 1]
    let bound = [0.0]
    return start.withUnsafeBufferPointer { start in
      columns.withUnsafeBufferPointer { columns in
        values.withUnsafeBufferPointer { values in
          bound.withUnsafeBufferPointer { bound in
            var answer = glpg_event()
            answer.row_start = start.baseAddress
            answer.column_index = columns.baseAddress
            answer.value = values.baseAddress
            answer.row_lower = bound.baseAddress
            answer.row_upper = bound.baseAddress
            return withUnsafeMutablePointer(to: &answer) { answer in
              search.context = UnsafeMutableRawPointer(answer)
              let code = glpg_branch_and_bound(problem, &search)
              return (code, String(cString: glpg_message()))
            }
          }
        }
      }
    }
  }

  @Test func threeHundredAbortsLeaveTheMemoryFlat() throws {
    _ = Self.abortInsideSearch()
    // Other tests of the same process grow and shrink it meanwhile: what leaks shows every time, what they take does not.
    var growth: [Int] = []
    while growth.isEmpty || growth.count < 5 && growth.min()! >= 6000 {
      let before = residentKilobytes()
      for _ in 0..<300 {
        let (code, message) = Self.abortInsideSearch()
        #expect(code == Int32(GLPG_ABORTED))
        #expect(message.contains("duplicate column indices not allowed"))
      }
      if let before, let after = residentKilobytes() {
        growth.append(after - before)
      } else {
        growth.append(0)
      }
    }
    #expect(growth.min()! < 6000)
    // And GLPK still works.
    var program = MixedIntegerProgram()
    let x = program.addBinary(cost: -1)
    program.addRow(upper: 1, [(x, 1)])
    #expect(try GLPKSolver().solve(program).objective == -1)
  }

  @Test func otherProblemsOfTheThreadDieWithAnAbort() throws {
    var program = MixedIntegerProgram()
    program.addRow(lower: 1, [(program.addVariable(cost: 1), 1)])
    let master = try LinearProgram(program)
    #expect(try master.solve().objective == 1)
    _ = Self.abortInsideSearch()
    #expect(throws: SolverError.self) { try master.solve() }
  }

  @Test func solvingInsideACallbackIsRefused() throws {
    var program = MixedIntegerProgram()
    let x = program.addBinary(cost: -1)
    program.addRow(upper: 1, [(x, 1)])
    let inner = program
    var refused = false
    let solution = try GLPKSolver().solve(
      program,
      SolveOptions(lazyRows: { _ in
        do { _ = try GLPKSolver().solve(inner) } catch { refused = true }
        return []
      }))
    #expect(refused)
    #expect(solution.objective == -1)
  }

  private func residentKilobytes() -> Int? {
    // Linux tells the resident pages in the second field.
    guard let file = fopen("/proc/self/statm", "r") else { return nil }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 256)
    guard fgets(&buffer, 256, file) != nil else { return nil }
    let fields = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: " ")
    return Int(fields[1]).map { $0 * 4 }
  }
}
