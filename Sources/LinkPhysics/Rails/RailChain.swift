/// Links of one rail joined by swaps: n links, n − 1 repeaters between them.
///
/// Each swap's chance of success is given the success of those before it in the tree; the state and the
/// product of the chances are those of any order. Both rails of a pair by themselves (Duan 2001): each swap
/// succeeds with its s. Both rails together: s². Neither is a `swap_success_probability` of gates.
public struct RailChain: Hashable, Sendable {
  /// In which order swaps condition each other.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// A binary tree; a segment of n links is split into n/2 (rounded down) on the left and the rest on the
    /// right.
    case balanced
    /// One link after another from the left.
    case leftToRight
  }

  /// States of the links, from left to right; one or more.
  public var links: [RailOperator]
  /// Repeaters between them, one less.
  public var swaps: [RailSwap]

  /// - Precondition: one swap less than links, at least one link.
  public init(links: [RailOperator], swaps: [RailSwap]) {
    precondition(!links.isEmpty && swaps.count == links.count - 1, "n links need n − 1 swaps")
    self.links = links
    self.swaps = swaps
  }

  /// The same link and the same repeater over and over.
  public init(repeating link: RailOperator, count: Int, swap: RailSwap) {
    self.init(links: Array(repeating: link, count: count), swaps: Array(repeating: swap, count: count - 1))
  }

  /// A chain that is joined from end to end.
  public struct Joined: Hashable, Sendable {
    /// The two outer modes, given that all swaps succeeded.
    public var rail: RailOperator
    /// Chance of success of one rail at each repeater, from left to right.
    public var success: [Double]

    /// Chance that both rails succeed in the same swap.
    public var jointSuccess: [Double] { success.map { $0 * $0 } }
    /// Chance that all swaps of one rail succeed; the same for every order.
    public var wholeSuccess: Double { success.reduce(1, *) }
  }

  /// Joins all links.
  ///
  /// - Complexity: O(n) swaps.
  public func joined(_ order: Order = .balanced) -> Joined {
    var success = [Double](repeating: 1, count: swaps.count)
    func segment(_ range: Range<Int>) -> RailOperator {
      guard range.count > 1 else { return links[range.lowerBound] }
      let split =
        switch order {
        case .balanced: range.lowerBound + range.count / 2
        case .leftToRight: range.upperBound - 1
        }
      let (left, right) = (segment(range.lowerBound..<split), segment(split..<range.upperBound))
      let (chance, rail) = swaps[split - 1].joining(left, right)
      success[split - 1] = chance
      return rail
    }
    let rail = segment(links.indices)
    return Joined(rail: rail, success: success)
  }
}
