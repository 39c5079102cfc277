public import LinkPhysics
internal import RealModule

extension Chain {
  /// State of a fresh pair of a segment when its herald is known, which is when a chain may use it: the wait for the herald is
  /// the same in every attempt, so it multiplies the state once.
  ///
  /// Qubits of repeaters wait until both nodes know; those of the ends as ``Memory/ends`` says. By the pair convention the pair
  /// decays for the longer wait of the two qubits that are kept.
  public func freshState(_ segment: Int) -> BellDiagonalState {
    segments[segment].state * heraldDecay(segment)
  }

  /// What the wait for the herald leaves of each character of a fresh pair.
  public func heraldDecay(_ segment: Int) -> BellDiagonalState {
    let wait = segments[segment].heraldWait
    let left = keptWait(own: wait.own.left, both: wait.both.left, isEnd: segment == 0)
    let right = keptWait(own: wait.own.right, both: wait.both.right, isEnd: segment == segments.count - 1)
    if memory.convention == .pair { return mapRates { $0 == 0 ? 1 : Double.exp(-$0 * max(left, right)) } }
    let (before, after) = (self.memory(at: segment), self.memory(at: segment + 1))
    func kept(_ rate: KeyPath<Memory, Double>) -> Double {
      let exponent =
        (left > 0 ? before[keyPath: rate] * left : 0) + (right > 0 ? after[keyPath: rate] * right : 0)
      return exponent == 0 ? 1 : Double.exp(-exponent)
    }
    return BellDiagonalState(x: kept(\.rateX), y: kept(\.rateY), z: kept(\.rateZ))
  }

  /// Memory of a node, from 0 at the left end.
  func memory(at node: Int) -> Memory {
    repeaterMemories.indices.contains(node - 1) ? repeaterMemories[node - 1] : memory
  }

  /// What the waits for heralds leave of the characters of the whole chain.
  package var heraldNoise: BellDiagonalState {
    segments.indices.reduce(.perfect) { $0 * heraldDecay($1) }
  }

  private func keptWait(own: Double, both: Double, isEnd: Bool) -> Double {
    guard isEnd else { return both }
    return switch memory.ends {
    case .measured: 0
    case .measuredAtHerald: own
    case .stored: both
    }
  }

  /// Product of all segments' fresh states and swap noises: the state delivered when nothing waits for its neighbours.
  package var staticState: BellDiagonalState {
    let joined = swaps.reduce(segments.indices.reduce(.perfect) { $0 * freshState($1) }) { $0 * $1.noise }
    guard let oneInterface else { return joined }
    return swaps.reduce(joined) { state, _ in state * oneInterface.moveNoise }
  }
}
