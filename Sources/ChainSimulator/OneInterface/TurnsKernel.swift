internal import LinkPhysics
internal import RealModule

/// Deliveries of a chain whose hops take turns, one by one as they happen: what the exact law is tested
/// against.
///
/// Sample k of a seed is a pure function of both; the time of hop i depends on its own draw alone, so that
/// chains and orders share the draws of their hops (common random numbers).
struct TurnsKernel: Sendable {
  private let chain: TakingTurns

  /// One delivery.
  struct Sample: Hashable, Sendable {
    /// From start to delivery.
    var time = 0.0
    /// Time that qubits were stored at repeaters, summed over them.
    var stored = 0.0
    /// Attempt periods of their own nodes that stored qubits saw, summed over them.
    var attempts = 0.0
    /// Time that the two end qubits would be stored until delivery, summed.
    var ends = 0.0

    /// The factor on a character.
    func factor(_ storage: TakingTurns.Storage) -> Double {
      let time = stored + (storage.ends == .stored ? ends : 0)
      return Double.exp(-storage.rate * time - storage.perAttempt * attempts)
    }
  }

  /// - Parameter chain: at most 64 hops.
  init(_ chain: TakingTurns) { self.chain = chain }

  /// Delivery `index` of the stream of a seed.
  ///
  /// - Complexity: O(n), some 20 ns a hop.
  func sample(seed: UInt64, index: Int) -> Sample {
    let random = SampleRandom(seed: seed, sample: index)
    let hops = chain.hops
    func attempts(_ i: Int) -> Double {
      1 + (logarithm(random.uniform(stream: i, draw: 0)) / -hops[i].hazard).rounded(.down)
    }
    var sample = Sample()
    let last = hops.count - 1
    if last == 0 {
      sample.time = hops[0].period * attempts(0) + hops[0].offset
      sample.ends = 2 * hops[0].offset
      return sample
    }
    var ends = 0.0
    /// When a hop that goes first stands.
    func stands(_ i: Int) -> Double { hops[i].period * attempts(i) }
    for j in hops.indices where !chain.goesFirst(j) {
      let left = j > 0 ? stands(j - 1) + chain.move : nil
      let right = j < last ? stands(j + 1) + chain.move : nil
      let start = max(left ?? 0, right ?? 0)
      let tries = attempts(j)
      let done = start + tries * hops[j].period
      for ready in [left, right] {
        guard let ready else { continue }
        sample.stored += done - ready
        sample.attempts += tries
      }
      sample.time = max(sample.time, done + hops[j].offset)
      if j == 0 || j == last { ends += done }
    }
    for i in Set([0, last]) where chain.goesFirst(i) { ends += stands(i) }
    sample.ends = 2 * sample.time - ends
    return sample
  }
}
