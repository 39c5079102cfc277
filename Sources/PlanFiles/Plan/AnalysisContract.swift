internal import LinkPhysics
internal import Planning
internal import SourceDocument

/// The curves and tables of a plan file.
struct AnalysisContract {
  let sites: PlanContract

  var contract: Contract<PlanAnalysis> {
    .object(
      PlanAnalysis(),
      [
        .list("sweep", \.sweep, point, "Best plan for each number of repeaters."),
        .list("trade_off", \.tradeOff, point, "Rate against fidelity."),
        .list("sensitivity", \.sensitivity, sensitivity, "What a change of one input brings."),
        .list(
          "delivery_quantiles", \.deliveryQuantiles,
          .object(
            (probability: 0, timeS: 0),
            [
              .required("probability", \.probability, .number(.share)),
              .required("time_s", \.timeS, .number(.nonNegative)),
            ]), "Probability that a pair is delivered within a time."),
        .list(
          "failures", \.failures, failure, "What the loss of one site or span does, worst first."),
        .list("additions", \.additions, addition, "What one more of a resource brings, best first."),
        .list(
          "left_out", \.leftOut, .word,
          "Parts that the time did not suffice for: what they hold is a beginning, or nothing."),
        .optional("knob", \.knob, knob, "What the platform's free knob does to the slowest hop."),
      ])
  }

  private var point: Contract<PlanAnalysis.SweepPoint> {
    .object(
      PlanAnalysis.SweepPoint(repeaters: 0, rateHz: 0, fidelity: 0, keyRateHz: 0, provedOptimal: false),
      [
        .required(
          "label", .text, "Of the point.", get: { $0.label },
          set: { point, label, _, _ in point.setting = label }),
        .required("repeaters", \.repeaters, .integer()),
        .required("rate_hz", \.rateHz, .number(.nonNegative), "Pairs/s."),
        .required("fidelity", \.fidelity, .number(.share)),
        .required("secret_key_rate_hz", \.keyRateHz, .number(.nonNegative), "bit/s."),
        .standing("proved_optimal", \.provedOptimal, .flag),
      ])
  }

  private var sensitivity: Contract<PlanAnalysis.Sensitivity> {
    let inputs = PlanAnalysis.Sensitivity.Input.allCases.map { (word: $0.name, value: $0) }
    return .object(
      PlanAnalysis.Sensitivity(input: .photonCollection, rateHz: 0, fidelity: 0, keyRateHz: 0),
      [
        .required("name", \.input, .words(inputs), "Of the input."),
        .figure("change", .text, "E.g. +10 %.") { $0.input.change },
        .required("rate_hz", \.rateHz, .number(.nonNegative), "Pairs/s."),
        .required("fidelity", \.fidelity, .number(.share)),
        .required("secret_key_rate_hz", \.keyRateHz, .number(.nonNegative), "bit/s."),
      ])
  }

  private var failure: Contract<PlanAnalysis.Failure> {
    .object(
      PlanAnalysis.Failure(
        element: .span(-1), chains: 0, demandsLost: [], rateHz: 0, rateAfterReroutingHz: nil),
      [
        .optional(
          "site", sites.site, "Id; null for a span.",
          get: { if case .site(let site) = $0.element { site } else { nil } },
          set: { failure, site, _, _ in failure.element = .site(site) }),
        .optional(
          "span", sites.span, "Place in the map's spans; null for a site.",
          get: { if case .span(let span) = $0.element { span } else { nil } },
          set: { failure, span, _, _ in if failure.element == .span(-1) { failure.element = .span(span) } }),
        .required("chains", \.chains, .integer(), "That stop."),
        .list(
          "demands_lost", \.demandsLost, .integer(), "Places in demands that no standing chain serves."),
        .required(
          "rate_hz", \.rateHz, .number(.nonNegative),
          "Least of the demands over standing chains, pairs/s."),
        .optional(
          "rate_after_rerouting_hz", \.rateAfterReroutingHz, .number(.nonNegative),
          "Least after new chains over standing equipment, pairs/s."),
      ],
      check: { failure, json, faults in
        if failure.element == .span(-1) {
          faults.add(json, code: "contradiction", "neither \"site\" nor \"span\" is stated")
        }
      })
  }

  private var addition: Contract<PlanAnalysis.Addition> {
    .object(
      PlanAnalysis.Addition(
        change: .repeaters(0), shadowPrice: nil, value: nil, provedOptimal: false, rateHz: nil),
      [
        .required(
          "kind", .word, "", get: { $0.kind },
          set: { addition, kind, _, _ in addition.change = .stated(kind, "") }),
        .required(
          "change", .text, "What and where.", get: { $0.change.words(in: sites.network) },
          set: { addition, words, _, _ in addition.change = .stated(addition.kind, words) }),
        .optional(
          "shadow_price", \.shadowPrice, .number(),
          "Of the linear relaxation, in units of the objective."),
        .optional(
          "value", \.value, .number(), "Objective after planning again; null without an answer in time."),
        .standing("proved_optimal", \.provedOptimal, .flag),
        .optional("rate_hz", \.rateHz, .number(.nonNegative), "Least rate of all chains then."),
      ])
  }

  private var knob: Contract<PlanAnalysis.KnobCurve> {
    .object(
      PlanAnalysis.KnobCurve(name: "", segment: 0, points: []),
      [
        .required("name", \.name, .text, "Of the knob."),
        .required("segment", \.segment, .integer(), "Place in the first demand's segments."),
        .list(
          "points", \.points,
          .object(
            TradeOffPoint(knob: 0, rateHz: 0, fidelity: 0, presence: 0, keyRateHz: 0),
            [
              .required("setting", \.knob, .number(.nonNegative)),
              .required("rate_hz", \.rateHz, .number(.nonNegative), "Heralds/s of one mode."),
              .required("fidelity", \.fidelity, .number(.share), "Of a pair that is there."),
              .required(
                "presence", \.presence, .number(.share), "Probability that a heralded pair is there."),
              .required(
                "secret_key_rate_hz", \.keyRateHz, .number(.nonNegative),
                "bit/s of the hop alone, best two bases."),
            ]), "Settings in order."),
      ])
  }
}
