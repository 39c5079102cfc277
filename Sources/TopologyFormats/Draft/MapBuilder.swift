internal import FibreNetwork
internal import SourceDocument

/// Collects the sites and spans that a reader meets, checks their facts and joins spans to sites.
struct MapBuilder {
  /// More errors than these are counted, not kept.
  static let mostErrors = 100
  /// The most sites, and the most spans, of a map.
  static let most = 4_000_000

  /// The file being read; a second one of spans may follow one of sites.
  var file: String
  /// The file that holds the spans, where it is another one.
  var spanFile: String?
  var name = ""
  var summary: String?
  var licence: String?
  var sources: [String] = []
  var attenuationDbPerKm: Double?
  var groupIndex: Double?
  /// Whether the file says that its coordinates are for drawing.
  var coordinates = CoordinateKind.geographic
  /// Whether each span stands once for each direction.
  var isDirected = false

  enum CoordinateKind {
    case geographic
    /// The format does not tell degrees from pixels.
    case untold
    case drawing
  }

  var diagnostics: [Diagnostic] = []
  private(set) var errorCount = 0
  var sites: [DraftSite] = []
  var places: [(longitude: Double, latitude: Double)?] = []
  private var index: [String: Int] = [:]
  private var pending: [PendingSpan] = []
  private var siteKeys: [String: SiteFact?] = [:]
  private var spanKeys: [String: SpanFact?] = [:]
  /// The first attribute without a unit, and how many there are.
  var unitsAssumed: [String: (unit: String, count: Int, position: SourcePosition?)] = [:]

  struct PendingSpan {
    var ends: (from: String, to: String)
    var positions: (from: SourcePosition?, to: SourcePosition?)
    var span: DraftSpan
  }

  init(file: String) { self.file = file }

  mutating func report(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, suggestion: String? = nil,
    at position: SourcePosition?
  ) {
    if severity == .error {
      errorCount += 1
      if errorCount > Self.mostErrors { return }
    }
    diagnostics.append(
      Diagnostic(severity, code: code, message, suggestion: suggestion, file: file, at: position))
  }

  /// Whether there is no use in reading on.
  var isHopeless: Bool { errorCount > Self.mostErrors }

  /// Reports once that a map has more than it may.
  private mutating func isFull(_ count: Int, _ what: String, at position: SourcePosition?) -> Bool {
    guard count >= Self.most else { return false }
    if !isHopeless {
      report(.error, "too-many", "the map has more than \(Self.most) \(what)", at: position)
      errorCount = Self.mostErrors + 1
    }
    return true
  }

  mutating func siteFact(_ key: String) -> SiteFact? {
    if let known = siteKeys[key] { return known }
    let fact = SiteFact.names[normalised(key)]
    siteKeys[key] = .some(fact)
    return fact
  }

  mutating func spanFact(_ key: String) -> SpanFact? {
    if let known = spanKeys[key] { return known }
    let fact = SpanFact.names[normalised(key)]
    spanKeys[key] = .some(fact)
    return fact
  }

  /// The names of attributes that say nothing to a planner, and of which a conversion loses the values.
  var ignoredFacts: [String] {
    siteKeys.filter { $0.value == nil }.map { "\($0.key) of sites" }.sorted()
      + spanKeys.filter { $0.value == nil && normalised($0.key) != "name" }.map { "\($0.key) of spans" }
      .sorted()
  }

  func site(id: String) -> Int? { index[id] }

  /// Adds a site that has been read; a second one with the same id is an error.
  mutating func add(_ site: Site, place: (longitude: Double, latitude: Double)?, position: SourcePosition?) {
    if isFull(sites.count, "sites", at: position) { return }
    guard index[site.id] == nil else {
      report(.error, "duplicate-id", "the site id \"\(site.id)\" stands twice", at: position)
      return
    }
    index[site.id] = sites.count
    sites.append(DraftSite(site: site, position: position))
    places.append(place)
  }

  mutating func addSpan(
    from: String, to: String, _ span: DraftSpan, fromPosition: SourcePosition? = nil,
    toPosition: SourcePosition? = nil
  ) {
    if isFull(pending.count, "spans", at: span.position) { return }
    pending.append(
      PendingSpan(
        ends: (from, to), positions: (fromPosition ?? span.position, toPosition ?? span.position), span: span)
    )
  }

  /// The map, with span ends resolved and coordinates judged.
  ///
  /// - Throws: `InputError` with the errors of the file.
  mutating func finish() throws(InputError) -> MapDraft {
    var spans: [DraftSpan] = []
    spans.reserveCapacity(pending.count)
    for item in pending where !isHopeless {
      guard let from = end(item.ends.from, at: item.positions.from),
        let to = end(item.ends.to, at: item.positions.to)
      else { continue }
      var span = item.span
      (span.from, span.to) = (from, to)
      spans.append(span)
    }
    reportUnits()
    if sites.isEmpty, errorCount == 0 {
      report(.error, "no-sites", "the file holds no site", at: nil)
    }
    let errors = diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      let more =
        errorCount > errors.count
        ? [
          Diagnostic(
            .error, code: "more-errors",
            "there are more than \(Self.mostErrors) errors; the rest is not shown",
            file: file)
        ] : []
      throw InputError(
        errors.sorted {
          ($0.position ?? SourcePosition(line: 0, column: 0))
            < ($1.position ?? SourcePosition(line: 0, column: 0))
        } + more)
    }
    judgeCoordinates()
    var draft = MapDraft(name: name)
    draft.summary = summary
    draft.licence = licence
    draft.sources = sources
    let fallback = FibreDefaults()
    draft.defaults = FibreDefaults(
      attenuationDbPerKm: attenuationDbPerKm ?? fallback.attenuationDbPerKm,
      groupIndex: groupIndex ?? fallback.groupIndex, attenuationIsStated: attenuationDbPerKm != nil,
      groupIndexIsStated: groupIndex != nil)
    draft.sites = sites
    draft.spans = isDirected ? mergedDirections(spans) : spans
    draft.diagnostics = diagnostics
    draft.spanFile = spanFile
    draft.ignoredFacts = ignoredFacts
    return draft
  }

  private mutating func end(_ id: String, at position: SourcePosition?) -> Int? {
    if let site = index[id] { return site }
    // The nearest name is worth its time for the first few only.
    let nearest = errorCount < 10 ? nearestName(to: id, among: sites.lazy.map(\.site.id)) : nil
    report(
      .error, "unknown-site", "a span ends at \"\(id)\", which is not the id of a site",
      suggestion: nearest.map { "did you mean \"\($0)\"?" }, at: position)
    return nil
  }

  private mutating func reportUnits() {
    for (key, use) in unitsAssumed.sorted(by: { $0.key < $1.key }) {
      report(
        .note, "unit-assumed", "\"\(key)\" has no unit: \(use.count) values are taken as \(use.unit)",
        at: use.position)
    }
  }

  /// One span for each pair of opposite directed links, matched in file order.
  private func mergedDirections(_ spans: [DraftSpan]) -> [DraftSpan] {
    var waiting: [[Int]: [Int]] = [:]
    var merged: [DraftSpan] = []
    for span in spans {
      if var back = waiting[[span.to, span.from]], span.from != span.to, !back.isEmpty {
        let twin = back.removeFirst()
        waiting[[span.to, span.from]] = back
        // What only one direction tells holds for the fibre.
        merged[twin].lengthKm = merged[twin].lengthKm ?? span.lengthKm
        merged[twin].attenuationDbPerKm = merged[twin].attenuationDbPerKm ?? span.attenuationDbPerKm
      } else {
        waiting[[span.from, span.to], default: []].append(merged.count)
        merged.append(span)
      }
    }
    return merged
  }
}
