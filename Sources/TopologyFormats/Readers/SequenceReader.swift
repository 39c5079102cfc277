internal import FibreNetwork
internal import SourceDocument

/// SeQUeNCe network configurations: `qconnections` between routers, or `qchannels` that end at BSM nodes.
///
/// Distances are in metres, attenuations in dB/m.
enum SequenceReader {
  static func read(_ json: LocatedJSON) throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: json.file)
    for node in try json.requiredArray("nodes") where !builder.isHopeless {
      guard let name = node["name"]?.id else {
        builder.report(.error, "missing-key", "a node has no \"name\"", at: node.position)
        continue
      }
      var facts = [Attribute(key: "name", value: .text(name), position: nil)]
      if let memories = node["memo_size"], let value = Attribute.Value(memories) {
        facts.append(Attribute(key: "memories", value: value, position: memories.position))
      }
      if node["type"]?.text == "BSMNode" {
        facts.append(Attribute(key: "may_host_repeater", value: .flag(false), position: nil))
      }
      builder.addSite(id: name, facts, position: node.position)
    }
    for (key, ends) in [("qconnections", ("node1", "node2")), ("qchannels", ("source", "destination"))] {
      for link in json[key]?.array ?? [] where !builder.isHopeless {
        guard let from = link[ends.0]?.id, let to = link[ends.1]?.id else {
          builder.report(
            .error, "missing-key", "a link has no \"\(ends.0)\" or no \"\(ends.1)\"", at: link.position)
          continue
        }
        var facts: [Attribute] = []
        for (from, to) in [("distance", "length_m"), ("attenuation", "attenuation_db_per_m")] {
          if let item = link[from], let value = Attribute.Value(item) {
            facts.append(Attribute(key: to, value: value, position: item.position))
          }
        }
        builder.addSpan(ends: (from, to), facts, position: link.position)
      }
    }
    // Channels are directed, and two routers send to one BSM node: opposite ones would be the same fibre.
    builder.isDirected = json["qchannels"] != nil
    return try builder.finish()
  }
}
