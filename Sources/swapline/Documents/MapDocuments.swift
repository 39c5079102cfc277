internal import FibreNetwork
internal import SourceDocument
internal import TopologyFormats

/// What `swapline lint --format json` prints.
struct LintDocument {
  var findings: [Diagnostic]
  var sha256: String?

  static var contract: FileContract<LintDocument> {
    FileContract(
      "lint", title: "Swapline lint", "What is suspicious, or wrong, in a map file.",
      shown: [
        .figure("map_sha256", .text, "Of the map's file; null where it could not be read.", \.sha256),
        .figure("findings", .list(.finding), "In file order.", \.findings),
      ])
  }
}

extension Contract where Value == Diagnostic {
  static var finding: Contract {
    .shown([
      .figure("severity", .word, "", \.severity),
      .figure("code", .text, "Stable name of the kind of finding.", \.code),
      .figure("message", .text, "What was found, what is expected.", \.message),
      .figure("suggestion", .text, "What may be done about it.", \.suggestion),
      .figure("file", .text, "", \.file),
      .figure("line", .integer(), "From 1; null for the whole file.") { $0.position?.line },
      .figure("column", .integer(), "In characters, from 1.") { $0.position?.column },
    ])
  }
}

/// What `swapline maps --format json` prints.
struct MapsDocument {
  struct Entry {
    var name: String
    var network: FibreNetwork
  }
  var maps: [Entry]

  static var contract: FileContract<MapsDocument> {
    FileContract(
      "maps", title: "Swapline maps", "The maps that ship.",
      shown: [
        .figure(
          "maps",
          .list(
            .shown([
              .figure("name", .text, "As commands take it.", \.name),
              .figure("title", .text, "", \.network.name),
              .figure("summary", .text, "What the map shows and how it was made.", \.network.summary),
              .figure("sites", .integer(), "", \.network.sites.count),
              .figure("spans", .integer(), "", \.network.spans.count),
              .figure("total_km", .number(.nonNegative), "Fibre of all spans.", \.network.totalKm),
              .figure(
                "share_estimated", .number(.share), "Of the fibre, lengths by rule.", \.network.shareEstimated
              ),
            ])), "In the order of listings.", \.maps)
      ])
  }
}

extension MapSummary {
  var json: JSON { Self.contract.json(self) }

  /// What `swapline map --format json` prints.
  static var contract: FileContract<MapSummary> {
    let km = Contract<Double>.number(.nonNegative)
    func count(
      _ key: String, _ about: String, _ get: @escaping (FibreNetwork) -> Int
    ) -> Field<MapSummary> { .figure(key, .integer(), about) { get($0.map.network) } }
    let sources: [Field<MapSummary>] = LengthSource.allCases.map { source in
      .figure(source.rawValue, km) { $0.map.network.totalKm(source) }
    }
    return FileContract(
      "map", title: "Swapline map summary", "The figures of one map.",
      shown: [
        .figure("map_sha256", .text, "Of the map's file.", \.map.network.sha256),
        .figure("name", .text, "", \.map.network.name),
        .figure("format", .word, "As it was recognised.", \.map.format),
        count("sites", "", \.sites.count),
        count("junctions", "Sites without equipment.") { $0.sites.count(where: \.isJunction) },
        count("sites_without_place", "") { $0.sites.count { $0.coordinate == nil } },
        count("spans", "", \.spans.count),
        count("spans_of_unknown_length", "") { $0.spans.count { $0.lengthSource == .unknown } },
        .figure("total_km", km, "Fibre of all spans.", \.map.network.totalKm),
        .figure("lower_total_km", km, "By the lower end of a range of route factors.", \.lowerTotalKm),
        .group("km_by_length_source", "How the lengths are known.", sources),
        .figure(
          "share_estimated", .number(.share), "Of the fibre, lengths by rule.", \.map.network.shareEstimated),
        .figure("spans_estimated_by_rule", .integer(), "", \.map.spansEstimated),
        .figure("length_rule", .text, "Null where no length was estimated.") {
          $0.map.spansEstimated > 0 ? $0.map.lengthRule.description : nil
        },
        .figure("longest_span_km", km, "") { summary in
          summary.longest.map { summary.map.network.spans[$0].lengthKm }
        },
        .figure("longest_span", .text, "Names of its ends.") { summary in
          summary.longest.map(summary.spanName)
        },
        .figure("components", .integer(), "Parts that no span joins.", \.components),
        .figure("pairs_900_1100_km", .integer(), "Null for maps that are too large.") { $0.pairs?.count },
        .figure("pairs_nearest_1000_km", .list(pair), "At most ten.") { $0.nearest },
        .figure("sources", .list(.text), "Where the facts of the map come from.", \.map.network.sources),
      ])
  }

  private struct Pair {
    var from: String
    var to: String
    var lengthKm: Double
  }

  private var nearest: [Pair]? {
    pairs?.prefix(10).map {
      Pair(
        from: map.network.sites[$0.from].id, to: map.network.sites[$0.to].id, lengthKm: $0.lengthKm)
    }
  }

  private static var pair: Contract<Pair> {
    .shown([
      .figure("from", .text, "Id of a site.", \.from), .figure("to", .text, "Id of a site.", \.to),
      .figure("length_km", .number(.nonNegative), "Shortest fibre.", \.lengthKm),
    ])
  }
}
