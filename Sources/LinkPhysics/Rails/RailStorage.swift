internal import Foundation

/// How long rails are stored before a pair of them is used, and what that loses.
struct RailStorage {
  /// Excitations lost per s: one over the 1/e time of retrieval; 0 for none.
  var lossPerS = 0.0
  /// What both modes of a rail wait for their heralds, s.
  var herald = Arms(0)
  /// From one attempt to the next, s.
  var periodS = 1.0
  /// Attempts side by side.
  var modes = 1

  /// Transmission of a storage for so long, s.
  func kept(_ timeS: Arms) -> Arms {
    Arms(exp(-lossPerS * timeS.left), exp(-lossPerS * timeS.right))
  }
}
