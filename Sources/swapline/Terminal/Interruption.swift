internal import Dispatch
internal import Foundation
internal import Optimization

/// Ctrl-C as a request to stop with the best result so far; a second one ends the process.
final class Interruption {
  let cancellation = Cancellation()
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [cancellation] in
      if cancellation.isCancelled { _exit(130) }
      cancellation.cancel()
    }
    source.resume()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
}
