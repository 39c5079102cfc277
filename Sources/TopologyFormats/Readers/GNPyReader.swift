internal import FibreNetwork
internal import SourceDocument

/// GNPy topologies: fibres are spans; all other elements that are joined without a fibre stand at one site.
///
/// The two directions of a fibre become one span. Amplifier sites whose two directions are separate elements are one
/// site where the city and the place are the same.
struct GNPyReader {
  private let json: LocatedJSON
  private let elements: [LocatedJSON]
  private var index: [String: Int] = [:]
  /// Union-find over elements.
  private var parent: [Int]
  private var isFibre: [Bool]

  static func read(_ json: LocatedJSON) throws(InputError) -> MapDraft {
    var reader = try GNPyReader(json)
    return try reader.read()
  }

  private init(_ json: LocatedJSON) throws(InputError) {
    self.json = json
    elements = try json.requiredArray("elements")
    parent = Array(elements.indices)
    isFibre = elements.map { $0["type"]?.text?.contains("Fiber") ?? false }
  }

  private mutating func root(_ element: Int) -> Int {
    var element = element
    while parent[element] != element {
      parent[element] = parent[parent[element]]
      element = parent[element]
    }
    return element
  }

  private mutating func join(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    parent[max(a, b)] = min(a, b)
  }

  private mutating func read() throws(InputError) -> MapDraft {
    var builder = MapBuilder(file: json.file)
    builder.isDirected = true
    builder.coordinates = .untold
    builder.name = json["network_name"]?.text ?? ""
    for (number, element) in elements.enumerated() where !builder.isHopeless {
      guard let uid = element["uid"]?.id else {
        builder.report(.error, "missing-key", "an element has no \"uid\"", at: element.position)
        continue
      }
      if index.updateValue(number, forKey: uid) != nil {
        builder.report(.error, "duplicate-id", "the uid \"\(uid)\" stands twice", at: element.position)
      }
    }
    let connections = try joinElements(&builder)
    joinAmplifierSites()

    // Sites in the order of their first elements.
    var ids: [Int: String] = [:]
    var members: [Int: [Int]] = [:]
    for number in elements.indices where !isFibre[number] {
      members[root(number), default: []].append(number)
    }
    for number in elements.indices {
      if let members = members[number] { ids[number] = addSite(members, &builder) }
    }
    var before = [Int?](repeating: nil, count: elements.count)
    var after = before
    for (from, to) in connections {
      if isFibre[to], !isFibre[from] { before[to] = root(from) }
      if isFibre[from], !isFibre[to] { after[from] = root(to) }
      if isFibre[from], isFibre[to] {
        // A splice: the place between two fibres is a junction.
        let id = "\(elements[from]["uid"]?.id ?? "") / \(elements[to]["uid"]?.id ?? "")"
        builder.addSite(
          id: id, [Attribute(key: "junction", value: .flag(true), position: nil)],
          position: elements[to].position)
        let junction = elements.count + ids.count
        ids[junction] = id
        (after[from], before[to]) = (junction, junction)
      }
    }
    for number in elements.indices where isFibre[number] && !builder.isHopeless {
      guard let from = before[number].flatMap({ ids[$0] }), let to = after[number].flatMap({ ids[$0] }) else {
        builder.report(
          .warning, "loose-fibre",
          "the fibre \(elements[number]["uid"]?.id ?? "") is not connected at both ends and is left out",
          at: elements[number].position)
        continue
      }
      addFibre(elements[number], from, to, &builder)
    }
    return try builder.finish()
  }

  /// The connections as element numbers; elements that meet without a fibre between them become one site.
  private mutating func joinElements(_ builder: inout MapBuilder) throws(InputError) -> [(Int, Int)] {
    var connections: [(Int, Int)] = []
    for connection in try json.requiredArray("connections") where !builder.isHopeless {
      var ends: [Int] = []
      for key in ["from_node", "to_node"] {
        let uid = connection[key]?.id ?? ""
        if let end = index[uid] {
          ends.append(end)
        } else {
          builder.report(
            .error, "unknown-site", "\"\(key)\" is \"\(uid)\", which is not the uid of an element",
            at: (connection[key] ?? connection).position)
        }
      }
      guard ends.count == 2 else { continue }
      connections.append((ends[0], ends[1]))
      if !isFibre[ends[0]], !isFibre[ends[1]] { join(ends[0], ends[1]) }
    }
    return connections
  }

  private mutating func joinAmplifierSites() {
    var seen: [String: Int] = [:]
    for number in elements.indices where !isFibre[number] {
      guard let place = place(of: elements[number]) else { continue }
      if let first = seen[place] { join(first, number) } else { seen[place] = number }
    }
  }

  /// City and coordinates as one text; `nil` without a city.
  private func place(of element: LocatedJSON) -> String? {
    guard let location = element["metadata"]?["location"], let city = location["city"]?.text, !city.isEmpty
    else { return nil }
    let latitude = location["latitude"]?.number ?? .nan
    let longitude = location["longitude"]?.number ?? .nan
    return "\(city)|\(JSON.text(latitude))|\(JSON.text(longitude))"
  }

  private func addSite(_ members: [Int], _ builder: inout MapBuilder) -> String {
    let locations = members.compactMap { elements[$0]["metadata"]?["location"] }
    let city = locations.lazy.compactMap { $0["city"]?.text }.first { !$0.isEmpty }
    let uid = elements[members[0]]["uid"]?.id ?? ""
    let id = city.flatMap { builder.site(id: $0) == nil ? $0 : nil } ?? uid
    var facts = locations.first?.attributes ?? []
    facts.append(Attribute(key: "name", value: .text(city ?? uid), position: nil))
    builder.addSite(id: id, facts, position: elements[members[0]].position)
    return id
  }

  private func addFibre(_ fibre: LocatedJSON, _ from: String, _ to: String, _ builder: inout MapBuilder) {
    var facts = [
      Attribute(key: "id", value: .text(fibre["uid"]?.id ?? ""), position: fibre.position)
    ]
    let params = fibre["params"]
    if let length = params?["length"], let value = Attribute.Value(length) {
      let unit = params?["length_units"]?.text ?? "km"
      facts.append(
        Attribute(key: unit == "m" ? "length_m" : "length_km", value: value, position: length.position))
    }
    if let loss = params?["loss_coef"] {
      // Newer files give a table over frequency; its middle stands for the band.
      let value = loss.number ?? loss["value"]?.array.flatMap { $0.isEmpty ? nil : $0[$0.count / 2].number }
      if let value {
        facts.append(Attribute(key: "attenuation_db_per_km", value: .number(value), position: loss.position))
      }
    }
    let connectors = ["att_in", "con_in", "con_out"].compactMap { params?[$0]?.number }
    if let first = connectors.first {
      facts.append(
        Attribute(
          key: "connector_loss_db", value: .number(connectors.dropFirst().reduce(first, +)),
          position: params?.position))
    }
    if let type = fibre["type_variety"]?.text {
      facts.append(Attribute(key: "fibre", value: .text(type), position: nil))
    }
    builder.addSpan(ends: (from, to), facts, position: fibre.position)
  }
}
