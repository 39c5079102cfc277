/// The maps of the `topologies` folder, which the program carries inside itself.
public enum ShippedMaps {
  /// Names in alphabetical order; a name is the file's name without `.json`.
  public static let names: [String] = files.map(\.name)

  /// The bytes of a shipped map; the name may end in `.json`.
  public static func named(_ name: String) -> (name: String, bytes: [UInt8])? {
    files.first { $0.name == name || $0.name + ".json" == name }
  }

  private static let files: [(name: String, bytes: [UInt8])] = [
    ("beijing-shanghai", PackageResources.beijing_shanghai_json),
    ("bonn-berlin", PackageResources.bonn_berlin_json),
    ("boston-loop", PackageResources.boston_loop_json),
    ("boston-washington", PackageResources.boston_washington_json),
    ("delft-the-hague", PackageResources.delft_the_hague_json),
    ("hefei-metro", PackageResources.hefei_metro_json),
    ("line-1000km", PackageResources.line_1000km_json),
    ("netherlands-rail", PackageResources.netherlands_rail_json),
    ("qkd-testbeds", PackageResources.qkd_testbeds_json),
    ("tokyo-fukuoka", PackageResources.tokyo_fukuoka_json),
  ]
}
