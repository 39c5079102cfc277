import Testing

@testable import FibreNetwork

@Suite struct RouteTests {
  @Test func lossAndDelayAccumulate() {
    let network = FibreNetwork(
      name: "t", sites: [Site(id: "a"), Site(id: "b"), Site(id: "c")],
      spans: [
        Span(from: 0, to: 1, lengthKm: 10),
        Span(from: 2, to: 1, lengthKm: 35, measuredLossDb: 17, connectorLossDb: 1),
      ])
    let route = Route(from: 0, along: [0, 1], in: network)
    #expect(route.sites == [0, 1, 2])
    #expect(route.distanceKm == [0, 10, 45])
    #expect(route.lossDb == [0, 2, 19])
    #expect(abs(route.totalDelayS - 45 * 1.4682 / 299_792.458) < 1e-15)
  }

  @Test func greatCircle() {
    // A quarter of the equator is a quarter of the circumference.
    let quarter = Coordinate(latitude: 0, longitude: 0).distanceKm(to: Coordinate(latitude: 0, longitude: 90))
    #expect(abs(quarter - 6371.0088 * Double.pi / 2) < 1e-9)
  }
}
