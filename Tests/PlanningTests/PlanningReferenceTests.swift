import FibreNetwork
import Foundation
import LinkPhysics
import TestSupport
import Testing
import TopologyFormats

@testable import Planning

/// Questions whose right answers were enumerated outside the product, over every route, station, setting and order.
@Suite struct PlanningReferenceTests {
  private static let file = "reference/planning_brute.json"
  static let isThere = SharedFiles.exists(file)

  struct Instance: Sendable, CustomTestStringConvertible {
    var id: String
    var kind: String
    var command: String
    /// A topology file; `nil` for a map that ships.
    var map: [UInt8]?
    /// `nil`: no plan.
    var right: Double?

    var testDescription: String { id }

    func asked() throws -> Question {
      let question = try PlanCommandLine(command)
      let network =
        try map.map { try TopologyReader.read(bytes: $0, file: id).network } ?? shippedMap(question.map)
      let platform =
        question.platform == "maps/platform-one-knob.json"
        ? try Platform(parsing: PlanningReferenceTests.oneKnob.get(), file: question.platform)
        : try #require(Platform.named(question.platform))
      return try question.question(on: network, platform: platform)
    }
  }

  static let instances: [Instance] = (try? read()) ?? []

  private static func read() throws -> [Instance] {
    let reference = try #require(try SharedFiles.json(file) as? [String: Any])
    return try (try #require(reference["instances"] as? [[String: Any]])).map { json in
      Instance(
        id: try #require(json["id"] as? String), kind: try #require(json["kind"] as? String),
        command: try #require(json["command"] as? String),
        map: try (json["map"] as? [String: Any]).map {
          Array(try JSONSerialization.data(withJSONObject: $0))
        }, right: (json["right_value"] as? NSNumber)?.doubleValue)
    }
  }

  private static let oneKnob = Result {
    let reference = try #require(try SharedFiles.json(file) as? [String: Any])
    return Array(
      try JSONSerialization.data(
        withJSONObject: try #require(reference["platform_one_knob"] as? [String: Any])))
  }

  /// Whether only reach is asked for: sites, spans and lengths alone, on which no physics has a say.
  private static func isStructural(_ instance: Instance) throws -> Bool {
    try instance.asked().asksForReachAlone
  }

  /// What is right by the product's semantics.
  ///
  /// The reference's own values hold where reach alone is asked for. Those with physics in them were made without waits for
  /// heralds, the true time of the last message, the coherence of a click and the best two bases of a key: there the tests' own
  /// enumeration says what is right.
  ///
  /// The enumeration took two chains of the same one direct hop for two chains by sites (kind `semantics`: R074, R075).
  /// By the product's own rule a chain is its sites and spans, the same chain twice is one chain, and two direct chains
  /// are one by sites: there is no plan.
  private static func right(_ instance: Instance) throws -> Double? {
    if instance.kind == "semantics" { return nil }
    return try isStructural(instance) ? instance.right : Enumeration.best(try instance.asked())
  }

  @Test(.enabled(if: isThere, "\(file) is absent")) func everyInstanceIsRead() throws {
    #expect(Self.instances.count == 89)
    #expect(Set(Self.instances.map(\.id)).count == 89)
    #expect(Self.instances.count { $0.kind == "semantics" } == 2)
  }

  @Test(
    .enabled(if: isThere, "\(file) is absent"),
    arguments: instances.filter { $0.map != nil })
  func theAnswerIsRightAndProved(_ instance: Instance) throws {
    let answer = try Answer(try instance.asked())
    let right = try Self.right(instance)
    #expect(
      answer.isRight(right),
      "\(instance.id): \(answer.value?.description ?? "no plan: \(answer.reason)"), right is \(right?.description ?? "no plan"), proved: \(answer.isProved); \(instance.command)"
    )
  }

  /// Shipped maps are too large for an enumeration: the answer is proved, and as in the reference where no physics is in it.
  @Test(
    .enabled(if: isThere, "\(file) is absent"),
    arguments: instances.filter { $0.map == nil })
  func answersOnShippedMapsAreProved(_ instance: Instance) throws {
    let question = try instance.asked()
    let answer = try Answer(question)
    #expect(answer.isProved, "\(instance.id): \(answer)")
    if question.asksForReachAlone { #expect(answer.isRight(instance.right), "\(instance.id): \(answer)") }
  }

  /// The tests' own enumeration comes to the reference's values where no physics is in them, which vouches for both.
  @Test(
    .enabled(if: isThere, "\(file) is absent"),
    arguments: instances.filter { instance in
      instance.map != nil && ((try? isStructural(instance)) ?? false)
    })
  func theEnumerationAgrees(_ instance: Instance) throws {
    let best = Enumeration.best(try instance.asked())
    let right = instance.kind == "semantics" ? nil : instance.right
    #expect(
      isSameValue(best, right, tolerance: 1e-6),
      "\(instance.id): \(best?.description ?? "no plan"), right is \(right?.description ?? "no plan")")
  }
}
