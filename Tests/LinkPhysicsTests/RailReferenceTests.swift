import Foundation
import SourceDocument
import TestSupport
import Testing

@testable import LinkPhysics

private let referenceFile = "reference/physics2_reference.json"

extension LocatedJSON {
  fileprivate var number: Double? { if case .number(let number) = value { number } else { nil } }
  fileprivate var text: String? { if case .string(let text) = value { text } else { nil } }
  fileprivate var items: [LocatedJSON] { if case .array(let items) = value { items } else { [] } }
  fileprivate var numbers: [Double] { items.compactMap(\.number) }
}

/// Reference numbers of ensembles in chains (item 2) and of time-measurement pairing (item 3), where they lie
/// beside the package.
@Suite(.enabled(if: SharedFiles.exists(referenceFile), "\(SharedFiles.absent(referenceFile))"))
struct RailReferenceTests {
  func entries(_ prefix: String) throws -> [(inputs: LocatedJSON, output: LocatedJSON)] {
    let reference = try SharedFiles.located(referenceFile)
    let found = try #require(reference["entries"]).items.filter { $0["id"]!.text!.hasPrefix(prefix) }
    try #require(!found.isEmpty)
    return found.map { ($0["inputs"]!, $0["output"]!) }
  }

  func arms(_ json: LocatedJSON?) throws -> Arms {
    let numbers = try #require(json).numbers
    return Arms(numbers[0], numbers[1])
  }

  /// Two excitations of a mode at most.
  func truncated(_ rail: RailOperator) -> (share: Double, rail: RailOperator) {
    var blocks = rail.blocks
    for order in 0...3 {
      for n in 0...3 {
        for m in 0...3 where n + order > 2 || m + order > 2 { blocks[order][n][m] = 0 }
      }
    }
    let (share, few) = RailOperator(blocks: blocks).normalised
    return (share, few)
  }

  /// Brute force with five or six levels a mode, to what the fourth excitation does; three levels to
  /// rounding.
  @Test func chains() throws {
    for (inputs, output) in try entries("2.b.") {
      func out(_ name: String) -> Double { output[name]!.number! }
      let chi = inputs["chi"]!.number!
      let (accuracy, isWeak) = chi < 0.05 ? (2e-5, true) : (2e-3, false)
      let link = RailLink(
        excitation: Arms(chi), efficiency: Arms(inputs["eta_per_arm"]!.number!),
        darkProbability: inputs["dark"]!.number!, visibility: inputs["visibility"]!.number!,
        phaseNoiseRad: inputs["phase_rad"]!.number!)
      let count = Int(inputs["links"]!.number!)
      let swap = RailSwap(
        efficiency: Arms(inputs["retrieval"]!.number!), darkProbability: inputs["swap_dark"]!.number!,
        visibility: inputs["swap_visibility"]!.number!)
      let end = Arms(inputs["end_retrieval"]!.number!)
      let ends = RailEnds(efficiency: end)
      #expect(abs(link.heraldProbability / out("p_herald_rail") - 1) < (isWeak ? 1e-6 : 1e-4))

      let joined = RailChain(repeating: link.rail, count: count, swap: swap).joined()
      for (level, success) in output["swap_success_per_rail_by_level"]!.numbers.enumerated() {
        #expect(abs(joined.success[(1 << level) - 1] - success) < accuracy)
      }
      let pair = ends.pair(joined.rail, joined.rail)
      #expect(abs(pair.keptZ - out("kept_Z")) < accuracy && abs(pair.keptX - out("kept_X")) < accuracy)
      #expect(abs(pair.state.x - out("x")) < accuracy && abs(pair.state.z - out("z")) < accuracy)
      #expect(abs(pair.state.fidelity - out("F")) < (isWeak ? 1e-5 : 4e-4))
      let shown = ends.outcomes(of: joined.rail)
      let chances = output["p00_p10_p01_p11"]!.numbers
      for (one, other) in zip([shown.p00, shown.p10, shown.p01, shown.p11], chances) {
        #expect(abs(one - other) < accuracy)
      }
      let coherence = joined.rail.lost(transmission: end)[1, 0, 0, 1]
      #expect(abs(coherence - out("coherence")) < accuracy)
      #expect(abs(2 * coherence * coherence / pair.keptZ - out("x_single_model")) < 5 * accuracy)

      let few = RailChain(repeating: truncated(link.rail).rail, count: count, swap: swap).joined().rail
      #expect(abs(ends.pair(few, few).state.fidelity - out("occupation3_recursion_F")) < 1e-12)
    }
  }

  /// All entries of a link of two excitations at most.
  @Test func link() throws {
    let (inputs, output) = try entries("2.l")[0]
    let link = RailLink(
      excitation: Arms(inputs["chi"]!.number!), efficiency: Arms(inputs["eta"]!.number!),
      darkProbability: inputs["dark"]!.number!, visibility: inputs["V"]!.number!)
    let (share, rail) = truncated(link.rail)
    let herald = link.heraldProbability * link.keptShare * share
    #expect(abs(herald / output["p_herald"]!.number! - 1) < 1e-9)
    guard case .object(let members) = output["rho"]!.value else {
      Issue.record("no entries")
      return
    }
    for member in members {
      let n = member.key.compactMap(\.wholeNumberValue)
      #expect(abs(rail[n[0], n[1], n[2], n[3]] / member.value.number! - 1) < 1e-9, "\(member.key)")
    }
  }

  @Test func unlikeLinks() throws {
    let (inputs, output) = try entries("2.a")[0]
    func out(_ name: String) -> Double { output[name]!.number! }
    let links = try ["link1", "link2"].map { name in
      let json = inputs[name]!
      return RailLink(
        excitation: try arms(json["chi"]), efficiency: try arms(json["eta"]),
        darkProbability: json["dark"]!.number!, visibility: json["V"]!.number!)
    }
    for (link, herald) in zip(links, [out("p1"), out("p2")]) {
      #expect(abs(link.heraldProbability * link.keptShare / herald - 1) < 1e-9)
    }
    let json = inputs["swap"]!
    let swap = RailSwap(
      efficiency: try arms(json["efficiency"]), darkProbability: json["dark"]!.number!,
      visibility: json["V"]!.number!)
    let (success, rail) = swap.joining(links[0].rail, links[1].rail)
    let pair = RailEnds(efficiency: try arms(inputs["ends"])).pair(rail, rail)
    #expect(abs(success / out("swap_per_rail") - 1) < 1e-9)
    #expect(abs(pair.keptZ / out("keptZ") - 1) < 1e-9 && abs(pair.keptX / out("keptX") - 1) < 1e-9)
    #expect(abs(pair.state.x / out("x") - 1) < 1e-9 && abs(pair.state.z / out("z") - 1) < 1e-9)
    #expect(abs(pair.state.fidelity / out("F") - 1) < 1e-9)
  }

  @Test func weakExcitation() throws {
    let (inputs, output) = try entries("2.v")[0]
    let swap = RailSwap(efficiency: Arms(inputs["retrieval"]!.number!))
    var segment = RailLink(excitation: Arms(1e-9), efficiency: Arms(0.01)).rail
    for level in output.items {
      let (success, rail) = swap.joining(segment, segment)
      #expect(abs(success - level.numbers[0]) < 6e-5)
      #expect(abs(rail[1, 0, 1, 0] + rail[0, 1, 0, 1] - level.numbers[1]) < 6e-5)
      segment = rail
    }
  }

  /// Storage as loss. The reference draws 1,500 waits, whose mean survival is off by σ/√1500: the averages
  /// here are exact, so they may differ by three times of what that error does to each number.
  @Test func storage() throws {
    for (inputs, output) in try entries("2.s.") {
      func out(_ name: String) -> Double { output[name]!.number! }
      let hop = inputs["hop_km"]!.number!
      let efficiency = inputs["eta0"]!.number! * pow(10, -inputs["att_db_per_km"]!.number! * hop / 20)
      let link = RailLink(
        excitation: Arms(inputs["chi"]!.number!), efficiency: Arms(efficiency), darkProbability: 1e-7,
        visibility: 0.9, phaseNoiseRad: 0.122)
      let rate = hop / (299_792.458 / 1.4682) / inputs["lifetime_s"]!.number!
      let wait = GeometricWait(probability: Arms(link.heraldProbability * link.keptShare))
      let survival = wait.mean(rate)
      #expect(abs(survival / out("mean_survival") - 1) < 1e-10)

      let retrieval = Arms(inputs["retrieval"]!.number!)
      let swap = RailSwap(efficiency: retrieval)
      let ends = RailEnds(efficiency: retrieval)
      func result(_ waited: RailOperator) -> (success: Double, pair: RailEnds.Pair) {
        let (success, rail) = swap.joining(waited, link.rail)
        return (success, ends.pair(rail, rail))
      }
      let exact = result(link.rail.meanLoss(rate: Arms(rate)) { wait.mean($0) })
      let preview = result(link.rail.lost(transmission: Arms(survival)))
      let error = ((wait.mean(2 * rate) - survival * survival) / 1500).squareRoot()
      let off = result(link.rail.lost(transmission: Arms(survival + error)))
      func agree(_ one: Double, _ other: Double, _ slope: Double) -> Bool {
        abs(one - other) < 3 * abs(slope) + 1e-4
      }
      let slope = off.pair.state.fidelity - preview.pair.state.fidelity
      #expect(agree(preview.pair.state.fidelity, out("F_mean_loss_model"), slope))
      #expect(agree(exact.pair.state.fidelity, out("F"), slope))
      #expect(agree(exact.success, out("swap_per_rail"), off.success - preview.success))
      #expect(agree(exact.pair.keptZ, out("keptZ"), off.pair.keptZ - preview.pair.keptZ))
      #expect(exact.pair.state.fidelity < preview.pair.state.fidelity)
    }
  }

  /// Both rails swapped together: the largest of four small geometric times over the joint success.
  @Test func jointSwaps() throws {
    let (inputs, output) = try entries("2.rate")[0]
    let link = RailLink(
      excitation: Arms(0.02), efficiency: Arms(0.009246320926331587), darkProbability: 1e-7, visibility: 0.9,
      phaseNoiseRad: 0.122)
    let joined = RailChain(repeating: link.rail, count: 2, swap: RailSwap(efficiency: Arms(0.76))).joined()
    #expect(abs(joined.success[0] - inputs["s_per_rail"]!.number!) < 5e-5)
    let time = (1 + 1.0 / 2 + 1.0 / 3 + 1.0 / 4) / joined.jointSuccess[0]
    #expect(abs(time / output["both_rails_together"]!.number! - 1) < 1e-4)
  }

  /// A mode of the absorptive memories: λ = μ/(1+μ), μ split so that both arms click equally often.
  func mode(meanPairs: Double, efficiency: Arms, dark: Double, visibility: Double) -> RailLink {
    let split = SingleClick.balanced(mean: meanPairs, efficiency: efficiency)
    return RailLink(
      excitation: Arms(split.left / (1 + split.left), split.right / (1 + split.right)),
      efficiency: efficiency, darkProbability: dark, visibility: visibility)
  }

  func chsh(_ state: BellDiagonalState) -> Double { 2 * (state.x * state.x + state.z * state.z).squareRoot() }

  @Test func timeMeasurement() throws {
    for (inputs, output) in try entries("3.0") {
      func out(_ name: String) -> Double { output[name]!.number! }
      let link = mode(
        meanPairs: inputs["mean_pairs_per_mode"]!.number!, efficiency: try arms(inputs["eta"]),
        dark: inputs["dark"]!.number!, visibility: inputs["V"]!.number!)
      // The reference leaves heralds of a fourth excitation out.
      let p = link.heraldProbability * link.keptShare
      let modes = Int(inputs["modes"]!.number!)
      let pairing = TimeMeasurementPairing(modes: modes, probability: p)
      #expect(abs(p / out("p_click") - 1) < 1e-11)
      #expect(abs(Double(modes) * p / out("mean_clicks") - 1) < 1e-11)
      #expect(abs(pairing.pairsPerWindow / out("pairs_per_window") - 1) < 1e-11)
      #expect(abs(pairing.onePairProbability / out("one_pair_prob") - 1) < 1e-11)
      let rate = pairing.pairsPerWindow / inputs["window_s"]!.number!
      #expect(abs(rate / out("herald_rate") - 1) < 1e-11)
      let pair = RailEnds(efficiency: try arms(inputs["retrieval"])).pair(link.rail, link.rail)
      #expect(abs(pair.state.fidelity / out("F") - 1) < 1e-11 && abs(pair.keptZ / out("kept") - 1) < 1e-11)
      #expect(abs(pair.state.x / out("x") - 1) < 1e-11 && abs(pair.state.z / out("z") - 1) < 1e-11)
      #expect(abs(chsh(pair.state) / out("S") - 1) < 1e-11)
    }
  }

  /// μ was fitted to 23.6 kHz and V to F = 0.786; S then follows.
  @Test func fittedEuropium() throws {
    let output = try entries("3.fit")[0].output
    func out(_ name: String) -> Double { output[name]!.number! }
    let efficiency = Arms(0.21043658952599137, 0.1422725955780734)
    let link = mode(meanPairs: out("mu"), efficiency: efficiency, dark: 1e-7, visibility: out("V"))
    let pairing = TimeMeasurementPairing(
      modes: 1205, probability: link.heraldProbability * link.keptShare)
    #expect(abs(pairing.pairsPerWindow / 100e-6 / 23_607 - 1) < 1e-4)
    let pair = RailEnds(efficiency: Arms(0.166, 0.157)).pair(link.rail, link.rail)
    #expect(abs(pair.state.fidelity - 0.786) < 1e-9)
    #expect(abs(pair.keptZ / out("kept") - 1) < 1e-9 && abs(chsh(pair.state) / out("S") - 1) < 1e-9)
  }

  @Test func reach() throws {
    let (inputs, output) = try entries("3.w")[0]
    let pairing = TimeMeasurementPairing(
      modes: Int(inputs["N"]!.number!), probability: inputs["p"]!.number!)
    for (reach, pairs) in zip(inputs["w"]!.numbers, output.numbers) {
      #expect(abs(pairing.pairsPerWindow(reach: Int(reach)) / pairs - 1) < 1e-11)
    }
  }
}
