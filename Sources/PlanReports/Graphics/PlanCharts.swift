internal import LinkPhysics
internal import PlanFiles
internal import Planning

/// The plots of a plan's analyses.
struct PlanCharts {
  let plan: Plan
  let words: PlanWords

  init(_ plan: Plan, words: PlanWords) {
    self.plan = plan
    self.words = words
  }

  private func tell(_ point: PlanAnalysis.SweepPoint) -> String {
    "\(point.label): \(Figure.rate(point.rateHz)), fidelity \(Figure.text(point.fidelity)), \(Figure.text(point.keyRateHz)) secret bit/s"
      + (point.provedOptimal ? "" : ", not proved optimal")
  }

  var sweep: Chart {
    let points = plan.analysis?.sweep ?? []
    return Chart(
      x: .init(title: "repeaters", isWhole: true), y: .init(title: "rate, pairs/s", kind: nil),
      series: [
        .init(
          name: "rate",
          dots: points.filter { $0.rateHz > 0 }.map {
            .init(
              x: Double($0.repeaters), y: $0.rateHz, title: tell($0), label: nil, isFilled: $0.provedOptimal)
          })
      ], rules: [.init(y: words.askedRateHz, name: "asked \(words.askedRate)")])
  }

  var tradeOff: Chart {
    let points = (plan.analysis?.tradeOff ?? []).sorted { $0.fidelity < $1.fidelity }
    return Chart(
      x: .init(title: "fidelity"), y: .init(title: "rate, pairs/s", kind: nil),
      series: [
        .init(
          name: "front", shape: .diamond,
          dots: points.filter { $0.rateHz > 0 }.map {
            .init(x: $0.fidelity, y: $0.rateHz, title: tell($0), label: nil, isFilled: $0.provedOptimal)
          })
      ])
  }

  /// Heralds against fidelity of the slowest hop, the plan's own setting as a filled mark.
  var knob: Chart {
    let curve = plan.analysis?.knob
    let points = (curve?.points ?? []).filter { $0.rateHz > 0 }
    var series = [
      Chart.Series(
        name: "knob",
        dots: points.map {
          .init(
            x: $0.fidelity, y: $0.rateHz,
            title:
              "\(curve?.name ?? "") \(Figure.text($0.knob)): \(Figure.text($0.rateHz)) heralds/s, fidelity \(Figure.text($0.fidelity, digits: 4))",
            label: nil, isFilled: false)
        })
    ]
    if let curve, let chain = plan.demands.first?.chain, chain.segments.indices.contains(curve.segment) {
      let link = chain.segments[curve.segment].link
      let rate = link.successProbability / link.attemptPeriodS
      series.append(
        .init(
          name: "this plan", shape: .diamond,
          dots: [
            .init(
              x: link.state.fidelity, y: rate, title: "this plan: \(link.option)", label: nil)
          ], isJoined: false))
    }
    return Chart(
      x: .init(title: "fidelity of a fresh pair"), y: .init(title: "heralds/s of one mode", kind: nil),
      series: series)
  }

  var delivery: Chart {
    let points = plan.analysis?.deliveryQuantiles ?? []
    return Chart(
      x: .init(title: "time, s", includesZero: true), y: .init(title: "probability", includesZero: true),
      series: [
        .init(
          name: "delivered",
          dots: points.map {
            .init(
              x: $0.timeS, y: $0.probability,
              title: "\(Figure.percent($0.probability)) of pairs within \(Figure.time($0.timeS))", label: nil)
          })
      ])
  }

  /// Bars are changes of the rate; what changes in fidelity stands beside them.
  var sensitivity: BarChart {
    let now = plan.demands.first?.chain.estimate
    return BarChart(
      bars: (plan.analysis?.sensitivity ?? []).map {
        let change = $0.rateHz / (now?.rateHz ?? .nan) - 1
        let purer = $0.fidelity - (now?.fidelity ?? .nan)
        let fidelity = abs(purer) >= 5e-5 ? ", F \(purer > 0 ? "+" : "")\(Figure.fixed(purer, 4))" : ""
        return .init(
          name: "\($0.input.name) \($0.input.change)", value: change.isFinite ? change : 0,
          text: Figure.signedPercent(change) + fidelity)
      })
  }
}

/// Where a chain loses fidelity and light.
struct ErrorBudget {
  let chain: ChainPlan

  init(_ chain: ChainPlan) { self.chain = chain }

  /// 1 − F by cause: of the fresh links, summed over hops, and what waiting and swapping add.
  var infidelity: [(name: String, value: Double)] {
    var parts = summed(chain.segments.map(\.link.infidelityBudget))
    let steps = chain.fidelitySteps
    parts.append(("waiting for heralds", steps.links - steps.heralded))
    if let swaps = steps.swaps {
      parts.append(("errors of swaps", steps.heralded - swaps))
      parts.append(("waiting in memories", swaps - steps.delivered))
    } else {
      parts.append(("waiting and swapping", steps.heralded - steps.delivered))
    }
    return parts.filter { $0.value > 1e-12 }
  }

  /// Mean loss of a hop by cause, in dB.
  var loss: [(name: String, value: Double)] {
    summed(chain.segments.map(\.link.lossBudget)).map { ($0.name, $0.value / Double(chain.segments.count)) }
      .filter { $0.value > 0 }
  }

  private func summed(_ budgets: [[ElementaryLink.Contribution]]) -> [(name: String, value: Double)] {
    var order: [String] = []
    var sums: [String: Double] = [:]
    for part in budgets.joined() {
      if sums[part.name] == nil { order.append(part.name) }
      sums[part.name, default: 0] += part.value
    }
    return order.map { ($0, sums[$0]!) }
  }

  var infidelityChart: BarChart {
    let largest = infidelity.map(\.value).max()
    return BarChart(
      bars: infidelity.map {
        .init(
          name: $0.name, value: $0.value, text: Figure.text($0.value, digits: 2),
          isMarked: $0.value == largest)
      })
  }

  var lossChart: BarChart {
    let largest = loss.map(\.value).max()
    return BarChart(
      bars: loss.map {
        .init(
          name: $0.name, value: $0.value, text: Figure.fixed($0.value, 1) + " dB",
          isMarked: $0.value == largest)
      })
  }
}
