import FibreNetwork
import Foundation
import SourceDocument
import TestSupport
import Testing

@testable import LinkPhysics

private let referenceFile = "reference/physics2_reference.json"

/// The orbit and the downlinks of the reference numbers: 500 km, sun-synchronous, optics × detector 0.095.
private let orbit = SatelliteOrbit(altitudeKm: 500, inclinationRad: 97.4065 * .pi / 180)
private let downlink = SatelliteDownlink(
  divergenceRad: 1e-5, receiverDiameterM: 1.2, pointingErrorRad: 5e-7, zenithTransmission: 0.7,
  opticsEfficiency: 0.095)
private let tenDegrees = 10 * Double.pi / 180

private func jointSky(
  _ left: GroundStation, _ right: GroundStation, orbit: SatelliteOrbit = orbit, lowest: Double = tenDegrees
) -> JointSky? {
  JointSky(orbit: orbit, left: left, right: right, minimumElevationRad: lowest)
}

/// Mean of the product of both transmissions over the views.
private func meanProduct(_ sky: JointSky) -> Double {
  JointLight(sky, through: downlink).views.reduce(0) {
    $0 + $1.share * $1.transmission.left * $1.transmission.right
  }
}

/// Numbers worked out elsewhere, where they lie beside the package.
@Suite(.enabled(if: SharedFiles.exists(referenceFile), "\(SharedFiles.absent(referenceFile))"))
struct SatelliteReferenceTests {
  /// Entries whose id starts so: inputs, outputs and tolerance.
  private func entries(_ prefix: String) throws -> [Entry] {
    let file = try #require(try SharedFiles.json(referenceFile) as? [String: Any])
    let all = try #require(file["entries"] as? [[String: Any]])
    let found = all.filter { ($0["id"] as? String)?.hasPrefix(prefix) ?? false }
    #expect(!found.isEmpty)
    return try found.map { Entry(json: $0, tolerance: try #require($0["tolerance"] as? Double)) }
  }

  private struct Entry {
    var json: [String: Any]
    var tolerance: Double

    func input(_ key: String) throws -> Double { try number("inputs", key) }
    func output(_ key: String) throws -> Double { try number("output", key) }

    private func number(_ part: String, _ key: String) throws -> Double {
      try #require(((json[part] as? [String: Any])?[key] as? NSNumber)?.doubleValue)
    }

    func stations() throws -> (GroundStation, GroundStation) {
      let places = try #require((json["inputs"] as? [String: Any])?["stations"] as? [[Double]])
      let both = places.map { GroundStation(latitude: $0[0], longitude: $0[1], heightKm: $0[2]) }
      return (both[0], both[1])
    }

    func expect(_ value: Double, _ key: String, within tolerance: Double? = nil) throws {
      let expected = try output(key)
      #expect(
        abs(value / expected - 1) <= tolerance ?? self.tolerance,
        "\(json["id"] ?? "") \(key): \(value) for \(expected)")
    }
  }

  @Test func pointingIsExact() throws {
    for entry in try entries("6.j.") {
      let link = SatelliteDownlink(
        divergenceRad: try entry.input("divergence_half_rad"), receiverDiameterM: try entry.input("D_m"),
        pointingErrorRad: try entry.input("jitter_rad"))
      try entry.expect(link.collected(slantRangeKm: entry.input("range_m") / 1000), "exact")
    }
  }

  /// Plane-parallel, which is close to the curved atmosphere down to 10 degrees.
  @Test func atmosphere() throws {
    for entry in try entries("6.x.") {
      let elevation = try entry.input("elevation_deg") * .pi / 180
      try entry.expect(downlink.atmosphere(elevationRad: elevation), "t_sec")
      try entry.expect(downlink.atmosphere(elevationRad: elevation), "t_ky", within: 0.07)
    }
  }

  @Test func lossOfOneDownlink() throws {
    for entry in try entries("4.mic.") {
      let link = SatelliteDownlink(
        divergenceRad: try entry.input("theta"), receiverDiameterM: try entry.input("D"),
        pointingErrorRad: try entry.input("jitter"), zenithTransmission: try entry.input("zenith"),
        opticsEfficiency: 0.0764)
      let eta = link.transmission(
        slantRangeKm: try entry.input("range_km"), elevationRad: try entry.input("elevation_deg") * .pi / 180)
      try entry.expect(decibels(eta), "model_db")
      #expect(abs(decibels(eta) - (try entry.output("published_db"))) < 0.2)
    }
  }

  @Test func longRunMean() throws {
    for entry in try entries("6.t.") {
      let (left, right) = try entry.stations()
      let sky = try #require(jointSky(left, right))
      try entry.expect(sky.secondsPerDay, "seconds_per_day", within: 0.003)
      try entry.expect(meanProduct(sky), "mean_eta_product", within: 0.003)
    }
  }

  /// A year propagated with J2; its nights are half of all.
  @Test func simulatedYear() throws {
    for entry in try entries("6.y.") {
      let (left, right) = try entry.stations()
      let sky = try #require(jointSky(left, right))
      try entry.expect(sky.secondsPerDay, "seconds_per_day", within: 0.005)
      try entry.expect(sky.windowsPerDay, "windows_per_day")
      try entry.expect(sky.secondsPerDay / 2, "night_seconds_per_day")
      try entry.expect(meanProduct(sky), "mean_eta_product_night")
      try entry.expect(meanProduct(sky) * sky.secondsPerDay / 2, "night_integral_eta_s_per_day")
      let best = sky.views.map { view in
        [view.left, view.right].reduce(1) {
          $0 * downlink.transmission(slantRangeKm: $1.slantRangeKm, elevationRad: $1.elevationRad)
        }
      }.max()!
      #expect(best < (try entry.output("best_eta_product")) * 1.05)
    }
  }

  /// Thirty days, short for a mean, propagated with SGP4.
  @Test func thirtyDaysOfSGP4() throws {
    for entry in try entries("6.s.") {
      let (left, right) = try entry.stations()
      let sky = try #require(jointSky(left, right))
      let propagated = try #require((entry.json["output"] as? [String: Any])?["sgp4"] as? [String: Double])
      #expect(abs(sky.secondsPerDay / propagated["seconds_per_day"]! - 1) < 0.04)
      #expect(abs(meanProduct(sky) / propagated["mean_eta_product"]! - 1) < 0.04)
      #expect(abs(sky.windowsPerDay * 30 / propagated["windows"]! - 1) < 0.1)
    }
  }

  /// Files from before there were orbits: passes along the great circle, the pointing now exact.
  @Test(arguments: [("", 2.0, 4.270e-6), ("2", 300, 2.994e-7)])
  func filesWithPasses(name: String, km: Double, probability: Double) throws {
    let path = "cases/planning/05-satellite-pointing.platform\(name).json"
    let platform = try Platform(parsing: SharedFiles.bytes(path), file: path)
    var hop = hop(1.2, 1.2)
    hop.groundDistanceKm = km
    let link = try #require(platform.links(over: hop).first)
    #expect(abs(link.successProbability / probability - 1) < 1e-3)
    #expect(link.sky?.isLongRunMean == false && link.sky?.usableWindowsPerDay == 1)
  }
}

@Suite struct SatelliteDownlinkTests {
  /// Photons fall around the middle of a spot that itself wanders.
  @Test(arguments: [(400.0, 3e-6, 1.0, 1e-6), (400, 1e-6, 1, 1e-6), (600, 5e-6, 1.2, 2e-6)])
  func photonsInTheTelescope(km: Double, divergence: Double, diameter: Double, jitter: Double) {
    var random = SplitMix(seed: 5)
    func normals() -> (Double, Double) {
      let (radius, angle) = ((-2 * log(1 - random.unit())).squareRoot(), 2 * Double.pi * random.unit())
      return (radius * cos(angle), radius * sin(angle))
    }
    let (spot, wander) = (km * 1000 * divergence / 2, km * 1000 * jitter)
    let photons = 100_000
    var caught = 0
    for _ in 0..<photons {
      let (a, b) = (normals(), normals())
      if hypot(spot * a.0 + wander * b.0, spot * a.1 + wander * b.1) < diameter / 2 { caught += 1 }
    }
    let p = SatelliteDownlink(
      divergenceRad: divergence, receiverDiameterM: diameter, pointingErrorRad: jitter
    ).collected(slantRangeKm: km)
    #expect(abs(Double(caught) / Double(photons) - p) < 4 * (p * (1 - p) / Double(photons)).squareRoot())
  }

  @Test func limits() {
    // A telescope that catches all; none that catches more; a steady beam.
    let steady = SatelliteDownlink(divergenceRad: 1e-6, receiverDiameterM: 20)
    #expect(abs(steady.collected(slantRangeKm: 500) - 1) < 1e-12)
    for jitter in [0, 1e-6, 1e-5, 1e-4] {
      let link = SatelliteDownlink(divergenceRad: 1e-6, receiverDiameterM: 1, pointingErrorRad: jitter)
      #expect((0...1).contains(link.collected(slantRangeKm: 500)))
      let factors = link.factors(slantRangeKm: 500, elevationRad: 1)
      #expect(factors.reduce(1) { $0 * $1.value } == link.transmission(slantRangeKm: 500, elevationRad: 1))
    }
  }
}

@Suite struct JointSkyTests {
  /// The orbit followed step by step, node and satellite moving as J2 makes them, stations turning with the
  /// Earth.
  @Test func agreesWithAPropagatedOrbit() throws {
    let (left, right) = (
      GroundStation(latitude: 51.5074, longitude: -0.1278), GroundStation(latitude: 52.52, longitude: 13.405)
    )
    let (a, i, days, step) = (6878.137, 97.4065 * Double.pi / 180, 240.0, 20.0)
    let n = (398_600.4418 / (a * a * a)).squareRoot()
    let j2 = 1.5 * 1.08262668e-3 * (6378.137 / a) * (6378.137 / a)
    let nodeRate = -j2 * n * cos(i) - 7.2921159e-5
    let rate = n * (1 + j2 * (4 * cos(i) * cos(i) - 1))
    // The ellipsoid by its half axes.
    let stations = [left, right].map { station -> (SIMD3<Double>, SIMD3<Double>) in
      let (la, lo) = (station.latitude * .pi / 180, station.longitude * .pi / 180)
      let (long, short) = (6378.137, 6356.752314245)
      let up = SIMD3(cos(la) * cos(lo), cos(la) * sin(lo), sin(la))
      let d = (long * long * cos(la) * cos(la) + short * short * sin(la) * sin(la)).squareRoot()
      return (SIMD3(up.x * long * long / d, up.y * long * long / d, up.z * short * short / d), up)
    }
    var (seen, windows, product, wasSeen) = (0, 0, 0.0, false)
    for k in 0..<Int(days * 86_400 / step) {
      let t = Double(k) * step
      let (l, u) = (1 + nodeRate * t, rate * t)
      let (cu, su) = (cos(u), sin(u))
      // North of the equator's edge of sight alone, which spares most of the work.
      guard su > 0.3 else {
        wasSeen = false
        continue
      }
      let (cl, sl) = (cos(l), sin(l))
      let place = SIMD3(
        a * (cl * cu - sl * su * cos(i)), a * (sl * cu + cl * su * cos(i)), a * su * sin(i))
      var eta = 1.0
      var isSeen = true
      for (station, up) in stations where isSeen {
        let way = place - station
        let range = (way * way).sum().squareRoot()
        let sine = (way * up).sum() / range
        isSeen = sine >= sin(tenDegrees)
        let spread = range * 1000 * (1e-10 + 4 * 25e-14).squareRoot()
        eta *= isSeen ? (1 - exp(-1.44 / (2 * spread * spread))) * pow(0.7, 1 / sine) * 0.095 : 0
      }
      if isSeen {
        seen += 1
        product += eta
        if !wasSeen { windows += 1 }
      }
      wasSeen = isSeen
    }
    let sky = try #require(jointSky(left, right))
    #expect(abs(sky.secondsPerDay / (Double(seen) * step / days) - 1) < 0.006)
    #expect(abs(sky.windowsPerDay / (Double(windows) / days) - 1) < 0.02)
    #expect(abs(meanProduct(sky) / (product / Double(seen)) - 1) < 0.02)
    #expect(abs(sky.meanWindowS / (Double(seen) * step / Double(windows)) - 1) < 0.02)
  }

  /// A grid over both angles, not very fine.
  @Test func agreesWithAGrid() throws {
    let (left, right) = (
      GroundStation(latitude: 40, longitude: 179), GroundStation(latitude: 38, longitude: -176, heightKm: 2)
    )
    let other = SatelliteOrbit(altitudeKm: 800, inclinationRad: 0.8)
    let views = [left, right].map { StationSky($0, radiusKm: other.radiusKm, minimumElevationRad: 0.3) }
    let steps = 300
    var (seen, product) = (0, 0.0)
    for j in 0..<steps {
      let u = (Double(j) + 0.5) / Double(steps) * 2 * Double.pi
      let sine = sin(0.8) * sin(u)
      let cosine = (1 - sine * sine).squareRoot()
      for k in 0..<steps {
        let longitude = (Double(k) + 0.5) / Double(steps) * 2 * Double.pi
        let sides = zip(views, [179, -176]).map {
          $0.view(sine, cosine, longitude: longitude - $1 * Double.pi / 180)
        }
        guard sides.allSatisfy({ $0.elevationRad >= 0.3 }) else { continue }
        seen += 1
        product += sides.reduce(1) {
          $0 * downlink.transmission(slantRangeKm: $1.slantRangeKm, elevationRad: $1.elevationRad)
        }
      }
    }
    let sky = try #require(jointSky(left, right, orbit: other, lowest: 0.3))
    #expect(abs(sky.secondsPerDay / (86_400 * Double(seen) / Double(steps * steps)) - 1) < 0.02)
    #expect(abs(meanProduct(sky) / (product / Double(seen)) - 1) < 0.02)
  }

  @Test func symmetries() throws {
    let (a, b) = (GroundStation(latitude: 48, longitude: 2), GroundStation(latitude: 55, longitude: 12))
    let one = try #require(jointSky(a, b))
    func same(_ other: JointSky?) {
      guard let other else {
        Issue.record("no sky")
        return
      }
      #expect(abs(other.secondsPerDay / one.secondsPerDay - 1) < 1e-6)
      #expect(abs(other.windowsPerDay / one.windowsPerDay - 1) < 1e-6)
      #expect(abs(meanProduct(other) / meanProduct(one) - 1) < 1e-6)
    }
    func turned(_ s: GroundStation, by degrees: Double, north: Double = 1) -> GroundStation {
      GroundStation(latitude: s.latitude * north, longitude: s.longitude + degrees)
    }
    same(jointSky(b, a))
    for degrees in [170.0, 175, -190, 360] { same(jointSky(turned(a, by: degrees), turned(b, by: degrees))) }
    // South of the equator the same, the halves of the orbit exchanged.
    same(jointSky(turned(a, by: 0, north: -1), turned(b, by: 0, north: -1)))
    // The same numbers again, whatever was asked between.
    #expect(jointSky(a, b) == one)
    #expect(abs(one.views.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(
      one.views.allSatisfy {
        min($0.left.elevationRad, $0.right.elevationRad) > tenDegrees - 1e-9
          && min($0.left.slantRangeKm, $0.right.slantRangeKm) >= 499
      })
  }

  @Test func limits() throws {
    let here = GroundStation(latitude: 40, longitude: 0)
    let alone = try #require(jointSky(here, here))
    #expect(alone.views.allSatisfy { abs($0.left.slantRangeKm - $0.right.slantRangeKm) < 1e-9 })
    // Never longer together than alone, the less the farther; then never.
    var last = alone.secondsPerDay
    for east in [1e-9, 0.5, 5, 15, 25, 35, 37] {
      let both = try #require(jointSky(here, GroundStation(latitude: 40, longitude: east)))
      #expect(both.secondsPerDay <= last * (1 + 1e-9))
      #expect(both.windowsPerDay > 0 && both.meanWindowS < 480)
      last = both.secondsPerDay
    }
    #expect(last < 5)
    #expect(jointSky(here, GroundStation(latitude: 40, longitude: 40)) == nil)
    // An orbit over the equator never comes so far north.
    #expect(jointSky(here, here, orbit: SatelliteOrbit(altitudeKm: 500, inclinationRad: 0)) == nil)
    // Higher up, longer; a satellite near the zenith alone, shorter.
    let high = try #require(
      jointSky(here, here, orbit: SatelliteOrbit(altitudeKm: 1000, inclinationRad: 1.7)))
    #expect(high.secondsPerDay > 2 * alone.secondsPerDay)
    let zenith = try #require(jointSky(here, here, lowest: 1.4))
    #expect(zenith.secondsPerDay < alone.secondsPerDay / 100)
    // The share of a cap of so small a radius, by its area and the density of a polar orbit at the equator, 1/(2π²).
    let middle = GroundStation(latitude: 0, longitude: 0)
    let polar = SatelliteOrbit(altitudeKm: 500, inclinationRad: .pi / 2)
    let cap = acos(6378.137 * cos(1.4) / 6878.137) - 1.4
    let small = try #require(jointSky(middle, middle, orbit: polar, lowest: 1.4))
    #expect(abs(small.secondsPerDay / (86_400 * .pi * cap * cap / (2 * .pi * .pi)) - 1) < 0.01)
  }

  /// At a pole every revolution of a polar orbit is a window, of the length of a pass overhead.
  @Test func poles() throws {
    let polar = SatelliteOrbit(altitudeKm: 500, inclinationRad: .pi / 2)
    let pole = GroundStation(latitude: 90, longitude: 0)
    let above = try #require(jointSky(pole, pole, orbit: polar))
    #expect(abs(above.windowsPerDay / (86_400 / polar.periodS) - 1) < 0.01)
    let horizon = acos(6356.752 * cos(tenDegrees) / 6878.137) - tenDegrees
    #expect(abs(above.meanWindowS / (horizon / .pi * polar.periodS) - 1) < 0.01)
    // Stations on both sides of it, the sky around it in one piece.
    let across = try #require(
      jointSky(GroundStation(latitude: 80, longitude: 0), GroundStation(latitude: 80, longitude: 180)))
    #expect(abs(across.secondsPerDay / 516.2 - 1) < 0.01 && abs(across.windowsPerDay / 7.645 - 1) < 0.02)
  }

  @Test func orbits() throws {
    #expect(abs(orbit.periodS - 5684) < 2)
    #expect(abs(SatelliteOrbit.sunSynchronousInclinationRad(altitudeKm: 500)! - orbit.inclinationRad) < 2e-4)
    #expect(SatelliteOrbit.sunSynchronousInclinationRad(altitudeKm: 7000) == nil)
    #expect(abs(orbit.nodeRateRadPerS * 365.2422 * 86_400 / (2 * .pi) - 1) < 1e-3)
  }

  /// The pass along the great circle has better light than the mean, and neither its length nor the longest.
  @Test func greatCircle() throws {
    let pass = try #require(
      JointSky(
        greatCirclePassesPerDay: 1, altitudeKm: 500, stationDistanceKm: 1207.644,
        minimumElevationRad: tenDegrees))
    #expect(abs(pass.secondsPerDay - 271.6) < 1)
    let mean = try #require(
      jointSky(
        GroundStation(latitude: 37.378842, longitude: 97.726947),
        GroundStation(latitude: 26.6939, longitude: 100.0292)))
    #expect(meanProduct(pass) > 2 * meanProduct(mean) && mean.meanWindowS < 0.8 * pass.secondsPerDay)
    #expect(
      JointSky(
        greatCirclePassesPerDay: 1, altitudeKm: 500, stationDistanceKm: 4000, minimumElevationRad: 0.175)
        == nil)
  }
}

@Suite struct SatellitePlatformTests {
  private static let delingha = Coordinate(latitude: 37.378842, longitude: 97.726947)
  private static let lijiang = Coordinate(latitude: 26.6939, longitude: 100.0292)

  private func above(_ left: Coordinate, _ right: Coordinate) -> HopGeometry {
    var hop = hop(900, 900)
    hop.stations = GroundPair(left, right)
    return hop
  }

  /// The rate beside pulses × mean pairs × both transmissions, averaged over the sky.
  @Test func ratesAreMeansOverTheSky() throws {
    // So dim and dark that every coincidence is a pair.
    let platform = try PlatformPhysicsTests.platform(
      "micius-2017", ["dark_rate_hz": "0", "mean_pairs": "1e-4", "clear_sky_share": "0.3"])
    #expect(!platform.usesStation && platform.maximumHopLossDb == .infinity)
    let link = try #require(platform.links(over: above(Self.delingha, Self.lijiang)).first)
    let joint = try #require(
      JointSky(
        orbit: SatelliteOrbit(altitudeKm: 500, inclinationRad: 1.70006),
        left: GroundStation(latitude: 37.378842, longitude: 97.726947),
        right: GroundStation(latitude: 26.6939, longitude: 100.0292), minimumElevationRad: 0.175))
    let scale = 0.0764 / 0.095
    #expect(abs(link.successProbability / (1e-4 * meanProduct(joint) * scale * scale) - 1) < 1e-3)
    let time = try #require(link.sky)
    #expect(time.isLongRunMean && !time.assumesPlaces)
    #expect(abs(time.dutyCycle * 86_400 / (joint.secondsPerDay * 0.5 * 0.3) - 1) < 1e-9)
    #expect(abs(link.attemptPeriodS * 4e8 * time.dutyCycle - 1) < 1e-9)
    #expect(abs(time.usableWindowsPerDay / (joint.windowsPerDay * 0.15) - 1) < 1e-9)
    // Pulses follow each other while the satellite is there; what a window gives, weather and night do not change.
    let window = try #require(link.pairsPerWindow)
    #expect(abs(window / (4e8 * link.successProbability * time.meanWindowS) - 1) < 1e-4)
    #expect(abs(link.pairsPerDay / (window * time.usableWindowsPerDay) - 1) < 1e-9)
    let loss = link.lossBudget.reduce(0) { $0 + $1.value }
    #expect(abs(loss - decibels(meanProduct(joint) * scale * scale)) < 1e-9)
    // Out of sight of each other: no link, and no crash.
    #expect(platform.links(over: above(Self.delingha, Coordinate(latitude: 0, longitude: 0))).isEmpty)
  }

  /// State and probability of the source belong together: a place of twice the light makes four times the
  /// pairs, whose states count so much more.
  @Test func statesAreWeightedWithTheirPairs() {
    let views = [(0.25, 2e-3), (0.75, 1e-3)].map {
      JointLight.View(share: $0.0, transmission: Arms($0.1))
    }
    let joint = JointSky(secondsPerDay: 600, windowsPerDay: 2, views: [])
    var light = JointLight(joint, through: downlink)
    light.views = views
    let link = SatellitePairLink(
      light: light, pulseRateHz: 1e8, meanPairs: 0.02, darkProbability: 1e-6, sourceVisibility: 0.9)
    let pairs = views.map {
      CentralPairSource(
        meanPairs: 0.02, efficiency: $0.transmission, darkProbability: 1e-6, sourceVisibility: 0.9
      ).pair
    }
    let p = 0.25 * pairs[0].successProbability + 0.75 * pairs[1].successProbability
    let x =
      (0.25 * pairs[0].successProbability * pairs[0].state.x + 0.75 * pairs[1].successProbability
        * pairs[1].state.x) / p
    #expect(abs(link.pair.successProbability / p - 1) < 1e-12 && abs(link.pair.state.x - x) < 1e-12)
    let lost = link.infidelityBudget.reduce(0) { $0 + $1.value }
    #expect(abs(lost - (1 - link.pair.state.fidelity)) < 0.01)
    #expect(abs(link.link.attemptPeriodS - 1e-8 * 144) < 1e-18)
  }

  /// Nights of Delingha and Lijiang: 5.92e6 pairs/s of the source made 89 pairs a night before weather and
  /// noise.
  @Test func pairsOfANight() throws {
    let platform = try PlatformPhysicsTests.platform(
      "micius-2017", ["clear_sky_share": "1", "dark_rate_hz": "0", "mean_pairs": "0.0148"])
    let link = try #require(platform.links(over: above(Self.delingha, Self.lijiang)).first)
    #expect(abs(link.pairsPerDay / 89 - 1) < 0.06)
  }

  @Test func placesThatNobodyKnows() throws {
    let platform = try #require(Platform.named("micius-2017"))
    var hop = hop(900, 900)
    hop.groundDistanceKm = 1200
    let link = try #require(platform.links(over: hop).first)
    #expect(link.sky?.assumesPlaces == true)
    let pair = GroundPair(apartKm: 1200)
    #expect(pair.left.latitude == 45 && pair.left.longitude == -pair.right.longitude)
    #expect(abs(pair.distanceKm - 1200) < 1e-6 && abs(GroundPair(apartKm: 15_000).distanceKm - 15_000) < 1e-6)
    hop.stations = pair
    let known = try #require(platform.links(over: hop).first)
    #expect(known.successProbability == link.successProbability && known.sky?.assumesPlaces == false)
    hop.stations = nil
    hop.groundDistanceKm = 4500
    #expect(platform.links(over: hop).isEmpty)
    // Without coordinates the fibre stands for the ground.
    hop.groundDistanceKm = nil
    #expect(platform.links(over: hop).first != nil)
  }

  /// An orbit with its shares, or passes: one of them, and all of it.
  @Test func orbitOrPasses() throws {
    func faults(_ change: (String) -> String) throws -> String {
      let text = change(String(decoding: try #require(Platform.text(of: "micius-2017")), as: UTF8.self))
      do {
        _ = try Platform(parsing: Array(text.utf8), file: "m")
        return ""
      } catch { return error.description }
    }
    let passes = "\"passes_per_day\": { \"value\": 1, \"known\": \"assumed\", \"because\": \"t\" },"
    #expect(
      try faults { $0.replacing("\"night_share\"", with: passes + "\"night_share\"") }.contains(
        "\"passes_per_day\" stands beside \"orbit_inclination_rad\", \"night_share\" or \"clear_sky_share\", expected an orbit or passes, not both"
      ))
    let without = try faults { $0.replacing("\"clear_sky_share\"", with: "\"x_share\"") }
    #expect(without.contains("needs \"clear_sky_share\": chance that the sky is clear at both ends together"))
    #expect(try faults { $0 } == "")
  }

  @Test func earlierName() throws {
    let platform = try #require(Platform.named("micius-downlink"))
    #expect(platform.name == "micius-2017" && !Platform.names.contains("micius-downlink"))
  }

  /// Fitted to what each experiment reported.
  @Test func presetsGiveWhatWasMeasured() throws {
    let first = try #require(Platform.named("micius-2017")).attempt(
      over: above(Self.delingha, Self.lijiang), knob: 0.0148)
    #expect(abs(first.state.chsh - 2.37) < 0.05)
    let nanshan = Coordinate(latitude: 43.475461, longitude: 87.176686)
    let second = try #require(Platform.named("micius-2020")).attempt(
      over: above(Self.delingha, nanshan), knob: 0.0148)
    #expect(abs(second.state.errorRateX - 0.045) < 0.006)
    let early = try #require(Platform.named("micius-2017")).attempt(
      over: above(Self.delingha, nanshan), knob: 0.0148)
    #expect(abs(second.successProbability / early.successProbability / 4 - 1) < 0.1)
  }

  /// A hop costs little, and one that was asked before next to nothing.
  @Test func costs() throws {
    let platform = try #require(Platform.named("micius-2017"))
    let time = ContinuousClock().measure {
      for i in 0..<20 {
        _ = platform.everyLink(
          over: above(Self.delingha, Coordinate(latitude: 30 + Double(i) / 10, longitude: 100)),
          withBudgets: false)
      }
    }
    #expect(time < .seconds(4))
  }
}
