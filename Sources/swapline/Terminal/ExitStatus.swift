internal import ArgumentParser
internal import Foundation
internal import SourceDocument

/// The documented exit codes of every command.
enum ExitStatus: Int32 {
  case done = 0
  case noPlan = 1
  case usage = 2
  case badInput = 3
  case internalError = 4
  case stoppedAtLimit = 5
}

/// A failure that a command ends with: what to say on standard error, and the exit code.
struct CommandFailure: Error {
  var status: ExitStatus
  var message: String

  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = message
  }
}

/// Ends the process with the code and words of an error.
func exitWith(_ error: any Error) -> Never {
  switch error {
  case let failure as CommandFailure:
    if !failure.message.isEmpty { printError(failure.message) }
    exit(failure.status.rawValue)
  case let none as NoPlanFailure:
    printError(none.commandFailure.message)
    exit(none.commandFailure.status.rawValue)
  case let input as InputError:
    printError(input.description)
    exit(ExitStatus.badInput.rawValue)
  default:
    let code = Swapline.exitCode(for: error)
    let text = Swapline.fullMessage(for: error)
    if code.isSuccess {
      print(text)
      exit(0)
    }
    if !text.isEmpty { printError(text) }
    // The library's EX_USAGE becomes our 2; anything it does not know is ours.
    exit(code == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.internalError.rawValue)
  }
}

/// Writes a line to standard error.
func printError(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
