/// A kind of fibre: its loss and group index at its best telecom wavelength.
public struct FibreClass: Hashable, Sendable {
  /// Name as maps write it, e.g. `G.652`.
  public var name: String
  public var attenuationDbPerKm: Double
  public var groupIndex: Double
  public var wavelengthNm: Double
  public var source: String

  /// The classes that this product knows.
  public static let all = [
    FibreClass(
      name: "G.652", attenuationDbPerKm: 0.20, groupIndex: 1.4682, wavelengthNm: 1550,
      source: "ITU-T G.652: typical installed cable at 1,550 nm; group index of a common data sheet (SMF-28)"),
    FibreClass(
      name: "G.654", attenuationDbPerKm: 0.17, groupIndex: 1.4638, wavelengthNm: 1550,
      source:
        "ITU-T G.654.E cut-off shifted pure-silica core: typical cable at 1,550 nm; group index from data sheets, recalled"
    ),
    FibreClass(
      name: "G.652-O", attenuationDbPerKm: 0.33, groupIndex: 1.4677, wavelengthNm: 1310,
      source: "G.652 fibre in the O band: typical data sheet at 1,310 nm"),
    FibreClass(
      name: "hollow-core", attenuationDbPerKm: 0.091, groupIndex: 1.0003, wavelengthNm: 1550,
      source:
        "Petrovich et al., Nat. Photon. (2025), s41566-025-01747-5: 0.091 dB/km on a 15 km spool, about 45 % faster"
    ),
  ]

  /// The class of a map's word (`G.652.D` and `G.652` are the same class); `nil` for an unknown one.
  public static func named(_ name: String) -> FibreClass? {
    all.first { $0.name.lowercased() == name.lowercased() }
      ?? all.first { name.lowercased().hasPrefix($0.name.lowercased() + ".") }
  }
}
