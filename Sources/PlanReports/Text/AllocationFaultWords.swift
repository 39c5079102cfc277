public import Planning

extension AllocationProblem.Fault {
  /// Why the problem has no meaning.
  public var words: String {
    switch self {
    case .noDemands: "there is no demand"
    case .unknownSite(let demand): "demand \(demand + 1) names a site that is not on the map"
    case .endsEqual(let demand): "both ends of demand \(demand + 1) are the same site"
    case .longestHopNotPositive(let length): "the longest hop is \(length) km, but must be a length above 0"
    case .limitTooSmall(let limit, let value): "\(limit.words) is \(value), which is too small"
    }
  }
}

extension AllocationProblem.Fault.Limit {
  fileprivate var words: String {
    switch self {
    case .repeatersOfAChain: "the most repeaters of a chain"
    case .chainsThroughASite: "the most chains through a site"
    case .disjointChains: "the number of disjoint chains"
    }
  }
}
