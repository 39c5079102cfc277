public import FibreNetwork

/// Candidate hops of a map, and how much of all that could be built they stand for.
public struct HopGraph: Sendable {
  /// The map that sites and spans of hops refer to.
  public let network: FibreNetwork
  /// Every candidate hop, each over one route; several may join the same sites.
  public let hops: [Hop]
  /// Whether nothing was left out that could matter beside the options that are here.
  public let routes: Scope.Routes
  /// Whether hops have no other routes than those that are here.
  let isFixed: Bool
  /// The most modes of hops between some sites, where they are limited.
  var mostModes: [SIMD2<Int>: Int] = [:]

  init(network: FibreNetwork, hops: [Hop], routes: Scope.Routes = .every, isFixed: Bool = false) {
    self.isFixed = isFixed
    self.network = network
    self.hops = hops
    self.routes = routes
  }
}
