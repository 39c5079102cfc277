internal import SourceDocument

extension Platform {
  /// Names of the platforms that ship, in the order of listings.
  public static let names = [
    "generic",
    "hefei-rubidium",
    "delft-nv",
    "boston-siv",
    "ustc-calcium-ion",
    "rubidium-atom",
    "europium-afc",
    "micius-2017",
    "micius-2020",
  ]

  /// A platform that ships; `nil` for a name that is neither one of `names` nor an earlier one: `micius-downlink` is
  /// `micius-2017`.
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
    case "hefei-rubidium": PackageResources.hefei_rubidium_json
    case "delft-nv": PackageResources.delft_nv_json
    case "boston-siv": PackageResources.boston_siv_json
    case "ustc-calcium-ion": PackageResources.ustc_calcium_ion_json
    case "rubidium-atom": PackageResources.rubidium_atom_json
    case "europium-afc": PackageResources.europium_afc_json
    case "micius-2017", "micius-downlink": PackageResources.micius_2017_json
    case "micius-2020": PackageResources.micius_2020_json
    default: nil
    }
  }
}
