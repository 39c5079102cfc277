public import TopologyFormats

/// Public topology files beside the repository, which do not come with it; paths are below `../shared/topologies`.
public enum PublicMaps {
  private static let folder = "topologies"

  public static let areHere = SharedFiles.exists(folder)
  /// What a skipped test says.
  public static let absent = SharedFiles.absent(folder)

  public static func bytes(_ path: String) throws -> [UInt8] { try SharedFiles.bytes("\(folder)/\(path)") }

  public static func load(_ path: String) throws -> LoadedMap {
    try TopologyReader.read(bytes: bytes(path), file: path)
  }

  /// Names of the files of a folder that end so, sorted.
  public static func names(in path: String, ending: String) -> [String] {
    SharedFiles.names(in: "\(folder)/\(path)", ending: ending)
  }
}
