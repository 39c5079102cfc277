public import SourceDocument

/// A point that another solver found for a written model.
public struct ExternalSolution: Sendable {
  /// The program whose solution file was read.
  public enum Source: String, Sendable {
    /// GLPK's `glpsol --write`.
    case glpsol = "GLPK"
    /// HiGHS's `--solution_file`.
    case highs = "HiGHS"
    /// CBC's `solution`.
    case cbc = "CBC"
    /// Gurobi's `ResultFile=x.sol`, which claims no more than a feasible point.
    case gurobi = "Gurobi"
  }

  /// What the file claims.
  public enum Claim: Sendable, Hashable {
    /// `optimal`: the point is proved best; `feasible`: it satisfies the rows; `infeasible`: no point does;
    /// `unknown`: nothing is claimed.
    case optimal, feasible, infeasible, unknown
  }

  /// Which solver's format the file has.
  public var source: Source
  /// What the file says of the point; not checked.
  public var claim: Claim
  /// One value for each variable, integer variables rounded where they are whole within 1e-5; `nil` where the file
  /// holds no point.
  public var values: [Double]?
  /// Objective of the program at `values`, computed here.
  public var objective: Double?
  /// Largest violation of the program at `values`, computed here.
  public var violation: Double?
}

extension MixedIntegerProgram {
  /// Reads the solution file of another solver for the model that ``text(as:)`` wrote: `glpsol --write`, HiGHS
  /// `--solution_file`, CBC `solution`, Gurobi `ResultFile=x.sol`. The format is recognised from the text.
  ///
  /// The claim of the file is not trusted: objective and violation are computed from the program.
  ///
  /// - Parameter file: the name that error messages carry.
  /// - Throws: `InputError` with file:line for an empty file, an unknown format, a line that cannot be read,
  ///   another number of columns, an unknown variable (with the nearest name) or a variable without a value.
  /// - Complexity: O(lines + variables + coefficients).
  public func readSolution(_ text: String, file: String) throws(InputError) -> ExternalSolution {
    var reader = SolutionReader(program: self, file: file)
    return try reader.read(text)
  }
}

private struct SolutionReader {
  let program: MixedIntegerProgram
  let file: String
  let names: ModelNames
  let indices: [String: Int]
  var values: [Double?]

  init(program: MixedIntegerProgram, file: String) {
    self.program = program
    self.file = file
    names = ModelNames(program)
    indices = Dictionary(uniqueKeysWithValues: names.variables.enumerated().map { ($1, $0) })
    values = Array(repeating: nil, count: program.variableCount)
  }

  typealias Line = (number: Int, fields: [Substring])

  mutating func read(_ text: String) throws(InputError) -> ExternalSolution {
    var lines: [Line] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let fields = line.split(whereSeparator: \.isWhitespace)
      if !fields.isEmpty { lines.append((index + 1, fields)) }
    }
    guard let first = lines.first else { throw error("empty", "the file is empty", line: 1) }
    switch first.fields[0] {
    case "c", "s": return try readGLPK(lines)
    case "Model": return try readHiGHS(lines)
    case "#": return try readNamed(lines[...], .gurobi, .feasible, complete: true)
    default: break
    }
    if first.fields.contains("objective") || ["Optimal", "Infeasible", "Unbounded"].contains(first.fields[0])
    {
      let claim: ExternalSolution.Claim =
        first.fields[0] == "Optimal"
        ? .optimal
        : first.fields.contains { $0.lowercased() == "infeasible" }
          ? .infeasible : first.fields[0] == "Stopped" ? .feasible : .unknown
      return try readCBC(lines.dropFirst(), claim)
    }
    throw error(
      "unknown-format",
      "this is no solution file that is known: glpsol --write, HiGHS --solution_file, CBC solution, Gurobi .sol",
      line: first.number)
  }

  /// `s mip ROWS COLUMNS STATUS OBJECTIVE`, then `j COLUMN VALUE` for each column (glpk.pdf, glp_write_mip).
  private mutating func readGLPK(_ lines: [Line]) throws(InputError) -> ExternalSolution {
    var claim = ExternalSolution.Claim.unknown
    var column = 2
    for line in lines {
      switch line.fields[0] {
      case "s":
        guard line.fields.count >= 6, line.fields[1] == "mip" || line.fields[1] == "bas" else {
          throw error("bad-line", "expected 's mip ROWS COLUMNS STATUS OBJECTIVE'", line: line.number)
        }
        let extra = program.objectiveOffset == 0 ? 0 : 1
        guard Int(line.fields[3]) == program.variableCount + extra else {
          throw error(
            "other-model",
            "the file has \(line.fields[3]) columns, the model has \(program.variableCount + extra)",
            line: line.number)
        }
        let linear = line.fields[1] == "bas"
        column = linear ? 3 : 2
        switch (line.fields[4], linear ? line.fields[5] : "") {
        case ("o", _): claim = .optimal
        case ("f", "f"): claim = .optimal
        case ("f", _): claim = .feasible
        case ("n", _): claim = .infeasible
        default: claim = .unknown
        }
      case "j":
        guard line.fields.count > column, let number = Int(line.fields[1]),
          let value = Double(line.fields[column])
        else { throw error("bad-line", "expected 'j COLUMN VALUE'", line: line.number) }
        if values.indices.contains(number - 1) { values[number - 1] = value }
      default: break
      }
    }
    return try solution(.glpsol, claim, complete: claim == .optimal || claim == .feasible)
  }

  /// `Model status`, the status, then after `# Primal solution values` and `# Columns N` lines `NAME VALUE`.
  private mutating func readHiGHS(_ lines: [Line]) throws(InputError) -> ExternalSolution {
    let status = lines.dropFirst().first?.fields.joined(separator: " ") ?? ""
    let claim: ExternalSolution.Claim =
      status == "Optimal" ? .optimal : status.hasPrefix("Infeasible") ? .infeasible : .unknown
    guard
      let start = lines.firstIndex(where: {
        $0.fields.count == 3 && $0.fields[0] == "#" && $0.fields[1] == "Columns"
      }),
      let count = Int(lines[start].fields[2])
    else { return try solution(.highs, claim, complete: false) }
    return try readNamed(lines[(start + 1)...].prefix(count), .highs, claim, complete: true)
  }

  private mutating func readNamed(
    _ lines: ArraySlice<Line>, _ source: ExternalSolution.Source, _ claim: ExternalSolution.Claim,
    complete: Bool
  ) throws(InputError) -> ExternalSolution {
    for line in lines where line.fields[0] != "#" {
      guard line.fields.count >= 2, let value = Double(line.fields[1]) else {
        throw error("bad-line", "expected 'NAME VALUE'", line: line.number)
      }
      try set(String(line.fields[0]), value, line: line.number)
    }
    return try solution(source, claim, complete: complete)
  }

  /// `INDEX NAME VALUE REDUCED-COST`, only for values that are not 0; `**` stands before a value out of bounds.
  private mutating func readCBC(
    _ lines: ArraySlice<Line>, _ claim: ExternalSolution.Claim
  ) throws(InputError) -> ExternalSolution {
    if claim == .infeasible { return try solution(.cbc, claim, complete: false) }
    for line in lines {
      let fields = line.fields[0] == "**" ? line.fields.dropFirst() : line.fields[...]
      guard fields.count >= 3, let value = Double(fields[fields.startIndex + 2]) else {
        throw error("bad-line", "expected 'INDEX NAME VALUE REDUCED-COST'", line: line.number)
      }
      try set(String(fields[fields.startIndex + 1]), value, line: line.number)
    }
    for j in values.indices where values[j] == nil { values[j] = 0 }
    return try solution(.cbc, claim, complete: true)
  }

  private mutating func set(_ name: String, _ value: Double, line: Int) throws(InputError) {
    if name == names.offset && program.objectiveOffset != 0 { return }
    guard let j = indices[name] else {
      throw InputError(
        Diagnostic(
          .error, code: "unknown-variable", "the model has no variable '\(name)'",
          suggestion: nearestName(to: name, among: names.variables).map { "did you mean '\($0)'?" },
          file: file,
          at: SourcePosition(line: line, column: 1)))
    }
    values[j] = value
  }

  private func solution(
    _ source: ExternalSolution.Source, _ claim: ExternalSolution.Claim, complete: Bool
  ) throws(InputError) -> ExternalSolution {
    var result = ExternalSolution(source: source, claim: claim)
    guard complete else { return result }
    var point: [Double] = []
    for j in values.indices {
      guard var value = values[j], value.isFinite else {
        throw error("missing-value", "no value for variable '\(names.variables[j])'", line: 1)
      }
      if program.integerFlags[j] != 0 && abs(value - value.rounded()) <= 1e-5 { value = value.rounded() }
      point.append(value)
    }
    result.values = point
    result.objective = program.objective(at: point)
    result.violation = program.violation(at: point)
    return result
  }

  private func error(_ code: String, _ message: String, line: Int) -> InputError {
    InputError(
      Diagnostic(.error, code: code, message, file: file, at: SourcePosition(line: line, column: 1)))
  }
}
