internal import FibreNetwork
internal import SourceDocument

extension MapLint {
  /// Isolated sites, parts, parallel spans, loops, repeated names, names with control characters, sites without a
  /// place.
  static func structure(_ lint: LintContext) -> [Diagnostic] {
    let network = lint.network
    var found: [Diagnostic] = []
    for index in network.sites.indices where network.neighbours[index].isEmpty {
      found.append(
        lint.finding(
          .warning, "isolated-site", "no span ends at the site \(network.sites[index].name)", site: index))
    }
    let parts = network.components().filter { $0.count > 1 }
    if parts.count > 1 {
      found.append(
        lint.finding(
          .note, "components",
          "the map falls into \(parts.count) parts without a connection; the largest has \(parts[0].count) of \(network.sites.count) sites",
          site: parts[1][0]))
    }

    var pairs: [[Int]: Int] = [:]
    var parallels: [Int] = []
    for (index, span) in network.spans.enumerated() {
      if span.from == span.to {
        found.append(
          lint.finding(
            .warning, "loop", "a span starts and ends at the site \(network.sites[span.from].name)",
            span: index)
        )
      } else if pairs.updateValue(index, forKey: [min(span.from, span.to), max(span.from, span.to)]) != nil {
        parallels.append(index)
      }
    }
    if let first = parallels.first {
      found.append(
        lint.finding(
          .note, "parallel-spans",
          "\(parallels.count) spans are parallel to another one (\(lint.name(ofSpan: first)))", span: first))
    }

    var names: [String: Int] = [:]
    var repeated: [Int] = []
    for (index, site) in network.sites.enumerated() where !site.isJunction {
      if names.updateValue(index, forKey: site.name) != nil { repeated.append(index) }
    }
    if let first = repeated.first {
      found.append(
        lint.finding(
          .note, "repeated-name",
          "\(repeated.count) sites have the name of another one (\(network.sites[first].name)); their ids tell them apart",
          site: first))
    }
    for (index, site) in network.sites.enumerated() where site.name.printable != site.name {
      found.append(
        lint.finding(
          .warning, "control-characters", "the name \(site.name) holds control characters", site: index))
    }

    let unplaced = network.sites.indices.filter { network.sites[$0].coordinate == nil }
    if !unplaced.isEmpty, unplaced.count < network.sites.count {
      let junctions = unplaced.count { network.sites[$0].isJunction }
      found.append(
        lint.finding(
          .note, "without-place",
          "\(unplaced.count) sites have no place, \(junctions) of them junctions; they are drawn amid their neighbours",
          site: unplaced[0]))
    }
    return found
  }
}
