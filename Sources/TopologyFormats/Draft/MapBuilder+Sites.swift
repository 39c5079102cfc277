internal import FibreNetwork
internal import SourceDocument

extension MapBuilder {
  /// Adds the site that attributes describe.
  ///
  /// - Parameter id: where the format has its own place for it.
  mutating func addSite(id: String? = nil, _ attributes: [Attribute], position: SourcePosition?) {
    var site = Site(id: id ?? "")
    var hasId = id != nil
    var names: [String: String] = [:]
    var latitude: Double?
    var longitude: Double?
    var place: (longitude: Double, latitude: Double)?
    for attribute in attributes {
      guard let fact = siteFact(attribute.key), !attribute.value.isAbsent else { continue }
      switch fact {
      case .id:
        if !hasId, let text = attribute.value.asText {
          site.id = text.trimmed
          hasId = true
        }
      case .name:
        if let text = attribute.value.asText { names[normalised(attribute.key)] = oneLine(text) }
      case .latitude: latitude = number(attribute, in: (-.greatestFiniteMagnitude)...)
      case .longitude: longitude = number(attribute, in: (-.greatestFiniteMagnitude)...)
      case .place:
        if let pair = attribute.value.asPair { place = pair }
      case .mayHostRepeater: site.mayHostRepeater = attribute.value.asFlag ?? true
      case .mayHostStation: site.mayHostStation = attribute.value.asFlag ?? true
      case .cost: site.cost = number(attribute, in: 0...) ?? 1
      case .memories:
        if let count = number(attribute, in: 0...1_000_000_000) { site.memories = Int(count) }
      case .note: site.note = attribute.value.asText
      case .junction:
        if attribute.value.asFlag ?? false { (site.mayHostRepeater, site.mayHostStation) = (false, false) }
      }
    }
    let name = ["name", "label", "title", "sitename", "nodename"].lazy.compactMap { names[$0] }.first
    if !hasId, let name {
      site.id = name
      hasId = true
    }
    guard hasId, !site.id.isEmpty else {
      report(.error, "missing-key", "a site has no id and no name", at: position)
      return
    }
    site.name = name ?? (site.isJunction ? "junction \(site.id)" : site.id)
    if let latitude, let longitude {
      place = (longitude, latitude)
    } else if latitude != nil || longitude != nil {
      report(
        .warning, "half-coordinate", "the site \(site.name) has only one of latitude and longitude",
        at: position)
    }
    add(site, place: place, position: position)
  }

  /// A finite number in a range; anything else is reported and `nil`.
  mutating func number(_ attribute: Attribute, in range: some RangeExpression<Double>) -> Double? {
    let value: Double
    switch attribute.value {
    case .number(let number): value = number
    case .text(let text):
      guard let number = TopologyFormats.number(in: text) else {
        // Programs write these for what they do not know.
        if ["nan", "inf", "-inf", "infinity", "-infinity"].contains(text.trimmed.lowercased()) {
          report(
            .warning, "not-a-number", "\"\(attribute.key)\" is \(text.trimmed) and counts as not given",
            at: attribute.position)
        } else {
          report(
            .error, "wrong-type", "\"\(attribute.key)\" is \"\(text.trimmed.prefix(60))\", expected a number",
            at: attribute.position)
        }
        return nil
      }
      value = number
    default:
      report(.error, "wrong-type", "\"\(attribute.key)\" is not a number", at: attribute.position)
      return nil
    }
    guard value.isFinite, range.contains(value) else {
      let expected = (range as? PartialRangeFrom<Double>).map { "at least \(JSON.text($0.lowerBound))" }
      report(
        .error, "out-of-range",
        "\"\(attribute.key)\" is \(JSON.text(value)), expected a number \(expected.map { "of \($0)" } ?? "within \(range)")",
        at: attribute.position)
      return nil
    }
    return value
  }
}

/// A name on one line: line breaks and tabs become spaces.
func oneLine(_ text: String) -> String {
  let text = text.trimmed
  guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else { return text }
  return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
