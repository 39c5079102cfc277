internal import SourceDocument

/// GraphML with attribute data: the Topology Zoo, NetworkX and our own files.
///
/// A hyperedge becomes a junction with one span to each of its ends.
enum GraphMLReader {
  static func read(_ root: XMLNode, file: String) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: file)
    var keys: [String: String] = [:]
    var defaults: [(domain: String, attribute: Attribute)] = []
    for key in root.children(named: "key") {
      guard let id = key["id"], let name = key["attr.name"] else { continue }
      keys[id] = name
      if let value = key.child(named: "default") {
        defaults.append(
          (
            key["for"] ?? "all",
            Attribute(key: name, value: .text(value.trimmed), position: value.position)
          ))
      }
    }
    func attributes(_ node: XMLNode, _ domain: String) -> [Attribute] {
      var found = node.children.compactMap { data -> Attribute? in
        guard data.name == "data", let key = data["key"] else { return nil }
        return Attribute(key: keys[key] ?? key, value: .text(data.trimmed), position: data.position)
      }
      for (wanted, attribute) in defaults
      where wanted == domain && !found.contains(where: { $0.key == attribute.key }) {
        found.append(attribute)
      }
      return found
    }
    guard let graph = root.child(named: "graph") else {
      throw InputError(
        Diagnostic(
          .error, code: "missing-key", "there is no <graph>", file: file, at: root.position))
    }
    builder.readGraph(attributes(graph, "graph"))
    builder.isDirected = graph["edgedefault"] == "directed"
    var junctions = 0
    for child in graph.children where !builder.isHopeless {
      switch child.name {
      case "node":
        guard let id = child["id"] else {
          builder.report(.error, "missing-key", "a node has no id", at: child.position)
          continue
        }
        builder.addSite(id: id, attributes(child, "node"), position: child.position)
      case "edge":
        guard let source = child["source"], let target = child["target"] else {
          builder.report(.error, "missing-key", "an edge has no source or no target", at: child.position)
          continue
        }
        var facts = attributes(child, "edge")
        if let id = child["id"] { facts.append(Attribute(key: "id", value: .text(id), position: nil)) }
        builder.addSpan(ends: (source, target), facts, position: child.position)
      case "hyperedge":
        junctions += 1
        let id = child["id"] ?? "hyperedge-\(junctions)"
        builder.addSite(
          id: id, [Attribute(key: "junction", value: .flag(true), position: nil)], position: child.position)
        for end in child.children(named: "endpoint") {
          if let node = end["node"] { builder.addSpan(ends: (id, node), [], position: end.position) }
        }
      default: break
      }
    }
    return try builder.finish()
  }
}
