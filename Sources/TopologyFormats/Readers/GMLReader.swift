internal import SourceDocument

/// GML: the Topology Zoo, NetworkX, TopoHub and SURF files.
enum GMLReader {
  static func read(_ text: SourceText) throws(InputError) -> MapDraft {
    let pairs = try GMLScanner.pairs(of: text)
    var builder = MapBuilder(file: text.file)
    builder.diagnostics = text.diagnostics
    let graphs = pairs.compactMap { pair -> (GMLPair, [GMLPair])? in
      guard pair.key.lowercased() == "graph", case .list(let inner) = pair.value else { return nil }
      return (pair, inner)
    }
    guard let (_, graph) = graphs.first else {
      throw InputError(
        Diagnostic(.error, code: "missing-key", "there is no graph [ … ]", file: text.file))
    }
    if graphs.count > 1 {
      builder.report(
        .warning, "several-graphs", "the file holds \(graphs.count) graphs; only the first is read",
        at: graphs[1].0.position)
    }
    builder.readGraph(graph.compactMap(\.attribute))
    for pair in graph where !builder.isHopeless {
      guard case .list(let facts) = pair.value else { continue }
      switch pair.key.lowercased() {
      case "node": builder.addSite(facts.compactMap(\.attribute), position: pair.position)
      case "edge":
        let attributes = facts.compactMap(\.attribute)
        // SURF's files also give `start` and `end`, which are labels.
        func end(_ key: String) -> String? { attributes.first { $0.key == key }?.value.asText }
        if let source = end("source"), let target = end("target") {
          builder.addSpan(ends: (source, target), attributes, position: pair.position)
        } else {
          builder.addSpan(attributes, position: pair.position)
        }
      default: break
      }
    }
    return try builder.finish()
  }
}

extension GMLPair {
  /// `nil` for a list, except for `graphics [ x y ]` and the like, which hold nothing that is read.
  fileprivate var attribute: Attribute? {
    switch value {
    case .number(let number): Attribute(key: key, value: .number(number), position: position)
    case .text(let text): Attribute(key: key, value: .text(text), position: position)
    case .list: nil
    }
  }
}
