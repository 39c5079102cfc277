internal import Foundation
internal import HeapModule
internal import LinkPhysics

/// Best-first search over the beginnings of paths, with a bound on every completion: its end is a proof.
///
/// The bound of a prefix combines, at each moment in time, the cost so far with the least cost to go (see `TimeGrid`),
/// the noise so far with the least noise to go (see `NoiseModel`), the two against each other (see `CompletionBound`), and
/// asks the goal for its value there. One root for
/// each exact number of hops keeps the two costs to go consistent. A whole path is valued by the exact estimator.
struct PrefixSearch {
  struct Found {
    /// Best path found or handed in, its figures and score.
    var best: Candidate? { kept.first }
    /// The best paths of different sets of repeaters, best first, as many as were asked for.
    var kept: [Candidate]
    /// No path scores more than this.
    var bound: Double
    var finished: Bool
    var stop: Stop
    var labels: Int
    var exactEstimates: Int
  }

  struct Candidate {
    var path: [Int]
    var figures: SearchGoal.Figures
    var score: Double
    /// Of a path of another space, in map order.
    var repeaters: [Int]?
  }

  let space: ChainSpace
  let toGo: CostToGo
  let goal: SearchGoal
  /// The exact estimator for a path of choices.
  let estimate: ([Int]) -> SearchGoal.Figures
  /// Beginnings of paths after which a search gives up; a million take some 200 MB with their entries in the queue.
  var mostLabels = 1_000_000

  private struct Label {
    var site: Int
    var hops: Int
    var parent: Int
    var choice: Int
    var noise: SIMD3<Double>
    var delay: Double
    var cost: Double
  }

  private struct Entry: Comparable {
    var bound: Double
    var depth: Int
    var serial: Int
    var label: Int
    var totalHops: Int

    static func < (a: Self, b: Self) -> Bool {
      if a.bound != b.bound { return a.bound < b.bound }
      if a.depth != b.depth { return a.depth < b.depth }
      return a.serial > b.serial
    }
  }

  /// - Parameters:
  ///   - incumbents: plans already known.
  ///   - keep: how many plans of different sets of repeaters to find; what scores less than the last of them is left out.
  ///   - hops: numbers of hops to consider; `nil` for all that the space allows.
  ///   - stopsAtFirst: whether any path with a score will do; the bound then means nothing.
  ///   - mayGoOn: asked now and then; `nil` to go on, else the reason to stop.
  func run(
    incumbents: [Candidate], keep: Int = 1, hops: ClosedRange<Int>? = nil, stopsAtFirst: Bool = false,
    mayGoOn: () -> Stop?,
    progress: (_ best: Double?, _ bound: Double) -> Void = { _, _ in }
  ) -> Found {
    let g = space.grid.count
    var kept = KeptPlans(count: keep)
    for incumbent in incumbents {
      kept.add(incumbent, repeaters: incumbent.repeaters ?? repeaters(of: incumbent.path))
    }
    var labels: [Label] = []
    /// Cost of the label at hand, and of that label with one more choice, at every moment.
    var own = Array(repeating: 0.0, count: g)
    var next = own
    var heap = Heap<Entry>()
    var serial = 0
    var exact = 0

    let completion = CompletionBound(space: space, toGo: toGo, goal: goal, floor: kept.last?.figures)
    var worthless: Double? { kept.last.map { $0.score + abs($0.score) * Tolerance.value } }
    /// Bound of a label with exactly `left` hops to go; `pending` noise is its own but for its neighbour.
    func bound(
      site: Int, hops: Int, left: Int, times: [Double], noise: SIMD3<Double>, delay: Double, cost: Double
    ) -> Double? {
      guard toGo.isReachable(from: site, hops: left) else { return nil }
      let part = CompletionBound.Part(
        noise: noise + toGo.noise[left][site],
        supports: toGo.hull.supports(noise) + toGo.supports[left][site], ownNoise: noise,
        alongToGo: completion.along.isEmpty ? 0 : completion.along[left][site],
        delay: delay + toGo.delay[left][site], hops: hops + left, cost: cost + toGo.cost[left][site])
      let plain = completion.time[0][left]
      let row = toGo.rows[site] * g
      return times.withUnsafeBufferPointer { own in
        completion.score(part, floor: kept.last?.figures, worthless: worthless) { price, j in
          own[j] + (price == 0 ? plain[row + j] : completion.time[price][left][row + j])
        }
      }
    }
    func isWorthless(_ bound: Double) -> Bool { worthless.map { bound <= $0 } ?? false }

    labels.append(
      Label(site: space.source, hops: 0, parent: -1, choice: -1, noise: .zero, delay: 0, cost: 0))
    for hops in hops ?? 1...max(1, space.maximumHops) {
      if let value = bound(
        site: space.source, hops: 0, left: hops, times: own, noise: .zero, delay: 0, cost: 0),
        !isWorthless(value)
      {
        heap.insert(Entry(bound: value, depth: 0, serial: serial, label: 0, totalHops: hops))
        serial += 1
      }
    }

    var stop: Stop?
    while let entry = heap.popMax() {
      if isWorthless(entry.bound) || stopsAtFirst && kept.best != nil { break }
      if serial & 15 == 0 || entry.depth == 0 {
        progress(kept.best?.score, entry.bound)
        stop = mayGoOn() ?? (labels.count > mostLabels ? .memoryLimit : nil)
        if stop != nil {
          heap.insert(entry)
          break
        }
      }
      let label = labels[entry.label]
      let left = entry.totalHops - label.hops
      let visited = sitesVisited(entry.label, labels)
      let begun = pathTo(entry.label, labels)
      for j in 0..<g { own[j] = begun.reduce(0) { $0 + space.costs[$1 * g + j] } }
      for step in space.steps[label.site]
      where (step.to == space.target) == (left == 1) && !visited.contains(step.to) {
        let choice = space.choices[step.choice]
        guard toGo.isReachable(from: step.to, hops: left - 1) else { continue }
        if label.choice >= 0, let room = space.memories[label.site],
          space.choices[label.choice].modes + choice.modes > room
        {
          continue
        }
        var noise = label.noise + space.ownNoise(of: step, from: label.site)
        if label.choice >= 0 {
          noise +=
            space.pairNoise(label.choice, step.choice, isFirst: label.hops == 1, isLast: left == 1)
            + space.noise.swap
        }
        let delay = label.delay + space.delay(step.choice)
        let cost = label.cost + space.cost(of: step)
        // The side of this hop that meets the next repeater is bounded alone until its neighbour is known.
        let pending = left == 1 ? .zero : space.sides[step.choice]
        for j in 0..<g { next[j] = own[j] + space.costs[step.choice * g + j] }
        let value = bound(
          site: step.to, hops: label.hops + 1, left: left - 1, times: next, noise: noise + pending,
          delay: delay, cost: cost)
        guard let value, !isWorthless(value) else { continue }
        labels.append(
          Label(
            site: step.to, hops: label.hops + 1, parent: entry.label, choice: step.choice, noise: noise,
            delay: delay,
            cost: cost))
        let index = labels.count - 1
        if left == 1 {
          let path = pathTo(index, labels)
          exact += 1
          let figures = estimate(path)
          if let score = goal.score(figures) {
            kept.add(
              Candidate(path: path, figures: figures, score: score), repeaters: repeaters(of: path))
          }
        } else {
          heap.insert(
            Entry(
              bound: value, depth: label.hops + 1, serial: serial, label: index, totalHops: entry.totalHops))
        }
        serial += 1
      }
    }
    let finished = stop == nil
    let bound =
      finished
      ? (kept.best?.score ?? -.infinity) : max(heap.max?.bound ?? -.infinity, kept.best?.score ?? -.infinity)
    return Found(
      kept: kept.plans.map(\.candidate), bound: bound, finished: finished, stop: stop ?? .finished,
      labels: labels.count,
      exactEstimates: exact)
  }

  /// The repeaters of a path in map order; empty for none and for a path of another space.
  private func repeaters(of path: [Int]) -> [Int] {
    (space.sites(of: path) ?? []).dropFirst().dropLast().sorted()
  }

  private func sitesVisited(_ label: Int, _ labels: [Label]) -> [Int] {
    var sites: [Int] = []
    var at = label
    while at >= 0 {
      sites.append(labels[at].site)
      at = labels[at].parent
    }
    return sites
  }

  private func pathTo(_ label: Int, _ labels: [Label]) -> [Int] {
    var path: [Int] = []
    var at = label
    while labels[at].parent >= 0 {
      path.append(labels[at].choice)
      at = labels[at].parent
    }
    return path.reversed()
  }
}
