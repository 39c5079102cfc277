internal import ArgumentParser
internal import FibreNetwork
internal import Foundation
internal import Planning
internal import SourceDocument

/// Which pairs of sites are to be connected, and how they share the network.
struct DemandOptions: ParsableArguments {
  @Option(help: "Id or name of the first end site.")
  var from: String?
  @Option(help: "Id or name of the other end site.")
  var to: String?
  @Option(
    help: ArgumentHelp(
      "A pair of end sites to connect, as ids or names: A:B. May be repeated; all share the repeaters.",
      valueName: "A:B"))
  var demand: [String] = []
  @Option(
    help: ArgumentHelp("Connect every pair of these sites: A,B,C.", valueName: "A,B,…"))
  var allPairs: String?

  @Option(help: "Chains of each demand that are disjoint from each other, 1 to 8. Default: 1.")
  var disjoint = 1
  @Option(
    help:
      "What disjoint chains may not share: spans (no fibre; one cut never takes two chains), sites (no repeater; two chains may lie in one fibre) or both. Default: spans."
  )
  var disjointBy = Disjointness.spans
  @Option(
    help:
      "How a second chain protects the first: dedicated (both run at once) or shared (it starts when a failure takes the first, so a repeater's memories need to suffice only for the backups that any one failure calls for). Default: dedicated."
  )
  var protection = Protection.dedicated
  @Option(help: "Most chains that may swap at one site, all demands together. Default: no limit.")
  var siteCapacity: Int?

  func validate() throws {
    guard (from == nil) == (to == nil) else {
      throw ValidationError("--from and --to go together")
    }
    if !Self.disjointRange.contains(disjoint) {
      throw ValidationError("--disjoint is \(disjoint), expected a whole number from 1 to 8")
    }
    if protection == .shared, disjoint != 2 {
      throw ValidationError(
        "--protection shared is for two chains of each demand, expected --disjoint 2, not \(disjoint)")
    }
    if let siteCapacity, siteCapacity < 1 {
      throw ValidationError("--site-capacity is \(siteCapacity), expected a whole number of at least 1")
    }
  }

  static let disjointRange = 1...8

  /// Whether nothing is to be connected.
  var hasNoEnds: Bool { from == nil && demand.isEmpty && allPairs == nil }

  mutating func clearEnds() {
    from = nil
    to = nil
    clearPairs()
  }

  mutating func clearPairs() {
    demand = []
    allPairs = nil
  }

  /// The pairs as sites of a map, in the order given; pairs of the same ends once.
  ///
  /// - Throws: `CommandFailure` with exit code 3 for a site that is not on the map, 2 for a pair of one site.
  func pairs(in network: FibreNetwork, map: String) throws -> [Demand] {
    var pairs: [Demand] = []
    func add(_ a: Int, _ b: Int, _ option: String) throws {
      guard a != b else {
        throw CommandFailure(
          .usage, "\(option): both ends are the same site, \(network.sites[a].name.printable)")
      }
      if !pairs.contains(where: { Set([$0.from, $0.to]) == Set([a, b]) }) {
        pairs.append(Demand(from: a, to: b))
      }
    }
    if let from, let to {
      try add(
        try findSite(from, in: network, map: map), try findSite(to, in: network, map: map),
        "--from and --to")
    }
    for text in demand {
      let (a, b) = try ends(text, in: network, map: map)
      try add(a, b, "--demand \(text.printable)")
    }
    if let allPairs {
      let sites = try allPairs.split(separator: ",").map {
        try findSite($0.trimmingCharacters(in: .whitespaces), in: network, map: map)
      }
      guard Set(sites).count >= 2 else {
        throw CommandFailure(.usage, "--all-pairs \(allPairs.printable): expected at least two sites, A,B")
      }
      for (i, a) in sites.enumerated() {
        for b in sites[(i + 1)...] where a != b { try add(a, b, "--all-pairs") }
      }
    }
    return pairs
  }

  /// Both ends of `A:B`; a name may itself contain colons, so every place to cut is tried.
  private func ends(_ text: String, in network: FibreNetwork, map: String) throws -> (Int, Int) {
    let cuts = text.indices.filter { text[$0] == ":" }
    guard let first = cuts.first else {
      throw CommandFailure(.usage, "--demand is \(text.printable), expected two sites as A:B")
    }
    func part(_ piece: Substring) -> String { piece.trimmingCharacters(in: .whitespaces) }
    for cut in cuts {
      if let a = try? findSite(part(text[..<cut]), in: network, map: map),
        let b = try? findSite(part(text[text.index(after: cut)...]), in: network, map: map)
      {
        return (a, b)
      }
    }
    return (
      try findSite(part(text[..<first]), in: network, map: map),
      try findSite(part(text[text.index(after: first)...]), in: network, map: map)
    )
  }
}
