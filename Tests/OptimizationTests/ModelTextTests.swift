import Optimization
import TestSupport
import Testing

@Suite struct ModelTextTests {
  /// Random programs with every kind of bound, row and name.
  static func random(_ seed: UInt64) -> MixedIntegerProgram {
    var random = SplitMix(seed: seed)
    func next(_ n: Int) -> Int { random.below(n) }
    var program = MixedIntegerProgram(name: "random \(seed)", objectiveOffset: seed % 2 == 0 ? 0 : 12.5)
    let names = [
      "x y", "free", "e1", "3rd", "Zürich→Genève", "st", "inf", "x y", "", "a.b", "E", "objective",
    ]
    let variables = (0..<12).map { j in
      let lower = [0, -3, -Double.infinity, 0, 1, -7][next(6)]
      let upper = [1, 5, 9, Double.infinity, 4, 1][next(6)]
      return program.addVariable(
        names[j], lower: lower, upper: upper, cost: Double(next(19)) / 7 - 0.5, integer: next(2) == 0)
    }
    // Everything in a box, so that no program is unbounded.
    for x in variables { program.addRow("box", lower: -20, upper: 20, [(x, 1)]) }
    for i in 0..<8 {
      let row = program.addRow(["row \(i)", "", "end", "max"][next(4)])
      var sum = 0.0
      for x in variables where next(2) == 0 {
        let coefficient = Double(next(21) - 10) / 3
        program.addTerm(coefficient, x, to: row)
        sum += coefficient
      }
      switch next(4) {
      case 0: program.setBounds(lower: -.infinity, upper: sum + 2, of: row)
      case 1: program.setBounds(lower: sum - 9, upper: .infinity, of: row)
      case 2: program.setBounds(lower: sum - 4, upper: sum + 1, of: row)
      default: break
      }
    }
    return program
  }

  @Test(.enabled(if: Glpsol.isInstalled, "\(Glpsol.absent)"), arguments: ModelFormat.allCases)
  func glpsolSolvesTheWrittenModelToTheSameObjective(format: ModelFormat) throws {
    var solved = 0
    for seed in 0..<40 as Range<UInt64> {
      let program = Self.random(seed)
      let ours = try GLPKSolver().solve(program)
      let theirs = try Glpsol.solve(program, as: format)
      if ours.status == .optimal {
        solved += 1
        #expect(theirs.claim == .optimal, "seed \(seed)")
        let objective = try #require(theirs.objective)
        #expect(abs(objective - ours.objective!) < 1e-6, "seed \(seed)")
        #expect(theirs.violation! < 1e-6, "seed \(seed)")
      } else {
        #expect(ours.status == .infeasible, "seed \(seed)")
        #expect(theirs.claim != .optimal && theirs.claim != .feasible, "seed \(seed)")
      }
    }
    #expect(solved > 20)
  }

  private var small: MixedIntegerProgram {
    var program = MixedIntegerProgram(name: "a model", objectiveOffset: 0.1)
    let x = program.addBinary("x 1", cost: 1.0 / 3)
    let y = program.addVariable("free", lower: -.infinity, upper: 2.5, cost: -1)
    program.addRow("both", lower: -1, upper: 1e-7, [(x, 1), (y, -2)])
    return program
  }

  @Test func lpText() throws {
    #expect(
      try small.text(as: .lp) == """
        \\ a_model
        Minimize
         objective: + 0.3333333333333333 x_1 - 1.0 x_free + 0.1 objective_offset
        Subject To
         both_lower: + 1.0 x_1 - 2.0 x_free >= -1.0
         both_upper: + 1.0 x_1 - 2.0 x_free <= 1e-07
        Bounds
         -inf <= x_free <= 2.5
         objective_offset = 1.0
        Binaries
         x_1
        End

        """)
  }

  @Test func mpsText() throws {
    #expect(
      try small.text(as: .mps) == """
        NAME a_model
        ROWS
         N objective
         G both_lower
         L both_upper
        COLUMNS
         MARKER 'MARKER' 'INTORG'
         x_1 objective 0.3333333333333333
         x_1 both_lower 1.0
         x_1 both_upper 1.0
         MARKER 'MARKER' 'INTEND'
         x_free objective -1.0
         x_free both_lower -2.0
         x_free both_upper -2.0
         objective_offset objective 0.1
        RHS
         RHS both_lower -1.0
         RHS both_upper 1e-07
        BOUNDS
         LO BND x_1 0.0
         UP BND x_1 1.0
         MI BND x_free
         UP BND x_free 2.5
         FX BND objective_offset 1.0
        ENDATA

        """)
  }

  @Test func solutionsOfOtherSolversAreRead() throws {
    let highs = """
      Model status
      Optimal

      # Primal solution values
      Feasible
      Objective -0.0666
      # Columns 3
      x_1 1
      x_free 0.5
      objective_offset 1
      # Rows 2
      both_lower 0
      both_upper 0

      # Dual solution values
      None
      """
    let cbc = """
      Optimal - objective value -0.06666667
            0 x_1                   1                       0
            1 x_free              0.5                       0
            2 objective_offset      1                       0
      """
    let gurobi = """
      # Solution for model a_model
      # Objective value = -6.6666666666666666e-02
      x_1 1
      x_free 5e-01
      objective_offset 1
      """
    for (text, source, claim) in [
      (highs, ExternalSolution.Source.highs, ExternalSolution.Claim.optimal), (cbc, .cbc, .optimal),
      (gurobi, .gurobi, .feasible),
    ] {
      let solution = try small.readSolution(text, file: "s")
      #expect(solution.source == source && solution.claim == claim)
      #expect(solution.values == [1, 0.5])
      #expect(abs(solution.objective! - (1.0 / 3 - 0.5 + 0.1)) < 1e-15)
      #expect(solution.violation! == 0)
    }
    #expect {
      try small.readSolution("# Objective value = 0\nx_fre 1\n", file: "s.sol")
    } throws: {
      "\($0)" == "s.sol:2:1: error: the model has no variable 'x_fre' (did you mean 'x_free'?)"
    }
    #expect(throws: (any Error).self) { try small.readSolution("hello\n", file: "s.sol") }
  }
}
