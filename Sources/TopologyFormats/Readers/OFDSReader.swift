internal import SourceDocument

/// Open Fibre Data Standard 0.3 network packages: nodes with a location, spans with a route and a length in km.
enum OFDSReader {
  /// - Parameter json: a package with `networks`, or one network.
  static func read(_ json: LocatedJSON) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: json.file)
    let networks = json["networks"]?.array ?? [json]
    if networks.count > 1 {
      builder.report(
        .note, "several-networks",
        "the \(networks.count) networks of the package are read into one map; ids carry the network's number",
        at: json.position)
    }
    for (number, network) in networks.enumerated() {
      let prefix = networks.count > 1 ? "\(number + 1)/" : ""
      if builder.name.isEmpty { builder.name = network["name"]?.text ?? "" }
      if let publisher = network["publisher"]?["name"]?.text { builder.sources.append(publisher) }
      if let licence = network["license"]?.text { builder.licence = licence }
      for node in try network.requiredArray("nodes") where !builder.isHopeless {
        builder.addSite(id: node["id"]?.id.map { prefix + $0 }, node.attributes, position: node.position)
      }
      for span in network["spans"]?.array ?? [] where !builder.isHopeless {
        guard let start = span["start"], let end = span["end"] else {
          builder.report(
            .error, "missing-key", "a span has no \"start\" or no \"end\"", at: span.position)
          continue
        }
        guard let from = (start["id"] ?? start).id, let to = (end["id"] ?? end).id else {
          builder.report(.error, "wrong-type", "\"start\" and \"end\" are not ids", at: start.position)
          continue
        }
        builder.addSpan(ends: (prefix + from, prefix + to), span.attributes, position: span.position)
      }
    }
    return try builder.finish()
  }
}
