/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The digest in hexadecimal, as `sha256sum` prints it.
  ///
  /// - Complexity: O(bytes).
  public static func hex(_ bytes: [UInt8]) -> String {
    digest(bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The digest of a text in UTF-8, in hexadecimal.
  public static func hex(_ text: String) -> String { hex(Array(text.utf8)) }

  /// The digest in base 64.
  ///
  /// - Complexity: O(bytes).
  public static func base64(_ text: String) -> String {
    let bytes = digest(Array(text.utf8))
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var out = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word = group.reduce(0) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      word <<= 8
      for i in 0..<4 {
        out.append(i <= group.count ? alphabet[Int(word >> 26)] : "=")
        word <<= 6
      }
    }
    return out
  }

  static func digest(_ message: [UInt8]) -> [UInt8] {
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(message.count) * 8
    padded += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * $0)) }
    var h = initial
    var w = [UInt32](repeating: 0, count: 64)
    for block in stride(from: 0, to: padded.count, by: 64) {
      for t in 0..<16 { w[t] = (0..<4).reduce(0) { $0 << 8 | UInt32(padded[block + 4 * t + $1]) } }
      for t in 16..<64 {
        let a = w[t - 15]
        let b = w[t - 2]
        let s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
        let s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
        w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
      }
      var v = h
      for t in 0..<64 {
        let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
        let choice = v[4] & v[5] ^ ~v[4] & v[6]
        let t1 = v[7] &+ s1 &+ choice &+ constants[t] &+ w[t]
        let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
        let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
        v = [t1 &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ t1, v[4], v[5], v[6]]
      }
      for i in 0..<8 { h[i] &+= v[i] }
    }
    return h.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * UInt32($0))) } }
  }

  private static func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

  private static let primes: [UInt32] = {
    var found: [UInt32] = []
    var candidate: UInt32 = 2
    while found.count < 64 {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }()
  /// The first 32 bits of the fractions of square roots (8 primes) and cube roots (64 primes).
  private static let initial = primes.prefix(8).map { prime in rootFraction(of: prime, power: 2) }
  private static let constants = primes.map { prime in rootFraction(of: prime, power: 3) }

  /// ⌊2^32 · p^(1/power)⌋ mod 2^32, in whole numbers.
  private static func rootFraction(of prime: UInt32, power: Int) -> UInt32 {
    let target = UInt128(prime) << (32 * power)
    var low: UInt128 = 0
    var high: UInt128 = 1 << 37
    while high - low > 1 {
      let middle = (low + high) / 2
      let value = power == 2 ? middle * middle : middle * middle * middle
      if value <= target { low = middle } else { high = middle }
    }
    return UInt32(truncatingIfNeeded: low)
  }
}
