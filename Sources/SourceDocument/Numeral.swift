internal import Foundation

/// Numbers as text, the same in every locale: a point, a hyphen for minus, no grouping.
public enum Numeral {
  /// So many significant digits, as C's `%g`: no zeros at the end, `1.5e-05` below 1e-4 and from 10^digits on.
  public static func significant(_ value: Double, _ digits: Int = 3) -> String {
    String(format: "%.\(digits)g", value)
  }

  /// So many significant digits, always as `1.23e-05`.
  public static func scientific(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits - 1)e", value)
  }

  /// So many decimals of the number as it is stored: 12.35, a little less in binary, is `12.3`.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// So many decimals of the number as people wrote it, halves away from zero: 12.35 is `12.4`.
  public static func padded(_ value: Double, _ decimals: Int) -> String {
    guard value.magnitude * pow(10, Double(decimals)) < 1e15 else { return "\(value)" }
    return fixed(value == 0 ? 0 : nearest(value, decimals), decimals)
  }

  /// As `padded`, without zeros at the end.
  public static func rounded(_ value: Double, _ decimals: Int = 1) -> String {
    JSON.text(nearest(value, decimals))
  }

  /// So many significant digits without zeros at the end, `1.23e-5` below 1e-3 and from 1e6 on: words for what has no
  /// number there.
  public static func short(_ value: Double, _ digits: Int = 3) -> String {
    guard value != 0, value.isFinite else { return value == 0 ? "0" : value.isNaN ? "unknown" : "no limit" }
    let exponent = Int(log10(abs(value)).rounded(.down))
    if exponent < -3 || exponent > 5 {
      let mantissa = (value / pow(10, Double(exponent - digits + 1))).rounded() * pow(10, Double(1 - digits))
      return "\(rounded(mantissa, digits))e\(exponent)"
    }
    return rounded(value, digits - 1 - exponent)
  }

  /// Two decimals and always a sign.
  public static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }

  /// The nearest number of so many decimals (negative: tens, hundreds …), halves away from zero.
  private static func nearest(_ value: Double, _ decimals: Int) -> Double {
    let scale = pow(10, Double(abs(decimals)))
    return decimals >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
  }
}

/// `1 repeater`, `2 repeaters`.
public func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
