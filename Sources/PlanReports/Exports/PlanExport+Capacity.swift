internal import Planning

extension PlanExport {
  /// The plots of a capacity report, as far as the plan has what they show.
  func capacityDrawings(_ words: PlanWords) -> [(String, Drawing)] {
    let charts = CapacityCharts(plan: plan, words: words)
    var drawings: [(String, Drawing)] = []
    func add(_ name: String, _ title: String, _ content: Markup, _ width: Double, _ height: Double) {
      drawings.append((name, Drawing(title: title, content: content, width: width, height: height)))
    }
    if plan.demands.count > 1 {
      let chart = charts.connections
      add("rates", "Rate of each connection", chart.content, chart.width, chart.height)
    }
    if PlanPage(plan).isAboutCapacity, !plan.repeaters.isEmpty {
      let chart = charts.memories
      add("memories", "Memories in use", chart.content, chart.width, chart.height)
    }
    if let chart = charts.failures {
      add("failures", "What single failures leave", chart.content, chart.width, chart.height)
    }
    if let chart = charts.additions {
      add("additions", "What one more would bring", chart.content, chart.width, chart.height)
    }
    return drawings
  }
}
