internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning
internal import SourceDocument

/// What every plan has to keep to, beside being what recomputes.
struct PlanRules {
  private let work: PlanRecomputation
  /// Recomputed.
  private let plan: Plan
  private var network: FibreNetwork { work.network }
  private var limits: Limits { plan.request.limits }
  private var isMinimised: Bool { plan.request.objective.isMinimised }

  init(_ work: PlanRecomputation, _ plan: Plan) {
    self.work = work
    self.plan = plan
  }

  var faults: [DocumentFault] {
    var faults: [DocumentFault] = []
    for (index, demand) in plan.demands.enumerated() {
      let path = DocumentPath.demand(index)
      for (number, chain) in demand.chains.enumerated() {
        let place = number == 0 ? path : path.appending("backups").appending(number - 1)
        faults += chainFaults(chain, demand, place)
      }
      faults += sharingFaults(demand, path)
    }
    return faults + demandFaults + siteFaults + certificateFaults + alternativeFaults
  }

  // MARK: - Before anything is recomputed

  /// What is missing without which there is no plan.
  static func gaps(in plan: Plan) -> [DocumentFault] {
    if plan.demands.isEmpty {
      return [DocumentFault(DocumentPath().appending("demands"), "is empty: the plan joins nothing")]
    }
    var faults: [DocumentFault] = []
    for (index, demand) in plan.demands.enumerated() {
      let path = DocumentPath.demand(index)
      for (number, chain) in demand.chains.enumerated() where chain.segments.isEmpty {
        let place = number == 0 ? path : path.appending("backups").appending(number - 1)
        faults.append(DocumentFault(place.appending("segments"), "is empty: the chain joins nothing"))
      }
    }
    for (index, other) in plan.alternatives.enumerated() where other.chain.segments.isEmpty {
      faults.append(
        DocumentFault(
          DocumentPath.alternative(index).appending("segments"), "is empty: the chain joins nothing"))
    }
    return faults
  }

  /// Where sites and spans of the plan's map are not those of another, so that nothing can be compared.
  static func strangers(in plan: Plan, on map: FibreNetwork) -> [DocumentFault] {
    let own = plan.network
    let path = DocumentPath().appending("map")
    guard own.sites.count == map.sites.count, own.spans.count == map.spans.count else {
      return [
        DocumentFault(
          path,
          "has \(own.sites.count) sites and \(own.spans.count) spans, the map has \(map.sites.count) and "
            + "\(map.spans.count) (read it with the same --hut-spacing, --route-factor and --sites)")
      ]
    }
    var faults: [DocumentFault] = []
    for (index, pair) in zip(own.sites, map.sites).enumerated() where pair.0.id != pair.1.id {
      faults.append(
        DocumentFault(
          path.appending("sites").appending(index), "is the site \(pair.0.id), on the map it is \(pair.1.id)")
      )
    }
    for (index, pair) in zip(own.spans, map.spans).enumerated()
    where pair.0.from != pair.1.from || pair.0.to != pair.1.to {
      faults.append(
        DocumentFault(
          path.appending("spans").appending(index), "does not join the sites that it joins on the map"))
    }
    return faults
  }

  // MARK: - Chains

  private func chainFaults(_ chain: ChainPlan, _ demand: DemandPlan, _ path: DocumentPath) -> [DocumentFault]
  {
    var faults: [DocumentFault] = []
    func expect(_ condition: Bool, _ place: DocumentPath, _ words: @autoclosure () -> String) {
      if !condition { faults.append(DocumentFault(place, words())) }
    }
    let sites = path.appending("sites")
    expect(
      chain.sites.first == demand.from && chain.sites.last == demand.to, sites,
      "do not begin and end at the ends of the demand")
    expect(Set(chain.sites).count == chain.sites.count, sites, "name a site twice")
    for site in chain.sites.dropFirst().dropLast() where !network.sites[site].mayHostRepeater {
      faults.append(
        DocumentFault(sites, "put a repeater at \(network.sites[site].id), which may not host one"))
    }
    for (index, segment) in chain.segments.enumerated() {
      faults += hopFaults(segment, path.appending("segments").appending(index))
    }
    if plan.request.settings.knob == .uniform {
      expect(
        Set(chain.segments.map(\.link.option)).count == 1, path.appending("segments"),
        "have different settings of the knob, one was asked for")
    }
    let repeaters = chain.segments.count - 1
    if let most = limits.maximumRepeatersPerChain, repeaters > most {
      faults.append(
        DocumentFault(sites, "name \(repeaters) repeaters, more than the \(most) allowed in a chain"))
    }
    let figures = chain.estimate
    func least(_ value: Double, _ least: Double?, _ key: String) {
      guard let least, value < least - 1e-9 * max(1, least) * (key == "fidelity" ? 1 : min(1, least)) else {
        return
      }
      faults.append(
        DocumentFault(path.appending(key), "is below the least allowed, \(Numeral.significant(least))"))
    }
    least(figures.rateHz, limits.minimumRateHz, "rate_hz")
    least(figures.fidelity, limits.minimumFidelity, "fidelity")
    least(figures.keyRateHz, limits.minimumKeyRateHz, "secret_key_rate_hz")
    faults += physicsFaults(chain, path)
    return faults
  }

  private func hopFaults(_ segment: SegmentPlan, _ path: DocumentPath) -> [DocumentFault] {
    var faults: [DocumentFault] = []
    if let most = limits.maximumHopKm, segment.route.lengthKm > most * (1 + 1e-9) {
      faults.append(
        DocumentFault(
          path.appending("length_km"),
          "is \(oneDecimal(segment.route.lengthKm)) km, longer than the \(oneDecimal(most)) km of a hop"))
    }
    if segment.route.spans.contains(where: { network.spans[$0].lengthSource == .unknown }) {
      faults.append(DocumentFault(path.appending("spans"), "lead over a span of unknown length"))
    }
    let station = path.appending("station")
    let hardware = work.hardware
    switch segment.station {
    case let site? where !network.sites[site].mayHostStation:
      faults.append(DocumentFault(station, "is \(network.sites[site].id), which may not host a station"))
    case _? where !hardware.usesStation:
      faults.append(DocumentFault(station, "is stated, the platform has none"))
    case _? where plan.request.settings.stations == .midpoint:
      faults.append(DocumentFault(station, "is a site, the middle of the hop was asked for"))
    case nil where hardware.usesStation && plan.request.settings.stations == .sites:
      if !plan.isByReachAlone {
        faults.append(DocumentFault(station, "is missing, the platform heralds at one"))
      } else if let site = usableStation(of: segment) {
        faults.append(
          DocumentFault(station, "is the middle of the route, but \(network.sites[site].id) could host it"))
      }
    default: break
    }
    let modes = segment.link.modes
    switch plan.request.settings.modes {
    case .exactly(let count) where modes != count:
      faults.append(DocumentFault(path.appending("modes"), "is \(modes), \(count) were asked for"))
    case .fewest:
      let least = work.possibilities(
        of: segment.geometry(usesStation: hardware.usesStation, in: network)
      ).fewestModes
      if let least, modes != least {
        faults.append(
          DocumentFault(
            path.appending("modes"), "is \(modes), the platform's fewest, \(least), were asked for"))
      }
    default: break
    }
    return faults
  }

  /// A site of a route where a station would give a usable link.
  private func usableStation(of segment: SegmentPlan) -> Int? {
    let places = segment.route.sites.indices.filter { network.sites[segment.route.sites[$0]].mayHostStation }
    return places.first { place in
      var other = segment
      other.stationIndex = place
      return work.possibilities(of: other.geometry(usesStation: true, in: network)).isUsable
    }.map { segment.route.sites[$0] }
  }

  /// What no chain can do, whatever an estimator says.
  private func physicsFaults(_ chain: ChainPlan, _ path: DocumentPath) -> [DocumentFault] {
    var faults: [DocumentFault] = []
    let figures = chain.estimate
    let rate = path.appending("rate_hz")
    // The slowest link alone, in the faster of the two link-time models.
    let slowest = chain.segments.map { segment in
      PlanRecomputation.hazard(segment.link) * (1 - segment.link.vacuumFraction) / segment.link.attemptPeriodS
    }.min()
    if let slowest, figures.rateHz > slowest * (1 + 1e-9) {
      faults.append(
        DocumentFault(rate, "beats that of the slowest link alone, \(Numeral.significant(slowest))"))
    }
    if figures.meanTimeS < chain.bounds.firstPairS * (1 - 1e-9) {
      faults.append(DocumentFault(rate, "has pairs come sooner than light allows"))
    }
    // Noisy pairs may come faster than ebits can; what can be distilled from them (hashing bound) may not.
    if figures.rateHz * figures.state.sixStateKeyFraction > chain.bounds.chainHz * (1 + 1e-9) {
      faults.append(DocumentFault(rate, "beats the capacity of its fibre"))
    }
    let ceiling = chain.segments.reduce(1.0) { $0 * max($1.link.state.x, 0) }
    if figures.state.x > ceiling + 1e-9 {
      faults.append(DocumentFault(path.appending("fidelity"), "is better than that of the links"))
    }
    guard let simulation = chain.simulation else { return faults }
    let place = path.appending("simulation")
    for (z, what) in [(simulation.timeZ, "time"), (simulation.fidelityZ, "fidelity")] where !(abs(z) < 5) {
      faults.append(
        DocumentFault(
          place, "has a \(what) that is \(Numeral.significant(z)) standard errors from the exact one"))
    }
    // A standard error that is not that of so many samples would let any figure pass.
    let error = simulation.meanTimeStandardErrorS * Double(simulation.samples).squareRoot()
    // Deliveries are sampled; what is stated is of pairs that are there.
    let presence = chain.segments.reduce(1.0) { $0 * (1 - $1.link.vacuumFraction) }
    let (mean, deviation) = (figures.meanTimeS, figures.standardDeviationS)
    let sampled = (max(0, deviation * deviation - (1 - presence) * mean * mean) / presence).squareRoot()
    if simulation.samples > PlanChecker.mostSamples, sampled > 0, abs(error / sampled - 1) > 0.05 {
      faults.append(
        DocumentFault(place.appending("mean_time_standard_error_s"), "is not that of so many samples"))
    }
    return faults
  }

  // MARK: - Demands and sites

  private var demandFaults: [DocumentFault] {
    var seen: Set<Set<Int>> = []
    return plan.demands.enumerated().compactMap { index, demand in
      if demand.from == demand.to { return DocumentFault(.demand(index), "joins a site with itself") }
      return seen.insert([demand.from, demand.to]).inserted
        ? nil : DocumentFault(.demand(index), "joins the ends of a demand before it")
    }
  }

  /// Chains of one demand that share what they may not.
  private func sharingFaults(_ demand: DemandPlan, _ path: DocumentPath) -> [DocumentFault] {
    let place = path.appending("backups")
    var faults: [DocumentFault] = []
    let chains = demand.chains
    if chains.count != limits.disjointChains {
      faults.append(
        DocumentFault(
          place, "make \(chains.count) chains of the demand, \(limits.disjointChains) were asked for"))
    }
    for (i, a) in chains.enumerated() {
      for b in chains[(i + 1)...] {
        let spans = Set(a.segments.flatMap(\.route.spans)).intersection(b.segments.flatMap(\.route.spans))
        if limits.disjointBy != .sites, !spans.isEmpty {
          faults.append(DocumentFault(place, "share \(spans.count) spans with another chain of the demand"))
        }
        let sites = Set(a.sites.dropFirst().dropLast()).intersection(b.sites.dropFirst().dropLast())
        if limits.disjointBy != .spans, !sites.isEmpty {
          faults.append(
            DocumentFault(place, "share \(sites.count) repeaters with another chain of the demand"))
        }
      }
    }
    return faults
  }

  /// What chains use, against what fits and what is allowed.
  private var siteFaults: [DocumentFault] {
    var faults: [DocumentFault] = []
    let place = DocumentPath().appending("repeaters")
    let loads = work.loads(plan.demands)
    for (site, load) in loads.sorted(by: { $0.key < $1.key }) {
      let name = network.sites[site].name
      if let most = network.sites[site].memories, load.memories > most, !plan.isByReachAlone {
        faults.append(DocumentFault(place, "use \(load.memories) memories at \(name), \(most) fit"))
      }
      if let most = limits.maximumChainsPerSite, load.chains > most {
        faults.append(DocumentFault(place, "have \(load.chains) chains swap at \(name), at most \(most) may"))
      }
    }
    let chains = plan.demands.flatMap(\.chains)
    let count = PlanRecomputation.repeaters(of: chains).count
    if let most = limits.maximumRepeaters, count > most {
      faults.append(DocumentFault(place, "are \(count), more than the \(most) allowed"))
    }
    let cost = work.cost(of: chains)
    if let most = limits.maximumCost, cost > most * (1 + 1e-9) {
      faults.append(
        DocumentFault(
          place,
          "cost \(Numeral.significant(cost)) with their equipment, at most \(Numeral.significant(most)) may be spent"
        ))
    }
    return faults
  }

  // MARK: - Proof

  private var certificateFaults: [DocumentFault] {
    let certificate = plan.certificate
    var faults: [DocumentFault] = []
    let bound = DocumentPath().appending("bound")
    let slack =
      1e-9 * max(abs(certificate.value), abs(certificate.bound).isFinite ? abs(certificate.bound) : 0)
    let lead = (certificate.value - certificate.bound) * (isMinimised ? -1 : 1)
    if lead > slack {
      faults.append(
        DocumentFault(bound, "is \(certificate.bound), which the plan beats with \(certificate.value)"))
    }
    if certificate.isBestOfScope, !(abs(lead) <= max(slack, 1e-8 * abs(certificate.value))) {
      faults.append(
        DocumentFault(
          bound, "is \(certificate.bound), but the plan is called the best with \(certificate.value)"))
    }
    return faults
  }

  /// Next best plans: sound chains of other repeaters, best first, none better than the plan.
  private var alternativeFaults: [DocumentFault] {
    guard !plan.alternatives.isEmpty else { return [] }
    let demand = plan.demands[0]
    var faults: [DocumentFault] = []
    if plan.demands.count > 1 || limits.disjointChains > 1 {
      faults.append(
        DocumentFault(
          DocumentPath().appending("alternatives"), "are those of one chain between one pair of ends"))
    }
    var sets = [Set(demand.chain.sites)]
    var last = plan.certificate.value
    for (index, other) in plan.alternatives.enumerated() {
      let path = DocumentPath.alternative(index)
      faults += chainFaults(other.chain, demand, path)
      if sets.contains(Set(other.chain.sites)) {
        faults.append(DocumentFault(path, "has the repeaters of a plan before it"))
      }
      sets.append(Set(other.chain.sites))
      let lead = (other.value - last) * (isMinimised ? -1 : 1)
      if lead > 1e-9 * abs(last), index > 0 || plan.certificate.isBestOfScope {
        faults.append(DocumentFault(path, "is better than the plan before it"))
      }
      last = other.value
    }
    return faults
  }
}
