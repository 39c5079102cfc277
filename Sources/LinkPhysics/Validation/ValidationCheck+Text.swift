extension ValidationCheck {
  /// Predicted value with four significant digits and its unit.
  public var predictedText: String { predicted.map { digits($0, 4) + unitText } ?? "none" }

  /// Measured value with its uncertainty and unit; a recalled one says so.
  public var measuredText: String {
    guard let measured else { return "not at hand" }
    let spread = uncertainty.map { " ± \(digits($0, 2))" } ?? ""
    return digits(measured, 4) + spread + unitText + (provenance == .recalled ? " (recalled)" : "")
  }

  /// Residual in standard deviations where the uncertainty is known, otherwise in per cent.
  public var residualText: String {
    if let sigma = standardDeviations { return signed(sigma) + " σ" }
    guard let deviation = relativeDeviation else { return "none" }
    return signed(deviation * 100) + " %"
  }

  /// Two digits with a sign; 0 below one hundredth.
  private func signed(_ value: Double) -> String {
    abs(value) < 0.01 ? "0" : (value < 0 ? "−" : "+") + digits(abs(value), 2)
  }

  private var unitText: String { unit == "1" ? "" : " \(unit)" }
}
