internal import Foundation

/// From values to pixels along one axis.
struct Scale: Sendable {
  enum Kind: Sendable { case linear, logarithmic }
  let kind: Kind
  let low: Double
  let high: Double
  let from: Double
  let to: Double
  /// Distance of the marks of a linear scale.
  private let step: Double

  /// A scale whose ends are round numbers around the values; a logarithmic one needs values above 0, and one of
  /// whole numbers marks no fractions.
  init(
    _ kind: Kind, covering values: [Double], from: Double, to: Double, includingZero: Bool = false,
    isWhole: Bool = false
  ) {
    let finite = values.filter { $0.isFinite && (kind == .linear || $0 > 0) }
    var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    var step = 1.0
    switch kind {
    case .linear:
      if includingZero { (low, high) = (min(0, low), max(0, high)) }
      if low == high { (low, high) = low == 0 ? (0, 1) : (low - abs(low) * 0.1, high + abs(high) * 0.1) }
      step = max(Self.niceStep((high - low) / 4), isWhole ? 1 : 0)
      low = (low / step + 1e-9).rounded(.down) * step
      high = (high / step - 1e-9).rounded(.up) * step
    case .logarithmic:
      if finite.isEmpty { (low, high) = (0.1, 10) }
      low = pow(10, (log10(low) + 1e-9).rounded(.down))
      high = pow(10, (log10(high) - 1e-9).rounded(.up))
      if low == high { high *= 10 }
    }
    self.kind = kind
    self.low = low
    self.high = high
    self.from = from
    self.to = to
    self.step = step
  }

  func callAsFunction(_ value: Double) -> Double {
    let share =
      kind == .linear
      ? (value - low) / (high - low) : (log10(value) - log10(low)) / (log10(high) - log10(low))
    return from + (to - from) * min(max(share, -0.02), 1.02)
  }

  /// Round values to mark, some four to six.
  var ticks: [Double] {
    switch kind {
    case .linear:
      return (0...Int(((high - low) / step).rounded())).map { low + Double($0) * step }
    case .logarithmic:
      let decades = Int((log10(high) - log10(low)).rounded())
      let every = max(1, decades / 6)
      return stride(from: 0, through: decades, by: every).map { low * pow(10, Double($0)) }
    }
  }

  /// 1, 2 or 5 times a power of ten, the nearest in ratio.
  static func niceStep(_ rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return 1 }
    let power = pow(10, log10(rough).rounded(.down))
    let lead = rough / power
    return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10)
  }

  /// A tick's text: no more digits than the step needs.
  func label(_ value: Double) -> String {
    let rounded = abs(value) < (high - low) * 1e-9 ? 0 : value
    return Figure.plain(rounded, digits: kind == .linear ? 6 : 1)
  }
}
