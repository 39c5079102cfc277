internal import ChainSimulator
internal import FibreNetwork
internal import Foundation
internal import LinkPhysics

extension BestChain {
  /// What a chain would deliver with one input a tenth better, layout and settings unchanged; empty where no exact method
  /// covers it.
  func sensitivity(of plan: ChainPlan) -> [PlanAnalysis.Sensitivity] {
    guard question.linkTimeModel == .attempts else { return [] }
    func point(
      _ input: PlanAnalysis.Sensitivity.Input, _ hardware: HardwareModel,
      _ geometry: (HopGeometry) -> HopGeometry = { $0 }
    ) -> PlanAnalysis.Sensitivity? {
      let links = plan.segments.compactMap { segment -> ElementaryLink? in
        let hop = segment.mapGeometry(usesStation: hardware.usesStation, in: network)
        var link = hardware.links(geometry(hop.geometry)).first {
          $0.option == segment.link.option && $0.modes == segment.link.modes
        }
        if hop.isBackward, let wait = link?.heraldWait { link?.heraldWait = wait.reversed }
        return link
      }
      guard links.count == plan.segments.count,
        let estimate = exact(chain(plan, links: links, hardware: hardware)), let state = estimate.state
      else { return nil }
      let presence = links.reduce(1) { $0 * (1 - $1.vacuumFraction) }
      let rate = presence / estimate.meanTime
      return PlanAnalysis.Sensitivity(
        input: input, rateHz: rate, fidelity: state.fidelity,
        keyRateHz: question.limits.key.fraction(state) * rate)
    }
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
      point(.photonCollection, hardware) { hop in
        var hop = hop
        hop.leftLossDb = max(0, hop.leftLossDb - coupling)
        hop.rightLossDb = max(0, hop.rightLossDb - coupling)
        return hop
      },
      point(.fibreAttenuation, hardware) { hop in
        var hop = hop
        hop.leftLossDb *= 0.9
        hop.rightLossDb *= 0.9
        return hop
      },
      point(.memoryCoherence, memory), point(.swapError, swap),
    ]
    if hardware.usesStation, plan.segments.contains(where: { $0.stationIndex != nil }) {
      points.append(
        point(.heraldingStations, hardware, \.withEqualArms))
    }
    return points.compactMap { $0 }
  }

  /// Exact quantiles of the time until a chain delivers, in s; empty where a herald may come without a pair.
  func quantiles(of plan: ChainPlan) -> [(probability: Double, timeS: Double)] {
    let chain = chain(plan, links: plan.segments.map(\.link), hardware: hardware)
    guard question.linkTimeModel == .attempts, plan.segments.allSatisfy({ $0.link.vacuumFraction == 0 })
    else {
      return []
    }
    guard hardware.swap.successProbability == 1, chain.oneInterface == nil else {
      return exact(chain)?.quantiles.map { ($0.share, $0.time) } ?? []
    }
    let generation = ParallelGeneration(chain.segments, offsets: chain.deliveryOffsets)
    return [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99].map { (share: Double) in
      (share, generation.quantile(share))
    }
  }

  /// `nil` where no exact method covers a chain.
  private func exact(_ chain: Chain) -> ExactEstimate? {
    do { return try chain.exactEstimate() } catch { return nil }
  }

  /// The chain of a plan with other links on the same routes.
  private func chain(_ plan: ChainPlan, links: [ElementaryLink], hardware: HardwareModel) -> Chain {
    ChainModel.chain(
      zip(links, plan.segments).map { ($0, $1.route.totalDelayS) }, hardware: hardware,
      countsMessages: question.countsMessages, plan.order)
  }
}
