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

  /// Numbers of a span win over its class, its class over the map's defaults; G.652 is what the defaults speak of.
  @Test func fibreClasses() {
    let network = FibreNetwork(
      name: "t", defaults: FibreDefaults(attenuationDbPerKm: 0.25, groupIndex: 1.47),
      sites: [Site(id: "a"), Site(id: "b")],
      spans: [
        Span(from: 0, to: 1, lengthKm: 10, fibre: "hollow-core", laying: .aerial),
        Span(from: 0, to: 1, lengthKm: 10, fibre: "G.654.E"),
        Span(from: 0, to: 1, lengthKm: 10, fibre: "G.652.D"),
        Span(from: 0, to: 1, lengthKm: 10, fibre: "unheard of"),
        Span(from: 0, to: 1, lengthKm: 10, attenuationDbPerKm: 0.3, fibre: "hollow-core", groupIndex: 1.1),
        Span(from: 0, to: 1, lengthKm: 10, measuredLossDb: 9, fibre: "hollow-core"),
      ])
    let losses = [0.91, 1.7, 2.5, 2.5, 3, 9]
    for (i, loss) in losses.enumerated() { #expect(abs(network.lossDb(ofSpan: i) - loss) < 1e-12) }
    #expect((0..<6).map(network.groupIndex(ofSpan:)) == [1.0003, 1.4638, 1.47, 1.47, 1.1, 1.0003])
    let there = Route(from: 0, along: [0, 5, 2], in: network)
    #expect(there.surroundings.map(\.aerialKm) == [0, 10, 10, 10])
    #expect(there.surroundings.map(\.measuredKm) == [0, 0, 10, 10])
    // 2 ps/(km K) in hollow core, 37 in glass.
    #expect(abs(there.surroundings[3].thermalDelaySPerK - (20 * 2e-12 + 10 * 37e-12)) < 1e-22)
    #expect(FibreClass.named("SSMF") == .ordinary && FibreClass.named("g.652.d") == .ordinary)
    #expect(FibreClass.named("G.999") == nil)
  }

  @Test func greatCircle() {
    // A quarter of the equator is a quarter of the circumference.
    let quarter = Coordinate(latitude: 0, longitude: 0).distanceKm(to: Coordinate(latitude: 0, longitude: 90))
    #expect(abs(quarter - 6371.0088 * Double.pi / 2) < 1e-9)
  }
}
