import FibreNetwork
import SourceDocument
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

  @Test func theLineIsAThousandKilometresLong() throws {
    let map = try network("line-1000km")
    #expect(abs(map.totalKm - 1000) < 1e-9)
    #expect(map.spans.count == 40 && Set(map.spans.map(\.lengthKm)).count > 20)
  }
}
