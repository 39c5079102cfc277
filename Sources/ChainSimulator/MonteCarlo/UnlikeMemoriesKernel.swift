internal import LinkPhysics
internal import RealModule

/// Samples of certain swaps as soon as possible where memories differ from repeater to repeater, ends measured.
struct UnlikeMemoriesKernel: SamplingKernel {
  let blockSize = 1024
  private let periods: [Double]
  private let inverseHazards: [Double]
  private let offsets: [Double]
  private let rates: [SIMD3<Double>]
  private let state: BellDiagonalState

  init(_ chain: Chain) {
    periods = chain.segments.map(\.attemptPeriod)
    inverseHazards = chain.segments.map { -1 / $0.hazard }
    offsets = chain.deliveryOffsets
    rates = chain.repeaterMemories.map { SIMD3($0.rateX, $0.rateY, $0.rateZ) }
    state = chain.staticState
  }

  func block(_ index: Int, count: Int, seed: UInt64, isCancelled: () -> Bool) -> Tally {
    var tally = Tally(near: state)
    for i in 0..<count {
      if i & 63 == 0, isCancelled() { break }
      let random = SampleRandom(seed: seed, sample: index * blockSize + i)
      var (done, before) = (0.0, 0.0)
      var lost = SIMD3<Double>.zero
      for k in periods.indices {
        let attempts = 1 + (logarithm(random.uniform(stream: k, draw: 0)) * inverseHazards[k]).rounded(.down)
        let time = attempts * periods[k]
        if k > 0 { lost += rates[k - 1] * abs(time - before) }
        done = max(done, time + offsets[k])
        before = time
      }
      tally.add(
        time: done, x: state.x * Double.exp(-lost.x), y: state.y * Double.exp(-lost.y),
        z: state.z * Double.exp(-lost.z), links: periods.count)
    }
    return tally
  }
}
