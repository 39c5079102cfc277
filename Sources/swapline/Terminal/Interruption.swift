internal import Foundation
internal import Optimization

/// Ctrl-C as a request to stop with the best result so far; a second one ends the process.
///
/// A handler and no dispatch source: Linux throws an ignored signal away before a source sees it. It stays to the end of the
/// command, whatever becomes of this value.
struct Interruption {
  /// One for the process, since a signal handler captures nothing.
  private static let requested = Cancellation()

  var cancellation: Cancellation { Self.requested }

  init() {
    // Made here: the handler may only store a flag.
    _ = Self.requested
    signal(SIGINT) { _ in
      if Interruption.requested.isCancelled { _exit(130) }
      Interruption.requested.cancel()
    }
    // A parent that starts commands from a thread of a pool hands on that thread's mask.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
