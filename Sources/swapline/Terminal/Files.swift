internal import Foundation
internal import SourceDocument

/// The bytes of a file, `-` for standard input.
///
/// - Parameter limit: bytes; what is larger is refused before it fills the memory.
/// - Throws: `CommandFailure` with exit code 3 where the file cannot be read.
func readFile(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
  func whole(_ handle: FileHandle) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      bytes += piece
      guard bytes.count <= limit else {
        throw CommandFailure(
          .badInput, "\(path.printable): error: holds more than \(limit >> 20) MiB, expected at most that")
      }
    }
    return bytes
  }
  if path == "-" { return try whole(FileHandle.standardInput) }
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
    let place = Path(path)
    let siblings =
      (try? FileManager.default.contentsOfDirectory(atPath: place.folder.isEmpty ? "." : place.folder)) ?? []
    let nearest = nearestName(to: place.name, among: siblings.sorted())
    let hint = nearest.map { " (did you mean \(place.beside($0))?)" } ?? ""
    throw CommandFailure(.badInput, "\(path.printable): error: no such file\(hint.printable)")
  }
  guard !isDirectory.boolValue else {
    throw CommandFailure(.badInput, "\(path.printable): error: is a folder, expected a file")
  }
  do {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    return try whole(handle)
  } catch let failure as CommandFailure {
    throw failure
  } catch {
    throw CommandFailure(.badInput, "\(path.printable): error: cannot be read: \(error.localizedDescription)")
  }
}

/// Writes a whole file or nothing: a reader never sees half of it. Missing folders are made.
///
/// - Throws: `CommandFailure` with exit code 4.
func writeFile(_ path: String, _ text: String) throws { try writeFile(path, Data(text.utf8)) }

func writeFile(_ path: String, _ data: Data) throws {
  let url = URL(fileURLWithPath: path)
  do {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url, options: .atomic)
  } catch {
    throw CommandFailure(
      .internalError, "\(path.printable): error: cannot be written: \(error.localizedDescription)")
  }
}

/// Whether a path leads to anything.
func fileExists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
