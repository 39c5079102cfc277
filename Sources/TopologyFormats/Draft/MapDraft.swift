internal import FibreNetwork
internal import SourceDocument

/// What a reader found in a map file, before lengths are completed: the common ground of all readers.
struct MapDraft {
  var name: String
  var summary: String?
  var licence: String?
  var sources: [String] = []
  var defaults = FibreDefaults()
  /// Ids are unique and span ends are indices of sites: readers report what breaks this.
  var sites: [DraftSite] = []
  var spans: [DraftSpan] = []
  var diagnostics: [Diagnostic] = []
  /// The file that holds the spans, where it is not the one of the sites.
  var spanFile: String?
  /// Names of attributes that were not read.
  var ignoredFacts: [String] = []

  init(name: String) { self.name = name }
}

struct DraftSite {
  var site: Site
  var position: SourcePosition?
}

struct DraftSpan {
  var from: Int
  var to: Int
  var id: String?
  /// As the file gives it, in km; `nil` where it does not.
  var lengthKm: Double?
  /// How the file says the length is known; `nil` where it does not say.
  var lengthSource: LengthSource?
  var attenuationDbPerKm: Double?
  var measuredLossDb: Double?
  var connectorLossDb = 0.0
  var spliceLossDb = 0.0
  var fibre: String?
  var laying = FibreLaying.buried
  var groupIndex: Double?
  var polyline: [Coordinate] = []
  var note: String?
  var position: SourcePosition?

  init(from: Int, to: Int, position: SourcePosition?) {
    self.from = from
    self.to = to
    self.position = position
  }
}
