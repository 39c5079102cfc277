internal import SourceDocument

/// Net2Plan designs (n2p): nodes with longitude and latitude, directed links with lengths in km.
///
/// The two directions of a fibre become one span. Of several layers, the default one is read, else the first that has
/// links.
enum Net2PlanReader {
  static func read(_ root: XMLNode, file: String) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: file)
    builder.isDirected = true
    builder.coordinates = .untold
    builder.name = root["name"] ?? ""
    if let description = root["description"], !description.isEmpty {
      builder.sources = [oneLine(description)]
    }
    // The first versions have no layers, and count nodes instead of naming them.
    let physical = root.child(named: "physicalTopology")
    for (number, node) in (physical ?? root).children(named: "node").enumerated() where !builder.isHopeless {
      let id = node["id"] ?? String(number)
      let facts = [("name", "name"), ("xCoord", "longitude"), ("yCoord", "latitude")].compactMap { from, to in
        node[from].map { Attribute(key: to, value: .text($0), position: node.position) }
      }
      builder.addSite(id: id, facts, position: node.position)
    }
    let layers = root.children(named: "layer")
    let layer =
      physical ?? layers.first { $0["isDefaultLayer"] == "true" && $0.child(named: "link") != nil }
      ?? layers.first { $0.child(named: "link") != nil }
    if layers.count > 1, let layer {
      builder.report(
        .note, "several-layers",
        "of \(layers.count) layers, the layer \"\(layer["name"] ?? layer["id"] ?? "")\" is read",
        at: layer.position)
    }
    for link in layer?.children(named: "link") ?? [] where !builder.isHopeless {
      guard let from = link["originNodeId"], let to = link["destinationNodeId"] else {
        builder.report(.error, "missing-key", "a link has no origin or no destination", at: link.position)
        continue
      }
      let facts = ["id", "lengthInKm", "linkLengthInKm"].compactMap { key in
        link[key].map { Attribute(key: key, value: .text($0), position: link.position) }
      }
      builder.addSpan(ends: (from, to), facts, position: link.position)
    }
    return try builder.finish()
  }
}
