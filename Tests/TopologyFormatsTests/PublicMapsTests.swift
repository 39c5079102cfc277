import FibreNetwork
import Foundation
import SourceDocument
import TestSupport
import Testing

@testable import TopologyFormats

/// Whole public collections load, with the counts that their own indices give.
@Suite(.enabled(if: PublicMaps.areHere, "\(PublicMaps.absent)"))
struct PublicMapsTests {
  @Test func allOfTheTopologyZoo() throws {
    let index = String(decoding: try PublicMaps.bytes("topology-zoo/index.csv"), as: UTF8.self)
    let rows = index.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    #expect(rows.count == 276)
    var total = (sites: 0, spans: 0)
    for row in rows {
      let map = try PublicMaps.load("topology-zoo/gml/\(row[0]).gml")
      let network = map.network
      #expect(map.format == .gml)
      #expect(network.sites.count == Int(row[1]) && network.spans.count == Int(row[2]), "\(row[0])")
      #expect(network.sites.count { $0.coordinate != nil } == Int(row[4]), "\(row[0])")
      #expect(network.components().count == Int(row[11]), "\(row[0])")
      // The index sums over pairs of sites, parallel links once, whose two ends have coordinates.
      var seen: Set<Set<Int>> = []
      let pairs = network.spans.indices.filter {
        network.greatCircleKm(ofSpan: $0) != nil
          && seen.insert([network.spans[$0].from, network.spans[$0].to]).inserted
      }
      let straight = pairs.reduce(0) { $0 + (network.greatCircleKm(ofSpan: $1) ?? 0) }
      #expect(abs(straight - (Double(row[6]) ?? 0)) <= 1, "\(row[0])")
      let ruled = pairs.reduce(0) { $0 + network.spans[$1].lengthKm }
      #expect(abs(ruled - (Double(row[7]) ?? 0)) <= 1, "\(row[0])")
      total.sites += network.sites.count
      total.spans += network.spans.count
    }
    #expect(total == (10952, 13976))
  }

  @Test func graphMLAgreesWithGML() throws {
    let names = PublicMaps.names(in: "topology-zoo/graphml", ending: ".graphml")
    #expect(names.count == 25)
    for name in names {
      let a = try PublicMaps.load("topology-zoo/graphml/\(name)").network
      let b = try PublicMaps.load("topology-zoo/gml/\(name.dropLast(8)).gml").network
      #expect(
        a.sites.map(\.name) == b.sites.map(\.name) && a.sites.map(\.coordinate) == b.sites.map(\.coordinate),
        "\(name)")
      // The edges stand in another order.
      let lengths = [a, b].map { $0.spans.map(\.lengthKm).sorted() }
      #expect(zip(lengths[0], lengths[1]).allSatisfy { abs($0 - $1) < 0.1 }, "\(name)")
      #expect(a.spans.count == b.spans.count, "\(name)")
    }
  }

  /// Nodes and links of MANIFEST.md; the sum of the route-length rule, `nil` for drawings.
  @Test(
    arguments: [
      ("abilene", 12, 15, 19144.0), ("atlanta", 15, 22, nil), ("cost266", 37, 57, 36945),
      ("dfn-bwin", 10, 45, 21574), ("dfn-gwin", 11, 47, 22251), ("di-yuan", 11, 42, nil),
      ("france", 25, 45, nil),
      ("geant", 22, 36, 49995), ("germany50", 50, 88, 13290), ("giul39", 39, 172, nil),
      ("india35", 35, 80, nil),
      ("janos-us-ca", 39, 122, 93911), ("janos-us", 26, 84, 74098), ("newyork", 16, 49, nil),
      ("nobel-eu", 28, 41, 25509), ("nobel-germany", 17, 26, 5590), ("nobel-us", 14, 21, 30760),
      ("norway", 27, 51, nil), ("pdh", 11, 34, 12863), ("polska", 12, 18, 5078), ("sun", 27, 102, nil),
      ("ta1", 24, 55, nil), ("ta2", 65, 108, nil), ("zib54", 54, 81, nil),
    ] as [(String, Int, Int, Double?)])
  func sndlib(name: String, sites: Int, spans: Int, km: Double?) throws {
    var paths = ["native/\(name).txt"]
    if PublicMaps.names(in: "sndlib/xml", ending: ".xml").contains("\(name).xml") {
      paths.append("xml/\(name).xml")
    }
    for path in paths {
      let network = try PublicMaps.load("sndlib/\(path)").network
      #expect(network.sites.count == sites && network.spans.count == spans)
      #expect(abs(network.totalKm - (km ?? 0)) <= 1)
    }
  }

  @Test(
    arguments: [
      ("surfnet-repalloc/SurfnetCore.gml", 54, 64, 2367.0),
      ("surfnet-repalloc/SurfnetFiberdata.gml", 332, 405, 5810),
      ("esnet/ESnet2.gml", 57, 72, nil),
      ("coronet/CORONET_Global_Topology.json", 100, 136, 170168),
      ("coronet/CORONET_CONUS_Topology.json", 75, 99, 39186),
      // Directed links of Net2Plan are halved: one fibre, two directions.
      ("coronet/NSFNet_N14_E42.n2p.xml", 14, 21, 22700), ("coronet/Simmons_N60_E154.n2p.xml", 60, 77, 34550),
      ("coronet/coronetGlobal_N100_E272.n2p.xml", 100, 136, 170168),
      ("coronet/coronetUS_N60_E158.n2p.xml", 60, 79, 35387),
      ("coronet/coronetUS_N75_E198.n2p.xml", 75, 99, 39186),
      ("coronet/eon_N18_E66_withTraffic.n2p.xml", 18, 33, 24502),
      ("coronet/example7nodes.n2p.xml", 7, 8, 2183),
      ("coronet/topSevenSpain.n2p.xml", 7, 0, 0),
      ("topologybench-xlron/jpn48_undirected.json", 48, 82, 12576),
      ("topologybench-xlron/japan48_undirected.json", 48, 82, 18916),
      ("topologybench-xlron/conus75_undirected.json", 75, 99, 48940),
      ("topologybench-xlron/german17_undirected.json", 17, 24, 6719),
      ("topologybench-xlron/nsfnet_deeprmsa_undirected.json", 14, 22, 21300),
      ("sequence-testbeds/starlight-chicago.json", 9, 10, 296.9),
      ("ofds-samples/network-package.json", 2, 1, 276_000), ("ofds-samples/spans.geojson", 2, 1, 276_000),
      ("ofds-samples/spans.csv", 2, 1, 276_000),
      ("topohub/Abilene.json", 11, 14, nil), ("topohub/Dfn.json", 51, 80, nil),
      ("topohub/germany50.json", 50, 88, nil),
      ("topohub/europe_nosc.json", 554, 846, nil), ("topohub/polska.gml", 12, 18, nil),
      ("topohub/polska.json", 12, 18, nil),
    ] as [(String, Int, Int, Double?)])
  func countsAndKilometres(path: String, sites: Int, spans: Int, km: Double?) throws {
    let network = try PublicMaps.load(path).network
    #expect(network.sites.count == sites && network.spans.count == spans)
    if let km { #expect(abs(network.totalKm - km) <= 1) }
  }

  @Test func surfnetHasFifteenComponents() throws {
    #expect(try PublicMaps.load("surfnet-repalloc/SurfnetFiberdata.gml").network.components().count == 15)
  }

  @Test func corridorOfSurfnet() throws {
    // Heerlen - Leeuwarden, the longest shortest path, is 511.6 km.
    let network = try PublicMaps.load("surfnet-repalloc/SurfnetCore.gml").network
    let km = farthestKm(network)
    #expect(abs(km - 511.6) < 0.05)
  }

  /// The longest of all shortest paths, by Floyd and Warshall.
  private func farthestKm(_ network: FibreNetwork) -> Double {
    let n = network.sites.count
    var d = [[Double]](repeating: [Double](repeating: .infinity, count: n), count: n)
    for i in 0..<n { d[i][i] = 0 }
    for span in network.spans {
      d[span.from][span.to] = min(d[span.from][span.to], span.lengthKm)
      d[span.to][span.from] = d[span.from][span.to]
    }
    for k in 0..<n { for i in 0..<n { for j in 0..<n { d[i][j] = min(d[i][j], d[i][k] + d[k][j]) } } }
    return d.flatMap { $0 }.max() ?? 0
  }

  @Test func tracedAfricanNetworksHangTogether() throws {
    for name in PublicMaps.names(in: "afterfibre", ending: "json")
      + PublicMaps.names(in: "afterfibre", ending: "kml")
    {
      let network = try PublicMaps.load("afterfibre/\(name)").network
      #expect(!network.spans.isEmpty && network.spans.allSatisfy { $0.lengthSource == .polyline }, "\(name)")
      #expect(network.sites.allSatisfy { $0.coordinate != nil }, "\(name)")
    }
    let a = try PublicMaps.load("afterfibre/ZESCO.geojson").network
    let b = try PublicMaps.load("afterfibre/ZESCO.kml").network
    #expect(a.sites.count == b.sites.count && abs(a.totalKm - b.totalKm) < 0.1)
    #expect(try PublicMaps.load("afterfibre/NICTBB.geojson").network.components().count == 1)
  }

  @Test func nodePairFilesJoin() throws {
    for pair in [("nodes.csv", "spans.csv"), ("nodes.geojson", "spans.geojson")] {
      let files = try [pair.0, pair.1].map {
        MapFile(
          name: $0,
          bytes: try PublicMaps.bytes("ofds-samples/\($0)"))
      }
      let network = try TopologyReader.read(files).network
      #expect(network.sites.map(\.name) == ["Accra", "Kumasi"] && network.spans.count == 1)
      #expect(network.spans[0].polyline.count == 13)
    }
  }

  @Test func everyTopologyBenchFileLoads() throws {
    let names = PublicMaps.names(in: "topologybench-xlron", ending: ".json")
    #expect(names.count == 125)
    for name in names { #expect(try PublicMaps.load("topologybench-xlron/\(name)").format == .nodeLink) }
  }
}
