internal import FibreNetwork
public import Planning

/// A chain along its fibre, drawn to scale: sites above, and per hop the loss and the mean time to a pair.
public struct ChainDrawing: Sendable {
  let plan: Plan
  let chain: ChainPlan
  let width: Double
  let height = 388.0

  /// Gets ready to draw a chain of a plan, so many pixels wide.
  public init(_ plan: Plan, chain: ChainPlan, width: Double = 1040) {
    self.plan = plan
    self.chain = chain
    self.width = width
  }

  private let left = 92.0
  /// Room for the last name, which leans over the end.
  private var right: Double {
    max(24, LabelPlacement.textWidth(shortName(chain.sites.last!), size: 15) * 0.85 + 6)
  }
  private let lineY = 126.0
  private func name(_ site: Int) -> String { plan.network.sites[site].name }
  private func shortName(_ site: Int) -> String {
    let full = name(site)
    return full.count > 24 ? full.prefix(22) + "…" : full
  }

  /// Distance from the first end to each site of the chain, in km.
  private var distances: [Double] {
    chain.segments.reduce(into: [0.0]) { $0.append($0.last! + $1.wayKm(in: plan.network)) }
  }

  var content: Markup {
    let at = distances
    let total = max(at.last!, 1e-9)
    func x(_ km: Double) -> Double { left + (width - left - right) * km / total }
    let binding = PlanWords.bindingSegment(of: chain)
    return """
      <g class="axis">\(kilometres(x, total))</g>
      <g class="hops">\(hops(x, at, binding))</g>
      <g class="passed">\(passed(x, at))</g>
      <g class="marks">\(marks(x, at))</g>
      <g class="names">\(names(x, at))</g>
      \(bars(x, at, binding, y: 194, title: "loss", unit: "dB", values: chain.segments.map(\.lightLossDb)) { Figure.fixed($0, 1) })
      \(bars(x, at, binding, y: 294, title: "mean time", unit: "to a pair", values: chain.segments.map(\.meanTimeS)) { Figure.time($0, digits: 2) })
      """
  }

  private func kilometres(_ x: (Double) -> Double, _ total: Double) -> Markup {
    let step = Scale.niceStep(total / 8)
    let ticks = (0...Int(total / step)).map { Double($0) * step }
    return ticks.map { km in
      "<path d=\"M\(x(km)) \(lineY + 26)v5\"/><text x=\"\(x(km))\" y=\"\(lineY + 44)\" text-anchor=\"middle\">\(Figure.plain(km))</text>"
    }.joined() + "<text x=\"\(left - 14)\" y=\"\(lineY + 44)\" text-anchor=\"end\">km</text>"
      + "<path d=\"M\(x(0)) \(lineY + 26)H\(x(total))\"/>"
  }

  private func hops(_ x: (Double) -> Double, _ at: [Double], _ binding: Int?) -> Markup {
    chain.segments.indices.map { i in
      let kind: Markup = i == binding ? "hop binding" : "hop"
      let core: Markup =
        i == binding ? "<path class=\"core\" d=\"M\(x(at[i])) \(lineY)H\(x(at[i + 1]))\"/>" : ""
      return "<path class=\"\(kind)\" d=\"M\(x(at[i])) \(lineY)H\(x(at[i + 1]))\"/>\(core)"
    }.joined()
  }

  /// Sites that fibre passes without equipment of this chain.
  private func passed(_ x: (Double) -> Double, _ at: [Double]) -> Markup {
    chain.segments.enumerated().flatMap { i, segment in
      segment.passedSites.indices.dropFirst().dropLast().filter { $0 != segment.stationIndex }.map {
        k -> Markup in
        "<circle cx=\"\(x(at[i] + segment.route.distanceKm[k]))\" cy=\"\(lineY)\" r=\"2.4\"><title>\(name(segment.route.sites[k]))</title></circle>"
      }
    }.joined()
  }

  private func marks(_ x: (Double) -> Double, _ at: [Double]) -> Markup {
    func mark(_ km: Double, _ site: Int, _ kind: Markup, _ shape: Markup, _ role: String) -> Markup {
      "<g class=\"mark \(kind)\" transform=\"translate(\(x(km)) \(lineY))\"><title>\(name(site)): \(role)</title>\(shape)</g>"
    }
    let stations = chain.segments.enumerated().compactMap { i, segment -> Markup? in
      guard let index = segment.stationIndex, index > 0, index < segment.route.sites.count - 1 else {
        return nil
      }
      return mark(
        at[i] + segment.route.distanceKm[index], segment.route.sites[index], "station", Symbol.station,
        "heralding station")
    }
    let sites = chain.sites.enumerated().map { i, site in
      i == 0 || i == chain.sites.count - 1
        ? mark(at[i], site, "end", Symbol.end, "end")
        : mark(at[i], site, "repeater", Symbol.repeater, "repeater")
    }
    return stations.joined() + sites.joined()
  }

  /// Names at a slant, so that neighbours do not meet.
  private func names(_ x: (Double) -> Double, _ at: [Double]) -> Markup {
    var last = -Double.infinity
    return chain.sites.enumerated().map { i, site -> Markup in
      let px = x(at[i])
      let isEnd = i == 0 || i == chain.sites.count - 1
      guard px - last > 17 || isEnd else { return "" }
      last = px
      let kind: Markup = isEnd ? "name end" : "name"
      return
        "<text class=\"\(kind)\" transform=\"translate(\(px - 2) \(lineY - 14)) rotate(-32)\">\(shortName(site))</text>"
    }.joined()
  }

  private func bars(
    _ x: (Double) -> Double, _ at: [Double], _ binding: Int?, y: Double, title: String, unit: String,
    values: [Double], label: (Double) -> String
  ) -> Markup {
    let top = values.max() ?? 1
    let full = 62.0
    let base = y + full + 16
    let drawn = values.enumerated().map { i, value -> Markup in
      let h = max(1, full * value / max(top, .leastNonzeroMagnitude))
      let x0 = x(at[i]) + 1.5
      let x1 = x(at[i + 1]) - 1.5
      let kind: Markup = i == binding ? "bar binding" : "bar"
      let text = label(value)
      let fits = LabelPlacement.textWidth(text, size: 11.5) < x1 - x0 + 6
      let number: Markup =
        fits || i == binding
        ? "<text x=\"\((x0 + x1) / 2)\" y=\"\(base - h - 5)\" text-anchor=\"middle\">\(text)</text>" : ""
      return
        "<g class=\"\(kind)\"><title>\(name(chain.sites[i])) – \(name(chain.sites[i + 1])): \(text)</title><rect x=\"\(x0)\" y=\"\(base - h)\" width=\"\(max(1, x1 - x0))\" height=\"\(h)\"/>\(number)</g>"
    }
    return """
      <g class="bars"><text class="title" x="\(left - 14)" y="\(base - 18)" text-anchor="end">\(title)</text><text x="\(left - 14)" y="\(base - 3)" text-anchor="end">\(unit)</text><path class="base" d="M\(x(0)) \(base)H\(width - right)"/>\(drawn)</g>
      """
  }

  var title: String { "\(name(chain.sites[0])) – \(name(chain.sites.last!)), drawn to scale" }
}
