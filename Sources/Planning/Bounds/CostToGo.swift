internal import Foundation
internal import GraphAlgorithms

/// For each site and each number of hops left, the least that any way to the target can add to each additive cost.
///
/// Each cost is minimised on its own (pointwise in time), so their combination bounds every completion from below.
///
/// - Complexity: O(hops × choices × moments) time, O(hops × sites × moments) memory.
struct CostToGo {
  private let grid: Int
  private let siteCount: Int
  /// Where the moments of each site stand in `time`.
  let rows: ChainSpace.Rows
  /// [hops][row of site × moment]
  let time: [[Double]]
  /// [hops][site]; infinite where the target cannot be reached in exactly that many hops.
  let delay: [[Double]]
  let noise: [[SIMD3<Double>]]
  /// [hops][site]; the noise of every way to the target lies beyond these lines.
  let supports: [[NoiseHull.Supports]]
  let hull: NoiseHull
  let cost: [[Double]]

  /// Where the space's budget ends, nothing is what is left to go: a bound still.
  ///
  /// - Parameters:
  ///   - hull: the lines that bound noise; laid by the space's own steps where none are given.
  ///   - countsState: whether noise and cost are asked for; time and delay are in any case.
  init(_ space: ChainSpace, hull: NoiseHull? = nil, countsState: Bool = true) {
    let hull = hull ?? NoiseHull(space)
    self.hull = hull
    let rows = space.rows
    self.rows = rows
    let g = space.grid.count
    let n = space.steps.count
    grid = g
    siteCount = n
    let start = Layer(
      time: Array(repeating: .infinity, count: rows.count * g), delay: Array(repeating: .infinity, count: n),
      noise: Array(repeating: SIMD3(repeating: .infinity), count: n),
      supports: Array(repeating: NoiseHull.Supports(repeating: .infinity), count: n),
      cost: Array(repeating: .infinity, count: n))
    var before = start
    for j in 0..<g { before.time[rows[space.target] * g + j] = 0 }
    before.delay[space.target] = 0
    before.noise[space.target] = .zero
    before.supports[space.target] = .zero
    before.cost[space.target] = 0
    var layers = [before]
    let most = max(1, space.maximumHops)
    // What a step adds is the same for every number of hops.
    let added = space.steps.enumerated().map { site, steps in
      steps.map { step in
        Added(
          delay: space.delay(step.choice), cost: space.cost(of: step),
          noise: countsState ? space.noise(of: step, from: site, side: space.sides[step.choice]) : .zero)
      }
    }
    let arriving = space.arriving
    let nothing = Layer(
      time: Array(repeating: 0, count: rows.count * g), delay: Array(repeating: 0, count: n),
      noise: Array(repeating: .zero, count: n), supports: Array(repeating: .zero, count: n),
      cost: Array(repeating: 0, count: n))
    Layers.run(
      nodeCount: n, from: space.target, atMost: most, arcs: { arriving[$0] },
      follow: { _, arc in arc.from },
      reached: { _, sites in
        before =
          space.budget.stop == nil
          ? Self.layer(space, rows, added, countsState ? hull : nil, sites, start, before) : nothing
        layers.append(before)
      })
    // Where nothing reaches the target any more, nothing does from there on.
    while layers.count <= most { layers.append(start) }
    time = layers.map(\.time)
    delay = layers.map(\.delay)
    noise = layers.map(\.noise)
    supports = layers.map(\.supports)
    cost = layers.map(\.cost)
  }

  /// What is least with one number of hops.
  private struct Layer {
    var time: [Double]
    var delay: [Double]
    var noise: [SIMD3<Double>]
    var supports: [NoiseHull.Supports]
    var cost: [Double]
  }

  private struct Added {
    var delay: Double
    var cost: Double
    var noise: SIMD3<Double>
  }

  /// One hop more, from some sites.
  ///
  /// - Parameter hull: `nil` where noise and cost are not asked for.
  private static func layer(
    _ space: ChainSpace, _ rows: ChainSpace.Rows, _ added: [[Added]], _ hull: NoiseHull?, _ sites: [Int],
    _ start: Layer, _ before: Layer
  ) -> Layer {
    let g = space.grid.count
    var now = start
    for site in sites {
      var (delay, cost) = (Double.infinity, Double.infinity)
      var (noise, supports) = (start.noise[site], start.supports[site])
      for (step, adds) in zip(space.steps[site], added[site]) where before.delay[step.to].isFinite {
        delay = min(delay, before.delay[step.to] + adds.delay)
        if let hull {
          cost = min(cost, before.cost[step.to] + adds.cost)
          noise = pointwiseMin(noise, before.noise[step.to] + adds.noise)
          let own = before.supports[step.to] + hull.supports(adds.noise)
          // As `pointwiseMin`, which takes sixteen lanes one by one, forty times as long.
          supports.replace(with: own, where: own .< supports)
        }
        relax(
          &now.time, at: rows[site] * g, from: before.time, at: rows[step.to] * g, adding: space.costs,
          at: step.choice * g, count: g)
      }
      (now.delay[site], now.cost[site]) = (delay, cost)
      (now.noise[site], now.supports[site]) = (noise, supports)
    }
    return now
  }

  /// Lowers costs at all moments to those of another site with a step, and a price, on top.
  ///
  /// A plain minimum, without a branch or a checked index, is what compilers turn into vector code.
  @inline(__always)
  private static func relax(
    _ into: inout [Double], at t: Int, from: [Double], at f: Int, adding costs: [Double], at c: Int,
    count: Int, surcharge: [Double]? = nil, factor: Double = 0
  ) {
    precondition(t >= 0 && f >= 0 && c >= 0 && t + count <= into.count)
    precondition(f + count <= from.count && c + count <= costs.count)
    into.withUnsafeMutableBufferPointer { into in
      from.withUnsafeBufferPointer { from in
        costs.withUnsafeBufferPointer { costs in
          guard let to = into.baseAddress.map({ $0 + t }), let before = from.baseAddress.map({ $0 + f }),
            let step = costs.baseAddress.map({ $0 + c })
          else { return }
          guard let surcharge else {
            for j in 0..<count {
              let value = before[j] + step[j]
              to[j] = value < to[j] ? value : to[j]
            }
            return
          }
          precondition(count <= surcharge.count)
          surcharge.withUnsafeBufferPointer { surcharge in
            guard let price = surcharge.baseAddress else { return }
            for j in 0..<count {
              let value = before[j] + step[j] + price[j] * factor
              to[j] = value < to[j] ? value : to[j]
            }
          }
        }
      }
    }
  }

  /// Whether any number of hops leads from a site to the target.
  func reaches(_ site: Int) -> Bool { delay.indices.dropFirst().contains { delay[$0][site].isFinite } }

  func isReachable(from site: Int, hops: Int) -> Bool { delay[hops][site].isFinite }
}

extension CostToGo {
  /// Least noise to go along a direction, exactly as `time` counts hops.
  static func along(_ direction: SIMD3<Double>, _ space: ChainSpace) -> [[Double]] {
    let arriving = space.arriving
    return LayeredWalks(nodeCount: space.steps.count, from: space.target, atMost: max(1, space.maximumHops)) {
      arriving[$0].lazy.map { arc in
        let noise = space.noise(of: arc.step, from: arc.from, side: space.sides[arc.step.choice])
        return (head: arc.from, label: (direction * noise).sum())
      }
    }.labels
  }

  /// Least cost to go at every moment with noise along a direction priced in, exactly as `time` counts hops.
  ///
  /// - Parameters:
  ///   - rows: where the moments of each site stand.
  ///   - price: at each moment of the grid.
  ///   - keepsAll: whether all numbers of hops are returned, or only the last.
  static func priced(
    _ space: ChainSpace, _ rows: ChainSpace.Rows, price: [Double], direction: SIMD3<Double>,
    keepsAll: Bool = true,
    hops: Int? = nil
  ) -> [[Double]] {
    let (g, n, most) = (space.grid.count, space.steps.count, max(1, hops ?? space.maximumHops))
    let far = Array(repeating: Double.infinity, count: rows.count * g)
    var before = far
    for j in 0..<g { before[rows[space.target] * g + j] = 0 }
    var all = [before]
    let noises = space.steps.enumerated().map { site, steps in
      steps.map { step in
        (direction * space.noise(of: step, from: site, side: space.sides[step.choice])).sum()
      }
    }
    let arriving = space.arriving
    let last = Layers.run(
      nodeCount: n, from: space.target, atMost: most, arcs: { arriving[$0] },
      follow: { _, arc in arc.from },
      reached: { _, sites in
        before =
          space.budget.stop == nil
          ? layer(space, rows, price, noises, sites, far, before)
          : Array(repeating: 0, count: rows.count * g)
        if keepsAll { all.append(before) }
      })
    guard keepsAll else { return [last == most ? before : far] }
    while all.count <= most { all.append(far) }
    return all
  }

  /// One hop more, from some sites, with noise priced in.
  private static func layer(
    _ space: ChainSpace, _ rows: ChainSpace.Rows, _ price: [Double], _ noises: [[Double]], _ sites: [Int],
    _ far: [Double],
    _ before: [Double]
  ) -> [Double] {
    let g = space.grid.count
    var now = far
    for site in sites {
      for (step, noise) in zip(space.steps[site], noises[site]) where before[rows[step.to] * g].isFinite {
        relax(
          &now, at: rows[site] * g, from: before, at: rows[step.to] * g, adding: space.costs,
          at: step.choice * g,
          count: g, surcharge: price, factor: noise)
      }
    }
    return now
  }
}
