internal import LinkPhysics

extension Chain {
  /// Continuous operation has an exact figure for one segment, and for two whose repeater starts both again after each swap.
  func continuousEstimate() throws(ExactUnavailable) -> ExactEstimate {
    if segments.count == 1
      || (segments.count == 2 && cutoff == nil && (isDeterministicAsap || longestMessageTime == 0))
    {
      var onDemand = self
      onDemand.delivery = .onDemand
      var estimate = try onDemand.exactEstimate()
      // Deliveries follow each other at the pace of generation; the one repeater's message delays all alike.
      estimate.meanTime -= longestMessageTime
      estimate.quantiles = []
      return estimate
    }
    throw ExactUnavailable(
      reason: "continuous delivery over more than two segments has no exact method; "
        + "no policy delivers more than \(1 / throughputBound().seconds) pairs a unit of time on average")
  }

  /// The most pairs per unit of time that any policy delivers with unlimited memories and instant messages.
  ///
  /// `fluid` is the optimum over mixtures of swapping trees (a linear program solved by column generation);
  /// `norm` is the closed bound (Σ r_i^(−s))^(−1/s) with s = 1/log₂(1/q), never below `fluid`, the least r_i
  /// for q = 1 and `nil` where repeaters differ in q; `seconds` is 1/`fluid`, in the chain's time base.
  ///
  /// - Complexity: O(n³) for each of some tens of trees.
  public func throughputBound() -> (fluid: Double, norm: Double?, seconds: Double) {
    let rates = segments.map { $0.periodSuccessProbability / $0.attemptPeriod }
    let q = swaps.map(\.successProbability)
    let fluid = FluidThroughput(rates: rates, swaps: q).optimum()
    var norm: Double?
    if q.allSatisfy({ $0 == q[0] }) {
      norm = q.isEmpty ? rates[0] : FluidThroughput.normBound(rates: rates, q: q[0])
    }
    return (fluid, norm, 1 / fluid)
  }
}
