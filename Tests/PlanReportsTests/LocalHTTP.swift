import Foundation

/// One HTTP/1.1 exchange with a server on this machine (URLSession of swift-corelibs-foundation refuses chromedriver's headers).
enum LocalHTTP {
  struct Failure: Error, CustomStringConvertible { var description: String }

  static func exchange(port: UInt16, method: String, path: String, body: Data?) throws -> Data {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw Failure(description: "no socket") }
    defer { close(handle) }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failure(description: "nobody listens at port \(port)") }
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
      + "Content-Type: application/json\r\nContent-Length: \(body?.count ?? 0)\r\n\r\n"
    var message = Array(head.utf8) + (body ?? Data())
    while !message.isEmpty {
      let sent = send(handle, message, message.count, Int32(MSG_NOSIGNAL))
      guard sent > 0 else { throw Failure(description: "the connection broke") }
      message.removeFirst(sent)
    }
    var answer = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let separator = Data("\r\n\r\n".utf8)
    while true {
      if let end = answer.range(of: separator) {
        let headers = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
        let line = headers.split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
        let length = line.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) }
        if let length, answer.count >= end.upperBound + length { return answer[end.upperBound...] }
      }
      let count = recv(handle, &buffer, buffer.count, 0)
      guard count > 0 else {
        guard let end = answer.range(of: separator) else { throw Failure(description: "no answer") }
        return answer[end.upperBound...]
      }
      answer.append(contentsOf: buffer[..<count])
    }
  }
}
