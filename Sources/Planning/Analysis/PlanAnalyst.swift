internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

/// What a report shows beside a plan: other numbers of repeaters, rate against fidelity, what better inputs would bring,
/// how long a pair takes.
///
/// ```swift
/// plan.analysis = PlanAnalyst(planner, chain: result.demand.chain).analysis()
/// ```
public struct PlanAnalyst {
  let planner: Planner
  let chain: ChainPlan

  /// - Parameter chain: the chain that `planner` returned.
  public init(_ planner: Planner, chain: ChainPlan) {
    self.planner = planner
    self.chain = chain
  }

  /// - Parameter timeLimitS: of each further plan; those that it ends are marked as not proved.
  public func analysis(timeLimitS: Double = 1) -> PlanAnalysis {
    PlanAnalysis(
      sweep: planner.sweep(timeLimitS: timeLimitS), tradeOff: tradeOff(timeLimitS: timeLimitS),
      sensitivity: sensitivity(), deliveryQuantiles: quantiles())
  }

  // MARK: Rate against fidelity

  /// The best rate at each of several least fidelities between those of the fastest and of the best plan; points that
  /// another beats in both are left out.
  func tradeOff(timeLimitS: Double, steps: Int = 6) -> [PlanAnalysis.SweepPoint] {
    func best(_ objective: Objective, minimumFidelity: Double?) -> PlanAnalysis.SweepPoint? {
      var request = planner.request
      request.objective = objective
      request.limits.minimumRateHz = nil
      request.limits.minimumFidelity = minimumFidelity
      request.samples = 0
      request.timeLimitS = timeLimitS
      let other = Planner(
        network: planner.network, hardware: planner.hardware, request: request,
        cancellation: planner.cancellation)
      guard let result = try? other.plan() else { return nil }
      let figures = result.demand.chain.estimate
      let count = result.demand.chain.sites.count - 2
      return PlanAnalysis.SweepPoint(
        label: count == 1 ? "1 repeater" : "\(count) repeaters", repeaters: count, rateHz: figures.rateHz,
        fidelity: figures.fidelity, keyRateHz: figures.keyRateHz,
        provedOptimal: result.certificate.provedOptimal)
    }
    let floor = planner.request.limits.minimumFidelity
    guard let fastest = best(.rate, minimumFidelity: floor),
      let purest = best(.fidelity, minimumFidelity: floor),
      purest.fidelity > fastest.fidelity
    else { return [] }
    let between = (1..<steps).compactMap { step in
      let share = Double(step) / Double(steps)
      return best(.rate, minimumFidelity: fastest.fidelity + share * (purest.fidelity - fastest.fidelity))
    }
    let points = [fastest] + between + [purest]
    return points.enumerated().filter { i, point in
      !points.enumerated().contains { j, other in
        other.rateHz >= point.rateHz && other.fidelity >= point.fidelity
          && (other.rateHz > point.rateHz || other.fidelity > point.fidelity || j < i)
      }
    }.map(\.element).sorted { $0.fidelity < $1.fidelity }
  }

  // MARK: Sensitivity

  /// The same layout and settings with one input a tenth better; empty where no exact method covers the chain.
  func sensitivity() -> [PlanAnalysis.Sensitivity] {
    let hardware = planner.hardware
    func point(
      _ name: String, _ change: String, hardware: HardwareModel,
      geometry: (HopGeometry) -> HopGeometry = { $0 }
    ) -> PlanAnalysis.Sensitivity? {
      let links = chain.segments.compactMap { segment -> ElementaryLink? in
        hardware.links(geometry(segment.geometry(usesStation: hardware.usesStation))).first {
          $0.option == segment.link.option && $0.modes == segment.link.modes
        }
      }
      guard links.count == chain.segments.count,
        let estimate = try? simulated(links, hardware).exactEstimate(),
        let state = estimate.state
      else { return nil }
      return PlanAnalysis.Sensitivity(
        name: name, change: change, rateHz: 1 / estimate.meanTime, fidelity: state.fidelity,
        keyRateHz: state.bb84KeyFraction / estimate.meanTime)
    }
    guard planner.request.linkTimeModel == .attempts else { return [] }
    var memory = hardware
    memory.memory.rateX /= 1.1
    memory.memory.rateY /= 1.1
    memory.memory.rateZ /= 1.1
    var swap = hardware
    let noise = hardware.swap.noise
    swap.swap.noise = BellDiagonalState(
      x: 1 - 0.9 * (1 - noise.x), y: 1 - 0.9 * (1 - noise.y), z: 1 - 0.9 * (1 - noise.z))
    // A tenth more photons at the detector is so many dB less on the way, which is what a link model is told.
    let coupling = 10 * log10(1.1)
    var points = [
      point("photon collection", "+10 %", hardware: hardware) { hop in
        var hop = hop
        hop.leftLossDb = max(0, hop.leftLossDb - coupling)
        hop.rightLossDb = max(0, hop.rightLossDb - coupling)
        return hop
      },
      point("fibre attenuation", "−10 %", hardware: hardware) { hop in
        var hop = hop
        hop.leftLossDb *= 0.9
        hop.rightLossDb *= 0.9
        return hop
      },
      point("memory coherence", "+10 %", hardware: memory), point("swap error", "−10 %", hardware: swap),
    ]
    if hardware.usesStation, chain.segments.contains(where: { $0.stationIndex != nil }) {
      points.append(
        point("heralding stations", "at midpoints", hardware: hardware) { hop in
          HopGeometry(
            leftLengthKm: hop.lengthKm / 2, rightLengthKm: hop.lengthKm / 2, leftLossDb: hop.lossDb / 2,
            rightLossDb: hop.lossDb / 2, leftDelayS: hop.delayS / 2, rightDelayS: hop.delayS / 2)
        })
    }
    return points.compactMap { $0 }
  }

  /// The chain with other links on the same routes.
  private func simulated(_ links: [ElementaryLink], _ hardware: HardwareModel) -> Chain {
    Chain(
      timeBase: .physical,
      segments: zip(links, chain.segments).map { link, segment in
        Segment(
          successProbability: link.successProbability, attemptPeriod: link.attemptPeriodS, modes: link.modes,
          state: link.state, messageDelay: segment.route.totalDelayS)
      }, swaps: Array(repeating: hardware.swap, count: links.count - 1),
      policy: SwapPolicy(rawValue: chain.swapPolicy) ?? .asapSimultaneous, memory: hardware.memory,
      latency: planner.request.countsMessages ? .messages : .none)
  }

  // MARK: Delivery time

  /// Exact quantiles of the time until all segments have a pair, and the last message.
  func quantiles() -> [(probability: Double, timeS: Double)] {
    let chain = simulated(self.chain.segments.map(\.link), planner.hardware)
    guard planner.request.linkTimeModel == .attempts, planner.hardware.swap.successProbability == 1,
      chain.policy == .asapSimultaneous
    else { return [] }
    let generation = ParallelGeneration(chain.segments)
    return [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99].map { (share: Double) in
      (share, generation.quantile(share) + chain.finalMessageDelay)
    }
  }
}
