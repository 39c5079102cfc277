import FibreNetwork
import Foundation
import SourceDocument
import TestSupport
import Testing

@testable import TopologyFormats

/// Deterministic mutations of one map of each format: whatever the bytes, a map or an error comes out, never a crash,
/// and what was read can be checked, written and read again.
///
/// The same maps every time; `SWAPLINE_FUZZ_SECONDS` goes on for so long, `SWAPLINE_FUZZ_SEED` sets where it starts.
@Suite struct FuzzTests {
  /// Bytes and pieces that break readers.
  static let pieces: [[UInt8]] =
    [
      "-1", "1e400", "NaN", "null", "\"", "[", "]", "{", "}", "(", ")", "<", ">", "&", "&#0;", ",", ";", "\n",
      "\u{0}",
      "99999999999999999999", "-0", "1e-320", "<!DOCTYPE a [", "<![CDATA[", "<!--", "\"id\":", "id 0", "é",
      "\u{202E}",
      " ", "180", "91", "0", "None",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xEF, 0xBB, 0xBF], [0x80]]

  private static let rounds = 5_000

  func mutated(_ original: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = original
    for _ in 0...random.below(4) {
      let at = random.below(bytes.count + 1)
      switch random.below(7) {
      case 0 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
      case 1: bytes.insert(contentsOf: Self.pieces[random.below(Self.pieces.count)], at: at)
      case 2: bytes.removeSubrange(at..<min(bytes.count, at + random.below(20)))
      case 3: bytes.removeSubrange(at...)
      case 4:
        // A piece of the file again: repeated ids, keys and elements.
        let from = random.below(bytes.count)
        bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + random.below(80))], at: at)
      case 5:
        // Digits are where domains are broken.
        if let digit = bytes.indices.dropFirst(at).first(where: { (0x30...0x39).contains(bytes[$0]) }) {
          bytes[digit] = UInt8(0x30 + random.below(10))
        }
      default:
        let piece = Self.pieces[random.below(Self.pieces.count)]
        bytes.replaceSubrange(at..<min(bytes.count, at + piece.count), with: piece)
      }
    }
    return bytes
  }

  @Test func mutatedMapsNeverCrash() throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["SWAPLINE_FUZZ_SECONDS"].flatMap(Double.init)
    var random = SplitMix(seed: UInt64(environment["SWAPLINE_FUZZ_SEED"] ?? "") ?? 1)
    let start = ContinuousClock.now
    var read = 0
    var refused = 0
    var round = 0
    let seeds =
      Samples.all + MapWriter.seeds(of: RoundTripTests.rich)
    while seconds.map({ ContinuousClock.now - start < .seconds($0) }) ?? (round < Self.rounds) {
      let (format, text) = seeds[round % seeds.count]
      round += 1
      let bytes = mutated(Array(text.utf8), &random)
      // Half of the files must be recognised, half are forced on the reader.
      let options = MapReadingOptions(format: random.below(2) == 0 ? format : nil)
      do {
        let map = try TopologyReader.read(bytes: bytes, file: "fuzz", options: options)
        read += 1
        check(map, &random)
      } catch {
        refused += 1
        #expect(!error.diagnostics.isEmpty && error.diagnostics.allSatisfy { $0.severity == .error })
      }
    }
    #expect(read > 0 && refused > 0)
  }

  /// What every map that was read must stand.
  private func check(_ map: LoadedMap, _ random: inout SplitMix) {
    #expect(map.sitePositions.count == map.network.sites.count)
    #expect(map.spanPositions.count == map.network.spans.count)
    for index in map.network.spans.indices {
      #expect(map.network.spans[index].lengthKm.isFinite && map.network.lossDb(ofSpan: index) >= 0)
    }
    for site in map.network.sites {
      #expect(site.coordinate.map { $0.latitude.magnitude <= 90 && $0.longitude.magnitude <= 180 } ?? true)
    }
    _ = MapLint.findings(in: map)
    _ = map.network.components()
    let format = MapFormat.writable[random.below(MapFormat.writable.count)]
    let written = MapWriter.write(map.network, as: format)
    if format == .native {
      let again = try? TopologyReader.read(bytes: Array(written.files[0].text.utf8), file: "again")
      #expect(again?.network.sites == map.network.sites && again?.network.spans == map.network.spans)
    }
    if map.network.hutCounts(spacingKm: 50).reduce(0, +) < 1000 {
      var huts = map
      huts.addHuts(spacingKm: 50)
      #expect(abs(huts.network.totalKm - map.network.totalKm) <= 1e-9 * (1 + map.network.totalKm))
    }
  }
}

extension MapWriter {
  /// A map in every format that is one file.
  fileprivate static func seeds(of network: FibreNetwork) -> [(format: MapFormat, text: String)] {
    [MapFormat.native, .graphml, .geojson, .kml, .nodeLink].map { ($0, write(network, as: $0).files[0].text) }
  }
}
