/// The swap at a repeater: one mode of each of two rails is read out, both meet at a beam splitter, one
/// detector clicks alone.
///
/// ⟨a,e|out|a′,e′⟩ = Σ ⟨a,b|ρ₁|a′,b′⟩ ⟨c,e|ρ₂|c′,e′⟩ ⟨b′,c′|M|b,c⟩ with M of `RailClick`. Sorted by the order
/// of coherence this is a product of matrices, ρ₁ M ρ₂: the state of a chain does not depend on the order of
/// its swaps, and the product of their chances of success neither.
public struct RailSwap: Hashable, Sendable {
  let click: RailClick

  /// - Parameters:
  ///   - efficiency: retrieval times detection of the modes on the left and right of the repeater, 0 to 1.
  ///   - darkProbability: chance that one detector clicks without light, 0 to below 1.
  ///   - visibility: Hong-Ou-Mandel visibility V of what is retrieved, 0 to 1.
  public init(efficiency: Arms, darkProbability: Double = 0, visibility: Double = 1) {
    click = RailClick(efficiency: efficiency, darkProbability: darkProbability, visibility: visibility)
  }

  /// Joins the right mode of one rail with the left mode of the next.
  ///
  /// - Returns: the chance that one detector, either of the two, clicks alone, and the state of the outer
  ///   modes then (phase flip corrected). A repeater that swaps both rails of a pair at once has this chance
  ///   squared.
  /// - Complexity: O(1), a fraction of a microsecond.
  public func joining(_ left: RailOperator, _ right: RailOperator) -> (success: Double, rail: RailOperator) {
    let (trace, rail) = RailOperator(blocks: left.blocks * click.blocks * right.blocks).normalised
    return (2 * trace, rail)
  }
}
