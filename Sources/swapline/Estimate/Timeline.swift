internal import ChainSimulator
internal import SourceDocument

/// A sampled delivery as a small drawing: one row a segment, then what happened.
enum Timeline {
  private static let columns = 60
  private static let mostEvents = 40

  static func lines(_ trace: DeliveryTrace, unit: String) -> [String] {
    let end = max(trace.time, .leastNonzeroMagnitude)
    func column(_ time: Double) -> Int { min(columns, Int((time / end * Double(columns)).rounded())) }
    // When each segment began to be covered by a stored pair, and for how long it was in total.
    var since = [Double?](repeating: nil, count: trace.segments)
    var waited = [Double](repeating: 0, count: trace.segments)
    var rows = [[Character]](
      repeating: [Character](repeating: ".", count: columns), count: trace.segments)
    func release(_ range: Range<Int>, _ time: Double, _ mark: Character?) {
      for k in range {
        guard let start = since[k] else { continue }
        waited[k] += time - start
        for c in column(start)..<column(time) { rows[k][c] = "=" }
        if let mark, column(time) > 0 { rows[k][column(time) - 1] = mark }
        since[k] = nil
      }
    }
    for event in trace.events {
      switch event.kind {
      case .generated: if since[event.left] == nil { since[event.left] = event.time }
      case .swapFailed, .purificationFailed: release(event.left..<event.right, event.time, "x")
      case .dropped: release(event.left..<event.right, event.time, "o")
      case .restarted: release(0..<trace.segments, event.time, "x")
      case .delivered: release(0..<trace.segments, event.time, nil)
      case .swapped, .purified: break
      }
    }
    let made = trace.events.count { $0.kind == .generated }
    var lines = [
      "one delivery (sample \(trace.sample), seed \(trace.seed)): \(EstimateText.number(trace.time)) \(unit), \(made) elementary pairs",
      "  . trying   = stored   x lost by a failed swap or purification   o dropped by a cut-off", "",
    ]
    let width = String(trace.segments - 1).count
    for (k, row) in rows.enumerated() {
      let label = TextTable.padded(String(k), to: width, right: true)
      lines.append("  segment \(label) |\(String(row))| stored \(EstimateText.number(waited[k]))")
    }
    lines.append("")
    let told = trace.events.filter { $0.kind != .generated }
    for event in told.prefix(mostEvents) {
      lines.append("  \(EstimateText.number(event.time)) \(unit): \(sentence(event))")
    }
    if told.count > mostEvents { lines.append("  … and \(told.count - mostEvents) more") }
    if let last = trace.events.last(where: { $0.kind == .generated }) {
      lines.append(
        "  the last segment to arrive was \(last.left), at \(EstimateText.number(last.time)) \(unit)")
    }
    return lines
  }

  private static func sentence(_ event: DeliveryTrace.Event) -> String {
    let span = "nodes \(event.left) and \(event.right)"
    return switch event.kind {
    case .generated: "segment \(event.left) has a pair"
    case .swapped: "repeater \(event.repeater ?? 0) swapped, \(span) are joined"
    case .swapFailed: "repeater \(event.repeater ?? 0) failed, pairs between \(span) are lost"
    case .purified: "the pair between \(span) is purified"
    case .purificationFailed: "purification between \(span) failed, both pairs are lost"
    case .dropped: "pairs between \(span) are dropped by the cut-off"
    case .restarted: "the whole chain starts again"
    case .delivered: "the last swap is made, \(span) share a pair"
    }
  }
}
