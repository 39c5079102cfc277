internal import ChainSimulator
internal import LinkPhysics
internal import SourceDocument

/// The estimate as a few lines for people.
enum EstimateText {
  static func lines(_ report: EstimateReport) -> [String] {
    let chain = report.chain
    let unit = chain.timeBase == .physical ? "s" : "rounds"
    var lines = [title(chain), ""]
    if let exact = report.exact {
      lines.append("exact")
      lines.append("  mean time   \(number(exact.meanTime)) \(unit)\(rate(chain, exact.meanTime))")
      if let std = exact.standardDeviation { lines.append("  std of time \(number(std)) \(unit)") }
      if let state = exact.state {
        lines.append("  fidelity    \(number(state.fidelity))")
        lines.append(
          "  characters  \([state.x, state.y, state.z].map(number).joined(separator: "  "))  (x y z)")
      } else if let why = exact.stateUnavailable {
        lines.append("  fidelity    no exact method: \(why)")
      }
      lines.append("  by          \(exact.method)")
    } else if let reason = report.exactUnavailable {
      lines.append("exact         none: \(reason)")
    }
    if let sampled = report.monteCarlo {
      if report.exact != nil || report.exactUnavailable != nil { lines.append("") }
      lines.append(
        "Monte Carlo   \(sampled.samples) pairs, seed \(sampled.seed)\(sampled.stop == .cancelled ? ", stopped early" : "")"
      )
      lines.append(
        "  mean time   \(measured(sampled.meanTime)) \(unit)\(rate(chain, sampled.meanTime.value))")
      lines.append("  std of time \(number(sampled.standardDeviation)) \(unit)")
      if !sampled.quantiles.isEmpty {
        let shares = sampled.quantiles.map { "\(Int(($0.share * 100).rounded()))% \(number($0.time))" }
        lines.append("  quantiles   \(shares.joined(separator: "  "))")
      }
      lines.append("  fidelity    \(measured(sampled.fidelity))")
      lines.append(
        "  characters  \([sampled.x, sampled.y, sampled.z].map(measured).joined(separator: "  "))  (x y z)")
      lines.append("  links used  \(number(sampled.linksPerPair)) for each pair")
      if let t = report.timeZScore {
        let f = report.fidelityZScore.map { ", fidelity \(Numeral.signed($0))" } ?? ""
        lines.append("  against exact, in standard errors: time \(Numeral.signed(t))\(f)")
      }
    }
    if let state = report.state, let fraction = report.secretKeyFraction, let time = report.meanTime {
      lines.append("")
      lines.append(
        "error rates   X \(number(state.errorRateX))  Y \(number(state.errorRateY))  Z \(number(state.errorRateZ))"
      )
      let per = chain.timeBase == .physical ? "bit/s" : "bits a round"
      lines.append(
        "key           \(number(fraction)) bits a pair, \(number(fraction / time)) \(per), asymptotic")
      lines.append("              \(report.key.words)")
    }
    return lines
  }

  /// How far sampling has come, for the line on the terminal.
  static func progress(_ sampled: MonteCarloEstimate, most: Int, relativeError: Double?) -> String {
    guard let relativeError else { return "\(sampled.samples) of \(most) pairs" }
    let time = sampled.meanTime.standardError / sampled.meanTime.value
    let fidelity = sampled.fidelity.standardError / sampled.fidelity.value
    return
      "\(sampled.samples) pairs, relative error \(Numeral.significant(max(time, fidelity), 2)) of \(relativeError)"
  }

  private static func title(_ chain: Chain) -> String {
    var text =
      "\(counted(chain.segments.count, "segment")), \(chain.policy.rawValue), \(chain.delivery.rawValue)"
    text += chain.timeBase == .rounds ? ", rounds" : ", latency \(chain.latency.rawValue)"
    if let cutoff = chain.cutoff { text += ", cut-off \(cutoff.kind.rawValue)" }
    return text
  }

  private static func rate(_ chain: Chain, _ time: Double) -> String {
    chain.timeBase == .physical ? "  (\(number(1 / time)) pairs/s)" : ""
  }

  static func number(_ x: Double) -> String { Numeral.significant(x, 6) }
  private static func measured(_ m: Measured) -> String {
    "\(number(m.value)) ± \(Numeral.significant(m.standardError, 2))"
  }
}
