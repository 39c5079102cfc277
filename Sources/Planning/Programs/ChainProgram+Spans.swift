internal import Optimization

/// Spans that chains of one demand may not share, while one chain may pass a span twice (a repeater at the end of a stub).
extension ChainProgram {
  /// Where a hop uses a span, as far as it is known which two hops of one chain may share it.
  enum Place {
    /// No other hop of a chain that is worth having uses it.
    case alone
    /// The hop after it may use it too, or the hop before may have, or either.
    case first, second, either
  }

  /// Hops over a span.
  private struct Users {
    var plain: [Variable] = []
    var first: [Variable] = []
    var second: [Variable] = []
    var either: [Variable] = []

    mutating func add(_ variable: Variable, _ place: Place) {
      switch place {
      case .alone: plain.append(variable)
      case .first: first.append(variable)
      case .second: second.append(variable)
      case .either: either.append(variable)
      }
    }

    /// Sets of hops of which a chain uses at most one.
    var sets: [[Variable]] {
      let sets = [plain + first, plain + second].filter { !$0.isEmpty }
      return (first.isEmpty && second.isEmpty ? Array(sets.prefix(1)) : sets) + either.map { [$0] }
    }
  }

  /// Chains of one demand share no span.
  ///
  /// Where chains have variables of their own, one that has a span says so with another variable, so that two of its hops over
  /// it count once.
  ///
  /// - Parameter place: how an arc uses the span at some number of its route.
  mutating func addSpans(ofDemand d: Int, _ place: (_ arc: Int, _ number: Int) -> Place = { _, _ in .either })
  {
    guard demands[d].chains > 1 else { return }
    var used: [Int: [Int: Users]] = [:]
    for (k, uses) in uses[d].enumerated() {
      for use in uses.all {
        for (number, span) in arc(use, ofDemand: d).spans.enumerated() {
          used[span, default: [:]][k, default: Users()].add(use.variable, place(use.arc, number))
        }
      }
    }
    for (span, users) in used.sorted(by: { $0.key < $1.key }) {
      let name = "\(suffix(d))_e\(span)"
      guard case .apart = demands[d].flow else {
        for (number, set) in users[0]!.sets.enumerated() where set.count > 1 {
          program.addRow("spans\(name)_\(number)", upper: 1, set.map { ($0, 1) })
        }
        continue
      }
      guard users.count > 1 else { continue }
      var terms: [Term] = []
      for (k, users) in users.sorted(by: { $0.key < $1.key }) {
        let sets = users.sets
        if sets.count == 1 {
          terms += sets[0].map { ($0, 1) }
          continue
        }
        let has = program.addVariable("z\(name)_c\(k)", lower: 0, upper: 1)
        for (number, set) in sets.enumerated() {
          program.addRow("span\(name)_c\(k)_\(number)", upper: 0, set.map { ($0, 1) } + [(has, -1)])
        }
        terms.append((has, 1))
      }
      meanings[program.rowCount] = .span(span)
      program.addRow("spans\(name)", upper: 1, terms)
    }
  }

  /// Where several chains of a demand may swap: over each span at most one hop in and one out, the same chain's, and only
  /// where a repeater is built.
  mutating func addSpansAtRepeaters(
    ofDemand d: Int, passages: (Int) -> Int, _ place: (_ arc: Int, _ number: Int) -> Place
  ) {
    struct Key: Hashable, Comparable {
      var site: Int
      var span: Int
      static func < (a: Key, b: Key) -> Bool { (a.site, a.span) < (b.site, b.span) }
    }
    var ends: [Key: Users] = [:]
    for use in uses[d].flatMap(\.all) {
      let arc = arc(use, ofDemand: d)
      for (number, span) in arc.spans.enumerated() {
        let place = place(use.arc, number)
        if isRepeater(arc.to, ofDemand: d), passages(arc.to) > 1 {
          let isShared = place == .first || place == .either
          ends[Key(site: arc.to, span: span), default: Users()].add(use.variable, isShared ? .first : .alone)
        }
        if isRepeater(arc.from, ofDemand: d), passages(arc.from) > 1 {
          let isShared = place == .second || place == .either
          ends[Key(site: arc.from, span: span), default: Users()].add(
            use.variable, isShared ? .second : .alone)
        }
      }
    }
    for (key, users) in ends.sorted(by: { $0.key < $1.key }) {
      let built = site(key.site)
      for (number, set) in users.sets.enumerated() {
        program.addRow(
          "spans\(suffix(d))_e\(key.span)_s\(key.site)_\(number)", upper: 0,
          set.map { ($0, 1) } + [(built, -1)])
      }
    }
  }
}
