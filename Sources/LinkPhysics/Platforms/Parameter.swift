internal import SourceDocument

/// How well a number is known. Only the first five may be shown as measured.
public enum Provenance: String, Hashable, Sendable, CaseIterable {
  /// Read in the paper's abstract or text, or in news of the institution.
  case primary
  /// Read in another's transcription of the paper.
  case transcription
  /// Read in code that the experimental group or its partner published.
  case code
  /// A standard or a vendor's data sheet.
  case standard
  /// Computed from other numbers, as the note says.
  case derived
  /// Remembered, not checked against the paper: never shown as measured, an assumption where it is used.
  case recalled
  /// Not known to this product.
  case missing
  /// Chosen by this product.
  case assumed

  /// Whether a number of this kind, where a model uses it, has to be listed as an assumption.
  public var isAssumption: Bool { self == .recalled || self == .missing || self == .assumed }
}

/// A number of a platform with where it comes from.
public struct Parameter: Hashable, Sendable {
  /// Key of the platform file, unit suffix included, e.g. `memory_t2_s`.
  public var name: String
  /// The published values: one, or one for each arm, option or axis; empty where they are missing.
  public var values: [Double]
  /// Text form of the unit, e.g. `s`; `1` for a pure number.
  public var unit: String
  /// One standard deviation of each value; empty where unknown.
  public var uncertainties: [Double]
  /// Where the value was read; only values that are missing or assumed may be without.
  public var source: String?
  /// Address of the source.
  public var url: String?
  /// How well the value is known.
  public var provenance: Provenance
  /// The value taken for one that is missing.
  public var assumedValues: [Double]
  /// Why an assumption is what it is.
  public var because: String?
  /// What else is to be said of the number.
  public var note: String?
  /// The apparatus that the value is of, where that is another than the platform's.
  public var apparatus: String?
  /// The observable that the value was set by, which tests nothing therefore.
  public var fittedTo: String?
  /// Those of the values, all of them choices, at which the experiment was; empty where every choice or none was measured.
  public var measuredAt: [Double] = []
  /// What is assumed, in words, where the platform file did not give the parameter: `no jitter of arrival assumed`.
  public var absence: String?

  /// What a model computes with.
  public var used: [Double] { values.isEmpty ? assumedValues : values }

  /// Whether the number has to be listed as an assumption in every result.
  public var isAssumption: Bool {
    (provenance.isAssumption || apparatus != nil || fittedTo != nil) && !used.isEmpty
  }
}

/// A number that a result rests on without being known: to be listed in every result.
public struct Assumption: Hashable, Sendable {
  /// Key of the platform file, or a name for an assumption of a map or model.
  public var name: String
  /// Value with its unit, e.g. `0.2 dB/km`.
  public var value: String
  /// Why the value is taken.
  public var why: String

  /// Creates an assumption from its parts; `value` carries its unit.
  public init(name: String, value: String, why: String) {
    self.name = name
    self.value = value
    self.why = why
  }
}

extension Parameter {
  var assumption: Assumption? {
    guard isAssumption else { return nil }
    if let absence {
      return Assumption(name: name, value: absence, why: because ?? "the platform file does not say")
    }
    let reason =
      switch provenance {
      case .missing:
        "not published where this product could read it; assumed: \(because ?? "no reason given")"
      case .recalled: "recalled, not checked against the paper" + (because.map { "; \($0)" } ?? "")
      case .assumed: because ?? "chosen by this product"
      default: source ?? ""
      }
    let borrowed = apparatus.map { "of another apparatus, \($0)" }
    let fitted = fittedTo.map { "fitted to \($0)" }
    return Assumption(
      name: name, value: valueText(used),
      why: ([borrowed, fitted].compactMap { $0 } + [reason]).joined(separator: "; "))
  }

  /// Values with their unit, e.g. `0.01, 0.02 s`.
  public func valueText(_ values: [Double]) -> String {
    values.map(JSON.text).joined(separator: ", ") + (unit == "1" ? "" : " \(unit)")
  }
}
