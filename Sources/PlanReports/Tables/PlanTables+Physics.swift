internal import FibreNetwork
internal import LinkPhysics
internal import Planning

/// What physics allows, where fidelity goes, what pairs are good for, and how far the models are checked.
extension PlanTables {
  /// The chain of each demand with its name where there are several.
  private var named: [(name: String, chain: ChainPlan)] {
    plan.demands.map { demand in
      let ends = [demand.from, demand.to].map { plan.network.sites[$0].name }
      return (ends.joined(separator: " – "), demand.chain)
    }
  }

  /// What the chains could deliver at most by several bounds, in pairs/s, and the share that is reached.
  public var limits: ReportTable {
    ReportTable(
      name: "bounds", title: "What physics allows",
      columns: [
        .text("connection", "Connection"), .text("bound", "Bound"), .number("bound_hz", "Bound", "pairs/s"),
        .number("ratio_reached", "Reached"), .number("bits_per_use", "Capacity", "ebit/mode use"),
        .text("meaning", "What it is"),
      ],
      rows: named.flatMap { name, chain in
        ChainLimits(chain).limits.map { limit in
          [
            .text(plan.demands.count == 1 ? "" : name), .text(limit.name.capitalisedFirst),
            .number(limit.rateHz, Figure.text(limit.rateHz)), .number(limit.ratio, limit.reached),
            limit.bitsPerUse.map { .number($0, Figure.text($0)) } ?? .none,
            .text(limit.meaning.capitalisedFirst + "."),
          ]
        }
      })
  }

  /// Fidelity from fresh links to the delivered pair, and what each effect alone costs.
  public var budget: ReportTable {
    ReportTable(
      name: "budget", title: "Where fidelity and light are lost",
      columns: [
        .text("connection", "Connection"), .text("kind", "Kind"), .text("cause", "Cause"),
        .number("infidelity", "1 − F", "sum over hops"), .number("loss_db", "Loss", "dB, mean of hops"),
      ],
      rows: named.flatMap { name, chain in
        let budget = ErrorBudget(chain)
        let who = ReportTable.Cell.text(plan.demands.count == 1 ? "" : name)
        return budget.infidelity.map {
          [
            who, .text("fidelity"), .text($0.name), .number($0.value, Figure.text($0.value, digits: 2)),
            .none,
          ]
        }
          + budget.loss.map {
            [who, .text("light"), .text($0.name), .none, .number($0.value, Figure.fixed($0.value, 1))]
          }
      })
  }

  /// Which applications the pairs of each chain are good enough for, with the source of each threshold.
  public var readiness: ReportTable {
    ReportTable(
      name: "readiness", title: "What the pairs are good for",
      columns: [
        .text("connection", "Connection"), .text("application", "Application"), .text("ready", "Enough"),
        .text("asks", "Asks for"), .text("delivered", "Delivered"), .text("source", "Source"),
      ],
      rows: named.flatMap { name, chain in
        Readiness.statements(
          state: chain.estimate.state, rateHz: chain.estimate.rateHz, ends: plan.request.settings.ends,
          key: plan.request.limits.key
        ).map {
          [
            .text(plan.demands.count == 1 ? "" : name), .text($0.application.capitalisedFirst),
            .text($0.isReady ? "yes" : "no"), .text($0.asks), .text($0.delivered), .text($0.source),
          ]
        }
      })
  }

  /// Predictions of the models beside what was measured: those of the plan's platform, the others, or both.
  ///
  /// - Parameter ofPlatform: `nil` for all, the platform's own first.
  func validation(ofPlatform: Bool? = nil) -> ReportTable {
    let own = ValidationCheck.all.filter { $0.platform == plan.request.platform }
    let others = ValidationCheck.all.filter { $0.platform != plan.request.platform }
    return ReportTable.validation(
      ofPlatform.map { $0 ? own : others } ?? own + others,
      name: ofPlatform.map { $0 ? "validation-platform" : "validation-others" } ?? "validation")
  }

  func knob(_ curve: PlanAnalysis.KnobCurve?) -> ReportTable {
    ReportTable(
      name: "knob", title: "The free knob over the slowest hop",
      columns: [
        .number("setting", curve?.name.capitalisedFirst ?? "Setting"),
        .number("rate_hz", "Heralds", "1/s of one mode"),
        .number("fidelity", "Fidelity", "of a pair there"), .number("presence", "Pair there"),
        .number("secret_key_rate_hz", "Secret key", "bit/s, hop alone"),
      ],
      rows: (curve?.points ?? []).map {
        [
          .number($0.knob, Figure.text($0.knob)), .number($0.rateHz, Figure.text($0.rateHz)),
          .number($0.fidelity, Figure.text($0.fidelity, digits: 4)),
          .number($0.presence, Figure.percent($0.presence)),
          .number($0.keyRateHz, Figure.text($0.keyRateHz)),
        ]
      })
  }
}

extension ReportTable {
  /// Predictions of the models beside what was measured.
  static func validation(_ checks: [ValidationCheck], name: String) -> ReportTable {
    ReportTable(
      name: name, title: "Predicted against measured",
      columns: [
        .text("experiment", "Experiment"), .text("quantity", "Quantity"), .text("predicted", "Predicted"),
        .text("measured", "Measured"), .text("residual", "Residual"), .text("kind", "Kind of check"),
        .text("verdict", "Verdict"), .text("inputs", "Inputs"), .text("note", "Note"),
        .text("source", "Source"),
      ],
      rows: checks.map {
        [
          .text($0.experiment), .text($0.quantity), .text($0.predictedText), .text($0.measuredText),
          .text($0.residualText), .text($0.kind.rawValue),
          $0.verdict == .fails ? .marked($0.verdict.rawValue) : .text($0.verdict.rawValue),
          .text($0.inputs), .text($0.note), .text($0.source),
        ]
      })
  }
}
