internal import SourceDocument

/// What a platform file may say: the name, unit and range of one parameter, and how many values it takes.
struct ParameterSpecification: Sendable {
  enum Count: Sendable {
    /// One number.
    case one
    /// One number for both arms, or one for each.
    case arms
    /// One to 64 numbers, all different: choices for the planner.
    case options
    /// Exactly so many.
    case exactly(Int)

    func allows(_ count: Int) -> Bool {
      switch self {
      case .one: count == 1
      case .arms: count == 1 || count == 2
      case .options: (1...64).contains(count)
      case .exactly(let n): count == n
      }
    }

    var words: String {
      switch self {
      case .one: "a number"
      case .arms: "a number, or an array of two (left and right arm)"
      case .options: "a number or an array of at most 64"
      case .exactly(let n): "an array of \(n) numbers"
      }
    }
  }

  /// What stands for a parameter that a file leaves out: the values of no effect, and what that assumes in words.
  struct Fallback: Sendable {
    var values: [Double]
    var words: String

    init(_ values: [Double], _ words: String) {
      self.values = values
      self.words = words
    }
  }

  var name: String
  var meaning: String
  var count = Count.one
  var range: ClosedRange<Double>
  /// Whether the lower or upper end of the range is itself allowed.
  var includesLower = true
  var includesUpper = true
  /// Taken, and listed as an assumption, where the file does not give the parameter; `nil` where the file must.
  var fallback: Fallback?
  var isWhole = false
  /// A parameter that may be given in place of this one.
  var alternative: String?

  /// Whether the values are the characters of noise, which belong to a channel only together.
  var isPauliChannel: Bool { name.hasSuffix("_characters") }

  /// The name without its unit suffix, and the unit (`1` for a pure number).
  var parts: (stem: String, unit: String) { Self.split(name) }

  func contains(_ value: Double) -> Bool {
    range.contains(value) && (includesLower || value > range.lowerBound)
      && (includesUpper || value < range.upperBound)
  }

  /// `from 0 to 1`, `above 0` …
  var rangeWords: String {
    let lower = JSON.text(range.lowerBound)
    let upper = JSON.text(range.upperBound)
    if range.upperBound == .greatestFiniteMagnitude {
      return includesLower ? "of at least \(lower)" : "above \(lower)"
    }
    return (includesLower ? "from \(lower)" : "above \(lower)")
      + (includesUpper ? " to \(upper)" : " and below \(upper)")
  }

  /// Unit suffixes of keys that the product reads, and the ones people write instead.
  static let units = [
    ("_db_per_km", "dB/km"), ("_rad_per_s", "rad/s"), ("_hz", "Hz"), ("_db", "dB"), ("_km", "km"),
    ("_rad", "rad"),
    ("_nm", "nm"), ("_m", "m"), ("_k", "K"), ("_s", "s"), ("_khz", "kHz"), ("_mhz", "MHz"), ("_ms", "ms"),
    ("_us", "µs"),
    ("_ns", "ns"), ("_ps", "ps"), ("_min", "min"), ("_deg", "degrees"), ("_percent", "%"),
  ]

  static func split(_ name: String) -> (stem: String, unit: String) {
    for (suffix, unit) in units where name.hasSuffix(suffix) {
      return (String(name.dropLast(suffix.count)), unit)
    }
    return (name, "1")
  }
}
