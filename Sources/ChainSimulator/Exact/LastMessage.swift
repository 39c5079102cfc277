internal import LinkPhysics
internal import RealModule

/// When both ends know what has become of their pair.
///
/// Repeater j tells both ends the outcome of its swap, which it makes at S_j; the farther one knows it at S_j + m_j, with
/// m_j = max(x_j, L − x_j) for a repeater x_j from the left end of a chain of length L, all as travel times. With swaps as soon as
/// possible S_j is the later time of its two segments, so the delivery is at max_j (S_j + m_j) = max_i (T_i + M_i), M_i the larger
/// of m at both nodes of segment i: exact, whatever repeater swaps last.
extension Chain {
  /// m_j of each repeater, from left to right, in the chain's time base; 0 without latency.
  public var messageTimes: [Double] {
    guard timeBase == .physical, latency == .messages else { return swaps.map { _ in 0 } }
    var at = 0.0
    let length = segments.reduce(0) { $0 + $1.messageDelay }
    return segments.dropLast().map { segment in
      at += segment.messageDelay
      return max(at, length - at)
    }
  }

  /// The longest of these, 0 for a single segment: no outcome takes longer to both ends, and a chain that starts again as a whole
  /// waits so long.
  public var longestMessageTime: Double { messageTimes.max() ?? 0 }

  /// M_i of each segment: what it adds to the time of a delivery that it is last for.
  public var deliveryOffsets: [Double] {
    let times = messageTimes
    return segments.indices.map { i in
      max(i > 0 ? times[i - 1] : 0, i < times.count ? times[i] : 0)
    }
  }

  /// Decay of the stored end qubits while outcomes travel, taken at the longest message: a lower bound, exact where one swap
  /// is last in place and time.
  func finalMessageDecay(rate: Double) -> Double {
    guard memory.convention == .pair || memory.ends == .stored else { return 1 }
    return Double.exp(-rate * longestMessageTime * (memory.convention == .pair ? 1 : 2))
  }
}
