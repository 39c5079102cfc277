internal import FibreNetwork
public import SourceDocument

/// Finds what is suspicious in a map.
public enum MapLint {
  /// What reading the map reported and what its numbers give away, in file order.
  public static func findings(in map: LoadedMap) -> [Diagnostic] {
    (map.diagnostics + isolatedSites(map)).sorted {
      ($0.position ?? SourcePosition(line: 0, column: 0))
        < ($1.position ?? SourcePosition(line: 0, column: 0))
    }
  }

  private static func isolatedSites(_ map: LoadedMap) -> [Diagnostic] {
    map.network.sites.indices.compactMap { index in
      guard map.network.neighbours[index].isEmpty else { return nil }
      return Diagnostic(
        .warning, code: "isolated-site", "no span ends at the site \(map.network.sites[index].name)",
        file: map.file, at: map.sitePositions[index])
    }
  }
}
