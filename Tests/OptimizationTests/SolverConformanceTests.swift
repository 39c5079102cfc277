import Optimization
import TestSupport
import Testing

/// What any solver behind the protocol must do; GLPK is the one at hand.
@Suite struct SolverConformanceTests {
  let solver = GLPKSolver()

  @Test func knapsackIsSolvedToProof() throws {
    // Best of 2^4 by hand: items 2 and 4 (value 9 + 8, weight 4 + 3).
    var program = MixedIntegerProgram(name: "knapsack", objectiveOffset: 100)
    let items = [(7.0, 5.0), (9, 4), (5, 3), (8, 3)].map { value, weight in
      (program.addBinary(cost: -value), weight)
    }
    program.addRow("weight", upper: 7, items.map { ($0.0, $0.1) })
    let solution = try solver.solve(program)
    #expect(solution.status == .optimal)
    #expect(solution.values == [0, 1, 0, 1])
    #expect(solution.objective == 83)
    #expect(solution.bound == 83)
    #expect(solution.gap == 0)
  }

  @Test func freeVariablesAndRangesAreKept() throws {
    // min x + 2 y, -4 <= x - y <= 3, x + y = 1, both free: y = (1 - x)/2 ... cost 2 - x at x <= 2, so x = 2, y = -1.
    var program = MixedIntegerProgram()
    let x = program.addVariable("x", lower: -.infinity, cost: 1)
    let y = program.addVariable("y", lower: -.infinity, cost: 2)
    program.addRow(lower: -4, upper: 3, [(x, 1), (y, -1)])
    program.addRow(equal: 1, [(x, 1), (y, 1)])
    let solution = try solver.solve(program)
    #expect(solution.status == .optimal)
    #expect(abs(solution.value(x)! - 2) < 1e-9 && abs(solution.value(y)! + 1) < 1e-9)
  }

  @Test(arguments: [true, false]) func infeasibleIsProved(lazy: Bool) throws {
    var program = MixedIntegerProgram()
    let x = program.addVariable(upper: 10, cost: 1, integer: true)
    let y = program.addVariable(upper: 10, cost: 1, integer: true)
    program.addRow(equal: 3, [(x, 2), (y, 4)])  // even = odd
    var options = SolveOptions()
    if lazy { options.lazyRows = { _ in [] } }
    let solution = try solver.solve(program, options)
    #expect(solution.status == .infeasible)
    #expect(solution.values == nil && solution.bound == .infinity)
  }

  @Test(arguments: [true, false]) func unboundedIsProved(lazy: Bool) throws {
    var program = MixedIntegerProgram()
    let x = program.addVariable(cost: -1, integer: true)
    let y = program.addVariable(integer: true)
    program.addRow(lower: 0, upper: 3, [(x, 1), (y, -1)])
    var options = SolveOptions()
    if lazy { options.lazyRows = { _ in [] } }
    #expect(try solver.solve(program, options).status == .unbounded)
  }

  @Test func withoutRows() throws {
    var program = MixedIntegerProgram()
    program.addVariable(lower: -2, upper: 5, cost: -3, integer: true)
    let solution = try solver.solve(program)
    #expect(solution.status == .optimal && solution.objective == -15)
    program.addVariable(cost: -1)
    #expect(try solver.solve(program).status == .unbounded)
  }

  @Test func whatTheSolverWouldMisreadIsRefused() {
    func fault(_ build: (inout MixedIntegerProgram) -> Void) -> InvalidProgram.Fault? {
      var program = MixedIntegerProgram()
      build(&program)
      do {
        _ = try solver.solve(program)
        return nil
      } catch {
        guard case .invalid(let invalid) = error else { return nil }
        return invalid.fault
      }
    }
    #expect(fault { _ in } == .noVariables)
    #expect(fault { $0.addVariable(cost: .infinity) } == .costNotFinite(.infinity))
    #expect(fault { $0.addVariable(lower: .infinity) } == .boundNotMeaningful(.infinity))
    #expect(fault { $0.addVariable(lower: 2, upper: 1) } == .boundsCrossed(lower: 2, upper: 1))
    #expect(fault { $0.addVariable(lower: 0.5, upper: 3, integer: true) } == .integerBoundNotWhole(0.5))
    #expect(
      fault {
        let x = $0.addVariable()
        $0.addRow(upper: 1, [(x, 1), (x, 2)])
      } == .duplicateTerm)
    #expect(
      fault {
        $0.addVariable()
        $0.addRow(upper: 1, [(.init(index: 7), 1)])
      } == .unknownVariable(7))
    // NaN differs from itself, so by kind.
    if case .costNotFinite? = fault({ $0.addVariable(cost: .nan) }) {} else { Issue.record("NaN cost") }
    if case .boundNotMeaningful? = fault({ $0.addVariable(upper: .nan) }) {
    } else {
      Issue.record("NaN bound")
    }
    let nanCoefficient = fault {
      let x = $0.addVariable()
      $0.addRow(upper: 1, [(x, .nan)])
    }
    if case .coefficientNotFinite? = nanCoefficient {} else { Issue.record("NaN coefficient") }
    if case .boundNotMeaningful? = fault({
      $0.addVariable()
      $0.addRow(lower: .nan)
    }) {
    } else {
      Issue.record("NaN row bound")
    }
  }

  @Test func messagesNameTheirPlace() {
    var program = MixedIntegerProgram()
    let x = program.addVariable("flow")
    program.addRow("capacity", upper: 1, [(x, 1), (x, 2)])
    #expect {
      try solver.solve(program)
    } throws: {
      "\($0)" == "invalid program: variable flow in row capacity: the variable stands twice in the row"
    }
  }

  /// Disjoint "odd" equalities make the tree large: market-split instances (Cornuejols, Dawande 1998).
  static func hard(rows: Int, columns: Int) -> MixedIntegerProgram {
    var random = SplitMix(seed: 1)
    func next() -> Double { Double(random.below(100)) }
    var program = MixedIntegerProgram()
    let x = (0..<columns).map { _ in program.addBinary() }
    for _ in 0..<rows {
      let weights = x.map { _ in next() }
      let short = program.addVariable(cost: 1)
      let over = program.addVariable(cost: 1)
      let half = (weights.reduce(0, +) / 2).rounded(.down)
      program.addRow(equal: half, Array(zip(x, weights)) + [(short, 1), (over, -1)])
    }
    return program
  }

  /// No clock: a search of millions of nodes is told to stop after fifty, and makes hardly any more.
  @Test func cancelReturnsPointAndBound() throws {
    let cancellation = Cancellation()
    var reports: [SolveProgress] = []
    var options = SolveOptions(cancellation: cancellation)
    options.progress = { progress in
      reports.append(progress)
      if progress.incumbent != nil && progress.nodes > 50 { cancellation.cancel() }
    }
    let solution = try solver.solve(Self.hard(rows: 5, columns: 40), options)
    #expect(solution.status == .feasible(.cancelled))
    let objective = try #require(solution.objective)
    #expect(solution.bound <= objective && solution.bound >= 0)
    #expect(Self.hard(rows: 5, columns: 40).violation(at: solution.values!) < 1e-6)
    let last = try #require(reports.last)
    let asked = try #require(reports.first { $0.incumbent != nil && $0.nodes > 50 })
    #expect(last.nodes <= asked.nodes + 10, "\(last.nodes) nodes, asked to stop after \(asked.nodes)")
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.bound <= $1.bound })
    #expect(
      zip(reports, reports.dropFirst()).allSatisfy {
        ($0.incumbent ?? .infinity) >= ($1.incumbent ?? .infinity)
      })
  }

  @Test func cancelledBeforeTheStart() throws {
    let cancellation = Cancellation()
    cancellation.cancel()
    let options = SolveOptions(cancellation: cancellation)
    #expect(try solver.solve(Self.hard(rows: 3, columns: 30), options).status == .unknown(.cancelled))
  }

  @Test func relativeGapEndsTheSearch() throws {
    var program = MixedIntegerProgram()
    let x = (0..<30).map { program.addBinary(cost: -Double($0 * 7 % 11) - 20) }
    program.addRow(upper: 7.5, x.enumerated().map { ($1, 0.5 + Double($0 * 5 % 7) / 8) })
    let solution = try solver.solve(program, SolveOptions(relativeGap: 0.2))
    #expect(solution.status == .optimal || solution.status == .feasible(.gap))
    #expect(solution.gap! <= 0.2)
  }

  @Test func sameSolutionTwice() throws {
    let program = Self.hard(rows: 2, columns: 16)
    #expect(try solver.solve(program).values == solver.solve(program).values)
  }

  /// Shortest tour through 9 places: subtours are cut off lazily; the optimum by trying all 8! orders.
  @Test func lazyRowsAreHonoured() throws {
    let places = 9
    func distance(_ i: Int, _ j: Int) -> Double {
      let across = Double(i * 37 % 23 - j * 37 % 23)
      let along = Double(i * 53 % 19 - j * 53 % 19)
      return (across * across + along * along).squareRoot()
    }
    var program = MixedIntegerProgram()
    var edges: [(Int, Int, MixedIntegerProgram.Variable)] = []
    for i in 0..<places {
      for j in i + 1..<places { edges.append((i, j, program.addBinary(cost: distance(i, j)))) }
    }
    for i in 0..<places {
      let row = program.addRow(lower: 2, upper: 2)
      for (a, b, x) in edges where a == i || b == i { program.addTerm(1, x, to: row) }
    }
    let solution = try solver.solve(
      program,
      SolveOptions(lazyRows: { point in
        var component = Array(0..<places)
        for (i, j, x) in edges where point.values[x.index] > 0.5 {
          let (a, b) = (component[i], component[j])
          for k in 0..<places where component[k] == b { component[k] = a }
        }
        let inside = component.map { $0 == component[0] }
        if inside.allSatisfy(\.self) { return [] }
        var cut = LinearRow(lower: 2, terms: [])
        for (a, b, x) in edges where inside[a] != inside[b] { cut.terms.append((x, 1)) }
        return [cut]
      }))
    var best = Double.infinity
    func visit(_ tour: [Int], _ length: Double) {
      if length >= best { return }
      if tour.count == places { best = min(best, length + distance(tour.last!, 0)) }
      for next in 1..<places where !tour.contains(next) {
        visit(tour + [next], length + distance(tour.last!, next))
      }
    }
    visit([0], 0)
    #expect(solution.status == .optimal)
    #expect(abs(solution.objective! - best) < 1e-6)
  }

  @Test func badLazyRowIsAnError() {
    var program = MixedIntegerProgram()
    let x = program.addBinary(cost: -1)
    program.addRow(upper: 2, [(x, 1)])
    #expect(throws: SolverError.self) {
      try solver.solve(
        program, SolveOptions(lazyRows: { _ in [LinearRow(upper: 0, terms: [(x, 1), (x, 1)])] }))
    }
  }

  @Test func startIsUsedAndChecked() throws {
    var program = Self.hard(rows: 3, columns: 30)
    let extra = program.addBinary()
    program.addRow(equal: 1, [(extra, 1)])
    #expect(throws: SolverError.self) {
      try solver.solve(
        program, SolveOptions(start: Array(repeating: 0, count: program.variableCount)))
    }
    let start = try #require(try solver.solve(program, stoppedAtAPoint()).values)
    let objective = program.objective(at: start)
    // Stopped before it makes a node, it can only have what it was given.
    let cancellation = Cancellation()
    cancellation.cancel()
    let again = try solver.solve(program, SolveOptions(cancellation: cancellation, start: start))
    #expect(try #require(again.objective) <= objective + 1e-9)
  }

  /// A search that ends with the first point it reports.
  private func stoppedAtAPoint() -> SolveOptions {
    let cancellation = Cancellation()
    return SolveOptions(
      cancellation: cancellation, progress: { if $0.incumbent != nil { cancellation.cancel() } })
  }
}
