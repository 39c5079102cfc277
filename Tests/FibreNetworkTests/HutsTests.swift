import Testing

@testable import FibreNetwork

@Suite struct HutsTests {
  let network = FibreNetwork(
    name: "t",
    sites: [
      Site(id: "a", coordinate: Coordinate(latitude: 0, longitude: 0)),
      Site(id: "b", coordinate: Coordinate(latitude: 0, longitude: 9)), Site(id: "c"),
    ],
    spans: [
      Span(
        from: 0, to: 1, id: "s", lengthKm: 110, lengthSource: .measured, measuredLossDb: 22,
        connectorLossDb: 1),
      Span(from: 1, to: 2, lengthKm: 25),
      Span(
        from: 0, to: 1, lengthKm: 60,
        polyline: [
          Coordinate(latitude: 0, longitude: 0), Coordinate(latitude: 1, longitude: 0),
          Coordinate(latitude: 2, longitude: 0),
        ]),
    ])

  @Test func asFewHutsAsTheSpacingAllows() {
    #expect(network.hutCounts(spacingKm: 25) == [4, 0, 2])
    #expect(network.hutCounts(spacingKm: 110) == [0, 0, 0])
    #expect(network.hutCounts(spacingKm: 22) == [4, 1, 2])
  }

  @Test func piecesKeepLengthAndLoss() {
    let huts = network.withHuts(spacingKm: 25)
    #expect(huts.sites.count == 3 + 6 && huts.spans.count == 3 + 6)
    #expect(abs(huts.totalKm - network.totalKm) < 1e-9)
    let pieces = huts.spans[0..<5]
    #expect(pieces.allSatisfy { abs($0.lengthKm - 22) < 1e-12 && $0.lengthSource == .measured })
    #expect(abs(pieces.reduce(0) { $0 + ($1.measuredLossDb ?? 0) } - 22) < 1e-12)
    #expect(pieces.map(\.id) == ["s/1", "s/2", "s/3", "s/4", "s/5"])
    // The pieces join from end to end.
    let route = Route(from: 0, along: Array(0..<5), in: huts)
    #expect(route.sites == [0, 3, 4, 5, 6, 1])
    #expect(huts.sites[3...6].map(\.id) == ["a~b#1", "a~b#2", "a~b#3", "a~b#4"])
    #expect(huts.sites[3].name == "hut 1 of a – b, 22 km")
    // Parallel spans have huts with other ids.
    #expect(huts.sites[7...8].map(\.id) == ["a~b#1.2", "a~b#2.2"])
  }

  @Test func hutsStandOnTheRoute() {
    let huts = network.withHuts(spacingKm: 25)
    // A fifth of nine degrees along the equator.
    let place = huts.sites[3].coordinate
    #expect(abs((place?.longitude ?? 0) - 1.8) < 1e-9 && abs(place?.latitude ?? 1) < 1e-9)
    // A third of two degrees along the meridian, on the polyline.
    #expect(abs((huts.sites[7].coordinate?.latitude ?? 0) - 2.0 / 3) < 1e-9)
    #expect(huts.spans[6].polyline.count == 2 && huts.spans[7].polyline.count == 3)
  }

  @Test func equalPiecesShareTheirCuts() {
    let points = [
      Coordinate(latitude: 10, longitude: 20), Coordinate(latitude: 11, longitude: 20.5),
      Coordinate(latitude: 11, longitude: 20.5), Coordinate(latitude: 12, longitude: 23),
    ]
    for count in [1, 2, 7, 100] {
      let pieces = equalPieces(of: points, count: count)
      #expect(pieces.count == count)
      #expect(pieces.first?.first == points.first && pieces.last?.last == points.last)
      for (a, b) in zip(pieces, pieces.dropFirst()) { #expect(a.last == b.first) }
      let each = polylineKm(points) / Double(count)
      for piece in pieces { #expect(abs(polylineKm(piece) - each) < 1e-6) }
    }
  }

  @Test func aRouteOfOnePointIsNone() {
    let one = FibreNetwork(
      name: "t", sites: [Site(id: "a"), Site(id: "b")],
      spans: [Span(from: 0, to: 1, lengthKm: 90, polyline: [Coordinate(latitude: 1, longitude: 1)])])
    let huts = one.withHuts(spacingKm: 50)
    #expect(
      huts.spans.count == 2 && huts.spans.allSatisfy { $0.polyline.isEmpty }
        && huts.sites[2].coordinate == nil)
  }

  @Test func piecesOfNoLength() {
    let point = Coordinate(latitude: 1, longitude: 1)
    #expect(equalPieces(of: [point, point], count: 3).count == 3)
  }
}
