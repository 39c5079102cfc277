internal import Foundation
internal import SourceDocument

/// One measured figure of the product's own work.
struct Benchmark {
  var name: String
  var value: Double
  var unit: String
  /// What the design asks for: at least for rates, at most for times.
  var target: Double?
  var isRate: Bool
  /// Whether the work was done to its end: time without a proof meets no target.
  var isDone = true

  var meetsTarget: Bool? { target.map { isDone && (isRate ? value >= $0 : value <= $0) } }

  var json: JSON {
    [
      "name": .string(name), "value": .number(value), "unit": .string(unit), "target": JSON(target),
      "meets_target": meetsTarget.map { .bool($0) } ?? .null,
    ]
  }

  var line: String {
    let verdict = meetsTarget.map { $0 ? "  met" : "  MISSED" } ?? ""
    let wanted = target.map { "  (target \(isRate ? "≥" : "≤") \(Numeral.significant($0, 4)))" } ?? ""
    let figure = TextTable.padded(Numeral.significant(value, 4), to: 10, right: true)
    return "\(TextTable.padded(name, to: 58)) \(figure) \(unit)\(wanted)\(verdict)"
  }
}

/// Measures the benchmarks whose names are asked for, one after another, and shows each as it is done.
final class BenchmarkSink {
  private let only: String?
  private let show: (Benchmark) -> Void
  private(set) var results: [Benchmark] = []

  /// - Parameter only: a part of the names to measure; `nil` for all.
  init(only: String?, show: @escaping (Benchmark) -> Void) {
    self.only = only
    self.show = show
  }

  func add(_ name: String, _ measure: () -> Benchmark) {
    if let only, !name.contains(only) { return }
    let result = measure()
    results.append(result)
    show(result)
  }
}

/// Seconds of a clock that a body takes, the best of several runs.
func bestOf(_ runs: Int, clock: clockid_t = CLOCK_THREAD_CPUTIME_ID, _ body: @escaping () -> Void) -> Double {
  var best = Double.infinity
  for _ in 0..<max(1, runs) {
    let start = seconds(clock)
    opaque(body)()
    best = min(best, seconds(clock) - start)
  }
  return best
}

func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The same closure, opaque to the optimiser: a pure call could else be moved past the clock.
@_optimize(none)
private func opaque(_ body: @escaping () -> Void) -> () -> Void { body }
