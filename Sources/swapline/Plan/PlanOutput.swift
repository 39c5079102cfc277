internal import ArgumentParser
internal import FibreNetwork
internal import LinkPhysics
internal import Planning

/// Where a plan goes and in which form.
struct PlanOutputOptions: ParsableArguments {
  func write(_ plan: Plan) throws {
    let c = plan.demands[0].chain
    print(c.sites.map { plan.network.sites[$0].id }.joined(separator: " - "))
    print(c.segments.map { "\($0.route.lengthKm) \($0.link.option)" })
    print(c.estimate, plan.certificate, plan.binding)
  }
}
