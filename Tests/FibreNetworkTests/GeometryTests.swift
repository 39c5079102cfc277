import Testing

@testable import FibreNetwork

@Suite struct GeometryTests {
  @Test func aPointOnTheWayIsOnTheWay() {
    let a = Coordinate(latitude: 50, longitude: 170)
    let b = Coordinate(latitude: 40, longitude: -160)
    for fraction in [0, 0.25, 0.5, 1] {
      let point = a.point(toward: b, fraction: fraction)
      #expect(abs(a.distanceKm(to: point) - fraction * a.distanceKm(to: b)) < 1e-6)
      #expect(abs(a.distanceKm(to: point) + point.distanceKm(to: b) - a.distanceKm(to: b)) < 1e-6)
    }
  }

  @Test func junctionsStandAmidTheirNeighbours() {
    let given: [Coordinate?] = [
      Coordinate(latitude: 10, longitude: 10), nil, nil, Coordinate(latitude: 10, longitude: 13), nil, nil,
    ]
    // 0 - 1 - 2 - 3 is a chain; 4 hangs on 1; 5 is alone.
    let places = inferredPlaces(given: given, links: [(0, 1), (1, 2), (2, 3), (1, 4)])
    #expect(abs((places[1]?.longitude ?? 0) - 11) < 1e-4 && abs((places[2]?.longitude ?? 0) - 12) < 1e-4)
    #expect(places[4] == nil && places[5] == nil)
    #expect(places[0] == given[0])
  }

  @Test func placesAreFoundAcrossTheDateLineAndAtThePole() {
    var grid = PlaceGrid(radiusKm: 50)
    grid.insert(Coordinate(latitude: 0, longitude: 179.9))
    grid.insert(Coordinate(latitude: 90, longitude: 0))
    grid.insert(Coordinate(latitude: 0, longitude: 179.7))
    #expect(grid.nearest(to: Coordinate(latitude: 0, longitude: -179.9)) == 0)
    #expect(grid.nearest(to: Coordinate(latitude: 89.9, longitude: 123)) == 1)
    #expect(grid.nearest(to: Coordinate(latitude: 1, longitude: 179.9)) == nil)
    #expect(grid.nearest(to: Coordinate(latitude: 0, longitude: 179.8), where: { $0 != 0 }) == 2)
  }

  @Test func routesAvoidSpansOfUnknownLength() {
    let network = FibreNetwork(
      name: "t", sites: [Site(id: "a"), Site(id: "b"), Site(id: "c")],
      spans: [
        Span(from: 0, to: 1, lengthKm: 0, lengthSource: .unknown), Span(from: 0, to: 2, lengthKm: 10),
        Span(from: 2, to: 1, lengthKm: 20),
      ])
    #expect(RouteTree(from: 0, in: network).reached == [0, 2, 1])
    #expect(network.distancesKm(from: 0) == [0, 30, 10])
  }

  @Test func componentsLargestFirst() {
    let network = FibreNetwork(
      name: "t", sites: "abcdef".map { Site(id: String($0)) },
      spans: [
        Span(from: 0, to: 5, lengthKm: 1), Span(from: 1, to: 2, lengthKm: 1),
        Span(from: 2, to: 3, lengthKm: 1),
      ])
    #expect(network.components() == [[1, 2, 3], [0, 5], [4]])
  }

  @Test func pairsByDistance() {
    let network = FibreNetwork(
      name: "t",
      sites: [
        Site(id: "a"), Site(id: "b"), Site(id: "c"),
        Site(id: "j", mayHostRepeater: false, mayHostStation: false),
      ],
      spans: [
        Span(from: 0, to: 1, lengthKm: 500), Span(from: 1, to: 2, lengthKm: 520),
        Span(from: 0, to: 2, lengthKm: 1090),
        Span(from: 0, to: 3, lengthKm: 1000),
      ])
    #expect(network.distancesKm(from: 0) == [0, 500, 1020, 1000])
    let pairs = network.pairs(atKm: 900...1100)
    #expect(pairs.map(\.from) == [0] && pairs.map(\.to) == [2] && pairs.map(\.lengthKm) == [1020])
  }
}
