internal import Foundation
internal import SourceDocument

/// The files of a map: the path itself, or a pair of sites and spans (CSV or GeoJSON), sites first.
///
/// The other file of a pair stands beside the first, with `nodes` or `sites` in its name where the first has `links`,
/// `spans` or `edges`.
///
/// - Throws: `CommandFailure` with exit code 3 for a folder without a pair.
func mapFiles(_ path: String) throws -> [String] {
  var isDirectory: ObjCBool = false
  if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for ending in ["csv", "geojson"] {
      for first in ["nodes", "sites"] where names.contains("\(first).\(ending)") {
        for second in ["links", "spans", "edges"] where names.contains("\(second).\(ending)") {
          return ["\(first).\(ending)", "\(second).\(ending)"].map {
            path + (path.hasSuffix("/") ? "" : "/") + $0
          }
        }
      }
    }
    throw CommandFailure(
      .badInput, "\(path.printable): error: is a folder without nodes.csv and links.csv (or GeoJSON files)")
  }
  let place = Path(path)
  let name = place.name
  guard name.hasSuffix(".csv") || name.hasSuffix(".geojson") else { return [path] }
  func beside(_ words: [String], _ others: [String]) -> String? {
    for word in words {
      guard let range = name.range(of: word) else { continue }
      for other in others {
        let candidate = place.beside(name.replacingCharacters(in: range, with: other))
        if FileManager.default.fileExists(atPath: candidate) { return candidate }
      }
    }
    return nil
  }
  let siteWords = ["nodes", "sites"]
  let spanWords = ["links", "spans", "edges"]
  if let spans = beside(siteWords, spanWords) { return [path, spans] }
  if let sites = beside(spanWords, siteWords) { return [sites, path] }
  return [path]
}
