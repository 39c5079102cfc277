/// One prediction of a model beside what an experiment, a paper or another program reports.
public struct ValidationCheck: Hashable, Sendable {
  /// What the agreement, or the lack of it, says about the model.
  public enum Kind: String, Hashable, Sendable {
    /// Nothing was fitted to this number.
    case prediction
    /// Against another calculation or program, not an experiment.
    case crossCheck = "cross-check"
    /// One free parameter was set by this very number, which therefore tests nothing.
    case fitted = "one fitted parameter"
    /// Inputs or the measured number are not at hand.
    case untestable
  }

  /// What a check comes to.
  public enum Verdict: String, Hashable, Sendable {
    /// Within two standard deviations, or within the tolerance that the check states.
    case agrees
    /// Beyond two standard deviations, or beyond the tolerance.
    case fails
    /// Compared with a number that was only recalled: no claim is made.
    case unconfirmed
    /// Fitted or untestable.
    case none = "no test"
  }

  /// The platform that the check concerns; `nil` for none.
  public var platform: String?
  /// The experiment or calculation compared with, e.g. `Hefei, 420 km`.
  public var experiment: String
  /// What is compared, e.g. `concurrence`.
  public var quantity: String
  /// Text form of the unit; `1` for a pure number.
  public var unit: String
  /// What went in, with what had to be assumed.
  public var inputs: String
  /// What the model gives, in `unit`; `nil` where it cannot say.
  public var predicted: Double?
  /// What is reported, in `unit`; `nil` where it is not at hand.
  public var measured: Double?
  /// One standard deviation of the measured value.
  public var uncertainty: Double?
  /// The paper or program that reports it.
  public var source: String
  /// How well the reported number is known.
  public var provenance: Provenance
  /// What agreement would say of the model.
  public var kind: Kind
  /// Largest relative deviation that counts as agreement where no uncertainty is known.
  public var tolerance: Double
  /// Caveats; empty where there are none.
  public var note: String

  /// (predicted − measured)/uncertainty.
  public var standardDeviations: Double? {
    guard let predicted, let measured, let uncertainty else { return nil }
    return (predicted - measured) / uncertainty
  }

  /// predicted/measured − 1.
  public var relativeDeviation: Double? {
    guard let predicted, let measured, measured != 0 else { return nil }
    return predicted / measured - 1
  }

  /// Agreement or failure of predictions and cross-checks, unless the number is recalled; fitted and
  /// untestable checks have none.
  public var verdict: Verdict {
    guard kind == .prediction || kind == .crossCheck, let deviation = relativeDeviation else { return .none }
    if provenance == .recalled { return .unconfirmed }
    let agrees = standardDeviations.map { abs($0) <= 2 } ?? (abs(deviation) <= tolerance)
    return agrees ? .agrees : .fails
  }

  init(
    platform: String? = nil, _ experiment: String, _ quantity: String, unit: String = "1", inputs: String,
    predicted: Double?,
    measured: Double?, uncertainty: Double? = nil, source: String, _ provenance: Provenance, _ kind: Kind,
    tolerance: Double = 0.1, note: String = ""
  ) {
    self.platform = platform
    self.experiment = experiment
    self.quantity = quantity
    self.unit = unit
    self.inputs = inputs
    self.predicted = predicted
    self.measured = measured
    self.uncertainty = uncertainty
    self.source = source
    self.provenance = provenance
    self.kind = kind
    self.tolerance = tolerance
    self.note = note
  }
}
