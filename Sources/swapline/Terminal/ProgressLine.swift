internal import Dispatch
internal import Foundation
internal import SourceDocument
internal import Synchronization

/// One line on the terminal that is written over, four times a second from the start on, whatever the work is at; nothing
/// where standard error is not a terminal.
final class ProgressLine {
  private let drawing: Drawing
  private let timer: (any DispatchSourceTimer)?

  /// - Parameter text: what the line says now; called on a thread of its own.
  init(_ text: @escaping @Sendable (_ elapsedS: Double) -> String) {
    let drawing = Drawing(text)
    self.drawing = drawing
    guard isatty(FileHandle.standardError.fileDescriptor) == 1 else {
      timer = nil
      return
    }
    let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
    self.timer = timer
    timer.schedule(deadline: .now() + 0.3, repeating: 0.25)
    timer.setEventHandler { drawing.draw() }
    timer.resume()
  }

  /// Takes the line away for good.
  func clear() {
    timer?.cancel()
    drawing.clear()
  }
}

private final class Drawing: Sendable {
  private struct Shown {
    var width = 0
    var isOver = false
  }

  private let shown = Mutex(Shown())
  private let text: @Sendable (_ elapsedS: Double) -> String
  private let begun = ContinuousClock.now

  init(_ text: @escaping @Sendable (_ elapsedS: Double) -> String) { self.text = text }

  func draw() {
    let elapsed = begun.duration(to: .now).components
    let line = String(
      text(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18).prefix(Self.columns - 1))
    shown.withLock { shown in
      guard !shown.isOver else { return }
      FileHandle.standardError.write(Data("\r\(TextTable.padded(line, to: shown.width))".utf8))
      shown.width = line.count
    }
  }

  func clear() {
    shown.withLock { shown in
      shown.isOver = true
      guard shown.width > 0 else { return }
      FileHandle.standardError.write(Data("\r\(String(repeating: " ", count: shown.width))\r".utf8))
      shown.width = 0
    }
  }

  /// Of the terminal; a longer line would wrap and stay.
  private static var columns: Int {
    var size = winsize()
    guard ioctl(FileHandle.standardError.fileDescriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20
    else { return 80 }
    return Int(size.ws_col)
  }
}
