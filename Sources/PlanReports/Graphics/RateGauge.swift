internal import PlanFiles
internal import Planning

/// The rate of a plan on a logarithmic scale between what was asked and what nothing can exceed.
struct RateGauge {
  let words: PlanWords
  let chain: ChainPlan
  let width: Double
  let height = 128.0

  var content: Markup {
    let rate = chain.estimate.rateHz
    let bounds = chain.bounds
    var marks: [(value: Double, name: String)] = [
      (words.askedRateHz, "asked"), (bounds.slowestLinkHz, width < 600 ? "slowest hop" : "slowest hop alone"),
    ]
    if bounds.firstPairS > 0 {
      marks.append((1 / bounds.firstPairS, width < 600 ? "light" : "limit of light"))
    }
    marks = marks.filter { $0.value.isFinite && $0.value > 0 }
    let scale = Scale(.logarithmic, covering: marks.map(\.value) + [rate], from: 24, to: width - 28)
    let y = 64.0
    let ticks = scale.ticks.map { value -> Markup in
      "<path class=\"tick\" d=\"M\(scale(value)) \(y - 4)v8\"/><text class=\"tick\" x=\"\(scale(value))\" y=\"\(y + 22)\" text-anchor=\"middle\">\(scale.label(value))</text>"
    }.joined()
    var rightmost = [-Double.infinity, -Double.infinity]
    let drawn = marks.sorted { $0.value < $1.value }.map { mark -> Markup in
      let x = scale(mark.value)
      let text = "\(mark.name) \(Figure.plain(mark.value, digits: 2))"
      let half = LabelPlacement.textWidth(text, size: 12) / 2
      let centre = min(max(x, half + 2), width - half - 2)
      let row = centre - half > rightmost[0] + 8 ? 0 : 1
      rightmost[row] = centre + half
      return
        "<g class=\"limit\"><path d=\"M\(x) \(y - 9)V\(y + 9)\"/><path class=\"lead\" d=\"M\(x) \(y + 9)V\(y + 30 + 15 * Double(row))\"/><text x=\"\(centre)\" y=\"\(y + 42 + 14 * Double(row))\" text-anchor=\"middle\">\(text)</text></g>"
    }.joined()
    let x = scale(rate)
    let text = Figure.rate(rate)
    let half = LabelPlacement.textWidth(text, size: 15) / 2
    let centre = min(max(x, half + 4), width - half - 4)
    let interval: Markup =
      if let simulation = chain.simulation {
        "<path class=\"interval\" d=\"M\(scale(PlanWords.interval(simulation).low)) \(y)H\(scale(PlanWords.interval(simulation).high))\"/>"
      } else {
        ""
      }
    return """
      <path class="rail" d="M24 \(y)H\(width - 24)"/>\(ticks)\(drawn)\(interval)
      <path class="needle" d="M\(x) \(y - 2)l-7-14h14z"/><text class="value" x="\(centre)" y="\(y - 26)" text-anchor="middle">\(text)</text>
      """
  }
}
