internal import Foundation

extension ChainSpace {
  /// The space without the steps that no plan of at most the given mean time takes.
  ///
  /// A step is kept if, for some split of the hops before and after it, the bound of the mean time through it meets the
  /// ceiling. Where the least costs of any numbers of hops do not, no split does.
  ///
  /// - Complexity: O(steps × hops × moments).
  func keepingStepsThatMeet(ceilingS: Double, toGo: CostToGo) -> ChainSpace {
    let fromSource = CostToGo(reversed(), hull: toGo.hull, countsState: false)
    let g = grid.count
    let ahead = toGo.atMost()
    let behind = fromSource.atMost()
    var kept = steps
    for site in steps.indices {
      kept[site] = steps[site].filter { step in
        func meets(_ before: Int, _ after: Int) -> Bool {
          guard behind.delay[before][site].isFinite, ahead.delay[after][step.to].isFinite else {
            return false
          }
          let past = behind.time[before]
          let future = ahead.time[after]
          let rest = ceilingS - behind.delay[before][site] - delay(step.choice) - ahead.delay[after][step.to]
          return past.withUnsafeBufferPointer { past in
            costs.withUnsafeBufferPointer { own in
              future.withUnsafeBufferPointer { future in
                let (p, c, f) = (fromSource.rows[site] * g, step.choice * g, toGo.rows[step.to] * g)
                func cost(_ j: Int) -> Double { past[p &+ j] + own[c &+ j] + future[f &+ j] }
                return grid.smoothMeanTime(cost) <= rest && grid.latticeMeanTime(cost) <= rest
              }
            }
          }
        }
        return meets(maximumHops - 1, maximumHops - 1)
          && (0..<maximumHops).contains { meets($0, maximumHops - 1 - $0) }
      }
    }
    return ChainSpace(self, steps: kept)
  }
}

extension CostToGo {
  /// The same costs over at most, instead of exactly, a number of hops.
  func atMost() -> (time: [[Double]], delay: [[Double]]) {
    var time = time
    var delay = delay
    for k in time.indices.dropFirst() {
      let fewer = k - 1
      for i in time[k].indices { time[k][i] = min(time[k][i], time[fewer][i]) }
      for i in delay[k].indices { delay[k][i] = min(delay[k][i], delay[fewer][i]) }
    }
    return (time, delay)
  }
}

extension ChainSpace {
  /// The space without the numbers of hops above the last with which a plan may be better than a known one.
  func keepingHopsThatMayBeat(
    _ known: PrefixSearch.Candidate, goal: SearchGoal, toGo: CostToGo
  ) -> ChainSpace {
    let g = grid.count
    let last = (1...max(1, maximumHops)).last { hops in
      guard toGo.isReachable(from: source, hops: hops) else { return false }
      let time = grid.meanTime { toGo.time[hops][toGo.rows[source] * g + $0] } + toGo.delay[hops][source]
      let score = goal.score(
        goal.figures(
          meanTimeS: time, state: NoiseBudget.state(toGo.noise[hops][source]), hops: hops,
          cost: toGo.cost[hops][source]))
      return score.map { $0 > known.score } ?? false
    }
    return ChainSpace(self, steps: steps, maximumHops: last ?? 1)
  }

  /// The space without the ways to run a hop that another way of the same hop beats in all but the state.
  ///
  /// Shorter periods of no less hazard lower the waiting time at every moment, so only goals that need a state need the others.
  func keepingFastestWays() -> ChainSpace {
    var ofHop: [Int: [Int]] = [:]
    for (index, choice) in choices.enumerated() { ofHop[choice.hop, default: []].append(index) }
    func isAsGood(_ a: Choice, _ b: Choice) -> Bool {
      a.law.isNoSlower(than: b.law) && a.presence >= b.presence
        && a.modes <= b.modes && a.cost <= b.cost
    }
    let beaten = Set(
      ofHop.values.flatMap { ways in
        ways.filter { way in
          ways.contains { isAsGood(choices[$0], choices[way]) && !isAsGood(choices[way], choices[$0]) }
        }
      })
    return ChainSpace(self, steps: steps.map { $0.filter { !beaten.contains($0.choice) } })
  }

  /// The space without the steps that no plan better than a known one takes, or none within the limits where none is known,
  /// time and noise bounded together.
  ///
  /// A step is kept if a plan through it, with some number of hops before and after, may score more: see
  /// `CompletionBound`. `nil` where that would take longer than the search it is to help, or the clock ends it.
  ///
  /// - Complexity: O(steps × hops² × moments) at worst; most steps are kept at the first numbers of hops tried.
  func keepingStepsThatMayBeat(
    _ known: PrefixSearch.Candidate?, goal: SearchGoal, toGo: CostToGo, _ clock: Budget
  ) -> ChainSpace? {
    let bound = CompletionBound(space: self, toGo: toGo, goal: goal, floor: known?.figures)
    guard let budget = bound.budget else { return nil }
    func isBetter(_ score: Double?) -> Bool { score.map { $0 > known?.score ?? -.infinity } ?? false }
    let g = grid.count
    let promising = (1...max(1, maximumHops)).filter { hops in
      guard toGo.isReachable(from: source, hops: hops) else { return false }
      let part = CompletionBound.Part(
        noise: toGo.noise[hops][source], supports: toGo.supports[hops][source], ownNoise: .zero,
        alongToGo: bound.along[hops][source], delay: toGo.delay[hops][source], hops: hops,
        cost: toGo.cost[hops][source])
      return isBetter(
        bound.score(part, floor: known?.figures, worthless: known?.score) { price, j in
          bound.time[price][hops][toGo.rows[source] * g + j]
        })
    }
    guard stepCount * promising.reduce(0, +) * g <= Self.mostFilterWork else { return nil }
    let back = reversed()
    let behind = CostToGo(back, hull: toGo.hull)
    let behindAlong = CostToGo.along(budget.direction, back)
    // The first price is none.
    let past =
      [behind.time]
      + bound.prices.dropFirst().map {
        CostToGo.priced(back, behind.rows, price: $0, direction: budget.direction)
      }
    var kept = steps
    for site in steps.indices {
      if clock.stop != nil { return nil }
      kept[site] = steps[site].filter { step in
        var own = noise(of: step, from: site, side: sides[step.choice])
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
              noise: behind.noise[before][site] + own + toGo.noise[after][step.to],
              supports: behind.supports[before][site] + toGo.hull.supports(own)
                + toGo.supports[after][step.to], ownNoise: .zero,
              alongToGo: behindAlong[before][site] + alongStep + bound.along[after][step.to],
              delay: behind.delay[before][site] + delay(step.choice) + toGo.delay[after][step.to],
              hops: hops, cost: behind.cost[before][site] + built + toGo.cost[after][step.to])
            // What is asked for most is taken out of its nest first.
            let (plainPast, plainFuture) = (past[0][before], bound.time[0][after])
            let (from, to) = (behind.rows[site] * g, toGo.rows[step.to] * g)
            return isBetter(
              bound.score(part, floor: known?.figures, worthless: known?.score) { price, j in
                if price == 0 {
                  return plainPast[from + j] + costs[step.choice * g + j] + plainFuture[to + j]
                }
                return past[price][before][from + j] + costs[step.choice * g + j]
                  + bound.prices[price][j] * alongStep + bound.time[price][after][to + j]
              })
          }
        }
      }
    }
    return ChainSpace(self, steps: kept, maximumHops: max(1, promising.last ?? 1))
  }

  /// Steps × numbers of hops × moments that a filter may look at.
  static let mostFilterWork = 5_000_000_000
}
