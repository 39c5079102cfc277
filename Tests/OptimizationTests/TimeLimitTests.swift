import Optimization
import Testing

/// A limit of time of a solve, in real time, which is its subject: the search takes hours and its limit is two seconds, in which
/// any machine finds a point; that it heeds the limit is told from a span thirty times as long.
@Suite struct TimeLimitTests {
  @Test func timeLimitReturnsPointAndBound() throws {
    let program = SolverConformanceTests.hard(rows: 5, columns: 40)
    let solution = try GLPKSolver().solve(program, SolveOptions(timeLimitS: 2))
    #expect(solution.status == .feasible(.timeLimit))
    #expect(solution.elapsedS >= 1.9 && solution.elapsedS < 60)
    let objective = try #require(solution.objective)
    #expect(solution.bound <= objective && solution.bound >= 0)
    #expect(program.violation(at: solution.values!) < 1e-6)
  }
}
