public import FibreNetwork
public import SourceDocument

extension NativeTopology {
  /// A native topology that stands inside another document (a plan carries its map).
  ///
  /// - Throws: `InputError` with all errors of the map, at their places in that document.
  public static func network(from json: LocatedJSON) throws(InputError) -> FibreNetwork {
    try read(json).complete(file: json.file, format: .native, lengthRule: .standard).network
  }
}
