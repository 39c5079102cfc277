import SourceDocument
import Testing

@testable import LinkPhysics

@Suite struct BuiltInPlatformTests {
  @Test(arguments: Platform.names) func shipsWithProvenance(name: String) throws {
    let platform = try #require(Platform.named(name))
    #expect(platform.name == name)
    for parameter in platform.parameters {
      #expect(!parameter.used.isEmpty)
      if !parameter.isAssumption { #expect(parameter.source != nil) }
      if parameter.provenance == .missing { #expect(parameter.values.isEmpty && parameter.because != nil) }
    }
    #expect(Set(platform.assumptions.map(\.name)).isSubset(of: Set(platform.parameters.map(\.name))))
  }

  /// Every platform gives links over the hop it was built for.
  @Test(arguments: Platform.names) func givesLinks(name: String) throws {
    let platform = try #require(Platform.named(name))
    let links = platform.links(over: hop(8, 10))
    #expect(!links.isEmpty)
  }
}
