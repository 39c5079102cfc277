internal import Foundation

extension DemandProblem {
  /// The problem without the steps that no plan of at most the given mean time takes.
  ///
  /// A step is kept if, for some split of the hops before and after it, the bound of the mean time through it meets the
  /// ceiling.
  ///
  /// - Complexity: O(steps × hops × moments).
  func keepingStepsThatMeet(ceilingS: Double, toGo: CostToGo) -> DemandProblem {
    let fromSource = CostToGo(reversed())
    let g = grid.count
    let ahead = toGo.atMost()
    let behind = fromSource.atMost()
    var kept = steps
    for site in steps.indices {
      kept[site] = steps[site].filter { step in
        (0..<maximumHops).contains { before in
          let after = maximumHops - 1 - before
          guard behind.delay[before][site].isFinite, ahead.delay[after][step.to].isFinite else {
            return false
          }
          let past = behind.time[before]
          let future = ahead.time[after]
          let time =
            grid.meanTime { j in past[site * g + j] + costs[step.choice * g + j] + future[step.to * g + j] }
            + behind.delay[before][site] + delay(step.choice) + ahead.delay[after][step.to]
          return time <= ceilingS
        }
      }
    }
    return DemandProblem(self, steps: kept)
  }
}

extension CostToGo {
  /// The same costs over at most, instead of exactly, a number of hops.
  func atMost() -> (time: [[Double]], delay: [[Double]]) {
    var time = time
    var delay = delay
    for k in time.indices.dropFirst() {
      for i in time[k].indices { time[k][i] = min(time[k][i], time[k - 1][i]) }
      for i in delay[k].indices { delay[k][i] = min(delay[k][i], delay[k - 1][i]) }
    }
    return (time, delay)
  }
}

extension DemandProblem {
  /// The problem without the steps that no plan better than a known one takes, time and noise bounded together.
  ///
  /// A step is kept if a plan through it, with some number of hops before and after, may score more: see
  /// `CompletionBound`. `nil` where that would take longer than the search it is to help.
  ///
  /// - Complexity: O(steps × hops² × moments) at worst; most steps are kept at the first numbers of hops tried.
  func keepingStepsThatMayBeat(
    _ known: PrefixSearch.Candidate, goal: SearchGoal, toGo: CostToGo
  ) -> DemandProblem? {
    let bound = CompletionBound(problem: self, toGo: toGo, goal: goal, floor: known.figures)
    guard let budget = bound.budget else { return nil }
    let g = grid.count
    let promising = (1...max(1, maximumHops)).filter { hops in
      guard toGo.isReachable(from: source, hops: hops) else { return false }
      let part = CompletionBound.Part(
        noise: toGo.noise[hops][source], ownNoise: .zero, delay: toGo.delay[hops][source], hops: hops,
        cost: toGo.cost[hops][source])
      let value = bound.score(part, floor: known.figures) { price, j in
        bound.time[price][hops][source * g + j]
      }
      return value.map { $0 > known.score } ?? false
    }
    let stepCount = steps.reduce(0) { $0 + $1.count }
    guard stepCount * promising.reduce(0, +) * g <= Self.mostFilterWork else { return nil }
    let back = reversed()
    let behind = CostToGo(back)
    let past = bound.prices.map { CostToGo.priced(back, price: $0, direction: budget.direction) }
    var kept = steps
    for site in steps.indices {
      kept[site] = steps[site].filter { step in
        var own = noise(of: step, from: site, side: noise.side(choices[step.choice]))
        if site != source { own += noise.swap }
        let alongStep = (budget.direction * own).sum()
        let built =
          (site == source ? 0 : siteCost[site]) + cost(of: step)
        return promising.contains { hops in
          (0..<hops).contains { before in
            let after = hops - 1 - before
            guard behind.isReachable(from: site, hops: before), toGo.isReachable(from: step.to, hops: after)
            else { return false }
            let part = CompletionBound.Part(
              noise: behind.noise[before][site] + own + toGo.noise[after][step.to], ownNoise: .zero,
              delay: behind.delay[before][site] + delay(step.choice) + toGo.delay[after][step.to],
              hops: hops, cost: behind.cost[before][site] + built + toGo.cost[after][step.to])
            let value = bound.score(part, floor: known.figures) { price, j in
              past[price][before][site * g + j] + costs[step.choice * g + j]
                + bound.prices[price][j] * alongStep + bound.time[price][after][step.to * g + j]
            }
            return value.map { $0 > known.score } ?? false
          }
        }
      }
    }
    return DemandProblem(self, steps: kept)
  }

  /// Steps × numbers of hops × moments that a filter may look at.
  static let mostFilterWork = 300_000_000
}
