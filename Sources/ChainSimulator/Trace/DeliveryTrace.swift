internal import SourceDocument

/// The events of one sampled delivery, in the order of time: what `--explain` prints and `--trace` writes.
public struct DeliveryTrace: Hashable, Sendable {
  /// Nodes of the chain are 0 (left end) to n (right end); segment k joins nodes k and k+1; repeater j stands at node j.
  public struct Event: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Sendable, CaseIterable {
      /// `generated`: a segment has a pair; `swapped`: two became one; `delivered`: it reaches from end to
      /// end; `dropped`: a cut-off gave it up; `restarted`: the whole chain starts again; `purified`: two
      /// became a better one.
      case generated, swapped, delivered, dropped, restarted, purified
      /// A swap failed and its pairs are lost.
      case swapFailed = "swap-failed"
      /// Purification failed and both pairs are lost.
      case purificationFailed = "purification-failed"
    }
    /// In the chain's time base, from the start.
    public var time: Double
    /// What happened.
    public var kind: Kind
    /// The repeater that swapped or failed.
    public var repeater: Int?
    /// The nodes between which pairs were made, joined or lost.
    public var left: Int
    /// The right one of those nodes.
    public var right: Int
  }

  /// Number of the sample, from 0.
  public var sample: Int
  /// The seed of the stream that it is from.
  public var seed: UInt64
  /// Segments of the chain.
  public var segments: Int
  /// In the order of time; at one instant as the simulation told them.
  public var events: [Event]

  /// Until the last swap; the message that tells the ends comes on top.
  public var time: Double { events.last?.time ?? 0 }
}

private struct Recorder: ChainObserver {
  let tick: Double
  let nodes: Int
  var events: [DeliveryTrace.Event] = []

  mutating func note(_ event: ChainEvent, at ticks: Int) {
    let time = Double(ticks) * tick
    func add(_ kind: DeliveryTrace.Event.Kind, _ left: Int, _ right: Int, _ repeater: Int? = nil) {
      events.append(.init(time: time, kind: kind, repeater: repeater, left: left, right: right))
    }
    switch event {
    case .generated(let segment): add(.generated, segment, segment + 1)
    case .swapped(let repeater, let left, let right): add(.swapped, left, right, repeater)
    case .swapFailed(let repeater, let left, let right): add(.swapFailed, left, right, repeater)
    case .purified(let left, let right): add(.purified, left, right)
    case .purificationFailed(let left, let right): add(.purificationFailed, left, right)
    case .dropped(let left, let right): add(.dropped, left, right)
    case .restarted: add(.restarted, 0, nodes)
    case .delivered: add(.delivered, 0, nodes)
    }
  }
}

extension Chain {
  /// The events of one sampled delivery; of the first one after the start in continuous operation.
  ///
  /// A pure function of the chain, the seed and the number of the sample. Deterministic swap-ASAP is simulated event by event
  /// here, so that its samples are others than those of `sample(_:)`.
  ///
  /// - Throws: `ChainFault` for a chain that cannot be simulated.
  /// - Complexity: O(events of the delivery).
  public func trace(sample: Int = 0, seed: UInt64 = 1) throws(ChainFault) -> DeliveryTrace {
    if let fault = faults.first { throw fault }
    var recorder = Recorder(tick: TickGrid(self).tick, nodes: segments.count)
    if policy == .nested, delivery == .onDemand, cutoff?.kind != .age {
      NestedKernel(self).observe(sample: sample, seed: seed, &recorder)
    } else {
      EventKernel(self).observe(sample: sample, seed: seed, &recorder)
    }
    // Halves of a nested chain are told one after the other.
    let order = recorder.events.indices.sorted {
      (recorder.events[$0].time, $0) < (recorder.events[$1].time, $1)
    }
    return DeliveryTrace(
      sample: sample, seed: seed, segments: segments.count, events: order.map { recorder.events[$0] })
  }
}
