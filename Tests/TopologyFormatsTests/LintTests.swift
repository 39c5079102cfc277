import FibreNetwork
import SourceDocument
import TestSupport
import Testing

@testable import TopologyFormats

/// The traps of public files are found, and clean maps stay quiet.
@Suite struct LintTests {
  func codes(_ map: LoadedMap, _ severity: Diagnostic.Severity = .warning) -> Set<String> {
    Set(MapLint.findings(in: map).filter { $0.severity == severity }.map(\.code))
  }

  @Test(
    .enabled(if: PublicMaps.areHere, "\(PublicMaps.absent)"),
    arguments: [
      ("sndlib/native/nobel-eu.txt", "degrees-minutes"), ("sndlib/xml/nobel-us.xml", "degrees-minutes"),
      ("sndlib/native/dfn-bwin.txt", "degrees-minutes"), ("sndlib/native/pdh.txt", "degrees-minutes"),
      ("sndlib/json/nobel-eu.json", "degrees-minutes"),
      ("sndlib/native/india35.txt", "coordinates-not-geographic"),
      ("topologybench-xlron/japan48_undirected.json", "route-factor-twice"),
      ("topologybench-xlron/jpn48_undirected.json", "unlikely-place"),
      ("topologybench-xlron/nsfnet_deeprmsa_undirected.json", "lengths-do-not-fit"),
      ("topologybench-xlron/conus75_undirected.json", "lengths-are-a-model"),
      ("topologybench-xlron/geant_undirected.json", "lengths-are-a-model"),
      ("coronet/CORONET_CONUS_Topology.json", "lengths-are-a-model"),
      ("surfnet-repalloc/SurfnetFiberdata.gml", "misplaced-site"),
      ("surfnet-repalloc/SurfnetFiberdata.gml", "shorter-than-straight-line"),
      ("surfnet-repalloc/SurfnetCore.gml", "coordinates-on-a-grid"),
      ("sequence-testbeds/starlight-chicago.json", "attenuation"),
      ("topology-zoo/gml/VtlWavenet2011.gml", "zero-length"),
      ("topology-zoo/gml/LambdaNet.gml", "unlikely-place"),
      ("ofds-samples/network-package.json", "units"),
    ])
  func knownTraps(path: String, code: String) throws {
    #expect(codes(try PublicMaps.load(path)).contains(code))
  }

  @Test(
    .enabled(if: PublicMaps.areHere, "\(PublicMaps.absent)"),
    arguments: ["germany50"])
  func cleanMapsStayQuiet(name: String) throws {
    #expect(codes(try PublicMaps.load("sndlib/native/\(name).txt")) == [])
  }

  /// The rest of SNDlib with decimal degrees has long spans, but no other fault.
  @Test(
    .enabled(if: PublicMaps.areHere, "\(PublicMaps.absent)"),
    arguments: [
      "abilene", "cost266", "nobel-germany", "polska", "dfn-gwin", "geant", "janos-us", "janos-us-ca",
    ])
  func decimalDegreesAreNotSuspected(name: String) throws {
    #expect(codes(try PublicMaps.load("sndlib/native/\(name).txt")).isSubset(of: ["long-span"]))
  }

  @Test(arguments: ShippedMaps.names)
  func shippedMapsAreClean(name: String) throws {
    let shipped = try #require(ShippedMaps.named(name))
    // The testbeds have long spans whose trusted nodes are not published.
    let expected: Set = name == "qkd-testbeds" ? ["long-span"] : []
    #expect(codes(try TopologyReader.read(bytes: shipped.bytes, file: name)) == expected)
  }

  /// Eleven towns about 50 km apart, with lengths of 1.2 to 1.4 times the straight line.
  func line(
    swapped: Bool = false, scale: Double = 1, attenuation: String = ""
  ) throws -> LoadedMap {
    let places = [
      (48.1, 11.6), (48.61, 11.65), (48.62, 12.38), (49.07, 12.43), (49.12, 13.24), (49.68, 13.31),
      (49.7, 14.12), (50.21, 14.17), (50.28, 14.93), (50.79, 15.02), (50.81, 15.78),
    ]
    let factors = [1.21, 1.33, 1.27, 1.38, 1.24, 1.31, 1.22, 1.36, 1.29, 1.25]
    let sites = places.enumerated().map { index, place in
      let (latitude, longitude) = swapped ? (place.1, place.0) : place
      return "{\"id\":\"s\(index)\",\"latitude\":\(latitude),\"longitude\":\(longitude)}"
    }
    let spans = factors.enumerated().map { index, factor in
      let (a, b) = (places[index], places[index + 1])
      let straight = Coordinate(latitude: a.0, longitude: a.1).distanceKm(
        to: Coordinate(latitude: b.0, longitude: b.1))
      return
        "{\"from\":\"s\(index)\",\"to\":\"s\(index + 1)\",\"length_km\":\(straight * factor * scale)\(attenuation)}"
    }
    return try read(
      "{\"schema\":\"swapline.topology/1\",\"sites\":[\(sites.joined(separator: ","))],\"spans\":[\(spans.joined(separator: ","))]}"
    )
  }

  @Test func synthetic() throws {
    #expect(codes(try line()) == [])
    #expect(codes(try line(scale: 1000)).isSuperset(of: ["units"]))
    #expect(codes(try line(scale: 0.001)).isSuperset(of: ["units"]))
    #expect(codes(try line(scale: 1.5)) == ["route-factor-twice"])
    #expect(codes(try line(scale: 0.7)).isSuperset(of: ["lengths-do-not-fit", "shorter-than-straight-line"]))
    #expect(codes(try line(attenuation: ",\"attenuation_db_per_km\":0.0002")) == ["attenuation"])
    #expect(codes(try line(attenuation: ",\"attenuation_db_per_km\":1.2")) == ["attenuation"])
    #expect(codes(try line(attenuation: ",\"attenuation_db_per_km\":0.35")) == [])
    #expect(codes(try line(swapped: true)).contains("coordinates-swapped"))
  }

  @Test func swappedPlacesOfKnownCities() throws {
    let map = try read("id,lat,lon\nHamburg,10.0,53.6\nBerlin,52.5,13.4\n")
    let found = MapLint.findings(in: map).filter { $0.code == "coordinates-swapped" }
    #expect(found.map(\.position) == [SourcePosition(line: 2, column: 1)])
  }

  @Test func structureIsReported() throws {
    let map = try read("from,to,km\na,b,1\nb,a,2\na,a,3\nc,d,401\n")
    #expect(codes(map) == ["loop", "long-span"])
    #expect(codes(map, .note) == ["components", "parallel-spans"])
    #expect(codes(try read("id,name,lat,lon\n1,x,1.5,2.5\n2,x,,\n")) == ["isolated-site"])
  }
}
