public import FibreNetwork
public import SourceDocument

/// A map as read from a file, with what there is to say about it.
public struct LoadedMap: Sendable {
  /// The map itself; huts that were added stand in it.
  public var network: FibreNetwork
  /// Notes and warnings in file order; a file with errors is not loaded at all.
  public var diagnostics: [Diagnostic]
  /// The format that was recognised or named.
  public var format: MapFormat
  /// The name that diagnostics carry.
  public var file: String
  /// The same for spans: another one where sites and spans are in two files.
  public var spanFile: String
  /// Where each site stands in the file.
  public var sitePositions: [SourcePosition?]
  /// The same for spans; a piece between huts has the place of its span. `nil` where no place is known.
  public var spanPositions: [SourcePosition?]
  /// Names of attributes of the file that were not read, e.g. `LinkSpeed of spans`.
  public var ignoredFacts: [String]
  /// How many lengths were estimated while reading; others may be estimates of the file's own.
  public var spansEstimated: Int
  /// The rule that made them.
  public var lengthRule: RouteLengthRule
}

extension LoadedMap {
  /// Puts candidate sites along the spans (see `FibreNetwork.withHuts`).
  ///
  /// - Parameter spacing: km, above 0.
  /// - Complexity: O(sites + spans + huts + points of polylines).
  public mutating func addHuts(spacingKm spacing: Double) {
    let counts = network.hutCounts(spacingKm: spacing)
    sitePositions += counts.indices.flatMap { index in
      Array(repeating: spanPositions[index], count: counts[index])
    }
    spanPositions = counts.indices.flatMap { index in
      Array(repeating: spanPositions[index], count: counts[index] + 1)
    }
    network = network.withHuts(spacingKm: spacing)
  }
}
