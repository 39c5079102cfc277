internal import Foundation
internal import SourceDocument

/// Numbers as people read them: a few significant digits, the unit that keeps them short.
public enum Figure {
  /// A number with so many significant digits, `1.23 × 10⁻⁵` where it is below 0.001 or from a million on;
  /// `–` for NaN, `∞` for infinity.
  public static func text(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    guard value != 0 else { return "0" }
    let scientific = Numeral.scientific(value, digits)
    let parts = scientific.split(separator: "e")
    let exponent = Int(parts[1]) ?? 0
    if exponent < -3 || exponent > 5 {
      return minus(String(parts[0])) + " × 10" + superscript(exponent)
    }
    let decimals = max(0, digits - 1 - exponent)
    return minus(grouped(Numeral.fixed(Double(scientific) ?? value, decimals)))
  }

  /// A number that is exact: at most so many significant digits, without zeros at the end.
  public static func plain(_ value: Double, digits: Int = 6) -> String {
    let text = text(value, digits: digits)
    let parts = text.split(separator: " × ", maxSplits: 1)
    return trimmed(String(parts[0])) + (parts.count > 1 ? " × " + parts[1] : "")
  }

  /// A whole number, from 10,000 on with its thousands apart.
  public static func whole(_ value: Int) -> String { minus(grouped(String(value))) }

  /// A number with so many decimals.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return text(value) }
    let text = Numeral.fixed(value, decimals)
    return minus(grouped(text.allSatisfy { "-0.".contains($0) } ? text.replacing("-", with: "") : text))
  }

  /// Kilometres with one decimal.
  public static func km(_ value: Double) -> String { fixed(value, 1) + " km" }
  /// A loss in dB with two decimals.
  public static func db(_ value: Double) -> String { fixed(value, 2) + " dB" }

  /// A time in the unit of s, ms, µs and ns that keeps it between 1 and 1,000; from three days on in days.
  public static func time(_ seconds: Double, digits: Int = 3) -> String {
    guard seconds.isFinite, seconds != 0 else { return text(seconds) + " s" }
    for (unit, size) in [("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)]
    where abs(seconds) >= 0.9995 * size || unit == "ns" {
      if unit == "s", seconds >= 3 * 86_400 { return text(seconds / 86_400, digits: digits) + " days" }
      return text(seconds / size, digits: digits) + " " + unit
    }
    return text(seconds) + " s"
  }

  /// Pairs per second.
  public static func rate(_ value: Double, digits: Int = 3) -> String {
    text(value, digits: digits) + " pairs/s"
  }

  /// A value with its standard error, rounded to two digits of the error: `1.234 ± 0.012`.
  public static func measured(_ value: Double, error: Double) -> String {
    guard error > 0, error.isFinite, value.isFinite, value != 0 else { return text(value, digits: 4) }
    let decimals = 1 - Int(floor(log10(error)))
    guard decimals <= 9, decimals >= 0 else { return text(value, digits: 4) + " ± " + text(error, digits: 2) }
    return fixed(value, decimals) + " ± " + fixed(error, decimals)
  }

  /// A share as a percentage.
  public static func percent(_ share: Double, digits: Int = 2) -> String {
    text(share * 100, digits: digits) + " %"
  }

  /// A change as a percentage with its sign.
  public static func signedPercent(_ share: Double) -> String {
    (share > 0 ? "+" : "") + fixed(share * 100, abs(share) < 0.1 ? 1 : 0) + " %"
  }

  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
  }

  private static func minus(_ text: String) -> String { text.replacing("-", with: "−") }

  private static func grouped(_ text: String) -> String {
    let parts = text.split(separator: ".", maxSplits: 1)
    let whole = parts[0].drop { $0 == "-" }
    guard whole.count > 4 else { return text }
    var out = ""
    for (i, digit) in whole.enumerated() {
      if i > 0, (whole.count - i) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return (text.hasPrefix("-") ? "-" : "") + out + (parts.count > 1 ? "." + parts[1] : "")
  }

  private static func superscript(_ value: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return (value < 0 ? "⁻" : "") + String(abs(value)).map { digits[Int(String($0))!] }
  }
}
