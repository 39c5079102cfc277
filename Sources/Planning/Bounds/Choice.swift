internal import ChainSimulator
internal import Foundation
internal import LinkPhysics

/// Something of both sides of a hop.
typealias Sides = (left: SIMD3<Double>, right: SIMD3<Double>)

/// One hop with one of its options, as the search sees it: additive costs only.
struct Choice {
  var hop: Int
  var option: Int
  /// Choices of equal number run with the same setting of the knob and number of modes.
  var setting = 0
  var from: Int
  var to: Int
  /// When it has its pair, for bounds of time and noise.
  var law: WaitingLaw
  /// One-way message delay in s.
  var delayS: Double
  /// −ln of each character of the fresh pair before it waits for its herald.
  var noise: SIMD3<Double>
  /// −ln of what the wait for the herald leaves of the characters at the sides of `from` and `to`, both of them repeaters.
  var waitNoise: Sides = (.zero, .zero)
  /// The same of sides that are ends of a chain.
  var endWaitNoise: Sides = (.zero, .zero)
  var modes: Int
  /// Cost of the hop's memories and station.
  var cost = 0.0
  /// Probability that a heralded pair is there.
  var presence = 1.0
  /// Of a hop that stands for routes that are not drawn: nothing is known of how it waits.
  var isVirtual = false
}
