import Optimization
import Testing

@Suite struct LinearProgramTests {
  /// Production planning from a textbook: max 3x + 5y, x <= 4, 2y <= 12, 3x + 2y <= 18 has the optimum (2, 6), value
  /// 36, shadow prices 0, 3/2, 1 (Hillier & Lieberman, Introduction to Operations Research, the Wyndor problem).
  @Test func dualsAndReducedCosts() throws {
    var program = MixedIntegerProgram()
    let x = program.addVariable(cost: -3)
    let y = program.addVariable(cost: -5)
    program.addRow(upper: 4, [(x, 1)])
    program.addRow(upper: 12, [(y, 2)])
    program.addRow(upper: 18, [(x, 3), (y, 2)])
    let solution = try LinearProgram(program).solve()
    #expect(solution.status == .optimal)
    #expect(abs(solution.objective + 36) < 1e-9)
    for (dual, expected) in zip(solution.duals, [0, -1.5, -1]) { #expect(abs(dual - expected) < 1e-9) }
    #expect(solution.reducedCosts.allSatisfy { abs($0) < 1e-9 })
    for (activity, expected) in zip(solution.activities, [2, 12, 18.0]) {
      #expect(abs(activity - expected) < 1e-9)
    }
  }

  /// Gilmore and Gomory's cutting stock: rolls of 100, widths 45, 36, 31, 14 in demands 97, 610, 395, 211; the linear
  /// bound is 452.25 (Chvatal, Linear Programming, chapter 13).
  @Test func columnGenerationReachesTheKnownBound() throws {
    let widths = [45, 36, 31, 14]
    let demands = [97.0, 610, 395, 211]
    var program = MixedIntegerProgram()
    var rows: [MixedIntegerProgram.Row] = []
    for (width, demand) in zip(widths, demands) {
      rows.append(program.addRow(lower: demand, [(program.addVariable(cost: 1), Double(100 / width))]))
    }
    var master = try LinearProgram(program)
    var solution = try master.solve()
    for _ in 0..<50 {
      // Unbounded knapsack by dynamic programming.
      var best = [(value: Double, item: Int)](repeating: (0, -1), count: 101)
      for room in 1...100 {
        best[room] = (best[room - 1].value, -1)
        for (i, width) in widths.enumerated() where width <= room {
          let value = best[room - width].value + solution.duals[i]
          if value > best[room].value { best[room] = (value, i) }
        }
      }
      if best[100].value <= 1 + 1e-9 { break }
      var pattern = [Double](repeating: 0, count: widths.count)
      var room = 100
      while room > 0 {
        let item = best[room].item
        if item >= 0 { pattern[item] += 1 }
        room -= item >= 0 ? widths[item] : 1
      }
      try master.addVariable(cost: 1, zip(rows, pattern).filter { $0.1 > 0 })
      solution = try master.solve(dual: false)
    }
    #expect(abs(solution.objective - 452.25) < 1e-9)
  }

  @Test func rowsAndBoundsMayBeAddedLater() throws {
    var program = MixedIntegerProgram()
    let x = program.addVariable(upper: 10, cost: -1)
    let y = program.addVariable(upper: 10, cost: -2)
    var master = try LinearProgram(program)
    #expect(try master.solve().objective == -30)
    let row = try master.addRow(LinearRow(upper: 12, terms: [(x, 1), (y, 1)]))
    #expect(try master.solve().objective == -22)
    try master.setBounds(lower: 0, upper: 4, of: y)
    #expect(try master.solve().objective == -16)
    try master.setBounds(lower: 20, upper: 30, of: row)
    #expect(try master.solve().status == .infeasible)
    try master.setBounds(lower: -.infinity, upper: 5, of: row)
    try master.setCost(-3, of: x)
    #expect(try master.solve().objective == -15)
    #expect(throws: SolverError.self) { try master.setCost(.nan, of: x) }
  }
}
