/// How long the qubits of a fresh pair have waited, from the emission of their photons, until its herald is known.
///
/// Photons have to meet at the station, so the node of the shorter arm fires later. The wait is the same in every attempt:
/// it multiplies the state of each fresh pair once, whatever happens to the pair afterwards.
public struct HeraldWait: Hashable, Sendable {
  /// Until the node itself knows the outcome, s, at least 0: what a qubit waits that is measured at the herald.
  public var own: Arms
  /// Until both nodes know the outcome, s, at least `own`: the end of the attempt, from which waiting in chains is counted.
  public var both: Arms

  /// Creates the waits of a pair's two sides from their parts, in s.
  public init(own: Arms, both: Arms) {
    self.own = own
    self.both = both
  }

  /// Nothing waits: qubits are there when they are heralded.
  public static let none = HeraldWait(own: Arms(0), both: Arms(0))

  /// The same hop seen from its other end.
  public var reversed: HeraldWait {
    HeraldWait(own: Arms(own.right, own.left), both: Arms(both.right, both.left))
  }
}

extension Scheme {
  /// How long the qubits of a fresh pair have waited when its herald is known, s.
  ///
  /// With d_l, d_r the one-way delays of the arms, m the longer and D their sum: at a station light takes d and the message d
  /// again; a pulse reflected by both nodes in turn is detected behind the right one, whose qubit it leaves last; light of a source in
  /// the middle is absorbed at d and each node tells the other; light from orbit takes about as long to both, and a
  /// message the way between them.
  public func heraldWait(over hop: HopGeometry) -> HeraldWait {
    let (left, right) = (hop.leftDelayS, hop.rightDelayS)
    let (longer, all) = (max(left, right), hop.delayS)
    return switch self {
    case .singleClick, .doubleClick, .ensembleInterference, .absorptiveMemories:
      HeraldWait(own: Arms(2 * left, 2 * right), both: Arms(longer + left, longer + right))
    case .serialReflection: HeraldWait(own: Arms(2 * all, 0), both: Arms(2 * all, all))
    case .centralPairSource:
      // Each node knows when the other's message is there, and was reached by light itself before.
      HeraldWait(own: Arms(2 * right, 2 * left), both: Arms(longer + right, longer + left))
    case .satellitePairSource: HeraldWait(own: Arms(all), both: Arms(all))
    }
  }
}
