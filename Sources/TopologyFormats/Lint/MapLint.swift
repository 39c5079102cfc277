internal import FibreNetwork
public import SourceDocument

/// Finds what is suspicious in a map.
///
/// A *warning* says that something is probably wrong; a *note* says what a user of the map should know. The checks
/// know the traps of public topology files (docs of each check name them).
public enum MapLint {
  /// What reading the map reported and what its numbers give away, in file order.
  ///
  /// - Complexity: O(sites + spans), apart from sorting.
  public static func findings(in map: LoadedMap) -> [Diagnostic] {
    let lint = LintContext(map)
    var found = map.diagnostics
    found += degreesMinutes(lint) + drawnPlaces(lint) + unlikelyPlaces(lint) + swappedByLengths(lint)
    found += modelLengths(lint) + lengthScale(lint) + misplacedSites(lint) + extremeLengths(lint)
    found += attenuations(lint)
    found += structure(lint)
    // By place; equal places keep the order in which they were found.
    return found.enumerated().sorted {
      let (a, b) = ($0.element.position, $1.element.position)
      let nowhere = SourcePosition(line: 0, column: 0)
      return (a ?? nowhere, $0.offset) < (b ?? nowhere, $1.offset)
    }.map(\.element)
  }
}

/// A map with what several checks need.
struct LintContext {
  let map: LoadedMap
  var network: FibreNetwork { map.network }
  /// Given lengths against the straight line, for spans whose ends are at least 5 km apart.
  let ratios: [(span: Int, length: Double, straight: Double)]
  /// The median of length over straight line; `nil` for fewer than five spans.
  let medianRatio: Double?

  init(_ map: LoadedMap) {
    self.map = map
    let network = map.network
    ratios = network.spans.indices.compactMap { index in
      let span = network.spans[index]
      guard span.lengthSource == .published || span.lengthSource == .measured,
        let straight = network.greatCircleKm(ofSpan: index), straight >= 5
      else { return nil }
      return (index, span.lengthKm, straight)
    }
    medianRatio = ratios.count >= 5 ? median(ratios.map { $0.length / $0.straight }) : nil
  }

  func finding(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, suggestion: String? = nil,
    site: Int
  ) -> Diagnostic {
    Diagnostic(
      severity, code: code, message, suggestion: suggestion, file: map.file, at: map.sitePositions[site])
  }

  func finding(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, suggestion: String? = nil,
    span: Int
  ) -> Diagnostic {
    Diagnostic(
      severity, code: code, message, suggestion: suggestion, file: map.spanFile, at: map.spanPositions[span])
  }

  /// `A – B`.
  func name(ofSpan index: Int) -> String {
    let span = network.spans[index]
    return "\(network.sites[span.from].name) – \(network.sites[span.to].name)"
  }
}

/// The middle value (the upper one of two).
///
/// - Precondition: not empty.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
