/// A chain that a search found, with all that it takes to write it out: it outlives the search and its space.
struct PlannedChain {
  let model: ChainModel
  /// Choices of the model's space, from source to target.
  let path: [Int]
  let figures: SearchGoal.Figures

  /// From end to end.
  var sites: [Int] { model.space.sites(of: path)! }
  var repeaters: ArraySlice<Int> { sites.dropFirst().dropLast() }
  var spans: [Int] { path.flatMap { model.graph.hops[model.space.choices[$0].hop].spans } }
  /// Of each hop.
  var modes: [Int] { path.map { model.space.choices[$0].modes } }
  /// Of each hop's memories and station, together.
  var equipmentCost: Double { path.reduce(0.0) { $0 + model.space.choices[$1].cost } }
  var use: SiteUse.Chain { SiteUse.Chain(sites: sites, modes: modes, spans: Set(spans)) }

  /// With routes, stations, figures, simulation and bounds.
  func writtenOut(_ budget: Budget) throws -> ChainPlan { try model.chainPlan(path, budget) }
}
