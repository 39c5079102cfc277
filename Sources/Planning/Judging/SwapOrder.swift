public import ChainSimulator

/// In what order the hops of a chain are made and joined, where that is a choice.
public enum SwapOrder: Sendable, Hashable {
  /// All hops at once, swaps as soon as possible: nothing to choose.
  case free
  /// A tree of swaps that may fail.
  case tree(SwapTree)
  /// Hops of a repeater in turn, some of them first.
  case turns(TakingTurns.Order)

  /// The tree of swaps; `nil` where there is none.
  public var tree: SwapTree? { if case .tree(let tree) = self { tree } else { nil } }
  /// Which hops go first, where they take turns.
  public var first: TakingTurns.Order? { if case .turns(let order) = self { order } else { nil } }
}
