internal import Foundation

/// Finds places near a place: a hash grid over the sphere in space, so that neither poles nor ±180° are special.
public struct PlaceGrid: Sendable {
  private struct Cell: Hashable {
    var x: Int32
    var y: Int32
    var z: Int32
  }

  /// The radius of search in km.
  public let radiusKm: Double
  private var cells: [Cell: [Int]] = [:]
  /// The places in the order in which they were inserted; ``nearest(to:where:)`` answers with indices of
  /// these.
  public private(set) var places: [Coordinate] = []

  /// - Parameter radiusKm: from 0.01 to 1,000 km.
  public init(radiusKm: Double) {
    precondition(radiusKm >= 0.01 && radiusKm <= 1000)
    self.radiusKm = radiusKm
  }

  /// Adds a place; its number is the count of places before it.
  public mutating func insert(_ place: Coordinate) {
    cells[cell(of: place), default: []].append(places.count)
    places.append(place)
  }

  /// The nearest place within the radius that passes the filter, the first one of equals.
  ///
  /// - Complexity: O(places in the 27 cells around).
  public func nearest(to place: Coordinate, where allowed: (Int) -> Bool = { _ in true }) -> Int? {
    let centre = cell(of: place)
    var best: (index: Int, distance: Double)?
    for x in -1...1 {
      for y in -1...1 {
        for z in -1...1 {
          let cell = Cell(x: centre.x + Int32(x), y: centre.y + Int32(y), z: centre.z + Int32(z))
          for index in cells[cell] ?? [] where allowed(index) {
            let distance = places[index].distanceKm(to: place)
            guard distance <= radiusKm else { continue }
            if let best, (best.distance, best.index) <= (distance, index) { continue }
            best = (index, distance)
          }
        }
      }
    }
    return best?.index
  }

  /// A chord is never longer than its arc, so that cells of the radius suffice.
  private func cell(of place: Coordinate) -> Cell {
    let latitude = place.latitude * .pi / 180
    let longitude = place.longitude * .pi / 180
    let scale = earthRadiusKm / radiusKm
    return Cell(
      x: Int32((scale * cos(latitude) * cos(longitude)).rounded(.down)),
      y: Int32((scale * cos(latitude) * sin(longitude)).rounded(.down)),
      z: Int32((scale * sin(latitude)).rounded(.down)))
  }
}
