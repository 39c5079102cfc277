internal import SourceDocument

/// A piece of HTML or SVG: literal parts are markup, interpolated text is escaped.
///
/// Names come from map files that anybody may have written, so escaping is what happens when nothing else is asked
/// for:
///
/// ```swift
/// let cell: Markup = "<td>\(site.name)</td>"     // the name is text, whatever it holds
/// let row: Markup = "<tr>\(cell)</tr>"           // markup stays markup
/// ```
///
/// The five characters that HTML and XML give a meaning to are written as references, in attributes too; control
/// characters that XML 1.0 does not allow become U+FFFD.
public struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// The markup as it is written.
  public private(set) var text: String

  /// A literal: markup, not escaped.
  public init(stringLiteral value: String) { text = value }
  /// A literal with interpolations: its own parts are markup, what is interpolated is escaped.
  public init(stringInterpolation: Interpolation) { text = stringInterpolation.text }
  /// Text that is markup already.
  public init(trusted text: String) { self.text = text }

  /// One piece after the other.
  public static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.text + b.text) }
  /// Adds a piece at the end.
  public static func += (a: inout Markup, b: Markup) { a.text += b.text }

  /// Collects the parts of a literal.
  public struct Interpolation: StringInterpolationProtocol {
    var text = ""

    /// Starts without text.
    public init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }
    /// Adds a part of the literal itself: markup.
    public mutating func appendLiteral(_ literal: String) { text += literal }
    /// Adds text, escaped.
    public mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }
    /// Adds a whole number, without thousands set apart.
    public mutating func appendInterpolation(_ value: Int) { text += String(value) }
    /// A coordinate of a drawing, to a tenth of a pixel.
    public mutating func appendInterpolation(_ value: Double) { text += Markup.coordinate(value) }
    /// Adds markup as it is.
    public mutating func appendInterpolation(_ value: Markup) { text += value.text }
    /// Adds pieces of markup one after the other.
    public mutating func appendInterpolation(_ values: [Markup]) {
      for value in values { text += value.text }
    }
    /// Adds markup where there is some.
    public mutating func appendInterpolation(_ value: Markup?) { text += value?.text ?? "" }
  }

  /// Text as it may stand in an element or a quoted attribute.
  public static func escaped(_ text: String) -> String { escapedXML(text, isData: false) }

  /// A number with at most one decimal and no sign on zero; 0 where it is not finite.
  static func coordinate(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let (whole, part) = abs(tenths).quotientAndRemainder(dividingBy: 10)
    return (tenths < 0 ? "-" : "") + String(whole) + (part == 0 ? "" : ".\(part)")
  }
}

extension Array where Element == Markup {
  func joined(separator: String = "") -> Markup {
    Markup(trusted: map(\.text).joined(separator: separator))
  }
}
