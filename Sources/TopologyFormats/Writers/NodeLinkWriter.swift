internal import FibreNetwork
internal import SourceDocument

/// NetworkX node-link JSON, an undirected multigraph.
enum NodeLinkWriter {
  static func write(_ network: FibreNetwork) -> MapWriter.Output {
    let nodes = network.sites.indices.map { JSON.object(network.facts(ofSite: $0)) }
    let links = network.spans.indices.map { index -> JSON in
      let span = network.spans[index]
      return .object(
        [
          .init("source", .string(network.sites[span.from].id)),
          .init("target", .string(network.sites[span.to].id)),
        ] + network.facts(ofSpan: index))
    }
    let document: JSON = [
      "directed": false, "multigraph": true, "graph": .object(network.headFacts), "nodes": .array(nodes),
      "links": .array(links),
    ]
    return .init(files: [.init(suffix: "", text: document.document)], dropped: [])
  }
}
