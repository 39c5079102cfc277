import SourceDocument
import TestSupport
import Testing

@testable import LinkPhysics

private let factsFile = "platforms.json"
private let correctionsFile = "physics2.md"

/// The collection of published facts that the platforms were written from, where it lies beside the package.
@Suite(
  .enabled(if: SharedFiles.exists(factsFile), "\(SharedFiles.absent(factsFile))"))
struct SharedFactsTests {
  /// Every number of the collection, in its own unit.
  func facts() throws -> [Double] {
    func numbers(_ json: LocatedJSON) -> [Double] {
      switch json.value {
      case .number(let number): [number]
      case .array(let items): items.flatMap(numbers)
      case .object(let members): members.flatMap { numbers($0.value) }
      default: []
      }
    }
    return numbers(try SharedFiles.located(factsFile))
  }

  /// What the corrections to the collection say of Micius: the numbers of one row of a table, percentages as shares.
  func corrections() throws -> [Double] {
    guard SharedFiles.exists(correctionsFile) else { return [] }
    let row = try SharedFiles.text(correctionsFile).split(separator: "\n").first { $0.hasPrefix("| micius") }
    let words = (row ?? "").split { !"0123456789.,%".contains($0) }
    return words.compactMap { word -> Double? in
      let digits = word.replacing(",", with: "").split(separator: "%", omittingEmptySubsequences: false)[0]
      return Double(digits.hasPrefix(".") ? "0\(digits)" : String(digits))
    }.flatMap { [$0, $0 / 100] }
  }

  /// A number that is shown as read somewhere stands in the collection, in seconds, hertz, radians or as it is.
  @Test(arguments: Platform.names) func readNumbersWereRead(name: String) throws {
    let facts = try facts() + (name.hasPrefix("micius") ? corrections() : [])
    let scales = [1, 1e-3, 1e-6, 1e-9, .pi / 180]
    let platform = try #require(Platform.named(name))
    let composed: Set = ["coupling_efficiency", "conversion_efficiency"]
    for parameter in platform.parameters + platform.measurements.map(\.quantity)
    where [.primary, .transcription, .code].contains(parameter.provenance) {
      // The factors 0.6² × 0.64 and 0.05 stand in a note of the collection, one mode a node in none.
      if name == "boston-siv", composed.contains(parameter.name) || parameter.name == "uptime" { continue }
      for value in parameter.values where parameter.name != "modes" || value != 1 {
        #expect(
          facts.contains { fact in scales.contains { abs(fact * $0 - value) <= 2e-3 * abs(value) } },
          "\(parameter.name) = \(value)")
      }
    }
  }
}
