import FibreNetwork
import SourceDocument
import Testing

@testable import TopologyFormats

@Suite struct RoundTripTests {
  /// Everything a map can hold: each kind of length, routes, parallels, a loop, a junction, odd names.
  static let rich = FibreNetwork(
    name: "Rich <map> & \"co\"", summary: "All there is", licence: "CC0-1.0",
    sources: ["one", "two, with a comma"],
    defaults: FibreDefaults(
      attenuationDbPerKm: 0.21, groupIndex: 1.47, attenuationIsStated: true, groupIndexIsStated: true),
    sites: [
      Site(
        id: "a", name: "Åbo, \"Turku\"; <b>", coordinate: Coordinate(latitude: 60.45, longitude: 22.27),
        mayHostRepeater: false, cost: 2.5, memories: 40, note: "first & last"),
      Site(id: "b", name: "東京", coordinate: Coordinate(latitude: 35.68, longitude: 139.69)),
      Site(id: "j", name: "j", mayHostRepeater: false, mayHostStation: false),
      Site(id: "7", name: "No place"),
    ],
    spans: [
      Span(
        from: 0, to: 1, id: "s1", lengthKm: 9000.125, lengthSource: .measured, attenuationDbPerKm: 0.19,
        measuredLossDb: 1800, connectorLossDb: 0.5, spliceLossDb: 0.25, fibre: "G.654", groupIndex: 1.4681,
        polyline: [
          Coordinate(latitude: 60.45, longitude: 22.27), Coordinate(latitude: 66.5, longitude: 80),
          Coordinate(latitude: 35.68, longitude: 139.69),
        ], note: "via; \"Siberia\""),
      Span(from: 1, to: 0, lengthKm: 12000, lengthSource: .published),
      Span(from: 1, to: 0, lengthKm: 9800, lengthSource: .estimated),
      Span(from: 1, to: 2, lengthKm: 10, lengthSource: .polyline),
      Span(from: 2, to: 2, lengthKm: 1.5, lengthSource: .published),
      Span(from: 3, to: 2, lengthKm: 0, lengthSource: .unknown),
    ])

  func files(_ network: FibreNetwork, _ format: MapFormat) -> [MapFile] {
    MapWriter.write(network, as: format).files.map {
      MapFile(name: "m\($0.suffix)", bytes: Array($0.text.utf8))
    }
  }

  @Test(arguments: [MapFormat.native, .graphml, .geojson, .kml, .nodeLink])
  func nothingIsLost(format: MapFormat) throws {
    let written = MapWriter.write(Self.rich, as: format)
    #expect(written.dropped == [])
    let map = try TopologyReader.read(files(Self.rich, format))
    #expect(map.format == format)
    #expect(map.network.sites == Self.rich.sites)
    #expect(map.network.spans == Self.rich.spans)
    #expect(map.network.defaults == Self.rich.defaults)
    #expect(map.network.name == Self.rich.name && map.network.sources == Self.rich.sources)
    #expect(map.network.licence == Self.rich.licence && map.network.summary == Self.rich.summary)
    #expect(map.ignoredFacts == [])
  }

  @Test func tablesKeepSitesSpansAndTheMeaningOfDefaults() throws {
    let written = MapWriter.write(Self.rich, as: .csv)
    #expect(written.dropped.count == 4)
    let map = try TopologyReader.read(files(Self.rich, .csv))
    #expect(map.network.sites == Self.rich.sites)
    for index in Self.rich.spans.indices {
      #expect(map.network.lossDb(ofSpan: index) == Self.rich.lossDb(ofSpan: index))
      #expect(map.network.groupIndex(ofSpan: index) == Self.rich.groupIndex(ofSpan: index))
      #expect(map.network.spans[index].polyline == Self.rich.spans[index].polyline)
    }
  }

  @Test(arguments: ShippedMaps.names, [MapFormat.graphml, .geojson, .kml, .nodeLink])
  func shippedMapsSurviveEveryFormat(name: String, format: MapFormat) throws {
    let shipped = try #require(ShippedMaps.named(name))
    let network = try TopologyReader.read(bytes: shipped.bytes, file: name).network
    let back = try TopologyReader.read(files(network, format)).network
    #expect(back.sites == network.sites && back.spans == network.spans)
  }

  @Test func graphvizQuotesNames() {
    let text = MapWriter.write(Self.rich, as: .dot).files[0].text
    #expect(text.contains("label=\"Åbo, \\\"Turku\\\"; <b>\""))
    #expect(text.contains("\"a\" -- \"b\" [label=\"9000.1 km\""))
  }

  @Test func sequenceExportReadsBack() throws {
    let arm = SequenceExport.Arm(lengthKm: 40, lossDb: 8.4, delayS: 2e-4)
    let export = SequenceExport(
      routers: ["a", "b", "c"].map { .init(name: $0, memories: 10) },
      hops: [
        .init(from: 0, to: 1, station: "x", left: arm, right: .init(lengthKm: 0, lossDb: 0, delayS: 0)),
        .init(from: 1, to: 2, station: "x", left: arm, right: arm),
      ])
    let network = try read(export.json.document).network
    #expect(network.sites.map(\.id) == ["a", "b", "c", "BSM x", "BSM x 2"])
    #expect(network.spans.map(\.lengthKm) == [40, 0, 40, 40])
    #expect(abs(network.lossDb(ofSpan: 0) - 8.4) < 1e-9)
    // 40 km of fibre take 200 µs, which is 2e8 ps.
    #expect(
      export.json.compact.contains(
        "\"source\":\"a\",\"destination\":\"BSM x\",\"distance\":40000,\"delay\":200000000"))
  }
}
