internal import SourceDocument

/// NetworkX and d3 node-link JSON, with `links` or `edges`; TopoHub, TopologyBench and SNDlib JSON are of this kind.
enum NodeLinkReader {
  static func read(_ json: LocatedJSON) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: json.file)
    if let directed = json["directed"], case .bool(true) = directed.value { builder.isDirected = true }
    if let graph = json["graph"] {
      builder.readGraph(graph.attributes)
      if let sources = graph["sources"]?.array { builder.sources += sources.compactMap(\.text) }
    }
    let nodes = try json.requiredArray("nodes")
    let links = try json[json["links"] == nil ? "edges" : "links"].map { item throws(InputError) in
      guard let items = item.array else {
        throw item.error(code: "wrong-type", "found \(item.kind), expected an array of links")
      }
      return items
    }
    guard let links else { throw json.error(code: "missing-key", "\"links\" or \"edges\" is missing") }

    // Without ids, links count nodes from 0, or name them.
    let byIndex = nodes.allSatisfy { $0["id"] == nil } && links.first?["source"]?.number != nil
    for (index, node) in nodes.enumerated() where !builder.isHopeless {
      guard case .object = node.value else {
        builder.report(.error, "wrong-type", "found \(node.kind), expected a node", at: node.position)
        continue
      }
      builder.addSite(id: byIndex ? String(index) : nil, node.attributes, position: node.position)
    }
    for link in links where !builder.isHopeless {
      guard case .object = link.value else {
        builder.report(.error, "wrong-type", "found \(link.kind), expected a link", at: link.position)
        continue
      }
      builder.addSpan(link.attributes, position: link.position)
    }
    return try builder.finish()
  }
}
