/// Why a program cannot be given to a solver: the first fault found.
public struct InvalidProgram: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of faults, each with the number that is at fault.
  public enum Fault: Sendable, Hashable {
    /// There is no variable.
    case noVariables
    /// The cost of a variable is infinite or NaN.
    case costNotFinite(Double)
    /// The constant of the objective is infinite or NaN.
    case objectiveOffsetNotFinite(Double)
    /// A coefficient of a row is infinite or NaN.
    case coefficientNotFinite(Double)
    /// NaN, a lower bound of +infinity or an upper bound of -infinity.
    case boundNotMeaningful(Double)
    /// The lower bound of a variable or row lies above its upper bound.
    case boundsCrossed(lower: Double, upper: Double)
    /// A finite bound of an integer variable that is not a whole number.
    case integerBoundNotWhole(Double)
    /// A variable stands twice in one row.
    case duplicateTerm
    /// A coefficient names a row, counted from 0, that does not exist.
    case unknownRow(Int)
    /// A coefficient names a variable, counted from 0, that does not exist.
    case unknownVariable(Int)
  }

  /// What is wrong.
  public var fault: Fault
  /// Name (or number) of the variable concerned.
  public var variable: String?
  /// Name (or number) of the row concerned.
  public var row: String?

  /// Where and what, in one line for people.
  public var description: String {
    let place =
      [variable.map { "variable \($0)" }, row.map { "row \($0)" }].compactMap(\.self).joined(
        separator: " in ")
    let what =
      switch fault {
      case .noVariables: "the program has no variables"
      case .costNotFinite(let value): "cost \(value) is not a finite number"
      case .objectiveOffsetNotFinite(let value): "objective offset \(value) is not a finite number"
      case .coefficientNotFinite(let value): "coefficient \(value) is not a finite number"
      case .boundNotMeaningful(let value): "bound \(value) has no meaning"
      case .boundsCrossed(let lower, let upper): "lower bound \(lower) exceeds upper bound \(upper)"
      case .integerBoundNotWhole(let value): "bound \(value) of an integer variable is not whole"
      case .duplicateTerm: "the variable stands twice in the row"
      case .unknownRow(let index): "there is no row with index \(index)"
      case .unknownVariable(let index): "there is no variable with index \(index)"
      }
    return place.isEmpty ? what : "\(place): \(what)"
  }
}

extension MixedIntegerProgram {
  /// Checks everything that solvers answer wrongly or die of: numbers that are not finite, crossed bounds, fractional
  /// bounds of integer variables, a variable twice in a row, no variables at all.
  ///
  /// - Complexity: O(variables + rows + coefficients).
  /// - Throws: ``InvalidProgram``, the first fault in the order of variables, rows, coefficients.
  public func validate() throws(InvalidProgram) {
    guard variableCount > 0 else { throw InvalidProgram(fault: .noVariables) }
    guard objectiveOffset.isFinite else {
      throw InvalidProgram(fault: .objectiveOffsetNotFinite(objectiveOffset))
    }
    for j in 0..<variableCount {
      if let fault = fault(ofVariable: j) { throw InvalidProgram(fault: fault, variable: label(variable: j)) }
    }
    for i in 0..<rowCount {
      if let fault = Self.fault(lower: rowLower[i], upper: rowUpper[i]) {
        throw InvalidProgram(fault: fault, row: label(row: i))
      }
    }
    try validateTerms()
  }

  private func fault(ofVariable j: Int) -> InvalidProgram.Fault? {
    if !costs[j].isFinite { return .costNotFinite(costs[j]) }
    if let fault = Self.fault(lower: variableLower[j], upper: variableUpper[j]) { return fault }
    if integerFlags[j] != 0 {
      for bound in [variableLower[j], variableUpper[j]] where bound.isFinite && bound != bound.rounded() {
        return .integerBoundNotWhole(bound)
      }
    }
    return nil
  }

  static func fault(lower: Double, upper: Double) -> InvalidProgram.Fault? {
    if lower.isNaN || lower == .infinity { return .boundNotMeaningful(lower) }
    if upper.isNaN || upper == -.infinity { return .boundNotMeaningful(upper) }
    return lower <= upper ? nil : .boundsCrossed(lower: lower, upper: upper)
  }

  private func validateTerms() throws(InvalidProgram) {
    var starts = [Int](repeating: 0, count: rowCount + 1)
    for k in 1..<tripletValues.count {
      let row = Int(tripletRows[k]) - 1
      let column = Int(tripletColumns[k]) - 1
      guard row >= 0, row < rowCount else {
        throw InvalidProgram(fault: .unknownRow(row), variable: label(variable: column))
      }
      guard column >= 0, column < variableCount else {
        throw InvalidProgram(fault: .unknownVariable(column), row: label(row: row))
      }
      guard tripletValues[k].isFinite else {
        throw InvalidProgram(
          fault: .coefficientNotFinite(tripletValues[k]), variable: label(variable: column),
          row: label(row: row))
      }
      starts[row + 1] += 1
    }
    // Columns gathered by row; the last row that a column was seen in tells a repetition.
    for i in 0..<rowCount { starts[i + 1] += starts[i] }
    var columns = [Int32](repeating: 0, count: coefficientCount)
    var next = starts
    for k in 1..<tripletValues.count {
      let row = Int(tripletRows[k]) - 1
      columns[next[row]] = tripletColumns[k]
      next[row] += 1
    }
    var lastRow = [Int32](repeating: -1, count: variableCount)
    for i in 0..<rowCount {
      for k in starts[i]..<starts[i + 1] {
        let column = Int(columns[k]) - 1
        if lastRow[column] == Int32(i) {
          throw InvalidProgram(fault: .duplicateTerm, variable: label(variable: column), row: label(row: i))
        }
        lastRow[column] = Int32(i)
      }
    }
  }

  private func label(variable j: Int) -> String {
    variableNames.indices.contains(j) && !variableNames[j].isEmpty ? variableNames[j] : "number \(j + 1)"
  }

  private func label(row i: Int) -> String {
    rowNames.indices.contains(i) && !rowNames[i].isEmpty ? rowNames[i] : "number \(i + 1)"
  }
}
