public import ArgumentParser
public import LinkPhysics
internal import SourceDocument

extension KeyRule.KeyProtocol: ExpressibleByArgument {}
extension KeyRule.Basis: ExpressibleByArgument {}

extension Application: ExpressibleByArgument {
  public init?(argument: String) { self.init(text: argument) }
}

/// How key is made of pairs, which every command that prints key rates shares.
struct KeyOptions: ParsableArguments {
  static let errorCorrectionRange = NumberRange.from(1, to: 10)
  static let siftingRange = NumberRange.above(0, to: 1)

  @Option(
    help:
      "Protocol of all key rates: \(KeyRule.KeyProtocol.allCases.map(\.rawValue).joined(separator: ", ")). Default: bbm92."
  )
  var keyProtocol = KeyRule.KeyProtocol.bbm92

  @Option(
    help:
      "Bases of BBM92: best, the two of X, Y and Z that give most, or zx, keys from Z checked in X. Default: best."
  )
  var keyBasis = KeyRule.Basis.best

  @Option(help: "Bits told for error correction over Shannon's limit, 1 to 10. Default: 1.")
  var errorCorrection = 1.0

  @Option(help: "Share of pairs measured in the basis of the key, over 0 to 1. Default: 1.")
  var sifting = 1.0

  func validate() throws {
    if !Self.errorCorrectionRange.contains(errorCorrection) {
      throw ValidationError(
        "--error-correction is \(errorCorrection), expected a number \(Self.errorCorrectionRange.words)")
    }
    if !Self.siftingRange.contains(sifting) {
      throw ValidationError("--sifting is \(sifting), expected a number \(Self.siftingRange.words)")
    }
  }

  var rule: KeyRule {
    KeyRule(keyProtocol: keyProtocol, basis: keyBasis, errorCorrection: errorCorrection, sifting: sifting)
  }
}
