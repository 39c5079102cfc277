internal import Foundation
internal import SourceDocument

/// A limit that could give way.
public enum LimitKind: String, CaseIterable, Sendable {
  /// Each is one member of `Limits`: the first three ask for a least value, the others for a largest.
  case rate, fidelity, keyRate, repeaters, repeatersPerChain, cost, hopLength, chainsPerSite

  /// What the limits ask; `nil` where they have none of this kind.
  public func value(in limits: Limits) -> Double? {
    switch self {
    case .rate: limits.minimumRateHz
    case .fidelity: limits.minimumFidelity
    case .keyRate: limits.minimumKeyRateHz
    case .repeaters: limits.maximumRepeaters.map(Double.init)
    case .repeatersPerChain: limits.maximumRepeatersPerChain.map(Double.init)
    case .cost: limits.maximumCost
    case .hopLength: limits.maximumHopKm
    case .chainsPerSite: limits.maximumChainsPerSite.map(Double.init)
    }
  }

  /// Asks for another value.
  func ask(_ value: Double, of limits: inout Limits) {
    switch self {
    case .rate: limits.minimumRateHz = value
    case .fidelity: limits.minimumFidelity = value
    case .keyRate: limits.minimumKeyRateHz = value
    case .repeaters: limits.maximumRepeaters = Int(value)
    case .repeatersPerChain: limits.maximumRepeatersPerChain = Int(value)
    case .cost: limits.maximumCost = value
    case .hopLength: limits.maximumHopKm = value
    case .chainsPerSite: limits.maximumChainsPerSite = Int(value)
    }
  }

  /// The limits without those of this kind. Pairs below fidelity ½ are of no use to anyone, so that much stays.
  func lifted(from limits: Limits) -> Limits {
    var limits = limits
    switch self {
    case .rate: limits.minimumRateHz = nil
    case .fidelity: limits.minimumFidelity = min(limits.minimumFidelity ?? 0.5, 0.5)
    case .keyRate: limits.minimumKeyRateHz = nil
    case .repeaters: limits.maximumRepeaters = nil
    case .repeatersPerChain: limits.maximumRepeatersPerChain = nil
    case .cost: limits.maximumCost = nil
    case .hopLength: limits.maximumHopKm = nil
    case .chainsPerSite: limits.maximumChainsPerSite = nil
    }
    return limits
  }

  /// Whether the limits have one of this kind that lifting changes.
  func isLiftable(from limits: Limits) -> Bool { value(in: limits) != nil && lifted(from: limits) != limits }

  /// Whether the limit says the least there must be, so that less of it asks less.
  public var isLeast: Bool { self == .rate || self == .fidelity || self == .keyRate }

  /// What makes the lifted limit as little lifted as possible; `nil` where no objective does.
  var objective: Objective? {
    switch self {
    case .rate: .rate
    case .fidelity: .fidelity
    case .keyRate: .keyRate
    case .repeaters, .repeatersPerChain: .repeaters
    case .cost: .cost
    case .hopLength, .chainsPerSite: nil
    }
  }

  /// Three significant digits on the side that can be asked for, more where they would say what was asked before; whole
  /// numbers as they are.
  func rounded(_ value: Double, notAs asked: Double) -> Double {
    switch self {
    case .repeaters, .repeatersPerChain, .chainsPerSite: return value
    case .rate, .fidelity, .keyRate, .cost, .hopLength:
      guard value > 0, value.isFinite else { return value }
      for digits in 3...15 {
        let scale = pow(10, Double(digits - 1) - floor(log10(value)))
        // A value that has so many digits but for rounding keeps them.
        let nudge = value * scale * 1e-13
        let cut = isLeast ? (value * scale + nudge).rounded(.down) : (value * scale - nudge).rounded(.up)
        let text = Numeral.significant(cut / scale, digits)
        if let rounded = Double(text), rounded != asked { return rounded }
      }
      return value
    }
  }
}
