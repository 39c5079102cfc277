internal import FibreNetwork
internal import SourceDocument

/// Graphviz DOT, for drawing: places as `pos`, lengths as labels.
enum DOTWriter {
  static func write(_ network: FibreNetwork) -> MapWriter.Output {
    var text = "graph \(quoted(network.name)) {\n  node [shape=ellipse fontname=\"sans-serif\"];\n"
    for site in network.sites {
      var attributes = ["label=\(quoted(site.name))"]
      if let place = site.coordinate {
        attributes.append("pos=\"\(JSON.text(place.longitude)),\(JSON.text(place.latitude))!\"")
      }
      if site.isJunction { attributes.append("shape=point") }
      text += "  \(quoted(site.id)) [\(attributes.joined(separator: " "))];\n"
    }
    for (index, span) in network.spans.enumerated() {
      var attributes: [String] = []
      if span.lengthSource != .unknown {
        attributes.append("label=\"\(Numeral.padded(span.lengthKm, 1)) km\"")
        attributes.append("length_km=\(JSON.text(span.lengthKm))")
        attributes.append("loss_db=\(JSON.text(network.lossDb(ofSpan: index)))")
      }
      if span.lengthSource == .estimated { attributes.append("style=dashed") }
      text += "  \(quoted(network.sites[span.from].id)) -- \(quoted(network.sites[span.to].id))"
      text += " [\(attributes.joined(separator: " "))];\n"
    }
    text += "}\n"
    let dropped =
      network.headDropped
      + (network.spans.contains { !$0.polyline.isEmpty } ? ["the routes of spans"] : [])
      + ["what only the planner needs of sites and spans"]
    return .init(files: [.init(suffix: "", text: text)], dropped: dropped)
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\u{0}"..."\u{1F}": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}
