internal import LinkPhysics
internal import RealModule

extension Chain {
  /// The chain as hops that take turns, in the order asked for or the better one; with what characters lose.
  func turns(_ oneInterface: OneInterface) -> (best: TakingTurns.Choice, other: TakingTurns.Choice?) {
    let hops = zip(segments, deliveryOffsets).map { TakingTurns.Hop($0, offset: $1) }
    var orders = TakingTurns.orders(
      hops, move: oneInterface.move, xy: storage(memory.rateX, oneInterface), z: storage(memory.rateZ, nil))
    if let first = oneInterface.first, let index = orders.firstIndex(where: { $0.chain.first == first }) {
      orders.insert(orders.remove(at: index), at: 0)
    }
    return (orders[0], orders.count > 1 ? orders[1] : nil)
  }

  /// What a character loses at a rate, and by the attempts of its own node where these count.
  private func storage(_ rate: Double, _ oneInterface: OneInterface?) -> TakingTurns.Storage {
    TakingTurns.Storage(
      rate: rate, perAttempt: oneInterface.map { 1 / $0.attemptsTo1e } ?? 0, ends: memory.ends)
  }

  /// What x, y and z lose.
  var turnsStorage: (x: TakingTurns.Storage, y: TakingTurns.Storage, z: TakingTurns.Storage) {
    (storage(memory.rateX, oneInterface), storage(memory.rateY, oneInterface), storage(memory.rateZ, nil))
  }

  /// Hops of repeaters in turn: both orders evaluated, the better one named.
  func turnsEstimate() -> ExactEstimate {
    let choice = turns(oneInterface ?? OneInterface()).best
    let storages = turnsStorage
    let y = storages.y == storages.x ? choice.decay.xy : choice.chain.decay(storages.y)
    let decay = BellDiagonalState(x: choice.decay.xy.value, y: y.value, z: choice.decay.z.value)
    let order = segments.count > 1 ? ", \(choice.chain.first.rawValue)" : ""
    return ExactEstimate(
      meanTime: choice.moments.mean, meanTimeError: choice.moments.relativeError,
      standardDeviation: choice.moments.standardDeviation,
      quantiles: [0.5, 0.95].map { .init(share: $0, time: choice.chain.quantile($0)) },
      state: staticState * decay,
      stateError: max(choice.decay.xy.relativeError, y.relativeError, choice.decay.z.relativeError),
      method:
        "hops in turn\(order): delivery time: \(choice.moments.method.rawValue); decay: \(choice.decay.xy.method.rawValue)"
    )
  }
}

/// Samples of chains whose hops take turns.
struct TurnsSampling: SamplingKernel {
  let blockSize = 1024
  private let kernel: TurnsKernel
  private let state: BellDiagonalState
  private let storage: (x: TakingTurns.Storage, y: TakingTurns.Storage, z: TakingTurns.Storage)
  private let links: Int

  init(_ chain: Chain, _ oneInterface: OneInterface) {
    kernel = TurnsKernel(chain.turns(oneInterface).best.chain)
    state = chain.staticState
    storage = chain.turnsStorage
    links = chain.segments.count
  }

  func block(_ index: Int, count: Int, seed: UInt64, isCancelled: () -> Bool) -> Tally {
    var tally = Tally(near: state)
    for i in 0..<count {
      if i & 63 == 0, isCancelled() { break }
      let sample = kernel.sample(seed: seed, index: index * blockSize + i)
      let x = sample.factor(storage.x)
      tally.add(
        time: sample.time, x: state.x * x,
        y: state.y * (storage.y == storage.x ? x : sample.factor(storage.y)),
        z: state.z * sample.factor(storage.z), links: links)
    }
    return tally
  }
}
