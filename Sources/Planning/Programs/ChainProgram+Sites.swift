internal import Optimization

/// Sites: built before they are used, with so many chains and memories, so many in all, for so much.
extension ChainProgram {
  /// A repeater is built where a chain swaps.
  ///
  /// - Parameter passages: chains of one demand that may swap at a site.
  mutating func addSites(passages: (Int) -> Int) {
    for d in demands.indices {
      var swaps: [Int: [Term]] = [:]
      for (k, uses) in uses[d].enumerated() {
        for node in uses.into.keys.sorted() where isRepeater(node, ofDemand: d) {
          guard uses.outOf[node] != nil, let arriving = uses.into[node] else { continue }
          let terms: [Term] = arriving.map { ($0.variable, 1) }
          let built = site(node)
          let name = "built\(suffix(d, k))_s\(node)"
          swaps[node, default: []] += terms
          if isOfOneChain {
            program.addRow(name, equal: 0, terms + [(built, -1)])
          } else if case .apart = demands[d].flow {
            // For each chain on its own: the linear relaxation is much stronger than with sums over chains.
            program.addRow(name, upper: 0, terms + [(built, -1)])
          } else {
            program.addRow(name, upper: 0, terms + [(built, -Double(passages(node)))])
          }
        }
      }
      guard case .apart = demands[d].flow else { continue }
      for (node, terms) in swaps.sorted(by: { $0.key < $1.key }) where passages(node) < demands[d].chains {
        program.addRow(
          "sites\(suffix(d))_s\(node)", upper: 0, terms + [(site(node), -Double(passages(node)))])
      }
    }
  }

  /// A demand's chains without repeaters are one where repeaters keep chains apart.
  mutating func addOneDirectHop() {
    for (d, demand) in demands.enumerated() where demand.chains > 1 {
      let direct = uses[d].flatMap { $0.outOf[demand.source] ?? [] }.filter {
        arc($0, ofDemand: d).to == demand.target
      }
      if direct.count > 1 { program.addRow("direct\(suffix(d))", upper: 1, direct.map { ($0.variable, 1) }) }
    }
  }

  /// Repeaters in all.
  mutating func addRepeaters(atLeast least: Int? = nil, atMost most: Int? = nil) {
    guard !siteVariables.isEmpty else { return }
    program.addRow(
      "repeaters", lower: least.map(Double.init) ?? -.infinity, upper: most.map(Double.init) ?? .infinity,
      siteVariables.sorted { $0.key < $1.key }.map { ($0.value, 1) })
  }

  /// Cost of repeaters and hops in all.
  ///
  /// - Parameter siteCost: of a repeater at a site.
  mutating func addCost(_ name: String, atMost most: Double, siteCost: (Int) -> Double, withHops: Bool = true)
  {
    var terms: [Term] = siteVariables.sorted { $0.key < $1.key }.map { ($0.value, siteCost($0.key)) }
    if withHops { terms += hopCosts }
    terms.removeAll { $0.1 == 0 }
    // Where every plan costs nothing, none costs less: a row that no plan meets.
    if terms.isEmpty, most < 0, let any = uses.first?.first?.all.first?.variable {
      program.addRow(name, upper: -1, [(any, 1)])
    } else if !terms.isEmpty {
      program.addRow(name, upper: most, terms)
    }
  }

  /// Cost of each hop's memories and station.
  private var hopCosts: [Term] {
    demands.indices.flatMap { d in
      uses[d].flatMap(\.all).map { ($0.variable, arc($0, ofDemand: d).cost) }
    }
  }

  /// Adds what every chain of a demand needs alone: so many repeaters, or so much cost.
  mutating func require(
    _ least: Double, ofDemand d: Int, siteCost: (Int) -> Double, withHops: Bool
  ) {
    for (k, uses) in uses[d].enumerated() {
      let terms = uses.all.map { use -> Term in
        let arc = arc(use, ofDemand: d)
        return (
          use.variable, (isRepeater(arc.to, ofDemand: d) ? siteCost(arc.to) : 0) + (withHops ? arc.cost : 0)
        )
      }
      program.addRow("alone\(suffix(d, k))", lower: least, terms.filter { $0.1 != 0 })
    }
  }

  // MARK: - What chains of all demands share at a site

  enum Resource: String {
    case memories, chains
  }

  /// What sites have, and how backups use it.
  struct Room {
    /// At each site; `nil` for no limit, and none where there are none.
    var memories: [Int?] = []
    var chainsPerSite: Int?
    var protection = Protection.dedicated

    func most(_ resource: Resource, at site: Int) -> Int? {
      guard resource == .memories else { return chainsPerSite }
      return memories.indices.contains(site) ? memories[site] : nil
    }
  }

  /// Memories and chains of every site fit: first chains, with each backup on its own where backups are shared.
  mutating func addRoom(_ room: Room) {
    for node in ends.union(siteVariables.keys).sorted() {
      for resource in [Resource.memories, .chains] {
        guard let most = room.most(resource, at: node) else { continue }
        let first = firstUse(of: resource, at: node, room)
        guard room.protection == .shared else {
          addRoom("\(resource)_s\(node)", first, atMost: most, of: resource, at: node)
          continue
        }
        for d in demands.indices {
          addRoom(
            "\(resource)_s\(node)_d\(d)", first + use(of: resource, at: node, byChain: 1, ofDemand: d),
            atMost: most, of: resource, at: node)
        }
      }
    }
  }

  /// Ends of demands: their memories are there whether a repeater is built or not.
  private var ends: Set<Int> { Set(demands.flatMap { [$0.source, $0.target] }) }

  /// What a chain uses of a resource at a site.
  private func use(of resource: Resource, at node: Int, byChain k: Int, ofDemand d: Int) -> [Term] {
    switch resource {
    case .chains:
      isRepeater(node, ofDemand: d) ? (uses[d][k].into[node] ?? []).map { ($0.variable, 1) } : []
    case .memories:
      ((uses[d][k].into[node] ?? []) + (uses[d][k].outOf[node] ?? [])).map {
        ($0.variable, Double(arc($0, ofDemand: d).modes))
      }
    }
  }

  /// Chains that are not there instead of a first one.
  private func firstUse(of resource: Resource, at node: Int, _ room: Room) -> [Term] {
    demands.indices.flatMap { d in
      (room.protection == .shared ? 0..<1 : uses[d].indices).flatMap {
        use(of: resource, at: node, byChain: $0, ofDemand: d)
      }
    }
  }

  /// A repeater has its memories once it is built; an end has them in any case.
  private mutating func addRoom(
    _ name: String, _ terms: [Term], atMost most: Int, of resource: Resource, at node: Int
  ) {
    guard !terms.isEmpty, resource == .memories || terms.count > most else { return }
    if resource == .memories { meanings[program.rowCount] = .memories(node) }
    if let built = siteVariables[node], resource == .chains || !ends.contains(node) {
      program.addRow(name, upper: 0, terms + [(built, -Double(most))])
    } else {
      program.addRow(name, upper: Double(most), terms)
    }
  }

  /// Adds the row of one failure: at a site, first chains and the backups of all demands that it takes the first chain of.
  ///
  /// A demand's share of it is at least what its backup uses less what the site has, unless its first chain meets the failure.
  mutating func addFailure(
    _ failure: SiteUse.Failure, of resource: Resource, at node: Int, _ room: Room
  ) {
    guard let most = room.most(resource, at: node) else { return }
    var terms = firstUse(of: resource, at: node, room)
    for d in demands.indices {
      let meets = uses[d][0].all.filter { use in
        let arc = arc(use, ofDemand: d)
        return switch failure {
        case .span(let span): arc.spans.contains(span)
        case .site(let site): arc.to == site && isRepeater(site, ofDemand: d)
        }
      }
      let backup = use(of: resource, at: node, byChain: 1, ofDemand: d)
      guard !meets.isEmpty, !backup.isEmpty else { continue }
      let number = program.rowCount
      let share = program.addVariable("share\(number)_d\(d)")
      program.addRow(
        "share\(number)_d\(d)", upper: Double(most),
        backup + meets.map { ($0.variable, Double(most)) } + [(share, -1)])
      terms.append((share, 1))
    }
    addRoom("\(resource)\(program.rowCount)_s\(node)", terms, atMost: most, of: resource, at: node)
  }
}
