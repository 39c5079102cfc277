/// A kind of fibre: its loss and group index at its best telecom wavelength.
public struct FibreClass: Hashable, Sendable {
  /// Name as maps write it, e.g. `G.652`.
  public var name: String
  /// Typical loss of installed cable at `wavelengthNm`, dB/km, without connectors and splices.
  public var attenuationDbPerKm: Double
  /// Speed of light in vacuum over the group velocity at `wavelengthNm`, at least 1.
  public var groupIndex: Double
  /// The wavelength for which loss and group index hold, nm.
  public var wavelengthNm: Double
  /// Change of delay with temperature in s/(km K).
  public var thermalDelaySPerKmK: Double
  /// Standard, data sheet or paper that the numbers are from, and which of them are recalled.
  public var source: String

  /// 37 ps/(km K) in SMF-28 at 1,550 nm, and 2 in hollow core: Slavík et al., Sci. Rep. 5, 15447 (2015).
  private static let solidCore = 37e-12

  /// The classes that this product knows.
  public static let all = [
    FibreClass(
      name: "G.652", attenuationDbPerKm: 0.20, groupIndex: 1.4682, wavelengthNm: 1550,
      thermalDelaySPerKmK: solidCore,
      source: "ITU-T G.652: typical installed cable at 1,550 nm; group index of a common data sheet (SMF-28)"),
    FibreClass(
      name: "G.654", attenuationDbPerKm: 0.17, groupIndex: 1.4638, wavelengthNm: 1550,
      thermalDelaySPerKmK: solidCore,
      source:
        "ITU-T G.654.E cut-off shifted pure-silica core: typical cable at 1,550 nm; group index from data sheets, recalled"
    ),
    FibreClass(
      name: "G.652-O", attenuationDbPerKm: 0.33, groupIndex: 1.4677, wavelengthNm: 1310,
      thermalDelaySPerKmK: solidCore, source: "G.652 fibre in the O band: typical data sheet at 1,310 nm"),
    FibreClass(
      name: "hollow-core", attenuationDbPerKm: 0.091, groupIndex: 1.0003, wavelengthNm: 1550,
      thermalDelaySPerKmK: 2e-12,
      source:
        "Petrovich et al., Nat. Photon. (2025), s41566-025-01747-5: 0.091 dB/km on a 15 km spool, about 45 % faster"
    ),
  ]

  /// The class of a map's word (`G.652.D` and `G.652` are the same class, and so is GNPy's `SSMF`); `nil` for an unknown one.
  public static func named(_ name: String) -> FibreClass? {
    let word = name.lowercased()
    if word == "ssmf" || word == "smf-28" { return all[0] }
    return all.first { $0.name.lowercased() == word }
      ?? all.first { word.hasPrefix($0.name.lowercased() + ".") }
  }

  /// G.652, of which a map's defaults speak.
  public static let ordinary = all[0]
}
