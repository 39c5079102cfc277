internal import SourceDocument

extension Platform {
  /// Names of the platforms that ship, in the order of listings.
  public static let names = ["generic"]

  /// A platform that ships; `nil` for a name that is not one of `names`.
  public static func named(_ name: String) -> Platform? {
    guard let bytes = text(of: name) else { return nil }
    do throws(InputError) { return try Platform(parsing: bytes, file: "\(name).json") } catch {
      preconditionFailure("a platform that ships is faulty: \(error)")
    }
  }

  /// The file of a platform that ships, as it stands; `nil` for an unknown name.
  public static func text(of name: String) -> [UInt8]? {
    switch name {
    case "generic": PackageResources.generic_json
    default: nil
    }
  }
}
