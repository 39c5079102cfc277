internal import FibreNetwork
internal import Foundation
internal import SourceDocument

extension MapLint {
  /// Degrees.minutes stored as decimals: no fraction reaches .60 (SNDlib's nobel-eu, nobel-us, dfn-bwin, pdh).
  ///
  /// Of decimals with two places, 59 of 99 fractions are below .60; that all are by chance must be rarer than 1 in
  /// 10,000.
  static func degreesMinutes(_ lint: LintContext) -> [Diagnostic] {
    var fractions = 0
    var example: Int?
    for (index, site) in lint.network.sites.enumerated() {
      guard let place = site.coordinate else { continue }
      for value in [place.latitude, place.longitude] {
        let hundredths = (value.magnitude - value.magnitude.rounded(.down)) * 100
        let whole = hundredths.rounded()
        guard (hundredths - whole).magnitude < 1e-6, whole < 60 else { return [] }
        if whole > 0 { fractions += 1 }
        if whole >= 30, example == nil { example = index }
      }
    }
    // (59/99)^18 is 1e-4.
    guard fractions >= 18, let example, let place = lint.network.sites[example].coordinate else { return [] }
    let degrees = Int(place.latitude)
    let minutes = Int(((place.latitude - Double(degrees)).magnitude * 100).rounded())
    return [
      lint.finding(
        .warning, "degrees-minutes",
        "none of \(fractions) fractions of coordinates reaches .60: they look like degrees.minutes (\(lint.network.sites[example].name): \(place.latitude) for \(degrees)° \(minutes)′)",
        suggestion: "read the map with --degrees-minutes", site: example)
    ]
  }

  /// Coordinates of a drawing: whole numbers only (india35), or few rows and columns (SurfnetCore).
  static func drawnPlaces(_ lint: LintContext) -> [Diagnostic] {
    let placed = lint.network.sites.indices.filter { lint.network.sites[$0].coordinate != nil }
    guard placed.count >= 8 else { return [] }
    let places = placed.map { lint.network.sites[$0].coordinate! }
    if places.allSatisfy({ $0.latitude == $0.latitude.rounded() && $0.longitude == $0.longitude.rounded() }) {
      return [
        lint.finding(
          .warning, "coordinates-not-geographic", "all coordinates are whole numbers: degrees, or a drawing?",
          site: placed[0])
      ]
    }
    let distinct = Set(places)
    let rows = Set(places.map(\.latitude)).count
    let columns = Set(places.map(\.longitude)).count
    guard distinct.count >= 20, rows * 5 < distinct.count * 2, columns * 5 < distinct.count * 2 else {
      return []
    }
    return [
      lint.finding(
        .warning, "coordinates-on-a-grid",
        "\(distinct.count) places stand in only \(rows) rows and \(columns) columns: coordinates of a drawing?",
        suggestion: "do not trust distances between them", site: placed[0])
    ]
  }

  /// Places that do not fit the name: far from the only well-known city of that name, or at 0, 0.
  static func unlikelyPlaces(_ lint: LintContext) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for (index, site) in lint.network.sites.enumerated() {
      guard let place = site.coordinate else { continue }
      if place.latitude == 0, place.longitude == 0 {
        found.append(
          lint.finding(
            .warning, "null-island", "the site \(site.name) is at 0, 0: a place that is not known?",
            site: index))
        continue
      }
      guard let city = Gazetteer.nearest(named: site.name, to: place) else { continue }
      let distance = city.distanceKm(to: place)
      guard distance > 60 else { continue }
      let swapped = Coordinate(latitude: place.longitude, longitude: place.latitude)
      if place.longitude.magnitude <= 90, city.distanceKm(to: swapped) < 60 {
        found.append(
          lint.finding(
            .warning, "coordinates-swapped",
            "latitude and longitude of the site \(site.name) look swapped", site: index))
      } else if distance < 600 || isExpected(near: city, rather: place, index, lint) {
        found.append(
          lint.finding(
            .warning, "unlikely-place",
            "the site \(site.name) is \(Numeral.padded(distance, 1)) km from the city of that name (\(Numeral.padded(city.latitude, 2)), \(Numeral.padded(city.longitude, 2)))",
            suggestion: "check its coordinates", site: index))
      }
    }
    return found
  }

  /// Whether most neighbours of a site are nearer to the known city than to the given place: elsewhere on Earth, the
  /// name may well stand for another town.
  private static func isExpected(
    near city: Coordinate, rather place: Coordinate, _ index: Int, _ lint: LintContext
  ) -> Bool {
    let neighbours = lint.network.neighbours[index].compactMap { lint.network.sites[$0.site].coordinate }
    let nearer = neighbours.count { $0.distanceKm(to: city) < $0.distanceKm(to: place) }
    return neighbours.count >= 2 && nearer * 2 > neighbours.count
  }

  /// Latitude and longitude of all sites swapped: given lengths fit the swapped places far better.
  ///
  /// A fit is good where lengths are nearly the same multiple of the straight line: away from the equator, swapping
  /// stretches one direction only. The spread must be less than half, as a standard deviation of the logarithm.
  static func swappedByLengths(_ lint: LintContext) -> [Diagnostic] {
    var given: [Double] = []
    var swapped: [Double] = []
    for (span, length, straight) in lint.ratios where length > 0 {
      let ends = [lint.network.spans[span].from, lint.network.spans[span].to].map {
        lint.network.sites[$0].coordinate!
      }
      guard ends.allSatisfy({ $0.longitude.magnitude <= 90 }) else { return [] }
      let turned = ends.map { Coordinate(latitude: $0.longitude, longitude: $0.latitude) }
      let other = turned[0].distanceKm(to: turned[1])
      guard other > 1 else { continue }
      given.append(log(length / straight))
      swapped.append(log(length / other))
    }
    guard swapped.count >= 5 else { return [] }
    let ratios = (given: exp(median(given)), swapped: exp(median(swapped)))
    guard (1...1.7).contains(ratios.swapped), deviation(swapped) < 0.5 * deviation(given),
      deviation(swapped) < 0.2
    else { return [] }
    return [
      lint.finding(
        .warning, "coordinates-swapped",
        "lengths fit the places much better if latitude and longitude are swapped: then all are about \(Numeral.padded(ratios.swapped, 2)) times the straight line",
        suggestion: "swap them", span: lint.ratios[0].span)
    ]
  }

  private static func deviation(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)).squareRoot()
  }
}
