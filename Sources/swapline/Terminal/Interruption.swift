internal import Foundation
internal import Optimization
internal import Synchronization

/// Ctrl-C or SIGTERM as a request to stop with the best result so far; one more, once that had its time, ends the process.
///
/// A handler and no dispatch source: Linux throws an ignored signal away before a source sees it. It stays to the end of the
/// command, whatever becomes of this value.
struct Interruption {
  /// One for the process, since a signal handler captures nothing.
  private static let requested = Cancellation()
  /// When the request came, in s of the monotonic clock.
  private static let since = Atomic<Int>(0)
  /// Seconds in which a request is answered.
  private static let answerS = 2

  var cancellation: Cancellation { Self.requested }

  init() {
    // Made here: the handler may only store a flag.
    _ = Self.requested
    for number in [SIGINT, SIGTERM] {
      signal(number) { number in
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        if Interruption.requested.isCancelled {
          if now.tv_sec - Interruption.since.load(ordering: .relaxed) >= Interruption.answerS {
            _exit(128 + number)
          }
          return
        }
        Interruption.since.store(now.tv_sec, ordering: .relaxed)
        Interruption.requested.cancel()
      }
    }
    // A parent that starts commands from a thread of a pool hands on that thread's mask.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
