/// Points of one or more series on two axes.
struct Chart {
  struct Axis {
    var title: String
    /// `nil`: logarithmic where the values spread over more than a factor of ten.
    var kind: Scale.Kind? = .linear
    var includesZero = false
    /// Counts of something: no fractions are marked.
    var isWhole = false

    func kind(for values: [Double]) -> Scale.Kind {
      kind
        ?? ((values.max() ?? 1) > 10 * (values.min() ?? 1) && (values.min() ?? 0) > 0
          ? .logarithmic : .linear)
    }
  }

  enum Shape: String { case disc, square, diamond }

  struct Dot {
    var x: Double
    var y: Double
    /// What a reader is told of the point.
    var title: String
    /// Written beside it.
    var label: String?
    var isFilled = true
  }

  struct Series {
    var name: String
    var shape = Shape.disc
    var dots: [Dot]
    var isJoined = true
  }

  /// A value that is marked by a line across.
  struct Rule {
    var y: Double
    var name: String
  }

  var x: Axis
  var y: Axis
  var series: [Series]
  var rules: [Rule] = []
  var width = 440.0
  var height = 300.0

  var content: Markup {
    let left = 62.0
    let right = 18.0
    let top = 34.0
    let bottom = 46.0
    let dots = series.flatMap(\.dots)
    let sx = Scale(
      x.kind(for: dots.map(\.x)), covering: dots.map(\.x), from: left, to: width - right,
      includingZero: x.includesZero, isWhole: x.isWhole)
    let heights = dots.map(\.y) + rules.map(\.y)
    let sy = Scale(
      y.kind(for: heights), covering: heights, from: height - bottom, to: top,
      includingZero: y.includesZero || y.kind == nil)
    let gridY = sy.ticks.map { value -> Markup in
      "<path class=\"grid\" d=\"M\(left) \(sy(value))H\(width - right)\"/><text class=\"tick\" x=\"\(left - 8)\" y=\"\(sy(value) + 4)\" text-anchor=\"end\">\(sy.label(value))</text>"
    }.joined()
    let gridX = sx.ticks.map { value -> Markup in
      "<path class=\"tick\" d=\"M\(sx(value)) \(height - bottom)v5\"/><text class=\"tick\" x=\"\(sx(value))\" y=\"\(height - bottom + 19)\" text-anchor=\"middle\">\(sx.label(value))</text>"
    }.joined()
    let ruled = rules.map { rule -> Markup in
      "<g class=\"limit\"><path d=\"M\(left) \(sy(rule.y))H\(width - right)\"/><text x=\"\(width - right)\" y=\"\(sy(rule.y) - 5)\" text-anchor=\"end\">\(rule.name)</text></g>"
    }.joined()
    let drawn = series.enumerated().map { i, series -> Markup in
      let points = series.dots.map { Point(x: sx($0.x), y: sy($0.y)) }
      let line: Markup = series.isJoined ? "<path class=\"curve\" d=\"\(MapSheet.data(points))\"/>" : ""
      let marks = zip(points, series.dots).map { p, dot -> Markup in
        let state: Markup = dot.isFilled ? "dot" : "dot open"
        let label: Markup =
          dot.label.map { "<text x=\"\(p.x)\" y=\"\(p.y - 10)\" text-anchor=\"middle\">\($0)</text>" } ?? ""
        return
          "<g class=\"\(state)\" transform=\"translate(\(p.x) \(p.y))\"><title>\(dot.title)</title>\(Self.shape(series.shape))</g>\(label)"
      }.joined()
      return "<g class=\"series s\(i)\">\(line)\(marks)</g>"
    }.joined()
    return """
      \(gridY)\(gridX)<path class="base" d="M\(left) \(height - bottom)H\(width - right)"/>\(ruled)\(drawn)
      <text class="title" x="\(left - 50)" y="16">\(y.title)</text>
      <text class="title" x="\(width - right)" y="\(height - 8)" text-anchor="end">\(x.title)</text>
      """
  }

  private static func shape(_ shape: Shape) -> Markup {
    switch shape {
    case .disc: "<circle r=\"4.5\"/>"
    case .square: "<rect x=\"-4\" y=\"-4\" width=\"8\" height=\"8\"/>"
    case .diamond: "<path d=\"M0-5.5 5.5 0 0 5.5-5.5 0Z\"/>"
    }
  }
}

/// Named values as horizontal bars, with their text at the end.
struct BarChart {
  struct Bar {
    var name: String
    var value: Double
    var text: String
    var isMarked = false
  }

  var bars: [Bar]
  var width = 440.0
  /// A value that a line marks across all bars, and its name.
  var rule: (value: Double, name: String)?
  var height: Double { Double(bars.count) * 30 + 12 + top }
  private var top: Double { rule == nil ? 0 : 20 }

  init(bars: [Bar], width: Double = 440, rule: (value: Double, name: String)? = nil) {
    self.bars = bars
    self.width = width
    self.rule = rule
  }

  var content: Markup {
    let nameWidth = min(
      width * 0.58,
      bars.map { LabelPlacement.textWidth($0.name, size: $0.isMarked ? 14 : 13.5) }.max().map { $0 + 16 }
        ?? 60)
    let textWidth = bars.map { LabelPlacement.textWidth($0.text, size: 12) }.max().map { $0 + 12 } ?? 40
    let values = bars.map(\.value) + (rule.map { [$0.value] } ?? [])
    let low = min(0, values.min() ?? 0)
    let high = max(0, values.max() ?? 1)
    let spread = max(high - low, .leastNonzeroMagnitude)
    let room = width - nameWidth - textWidth - (low < 0 ? textWidth : 0)
    let zero = nameWidth + (low < 0 ? textWidth : 0) + room * -low / spread
    let ruled: Markup =
      rule.map { rule in
        let x = zero + room * rule.value / spread
        let isLeft = x > width / 2
        return
          "<g class=\"limit\"><path d=\"M\(x) 16V\(height)\"/><text x=\"\(x)\" y=\"12\" text-anchor=\"\(isLeft ? "end" : "start")\">\(rule.name)</text></g>"
      } ?? ""
    return bars.enumerated().map { i, bar -> Markup in
      let y = 6 + top + Double(i) * 30
      let length = room * abs(bar.value) / spread
      let kind: Markup = bar.isMarked ? "bar binding" : "bar"
      let isLeft = bar.value < 0
      return """
        <g class="\(kind)"><text class="label" x="\(nameWidth - 10)" y="\(y + 16)" text-anchor="end"><title>\(bar.name)</title>\(LabelPlacement.shortened(bar.name, size: 12.5, to: nameWidth - 12))</text><rect x="\(isLeft ? zero - length : zero)" y="\(y + 3)" width="\(max(length, 0.5))" height="18"/><text x="\(isLeft ? zero - length - 6 : zero + length + 6)" y="\(y + 16)" text-anchor="\(isLeft ? "end" : "start")">\(bar.text)</text></g>
        """
    }.joined() + ruled + "<path class=\"base\" d=\"M\(zero) \(top)V\(height)\"/>"
  }
}
