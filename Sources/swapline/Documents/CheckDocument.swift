internal import PlanFiles
internal import PlanReports
internal import Planning
internal import SourceDocument

/// What `swapline check --format json` prints.
struct CheckDocument {
  var file: String
  var check: PlanCheck
  var reproof: Reproof?
  var mapSHA256: String?
  var platformSHA256: String?

  static var contract: FileContract<CheckDocument> {
    FileContract(
      "check", title: "Swapline check",
      "What of a plan file was worked out again, what is taken on trust, what is wrong.",
      shown: [
        .figure("plan", .text, "The plan's file.", \.file),
        .figure("sound", .flag, "Whether nothing is wrong.", \.check.isSound),
        .figure("verified", .list(item), "What was worked out again and agrees.") {
          $0.check.verified.map { Item(kind: $0.rawValue, words: $0.words) }
        },
        .figure("trusted", .list(item), "What is taken as it stands.") { document in
          document.check.trusted.map { Item(kind: $0.rawValue, words: document.words($0)) }
        },
        .figure("map_sha256", .text, "Of the map that was checked against.", \.mapSHA256),
        .figure("platform_sha256", .text, "Of the platform's file.", \.platformSHA256),
        .figure("reproof", reproof, "What planning again says.", leavesOut: true, \.reproof),
        .figure("faults", .list(.text), "Each with file, line and column.") {
          $0.check.faults.map(\.description)
        },
      ])
  }

  /// A kind of leaf that is taken on trust; the plan's own map with its digest.
  func words(_ trust: PlanCheck.Trust) -> String {
    guard trust == .map, let digest = check.mapDigest else { return trust.words }
    return "\(trust.words), SHA-256 \(digest)"
  }

  private struct Item {
    var kind: String
    var words: String
  }

  private static var item: Contract<Item> {
    .shown([
      .figure("kind", .text, "Stable name.", \.kind), .figure("words", .text, "", \.words),
    ])
  }

  private static var reproof: Contract<Reproof> {
    .shown([
      .figure("confirmed", .flag, "", { $0.verdict == .confirmed }),
      .figure("value", .number(), "Of the best plan that was found again.", \.value),
      .figure("bound", .number(), "No plan is better.", \.bound), .figure("words", .text, "", \.words),
    ])
  }
}
