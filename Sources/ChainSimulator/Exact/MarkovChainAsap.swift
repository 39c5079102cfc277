internal import RealModule

/// Probabilistic swap-ASAP as a finite Markov chain, round by round.
///
/// A state is the set of stored pairs (with their ages where there is a cut-off); adjacent pairs never stay unjoined, so it is a set of
/// separate runs of segments. Shchukin, Schmidt and van Loock, Phys. Rev. A 100, 032322 (2019), for the waiting time.
///
/// The mean state needs the decay of those pairs only that end up in the delivered one, which the future decides. So each pair
/// carries a mark that guesses "will be delivered", new pairs take both guesses, decay counts for marked pairs, and runs whose guess
/// turns out wrong weigh nothing: each history is counted with its one right guess.
struct MarkovChainAsap {
  /// Success probability per round of each segment.
  let p: [Double]
  /// Success probability of each repeater's swap.
  let q: [Double]
  let isSimultaneous: Bool
  /// Pairs of this age are dropped at the end of a round; `nil` for none.
  let cutoff: Int?
  /// Transitions beyond which the chain is given up.
  var mostTransitions = 3_000_000

  struct TooLarge: Error {}

  /// A stored pair: segments `first` to before `end`.
  private struct Pair: Hashable {
    var first: UInt8
    var end: UInt8
    var marked: Bool
    var age: UInt16

    func marked(_ mark: Bool) -> Pair { Pair(first: first, end: end, marked: mark, age: age) }
  }
  private typealias State = [Pair]

  /// Mean and mean square of the delivery time, in rounds.
  func time() throws(TooLarge) -> (mean: Double, meanSquare: Double) {
    let chain = try explore(marks: false)
    let ones = [Double](repeating: 1, count: chain.count)
    let mean = chain.solve(ones)
    // E[T²] = 1 + 2 Σ P E[T'] + Σ P E[T'²], and Σ P E[T'] = E[T] − 1.
    let squares = chain.solve(mean.map { 2 * $0 - 1 })
    return (mean[0], squares[0])
  }

  /// E[∏ decay] of the delivered pair, for the exponent per round of a pair that joins two nodes.
  func meanDecay(_ exponent: (Int, Int) -> Double) throws(TooLarge) -> Double {
    var chain = try explore(marks: true)
    for row in 0..<chain.count {
      var sum = 0.0
      for pair in chain.states[row] where pair.marked { sum += exponent(Int(pair.first), Int(pair.end)) }
      let kept = Double.exp(-sum)
      for i in chain.starts[row]..<chain.starts[row + 1] { chain.weights[i] *= kept }
      chain.delivered[row] *= kept
    }
    return chain.solve(chain.delivered)[0]
  }

  // MARK: Exploration

  /// Rows of transition probabilities, and the probability to deliver.
  private struct Transitions {
    var states: [State] = []
    var starts: [Int] = [0]
    var targets: [Int32] = []
    var weights: [Double] = []
    var delivered: [Double] = []
    var count: Int { delivered.count }

    /// Solves x = b + P x.
    func solve(_ b: [Double]) -> [Double] {
      LinearFixedPoint(starts: starts, targets: targets, weights: weights).solve(b)
    }
  }

  private func explore(marks: Bool) throws(TooLarge) -> Transitions {
    var chain = Transitions()
    var index: [State: Int] = [[]: 0]
    chain.states = [[]]
    var row = 0
    while row < chain.states.count {
      var weights: [Int: Double] = [:]
      var delivered = 0.0
      round(from: chain.states[row], marks: marks) { state, probability in
        guard let state else {
          delivered += probability
          return
        }
        let target: Int
        if let known = index[state] {
          target = known
        } else {
          target = chain.states.count
          index[state] = target
          chain.states.append(state)
        }
        weights[target, default: 0] += probability
      }
      // Sorted, so that sums do not depend on the order of a dictionary.
      for (target, weight) in weights.sorted(by: { $0.key < $1.key }) {
        chain.targets.append(Int32(target))
        chain.weights.append(weight)
      }
      chain.starts.append(chain.targets.count)
      chain.delivered.append(delivered)
      if chain.targets.count > mostTransitions { throw TooLarge() }
      row += 1
    }
    return chain
  }

  /// All outcomes of one round; `nil` for a delivery.
  private func round(from state: State, marks: Bool, _ emit: (State?, Double) -> Void) {
    let n = p.count
    var covered = [Bool](repeating: false, count: n)
    for pair in state { for k in Int(pair.first)..<Int(pair.end) { covered[k] = true } }
    let open = (0..<n).filter { !covered[$0] }
    for subset in 0..<(1 << open.count) {
      var probability = 1.0
      var pieces = state.map {
        Pair(first: $0.first, end: $0.end, marked: $0.marked, age: $0.age + (cutoff == nil ? 0 : 1))
      }
      var isNew = [Bool](repeating: false, count: n)
      for (bit, k) in open.enumerated() {
        if subset >> bit & 1 == 1 {
          probability *= p[k]
          pieces.append(Pair(first: UInt8(k), end: UInt8(k + 1), marked: false, age: 0))
          isNew[k] = true
        } else {
          probability *= 1 - p[k]
        }
      }
      if probability == 0 { continue }
      pieces.sort { $0.first < $1.first }
      resolve(pieces[...], isNew, [], probability, marks, emit)
    }
  }

  /// Takes the leftmost stretch of touching pieces through its swaps, then the rest.
  private func resolve(
    _ pieces: ArraySlice<Pair>, _ isNew: [Bool], _ done: State, _ probability: Double, _ marks: Bool,
    _ emit: (State?, Double) -> Void
  ) {
    guard let first = pieces.first else {
      finish(done, probability, marks, emit)
      return
    }
    var last = pieces.startIndex
    while last + 1 < pieces.endIndex, pieces[last].end == pieces[last + 1].first { last += 1 }
    let rest = pieces[(last + 1)...]
    let stretch = pieces[pieces.startIndex...last]
    func continues(_ kept: State, _ weight: Double) {
      if weight > 0 { resolve(rest, isNew, done + kept, probability * weight, marks, emit) }
    }
    // The marks that a piece may take: an old one has its own, a new one both.
    func choices(_ piece: Pair) -> [Bool] {
      !marks
        ? [false]
        : isNew[Int(piece.first)] && piece.end == piece.first + 1 && piece.age == 0
          ? [false, true] : [piece.marked]
    }
    if stretch.count == 1 {
      for mark in choices(first) { continues([first.marked(mark)], 1) }
      return
    }
    if isSimultaneous {
      let success = stretch.dropLast().reduce(1.0) { $0 * q[Int($1.end) - 1] }
      let joined = Pair(
        first: first.first, end: stretch.last!.end, marked: false, age: stretch.map(\.age).max()!)
      for mark in marks ? [false, true] : [false] where stretch.allSatisfy({ choices($0).contains(mark) }) {
        continues([joined.marked(mark)], success)
      }
      if stretch.allSatisfy({ choices($0).contains(false) }) { continues([], 1 - success) }
      return
    }
    // Left to right: a failure destroys two pieces, and the next one begins anew.
    func walk(_ current: Pair, _ marksOfCurrent: [Bool], _ at: Int, _ kept: State, _ weight: Double) {
      if at > last {
        for mark in marksOfCurrent { continues(kept + [current.marked(mark)], weight) }
        return
      }
      let next = stretch[at]
      let chance = q[Int(current.end) - 1]
      let joinedMarks = marksOfCurrent.filter { choices(next).contains($0) }
      if !joinedMarks.isEmpty {
        let joined = Pair(first: current.first, end: next.end, marked: false, age: max(current.age, next.age))
        walk(joined, joinedMarks, at + 1, kept, weight * chance)
      }
      if chance < 1, marksOfCurrent.contains(false), choices(next).contains(false) {
        if at + 1 > last {
          continues(kept, weight * (1 - chance))
        } else {
          walk(stretch[at + 1], choices(stretch[at + 1]), at + 2, kept, weight * (1 - chance))
        }
      }
    }
    walk(first, choices(first), stretch.startIndex + 1, [], 1)
  }

  private func finish(_ state: State, _ probability: Double, _ marks: Bool, _ emit: (State?, Double) -> Void)
  {
    if let only = state.first, only.first == 0, Int(only.end) == p.count {
      // A delivered pair must have been guessed to be one; without marks there is nothing to guess.
      if only.marked || !marks { emit(nil, probability) }
      return
    }
    guard let cutoff else {
      emit(state, probability)
      return
    }
    var kept: State = []
    for pair in state {
      if pair.age < cutoff { kept.append(pair) } else if pair.marked { return }
    }
    emit(kept, probability)
  }
}

/// x = b + P x for a sparse matrix with spectral radius below 1.
struct LinearFixedPoint {
  let starts: [Int]
  let targets: [Int32]
  let weights: [Double]

  /// Stabilised biconjugate gradients (van der Vorst, 1992) on the system scaled by its diagonal, then Gauss-Seidel sweeps until
  /// nothing changes by more than 1e-14 of the largest entry.
  func solve(_ b: [Double]) -> [Double] {
    let n = b.count
    var diagonal = [Double](repeating: 1, count: n)
    for row in 0..<n {
      for i in starts[row]..<starts[row + 1] where Int(targets[i]) == row { diagonal[row] -= weights[i] }
    }
    func apply(_ x: [Double]) -> [Double] {
      var y = x
      for row in 0..<n {
        var sum = x[row]
        for i in starts[row]..<starts[row + 1] { sum -= weights[i] * x[Int(targets[i])] }
        y[row] = sum / diagonal[row]
      }
      return y
    }
    func dot(_ a: [Double], _ b: [Double]) -> Double {
      var sum = 0.0
      for i in 0..<n { sum += a[i] * b[i] }
      return sum
    }
    var x = [Double](repeating: 0, count: n)
    var r = (0..<n).map { b[$0] / diagonal[$0] }
    let shadow = r
    let goal = dot(r, r) * 1e-28
    var direction = [Double](repeating: 0, count: n)
    var v = direction
    var (rho, alpha, omega) = (1.0, 1.0, 1.0)
    for _ in 0..<2_000 {
      let next = dot(shadow, r)
      if next == 0 || omega == 0 { break }
      let beta = next / rho * (alpha / omega)
      rho = next
      for i in 0..<n { direction[i] = r[i] + beta * (direction[i] - omega * v[i]) }
      v = apply(direction)
      let scale = dot(shadow, v)
      if scale == 0 { break }
      alpha = rho / scale
      for i in 0..<n { r[i] -= alpha * v[i] }
      let t = apply(r)
      let norm = dot(t, t)
      omega = norm == 0 ? 0 : dot(t, r) / norm
      for i in 0..<n {
        x[i] += alpha * direction[i] + omega * r[i]
        r[i] -= omega * t[i]
      }
      if dot(r, r) <= goal { break }
    }
    for _ in 0..<100_000 {
      var change = 0.0
      var largest = 0.0
      for row in (0..<n).reversed() {
        var sum = b[row]
        for i in starts[row]..<starts[row + 1] where Int(targets[i]) != row {
          sum += weights[i] * x[Int(targets[i])]
        }
        let value = sum / diagonal[row]
        change = max(change, abs(value - x[row]))
        largest = max(largest, abs(value))
        x[row] = value
      }
      if change <= 1e-14 * largest { break }
    }
    return x
  }
}
