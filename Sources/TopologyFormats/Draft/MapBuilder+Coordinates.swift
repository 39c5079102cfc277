internal import FibreNetwork
internal import SourceDocument

extension MapBuilder {
  /// Turns the places of the file into coordinates, or drops them with a word where they are no degrees.
  mutating func judgeCoordinates() {
    let given = places.indices.filter { places[$0] != nil }
    guard !given.isEmpty else { return }
    let outside = given.filter { !Self.isOnEarth(places[$0]!) }
    if coordinates == .drawing || outside.count * 4 > given.count {
      let swapped = given.allSatisfy { Self.isOnEarth((places[$0]!.latitude, places[$0]!.longitude)) }
      if coordinates != .drawing, swapped {
        report(
          .warning, "coordinates-swapped",
          "\(outside.count) of \(given.count) latitudes are beyond ±90, but all would be right if latitude and longitude were swapped; the coordinates are not used",
          suggestion: "swap them", at: sites[outside[0]].position)
      } else {
        report(
          coordinates == .drawing ? .note : .warning, "coordinates-not-geographic",
          "the coordinates are those of a drawing, not degrees; they are not used",
          at: sites[given[0]].position
        )
      }
      return
    }
    if coordinates == .untold, given.count >= 5,
      given.allSatisfy({
        places[$0]!.latitude == places[$0]!.latitude.rounded()
          && places[$0]!.longitude == places[$0]!.longitude.rounded()
      })
    {
      report(
        .warning, "coordinates-not-geographic",
        "all coordinates are whole numbers: those of a drawing, not degrees; they are not used",
        at: sites[given[0]].position)
      return
    }
    for index in given {
      let (longitude, latitude) = places[index]!
      guard Self.isOnEarth((longitude, latitude)) else {
        report(
          .warning, "coordinates-impossible",
          "the site \(sites[index].site.name) is at latitude \(latitude), longitude \(longitude), which is nowhere; it is left without a place",
          suggestion: Self.isOnEarth((latitude, longitude)) ? "latitude and longitude swapped?" : nil,
          at: sites[index].position)
        continue
      }
      sites[index].site.coordinate = Coordinate(latitude: latitude, longitude: longitude)
    }
  }

  private static func isOnEarth(_ place: (longitude: Double, latitude: Double)) -> Bool {
    place.latitude.magnitude <= 90 && place.longitude.magnitude <= 180
  }
}
