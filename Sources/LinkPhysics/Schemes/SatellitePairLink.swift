/// A pair source on a satellite that serves two ground stations: `CentralPairSource` over two downlinks,
/// averaged over the places of the sky in which both see it.
///
/// Probability and state are worked out at each place and weighted with the time that the satellite is there
/// and, the state, with the pairs that it makes there.
public struct SatellitePairLink: Hashable, Sendable {
  /// When and where both stations see the satellite, through their downlinks.
  public var light: JointLight
  /// Pulses per second.
  public var pulseRateHz: Double
  /// Mean pairs per pulse.
  public var meanPairs: Double
  /// Chance that one detector clicks without light in one pulse, 0 to below 1.
  public var darkProbability: Double
  /// Visibility of the source and analysers at vanishing brightness, 0 to 1.
  public var sourceVisibility: Double
  /// Chance that what a telescope has caught is absorbed or detected at its end.
  public var absorption: Arms

  /// Creates a link from its parts; ideal end nodes where they are left out.
  public init(
    light: JointLight, pulseRateHz: Double, meanPairs: Double, darkProbability: Double = 0,
    sourceVisibility: Double = 1, absorption: Arms = Arms(1)
  ) {
    self.light = light
    self.pulseRateHz = pulseRateHz
    self.meanPairs = meanPairs
    self.darkProbability = darkProbability
    self.sourceVisibility = sourceVisibility
    self.absorption = absorption
  }

  /// Probability and state of a coincidence of one pulse while both stations see the satellite.
  ///
  /// - Complexity: one evaluation of the source's model for each view.
  public var pair: HeraldedPair { mean(dark: darkProbability, visibility: sourceVisibility) }

  private func mean(dark: Double, visibility: Double) -> HeraldedPair {
    var source = CentralPairSource(
      meanPairs: meanPairs, efficiency: Arms(0), darkProbability: dark, sourceVisibility: visibility)
    var (probability, weighted) = (0.0, 0.0)
    for view in light.views {
      source.efficiency = view.transmission * absorption
      let pair = source.pair
      probability += view.share * pair.successProbability
      weighted += view.share * pair.successProbability * pair.state.x
    }
    return HeraldedPair(
      successProbability: probability,
      state: BellDiagonalState(werner: probability > 0 ? weighted / probability : 0))
  }

  /// Where light is lost, in dB, both downlinks and ends together: each line is the mean over all views of
  /// what the lines so far leave, so that the sum is the loss of the mean.
  public var lossBudget: [ElementaryLink.Contribution] {
    light.lossBudget + [
      .init("absorption or detection, both ends", decibels(absorption.left * absorption.right))
    ]
  }

  /// What each effect alone takes from the mean fidelity.
  public var infidelityBudget: [ElementaryLink.Contribution] {
    let ideal = mean(dark: 0, visibility: 1).state.fidelity
    return [
      .init("multiple pairs", 1 - ideal),
      .init("dark counts", ideal - mean(dark: darkProbability, visibility: 1).state.fidelity),
      .init("source and analysers", 3 * (1 - sourceVisibility) / 4),
    ]
  }

  /// The link whose attempt period is that of a pulse divided by the share of the time in use, so that rates
  /// are means over the day.
  public var link: ElementaryLink {
    let pair = pair
    return ElementaryLink(
      option: "mean pairs per pulse \(meanPairs)", successProbability: pair.successProbability,
      attemptPeriodS: 1 / pulseRateHz / light.time.dutyCycle, modes: 1, state: pair.state,
      lossBudget: lossBudget, infidelityBudget: infidelityBudget, sky: light.time)
  }
}

/// The sky of two stations seen through their downlinks: what is left of the geometry once its light is
/// worked out.
public struct JointLight: Hashable, Sendable {
  /// Transmissions of both downlinks in one view.
  public struct View: Hashable, Sendable {
    /// Share of the time in sight of both stations; 1 for all views together.
    public var share: Double
    /// Transmission of each downlink, 0 to 1.
    public var transmission: Arms
  }

  /// When both stations see the satellite.
  public var time: SkyTime
  /// What its light then passes through.
  public var views: [View]
  /// Where it is lost on the way down, both downlinks together, in dB.
  public var lossBudget: [ElementaryLink.Contribution]

  /// Works out both downlinks, which are built alike, in every view.
  ///
  /// - Complexity: O(views).
  public init(
    _ sky: JointSky, through downlink: SatelliteDownlink, nightShare: Double = 1, clearSkyShare: Double = 1,
    isLongRunMean: Bool = true, assumesPlaces: Bool = false
  ) {
    time = SkyTime(
      jointSecondsPerDay: sky.secondsPerDay, windowsPerDay: sky.windowsPerDay, nightShare: nightShare,
      clearSkyShare: clearSkyShare, isLongRunMean: isLongRunMean, assumesPlaces: assumesPlaces)
    var (collected, aired) = (0.0, 0.0)
    views = sky.views.map { view in
      let beams = Arms(
        downlink.collected(slantRangeKm: view.left.slantRangeKm),
        downlink.collected(slantRangeKm: view.right.slantRangeKm))
      let air = Arms(
        downlink.atmosphere(elevationRad: view.left.elevationRad),
        downlink.atmosphere(elevationRad: view.right.elevationRad))
      collected += view.share * beams.left * beams.right
      let below = beams * air
      aired += view.share * below.left * below.right
      return View(share: view.share, transmission: below * Arms(downlink.opticsEfficiency))
    }
    lossBudget = [
      .init("beam spread and pointing, both downlinks", decibels(collected)),
      .init("atmosphere, both downlinks", decibels(aired / collected)),
      .init("optics and detection, both downlinks", 2 * decibels(downlink.opticsEfficiency)),
    ]
  }
}
