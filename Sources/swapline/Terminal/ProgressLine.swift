internal import Foundation

/// One line on the terminal that is written over; nothing where standard error is not a terminal.
final class ProgressLine {
  private let isShown = isatty(FileHandle.standardError.fileDescriptor) == 1
  private var last = ContinuousClock.now - .seconds(1)
  private var width = 0

  /// Shows a text, at most ten times a second.
  func show(_ text: @autoclosure () -> String) {
    guard isShown, last.duration(to: .now) > .milliseconds(100) else { return }
    last = .now
    let text = text()
    let padding = String(repeating: " ", count: max(0, width - text.count))
    FileHandle.standardError.write(Data("\r\(text)\(padding)".utf8))
    width = text.count
  }

  func clear() {
    guard width > 0 else { return }
    FileHandle.standardError.write(Data("\r\(String(repeating: " ", count: width))\r".utf8))
    width = 0
  }
}
