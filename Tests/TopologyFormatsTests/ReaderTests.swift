import FibreNetwork
import SourceDocument
import Testing

@testable import TopologyFormats

func read(_ text: String, as format: MapFormat? = nil) throws(InputError) -> LoadedMap {
  try TopologyReader.read(
    bytes: Array(text.utf8), file: "m", options: MapReadingOptions(format: format))
}

@Suite struct ReaderTests {
  @Test(arguments: Samples.all.map(\.format))
  func formatsAreRecognised(format: MapFormat) throws {
    let text = try #require(Samples.all.first { $0.format == format }?.text)
    #expect(try read(text).format == format)
    #expect(try read("\u{FEFF}" + text).format == format)
  }

  /// Sites by name, spans by the names of their ends, lengths in km.
  func summary(_ text: String) throws -> ([String], [String]) {
    let network = try read(text).network
    return (
      network.sites.map(\.name),
      network.spans.map {
        "\(network.sites[$0.from].name)-\(network.sites[$0.to].name) \($0.lengthKm) \($0.lengthSource)"
      }
    )
  }

  let oslo = Coordinate(latitude: 59.91, longitude: 10.75)
  let goteborg = Coordinate(latitude: 57.71, longitude: 11.97)

  @Test func gml() throws {
    let map = try read(Samples.gml)
    #expect(map.network.name == "t & u")
    #expect(map.network.sites.map(\.name) == ["Oslo", "Göteborg", "junction 2"])
    #expect(map.network.sites.map(\.isJunction) == [false, false, true])
    #expect(map.network.sites[1].note == "two\n  lines")
    #expect(map.network.sites[2].coordinate == nil)
    #expect(map.network.spans[0].lengthKm == 300.5)
    // The junction is placed midway between its two neighbours: half the way, 1.5 times.
    let half = 0.75 * oslo.distanceKm(to: goteborg)
    #expect(abs(map.network.spans[1].lengthKm - half) < 0.01)
    #expect(map.network.spans[2].lengthSource == .estimated)
    #expect(map.sitePositions[0] == SourcePosition(line: 6, column: 3))
    #expect(map.ignoredFacts == ["LinkSpeed of spans"])
    #expect(map.diagnostics.map(\.code) == ["unit-assumed"])
  }

  @Test func graphMLWithDefaultsAndHyperedge() throws {
    let network = try read(Samples.graphml).network
    #expect(network.sites.map(\.name) == ["Oslo", "Göteborg", "junction h"])
    #expect(network.spans.map(\.lengthKm).first == 300.5)
    #expect(network.spans.count == 3 && network.sites[2].isJunction)
    #expect(network.sites[1].coordinate == goteborg)
  }

  @Test func sndlib() throws {
    let network = try read(Samples.sndlib).network
    #expect(network.name == "t")
    #expect(network.sites.map(\.coordinate) == [oslo, goteborg, nil])
    #expect(network.spans.map(\.id) == ["1", "L2", "L3"])
    #expect(abs(network.spans[0].lengthKm - 1.5 * oslo.distanceKm(to: goteborg)) < 1e-9)
    #expect(try read(Samples.sndlibXML).network.spans.count == 1)
    let pixels = Samples.sndlibXML.replacing("geographical", with: "pixel")
    #expect(try read(pixels).network.sites.allSatisfy { $0.coordinate == nil })
  }

  @Test func nodeLinkWithIndices() throws {
    let (sites, spans) = try summary(Samples.nodeLink)
    #expect(sites == ["Oslo", "Göteborg"])
    #expect(spans == ["Oslo-Göteborg 300.5 published"])
  }

  @Test func drawnLinesAreSplitAtPointsAndShareTheirLength() throws {
    let network = try read(Samples.geojson).network
    #expect(network.sites.count == 3 && network.spans.count == 2)
    let names = network.spans.map { [network.sites[$0.from].name, network.sites[$0.to].name] }
    #expect(names == [["Oslo", "Halden"], ["Halden", "Göteborg"]])
    #expect(abs(network.totalKm - 330) < 1e-9)
    #expect(network.spans.map(\.polyline.count) == [3, 3])
  }

  @Test func openFibreData() throws {
    let span = try read(Samples.ofds).network.spans[0]
    #expect(span.lengthKm == 300.5 && span.fibre == "G.652" && span.polyline.count == 3)
  }

  @Test func kmlLinesEndAtPoints() throws {
    let network = try read(Samples.kml).network
    #expect(network.sites.map(\.name) == ["A & B", "Oslo"])
    #expect(network.spans[0].lengthSource == .polyline)
    let route = [oslo, Coordinate(latitude: 59, longitude: 11), goteborg]
    #expect(abs(network.spans[0].lengthKm - polylineKm(route)) < 1e-9)
  }

  @Test func semicolonsAndDecimalCommas() throws {
    let network = try read(Samples.csv).network
    #expect(network.sites.map(\.id) == ["Oslo", "Göteborg", "a \"b\";c"])
    #expect(network.spans[0].lengthKm == 300.5 && network.spans[0].attenuationDbPerKm == 0.21)
  }

  @Test func csvPairsInEitherOrder() throws {
    let nodes = MapFile(name: "nodes.csv", bytes: Array("id,lat,lon\na,59.91,10.75\nb,57.71,11.97\n".utf8))
    let links = MapFile(name: "links.csv", bytes: Array("source,target,length_m\na,b,300500\na,c,1\n".utf8))
    for files in [[nodes, links], [links, nodes]] {
      #expect(throws: InputError.self) { try TopologyReader.read(files) }
    }
    let good = MapFile(name: "links.csv", bytes: Array("source,target,length_m\na,b,300500\n".utf8))
    let map = try TopologyReader.read([nodes, good])
    #expect(map.network.spans[0].lengthKm == 300.5 && map.spanFile == "links.csv" && map.file == "nodes.csv")
    do {
      _ = try TopologyReader.read([nodes, links])
    } catch {
      #expect(
        error.description
          == "links.csv:3:3: error: a span ends at \"c\", which is not the id of a site (did you mean \"a\"?)"
      )
    }
  }

  @Test func gnpyAmplifierSitesAndDirections() throws {
    let network = try read(Samples.gnpy).network
    #expect(network.sites.map(\.name) == ["Oslo", "amp", "Göteborg"])
    #expect(network.spans.map(\.lengthKm) == [150.25, 150.25])
    #expect(network.spans[0].connectorLossDb == 1 && network.spans[1].attenuationDbPerKm == 0.2)
  }

  @Test func net2planDirectionsAreOneSpan() throws {
    let (sites, spans) = try summary(Samples.net2plan)
    #expect(sites == ["Oslo", "Göteborg"] && spans == ["Oslo-Göteborg 300.5 published"])
  }

  @Test func sequenceCountsInMetres() throws {
    let network = try read(Samples.sequence).network
    #expect(network.spans.map(\.lengthKm) == [5, 7.5])
    #expect(network.spans.allSatisfy { abs(($0.attenuationDbPerKm ?? 0) - 0.2) < 1e-12 })
    #expect(network.sites[0].memories == 50)
    #expect(!network.sites[2].mayHostRepeater && network.sites[2].mayHostStation)
  }

  @Test func latin1IsReadAndSaid() throws {
    let bytes = Samples.net2plan.unicodeScalars.map { UInt8($0.value) }
    let map = try TopologyReader.read(bytes: bytes, file: "m")
    #expect(map.network.sites[1].name == "Göteborg")
    #expect(map.diagnostics.map(\.code) == ["encoding"])
    #expect(map.diagnostics.first?.position == SourcePosition(line: 3, column: 79))
  }

  @Test func utf16IsRead() throws {
    var bytes: [UInt8] = [0xFF, 0xFE]
    for unit in Samples.gml.utf16 { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    #expect(try TopologyReader.read(bytes: bytes, file: "m").network.sites[1].name == "Göteborg")
  }

  @Test func degreesMinutes() throws {
    let map = try TopologyReader.read(
      bytes: Array("id,lat,lon\na,37.58,-23.42\n".utf8), file: "m",
      options: MapReadingOptions(degreesMinutes: true))
    let place = try #require(map.network.sites[0].coordinate)
    #expect(abs(place.latitude - (37 + 58.0 / 60)) < 1e-9 && abs(place.longitude + (23 + 42.0 / 60)) < 1e-9)
  }
}
