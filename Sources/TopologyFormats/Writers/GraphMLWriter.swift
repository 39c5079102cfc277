internal import FibreNetwork
internal import SourceDocument

/// GraphML, undirected; each fact is a `data` element of a declared key.
enum GraphMLWriter {
  private struct Keys {
    private(set) var declared: [(id: String, domain: String, name: String, type: String)] = []
    private var ids: [String: String] = [:]

    mutating func id(_ domain: String, _ member: JSON.Member) -> String {
      if let known = ids["\(domain) \(member.key)"] { return known }
      let id = "d\(declared.count)"
      let type =
        switch member.value {
        case .number, .integer: "double"
        case .bool: "boolean"
        default: "string"
        }
      declared.append((id, domain, member.key, type))
      ids["\(domain) \(member.key)"] = id
      return id
    }
  }

  static func write(_ network: FibreNetwork) -> MapWriter.Output {
    var keys = Keys()
    var body = ""
    func data(_ domain: String, _ members: [JSON.Member], _ indent: String) {
      for member in members {
        body +=
          "\(indent)<data key=\"\(keys.id(domain, member))\">\(escapedXML(member.value.plainText, isData: true))</data>\n"
      }
    }
    data("graph", network.headFacts, "    ")
    for (index, site) in network.sites.enumerated() {
      body += "    <node id=\"\(escapedXML(site.id, isData: true))\">\n"
      data("node", network.facts(ofSite: index).without("id"), "      ")
      body += "    </node>\n"
    }
    for (index, span) in network.spans.enumerated() {
      let facts = network.facts(ofSpan: index)
      let id = facts["id"].map { " id=\"\(escapedXML($0.plainText, isData: true))\"" } ?? ""
      let ends =
        "source=\"\(escapedXML(network.sites[span.from].id, isData: true))\" target=\"\(escapedXML(network.sites[span.to].id, isData: true))\""
      body += "    <edge\(id) \(ends)>\n"
      data("edge", facts.without("id"), "      ")
      body += "    </edge>\n"
    }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
    for key in keys.declared {
      text +=
        "  <key id=\"\(key.id)\" for=\"\(key.domain)\" attr.name=\"\(key.name)\" attr.type=\"\(key.type)\"/>\n"
    }
    text += "  <graph edgedefault=\"undirected\">\n" + body + "  </graph>\n</graphml>\n"
    return .init(files: [.init(suffix: "", text: text)], dropped: [])
  }
}
