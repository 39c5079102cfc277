/// File formats for models that other solvers read.
public enum ModelFormat: String, Sendable, CaseIterable {
  /// CPLEX LP.
  case lp
  /// Free MPS.
  case mps
}

extension MixedIntegerProgram {
  /// The program as the text of a model file.
  ///
  /// Numbers are written so that they read back the same. Variables stand in their order. A row bounded on both sides
  /// becomes two, `NAME_lower` and `NAME_upper`; rows without bounds are left out; a constant in the objective becomes
  /// a variable `objective_offset` fixed to 1, since readers disagree about constants.
  ///
  /// - Throws: ``InvalidProgram`` where ``MixedIntegerProgram/validate()`` finds a fault.
  /// - Complexity: O(variables + rows + coefficients).
  public func text(as format: ModelFormat) throws(InvalidProgram) -> String {
    try validate()
    let lines = WrittenModel(self)
    return switch format {
    case .lp: lines.lp
    case .mps: lines.mps
    }
  }
}

/// A program in the terms that both formats share.
private struct WrittenModel {
  struct Row {
    var name: String
    /// `L`, `G` or `E` as in MPS.
    var sense: Character
    var right: Double
    var source: Int
  }

  let program: MixedIntegerProgram
  let names: ModelNames
  var rows: [Row] = []
  /// Coefficients by row: positions in the triplets.
  var byRow: [[Int]]

  init(_ program: MixedIntegerProgram) {
    self.program = program
    names = ModelNames(program)
    byRow = Array(repeating: [], count: program.rowCount)
    for k in 1..<program.tripletValues.count { byRow[Int(program.tripletRows[k]) - 1].append(k) }
    for i in 0..<program.rowCount {
      let (lower, upper, name) = (program.rowLower[i], program.rowUpper[i], names.rows[i])
      if lower == upper {
        rows.append(Row(name: name, sense: "E", right: lower, source: i))
      } else {
        let both = lower.isFinite && upper.isFinite
        if lower.isFinite {
          rows.append(Row(name: both ? name + "_lower" : name, sense: "G", right: lower, source: i))
        }
        if upper.isFinite {
          rows.append(Row(name: both ? name + "_upper" : name, sense: "L", right: upper, source: i))
        }
      }
    }
  }

  private func isBinary(_ j: Int) -> Bool {
    program.integerFlags[j] != 0 && program.variableLower[j] == 0 && program.variableUpper[j] == 1
  }

  // MARK: LP

  var lp: String {
    var out = "\\ \(ModelNames.sanitised(program.name, prefix: "model", number: 0))\n"
    out += "Minimize\n \(names.objective):"
    var terms = (0..<program.variableCount).map { (program.costs[$0], names.variables[$0]) }
    if program.objectiveOffset != 0 { terms.append((program.objectiveOffset, names.offset)) }
    write(terms, to: &out)
    out += "\nSubject To\n"
    // A model without rows still needs the section, and some readers need a row in it.
    if rows.isEmpty { out += " no_rows: 0 \(names.variables[0]) <= 0\n" }
    for row in rows {
      out += " \(row.name):"
      var terms = byRow[row.source].map { k in
        (program.tripletValues[k], names.variables[Int(program.tripletColumns[k]) - 1])
      }
      if terms.isEmpty { terms = [(0, names.variables[0])] }
      write(terms, to: &out)
      out += row.sense == "E" ? " = " : row.sense == "L" ? " <= " : " >= "
      out += "\(row.right)\n"
    }
    out += "Bounds\n"
    for j in 0..<program.variableCount where !isBinary(j) {
      let (lower, upper, name) = (program.variableLower[j], program.variableUpper[j], names.variables[j])
      switch (lower.isFinite, upper.isFinite) {
      case (false, false): out += " \(name) free\n"
      case (true, false): out += " \(name) >= \(lower)\n"
      case (false, true): out += " -inf <= \(name) <= \(upper)\n"
      case (true, true):
        out += lower == upper ? " \(name) = \(lower)\n" : " \(lower) <= \(name) <= \(upper)\n"
      }
    }
    if program.objectiveOffset != 0 { out += " \(names.offset) = 1.0\n" }
    list(
      "Generals", (0..<program.variableCount).filter { program.integerFlags[$0] != 0 && !isBinary($0) }, &out)
    list("Binaries", (0..<program.variableCount).filter(isBinary), &out)
    out += "End\n"
    return out
  }

  private func write(_ terms: [(Double, String)], to out: inout String) {
    for (count, (coefficient, name)) in terms.enumerated() {
      if count > 0 && count % 8 == 0 { out += "\n   " }
      out += coefficient.sign == .minus ? " - " : " + "
      out += "\(coefficient.magnitude) \(name)"
    }
  }

  private func list(_ title: String, _ variables: [Int], _ out: inout String) {
    if variables.isEmpty { return }
    out += "\(title)\n"
    for j in variables { out += " \(names.variables[j])\n" }
  }

  // MARK: MPS

  var mps: String {
    var out =
      "NAME \(ModelNames.sanitised(program.name, prefix: "model", number: 0))\nROWS\n N \(names.objective)\n"
    for row in rows { out += " \(row.sense) \(row.name)\n" }
    out += "COLUMNS\n"
    var written = [[(String, Double)]](repeating: [], count: program.variableCount)
    for row in rows {
      for k in byRow[row.source] {
        written[Int(program.tripletColumns[k]) - 1].append((row.name, program.tripletValues[k]))
      }
    }
    var inMarker = false
    for j in 0..<program.variableCount {
      if inMarker != (program.integerFlags[j] != 0) {
        inMarker.toggle()
        out += " MARKER 'MARKER' \(inMarker ? "'INTORG'" : "'INTEND'")\n"
      }
      let name = names.variables[j]
      // A column without a line would not exist.
      if program.costs[j] != 0 || written[j].isEmpty {
        out += " \(name) \(names.objective) \(program.costs[j])\n"
      }
      for (row, value) in written[j] { out += " \(name) \(row) \(value)\n" }
    }
    if inMarker { out += " MARKER 'MARKER' 'INTEND'\n" }
    if program.objectiveOffset != 0 {
      out += " \(names.offset) \(names.objective) \(program.objectiveOffset)\n"
    }
    out += "RHS\n"
    for row in rows where row.right != 0 { out += " RHS \(row.name) \(row.right)\n" }
    out += "BOUNDS\n"
    for j in 0..<program.variableCount {
      let (lower, upper, name) = (program.variableLower[j], program.variableUpper[j], names.variables[j])
      // Always both bounds: the defaults for integers, and for an upper bound below 0, differ between readers.
      switch (lower.isFinite, upper.isFinite) {
      case (false, false): out += " FR BND \(name)\n"
      case (true, false): out += " LO BND \(name) \(lower)\n PL BND \(name)\n"
      case (false, true): out += " MI BND \(name)\n UP BND \(name) \(upper)\n"
      case (true, true):
        out +=
          lower == upper
          ? " FX BND \(name) \(lower)\n" : " LO BND \(name) \(lower)\n UP BND \(name) \(upper)\n"
      }
    }
    if program.objectiveOffset != 0 { out += " FX BND \(names.offset) 1.0\n" }
    out += "ENDATA\n"
    return out
  }
}
