internal import SourceDocument

/// SNDlib XML networks (Orlowski, Pióro, Tomaszewski, Wessäly, Networks 55(3) 276, 2010): places and links, no lengths.
enum SNDlibXMLReader {
  static func read(_ root: XMLNode, file: String) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: file)
    if let meta = root.child(named: "meta"), let origin = meta.child(named: "origin") {
      builder.sources = [oneLine(origin.text)]
    }
    guard let structure = root.child(named: "networkStructure"), let nodes = structure.child(named: "nodes")
    else {
      throw InputError(
        Diagnostic(
          .error, code: "missing-key", "there is no <networkStructure> with <nodes>", file: file,
          at: root.position))
    }
    switch nodes["coordinatesType"] {
    case "geographical": builder.coordinates = .geographic
    case "pixel": builder.coordinates = .drawing
    default: builder.coordinates = .untold
    }
    for node in nodes.children(named: "node") where !builder.isHopeless {
      guard let id = node["id"] else {
        builder.report(.error, "missing-key", "a node has no id", at: node.position)
        continue
      }
      var facts: [Attribute] = []
      if let place = node.child(named: "coordinates") {
        for (tag, key) in [("x", "longitude"), ("y", "latitude")] {
          if let value = place.child(named: tag) {
            facts.append(Attribute(key: key, value: .text(value.trimmed), position: value.position))
          }
        }
      }
      builder.addSite(id: id, facts, position: node.position)
    }
    for link in structure.child(named: "links")?.children(named: "link") ?? [] where !builder.isHopeless {
      guard let source = link.child(named: "source"), let target = link.child(named: "target") else {
        builder.report(.error, "missing-key", "a link has no source or no target", at: link.position)
        continue
      }
      var facts: [Attribute] = []
      if let id = link["id"] { facts.append(Attribute(key: "id", value: .text(id), position: link.position)) }
      builder.addSpan(ends: (source.trimmed, target.trimmed), facts, position: link.position)
    }
    return try builder.finish()
  }
}
