internal import FibreNetwork

extension MapDraft {
  /// Takes the coordinates of sites as degrees.minutes: 23.42 becomes 23 + 42/60.
  mutating func decodeDegreesMinutes() {
    func decoded(_ value: Double) -> Double {
      let degrees = value.rounded(.towardZero)
      return degrees + (value - degrees) * 100 / 60
    }
    for index in sites.indices {
      guard let place = sites[index].site.coordinate else { continue }
      sites[index].site.coordinate = Coordinate(
        latitude: min(90, max(-90, decoded(place.latitude))),
        longitude: min(180, max(-180, decoded(place.longitude))))
    }
  }
}
