/// A mixed-integer linear program to be minimised, as a value.
///
/// ```swift
/// var program = MixedIntegerProgram(name: "knapsack")
/// let a = program.addBinary("a", cost: -5)
/// let b = program.addBinary("b", cost: -4)
/// program.addRow("weight", upper: 4, [(a, 3), (b, 2)])
/// let solution = try GLPKSolver().solve(program)
/// ```
///
/// Coefficients are kept as triplets in the layout of GLPK (element 0 unused, indices from 1), so that a solver can
/// take them as they are. Nothing is checked while the program is built; ``validate()`` checks all of it, and every
/// solver calls it first.
public struct MixedIntegerProgram: Sendable {
  /// A variable of a program, by its position.
  public struct Variable: Sendable, Hashable {
    /// Counts from 0, in the order of creation.
    public let index: Int
    /// The variable at a position, whether the program has one there or not.
    @inlinable public init(index: Int) { self.index = index }
  }

  /// A row (constraint) of a program, by its position.
  public struct Row: Sendable, Hashable {
    /// Counts from 0, in the order of creation.
    public let index: Int
    /// The row at a position, whether the program has one there or not.
    @inlinable public init(index: Int) { self.index = index }
  }

  /// Stands at the head of written models; may be empty.
  public var name: String
  /// Added to the objective.
  public var objectiveOffset: Double

  // Columns, from 0.
  @usableFromInline var variableNames: [String] = []
  @usableFromInline var variableLower: [Double] = []
  @usableFromInline var variableUpper: [Double] = []
  @usableFromInline var costs: [Double] = []
  @usableFromInline var integerFlags: [UInt8] = []
  // Rows, from 0.
  @usableFromInline var rowNames: [String] = []
  @usableFromInline var rowLower: [Double] = []
  @usableFromInline var rowUpper: [Double] = []
  // Triplets; element 0 unused.
  @usableFromInline var tripletRows: [Int32] = [0]
  @usableFromInline var tripletColumns: [Int32] = [0]
  @usableFromInline var tripletValues: [Double] = [0]

  /// Creates a program without variables and rows.
  public init(name: String = "", objectiveOffset: Double = 0) {
    self.name = name
    self.objectiveOffset = objectiveOffset
  }

  /// Number of variables, continuous and integer.
  @inlinable public var variableCount: Int { costs.count }
  /// Number of rows.
  @inlinable public var rowCount: Int { rowLower.count }
  /// Number of coefficients.
  @inlinable public var coefficientCount: Int { tripletValues.count - 1 }

  /// The name as it was given; may be empty or not unique.
  @inlinable public func name(of variable: Variable) -> String { variableNames[variable.index] }
  /// Least value; -infinity where there is none.
  @inlinable public func lower(of variable: Variable) -> Double { variableLower[variable.index] }
  /// Largest value; +infinity where there is none.
  @inlinable public func upper(of variable: Variable) -> Double { variableUpper[variable.index] }
  /// What a unit of a variable adds to the objective.
  @inlinable public func cost(of variable: Variable) -> Double { costs[variable.index] }
  /// The name as it was given; may be empty or not unique.
  @inlinable public func name(of row: Row) -> String { rowNames[row.index] }
  /// Least sum of a row; -infinity where there is none.
  @inlinable public func lower(of row: Row) -> Double { rowLower[row.index] }
  /// Largest sum of a row; +infinity where there is none.
  @inlinable public func upper(of row: Row) -> Double { rowUpper[row.index] }
  /// Whether a variable has to be whole.
  @inlinable public func isInteger(_ variable: Variable) -> Bool { integerFlags[variable.index] != 0 }

  /// Adds a variable with `lower` <= x <= `upper`; an infinite bound is no bound.
  ///
  /// - Parameter name: may be empty or not unique; written models get a name of their own then.
  @inlinable @discardableResult
  public mutating func addVariable(
    _ name: String = "", lower: Double = 0, upper: Double = .infinity, cost: Double = 0, integer: Bool = false
  ) -> Variable {
    variableNames.append(name)
    variableLower.append(lower)
    variableUpper.append(upper)
    costs.append(cost)
    integerFlags.append(integer ? 1 : 0)
    return Variable(index: costs.count - 1)
  }

  /// Adds a variable that is 0 or 1.
  @inlinable @discardableResult
  public mutating func addBinary(_ name: String = "", cost: Double = 0) -> Variable {
    addVariable(name, lower: 0, upper: 1, cost: cost, integer: true)
  }

  /// Adds the row `lower` <= (terms added later) <= `upper`; an infinite bound is no bound.
  @inlinable @discardableResult
  public mutating func addRow(
    _ name: String = "", lower: Double = -.infinity, upper: Double = .infinity
  ) -> Row {
    rowNames.append(name)
    rowLower.append(lower)
    rowUpper.append(upper)
    return Row(index: rowLower.count - 1)
  }

  /// Adds the row `lower` <= sum of coefficient x variable <= `upper`.
  @inlinable @discardableResult
  public mutating func addRow(
    _ name: String = "", lower: Double = -.infinity, upper: Double = .infinity,
    _ terms: some Sequence<(Variable, Double)>
  ) -> Row {
    let row = addRow(name, lower: lower, upper: upper)
    for (variable, coefficient) in terms { addTerm(coefficient, variable, to: row) }
    return row
  }

  /// Adds the row sum of coefficient x variable = `value`.
  @inlinable @discardableResult
  public mutating func addRow(
    _ name: String = "", equal value: Double, _ terms: some Sequence<(Variable, Double)>
  ) -> Row {
    addRow(name, lower: value, upper: value, terms)
  }

  /// Adds coefficient x variable to a row. A variable stands at most once in a row.
  @inlinable public mutating func addTerm(_ coefficient: Double, _ variable: Variable, to row: Row) {
    tripletRows.append(Int32(truncatingIfNeeded: row.index + 1))
    tripletColumns.append(Int32(truncatingIfNeeded: variable.index + 1))
    tripletValues.append(coefficient)
  }

  /// Changes what a unit of a variable adds to the objective.
  @inlinable public mutating func setCost(_ cost: Double, of variable: Variable) {
    costs[variable.index] = cost
  }

  /// Changes the bounds of a variable; an infinite bound is no bound.
  @inlinable public mutating func setBounds(lower: Double, upper: Double, of variable: Variable) {
    variableLower[variable.index] = lower
    variableUpper[variable.index] = upper
  }

  /// Changes the bounds of a row; an infinite bound is no bound.
  @inlinable public mutating func setBounds(lower: Double, upper: Double, of row: Row) {
    rowLower[row.index] = lower
    rowUpper[row.index] = upper
  }

  /// The same program without the demand that integer variables be whole.
  public var relaxation: MixedIntegerProgram {
    var copy = self
    copy.integerFlags = Array(repeating: 0, count: integerFlags.count)
    return copy
  }

  /// All coefficients as (row, variable, coefficient), in the order in which they were added.
  public var terms: some Sequence<(row: Row, variable: Variable, coefficient: Double)> {
    (1..<tripletValues.count).lazy.map { k in
      (Row(index: Int(tripletRows[k]) - 1), Variable(index: Int(tripletColumns[k]) - 1), tripletValues[k])
    }
  }

  /// Objective at a point.
  ///
  /// - Parameter point: one value for each variable, in their order.
  public func objective(at point: [Double]) -> Double {
    var sum = objectiveOffset
    for (cost, value) in zip(costs, point) { sum += cost * value }
    return sum
  }

  /// The largest amount by which a point breaks a row, a bound or the demand to be whole; 0 for a feasible point.
  ///
  /// - Precondition: one value for each variable.
  /// - Complexity: O(variables + rows + coefficients).
  public func violation(at point: [Double]) -> Double {
    precondition(point.count == variableCount, "a point has one value for each variable")
    var activity = [Double](repeating: 0, count: rowCount)
    for k in 1..<tripletValues.count {
      activity[Int(tripletRows[k]) - 1] += tripletValues[k] * point[Int(tripletColumns[k]) - 1]
    }
    var worst = 0.0
    for i in activity.indices {
      worst = max(worst, rowLower[i] - activity[i], activity[i] - rowUpper[i])
    }
    for j in point.indices {
      worst = max(worst, variableLower[j] - point[j], point[j] - variableUpper[j])
      if integerFlags[j] != 0 { worst = max(worst, abs(point[j] - point[j].rounded())) }
    }
    return worst
  }
}
