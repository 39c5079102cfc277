/// What an attribute of a site means, by its name.
enum SiteFact {
  case id, name, latitude, longitude, place, mayHostRepeater, mayHostStation, cost, memories, note, junction

  /// Names are compared without case and punctuation: `may_host_repeater` is `mayHostRepeater`.
  static let names: [String: SiteFact] = [
    "id": .id, "nodeid": .id, "siteid": .id,
    "name": .name, "label": .name, "title": .name, "sitename": .name, "nodename": .name,
    "latitude": .latitude, "lat": .latitude, "latdeg": .latitude, "latitudedeg": .latitude,
    "longitude": .longitude, "lon": .longitude, "lng": .longitude, "long": .longitude, "londeg": .longitude,
    "longitudedeg": .longitude,
    "pos": .place, "position": .place, "location": .place, "wkt": .place, "geometry": .place,
    "mayhostrepeater": .mayHostRepeater, "mayhoststation": .mayHostStation, "cost": .cost,
    "memories": .memories, "memosize": .memories, "note": .note, "hyperedge": .junction,
    "junction": .junction,
  ]
}

/// What an attribute of a span means, by its name.
enum SpanFact: Hashable {
  case id, from, to, lengthSource, connectorLoss, spliceLoss, loss, fibre, laying, groupIndex, route, note
  /// Kilometres in one unit of the value; the unit is stated by the name or assumed.
  case length(kilometres: Double, isStated: Bool)
  /// dB/km in one unit of the value.
  case attenuation(perKm: Double, isStated: Bool)

  static let names: [String: SpanFact] = {
    let km = SpanFact.length(kilometres: 1, isStated: true)
    let metres = SpanFact.length(kilometres: 0.001, isStated: true)
    let miles = SpanFact.length(kilometres: 1.609344, isStated: true)
    let bare = SpanFact.length(kilometres: 1, isStated: false)
    return [
      "id": .id, "linkid": .id, "spanid": .id, "edgeid": .id,
      "from": .from, "source": .from, "start": .from, "node1": .from, "src": .from, "origin": .from,
      "startnode": .from, "fromnode": .from, "nodea": .from, "sitea": .from, "a": .from,
      "to": .to, "target": .to, "end": .to, "node2": .to, "dst": .to, "destination": .to, "endnode": .to,
      "tonode": .to, "nodez": .to, "nodeb": .to, "siteb": .to, "sitez": .to, "b": .to, "z": .to,
      "lengthkm": km, "distancekm": km, "distkm": km, "lengthinkm": km, "linklengthinkm": km,
      "fibrelengthkm": km,
      "fiberlengthkm": km, "km": km, "kilometres": km, "kilometers": km,
      // OFDS 0.3 gives the length in km in its schema.
      "fibrelength": km,
      "lengthm": metres, "distancem": metres, "lengthinm": metres, "lengthmetres": metres,
      "lengthmeters": metres, "metres": metres, "meters": metres, "lengthmiles": miles, "miles": miles,
      "lengthmi": miles, "distancemiles": miles,
      "length": bare, "distance": bare, "dist": bare, "len": bare, "fiberlength": bare,
      "lengthsource": .lengthSource,
      "attenuationdbperkm": .attenuation(perKm: 1, isStated: true),
      "attenuationdbkm": .attenuation(perKm: 1, isStated: true),
      "dbperkm": .attenuation(perKm: 1, isStated: true),
      "dbkm": .attenuation(perKm: 1, isStated: true),
      "attenuationdbperm": .attenuation(perKm: 1000, isStated: true),
      "attenuation": .attenuation(perKm: 1, isStated: false),
      "lossdb": .loss, "totallossdb": .loss, "spanlossdb": .loss, "measuredlossdb": .loss,
      "connectorlossdb": .connectorLoss, "splicelossdb": .spliceLoss,
      "fibre": .fibre, "fiber": .fibre, "fibretype": .fibre, "fibertype": .fibre,
      "laying": .laying,
      "groupindex": .groupIndex, "route": .route, "geometry": .route, "wkt": .route, "linestring": .route,
      "polyline": .route, "note": .note,
    ]
  }()
}

extension SpanFact {
  /// Whether a name is that of an end of a span: what tells a span from a site where both are features.
  static func isEnd(_ key: String) -> Bool {
    let fact = names[normalised(key)]
    return fact == .from || fact == .to
  }
}

/// A name without case and punctuation: `Length (km)` is `lengthkm`. OFDS tables write `spans/0/id`: the last part.
func normalised(_ key: String) -> String {
  let isPath = key.contains("/0/")
  var bytes: [UInt8] = []
  for byte in key.utf8 {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      bytes.append(byte)
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(byte | 0x20)
    case UInt8(ascii: "/"): if isPath { bytes = [] }
    default: break
    }
  }
  return String(decoding: bytes, as: UTF8.self)
}
