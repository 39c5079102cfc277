/// Which finite numbers a value may be.
public struct NumberRange: Sendable, Hashable {
  /// Lower end; `nil` for none.
  public var least: Double?
  /// Upper end; `nil` for none.
  public var most: Double?
  /// Whether `least` itself is not allowed.
  public var excludesLeast = false
  /// Whether `most` itself is not allowed.
  public var excludesMost = false

  /// Every finite number.
  public static let finite = NumberRange(least: nil, most: nil)
  /// 0 and above.
  public static let nonNegative = NumberRange(least: 0, most: nil)
  /// Above 0.
  public static let positive = NumberRange(least: 0, most: nil, excludesLeast: true)
  /// Probabilities and shares, 0 to 1.
  public static let share = NumberRange(least: 0, most: 1)

  /// Creates a range from its parts; both ends belong to it by default.
  public init(least: Double?, most: Double?, excludesLeast: Bool = false, excludesMost: Bool = false) {
    self.least = least
    self.most = most
    self.excludesLeast = excludesLeast
    self.excludesMost = excludesMost
  }

  /// From `least`, which belongs to the range, to `most`, which does too.
  public static func from(_ least: Double, to most: Double? = nil) -> Self { Self(least: least, most: most) }
  /// Above `least`, which does not belong to the range, to `most`, which does.
  public static func above(_ least: Double, to most: Double? = nil) -> Self {
    Self(least: least, most: most, excludesLeast: true)
  }

  /// Whether a number is finite and in the range; NaN is in none.
  public func contains(_ number: Double) -> Bool {
    number.isFinite && (least.map { excludesLeast ? number > $0 : number >= $0 } ?? true)
      && (most.map { excludesMost ? number < $0 : number <= $0 } ?? true)
  }

  /// For messages, after “a number”: `from 0 to 1`, `above 0` …
  public var words: String {
    switch (least, most) {
    case (nil, nil): "that is finite"
    case (let least?, nil): (excludesLeast ? "above " : "of at least ") + JSON.text(least)
    case (nil, let most?): (excludesMost ? "below " : "of at most ") + JSON.text(most)
    case (let least?, let most?):
      excludesLeast
        ? "above \(JSON.text(least)) and \(excludesMost ? "below" : "at most") \(JSON.text(most))"
        : "from \(JSON.text(least)) to \(excludesMost ? "below " : "")\(JSON.text(most))"
    }
  }

  /// Members of a JSON Schema.
  var schema: [JSON.Member] {
    var members: [JSON.Member] = []
    if let least { members.append(.init(excludesLeast ? "exclusiveMinimum" : "minimum", .number(least))) }
    if let most { members.append(.init(excludesMost ? "exclusiveMaximum" : "maximum", .number(most))) }
    return members
  }
}
