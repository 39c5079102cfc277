import FibreNetwork
import Foundation
import SourceDocument
import TestSupport
import Testing

@testable import TopologyFormats

@Suite struct ShippedMapsTests {
  @Test(arguments: ShippedMaps.names)
  func everyShippedMapIsCleanAndSaysItsSources(name: String) throws {
    let shipped = try #require(ShippedMaps.named(name))
    let map = try TopologyReader.read(bytes: shipped.bytes, file: name)
    #expect(map.diagnostics == [])
    #expect(!map.network.sources.isEmpty)
  }

  func network(_ name: String) throws -> FibreNetwork {
    try TopologyReader.read(bytes: try #require(ShippedMaps.named(name)).bytes, file: name).network
  }

  @Test func beijingShanghaiHasThePublishedLength() throws {
    let map = try network("beijing-shanghai.json")
    #expect(abs(map.totalKm - 2032) < 1e-9)
    #expect(map.shareEstimated == 1)
    #expect(map.components().count == 1)
    for id in ["beijing", "jinan", "hefei", "shanghai"] { #expect(map.site(id: id) != nil) }
    #expect(map.spans.allSatisfy { $0.lengthKm <= 100 })
  }

  @Test func theFolderItsTableAndTheProgramHoldTheSameMaps() throws {
    let folder = Repository.url("topologies")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(ShippedMaps.names == files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
    let readme = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    for name in ShippedMaps.names {
      let shipped = try #require(ShippedMaps.named(name))
      let network = try TopologyReader.read(bytes: shipped.bytes, file: name).network
      let km = JSON.text((network.totalKm * 10).rounded() / 10)
      #expect(
        readme.contains(
          "| [`\(name)`](\(name).json) | \(network.sites.count) | \(network.spans.count) | \(km) |"))
      #expect(readme.contains("(pictures/\(name).svg)"))
    }
    #expect(ShippedMaps.named("berlin") == nil)
  }

  @Test func bonnBerlinIsNineHundredKilometres() throws {
    let map = try network("bonn-berlin")
    #expect(abs(map.totalKm - 900) < 1e-9 && map.components().count == 1)
  }

  @Test(arguments: ["tokyo-fukuoka", "boston-washington"])
  func corridorsFollowTheRuleAndHaveTwoWays(name: String) throws {
    let map = try network(name)
    for index in map.spans.indices {
      let straight = try #require(map.greatCircleKm(ofSpan: index))
      #expect(abs(map.spans[index].lengthKm - 1.5 * straight) <= 0.0501)
    }
    #expect(map.components().count == 1 && map.spans.count > map.sites.count)
    // Two ways: no span is a bridge between the ends.
    for cut in map.spans.indices {
      var rest = map.spans
      rest.remove(at: cut)
      let without = FibreNetwork(name: "", sites: map.sites, spans: rest)
      let parts = without.components()
      let end = map.sites.firstIndex { $0.id == (name == "tokyo-fukuoka" ? "shimonoseki" : "baltimore") }
      #expect(parts.contains { $0.contains(0) && $0.contains(end ?? -1) })
    }
  }

  /// The mesh for plans with two ways: outside the four single lines no span is a bridge.
  @Test func netherlandsFollowsTheRuleAndIsAMesh() throws {
    let map = try network("netherlands-rail")
    for index in map.spans.indices {
      let straight = try #require(map.greatCircleKm(ofSpan: index))
      #expect(abs(map.spans[index].lengthKm - 1.5 * straight) <= 0.0501)
    }
    let bridges = map.spans.indices.filter { cut in
      var rest = map.spans
      rest.remove(at: cut)
      return FibreNetwork(name: "", sites: map.sites, spans: rest).components().count > 1
    }
    let names = bridges.map { "\(map.sites[map.spans[$0].from].id) \(map.sites[map.spans[$0].to].id)" }
    #expect(
      Set(names)
        == ["roosendaal middelburg", "roermond sittard", "hengelo enschede", "zwolle meppel"])
  }

  @Test func theLineIsAThousandKilometresLong() throws {
    let map = try network("line-1000km")
    #expect(abs(map.totalKm - 1000) < 1e-9)
    #expect(map.spans.count == 40 && Set(map.spans.map(\.lengthKm)).count > 20)
  }
}
