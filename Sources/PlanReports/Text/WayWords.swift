internal import FibreNetwork
internal import LinkPhysics
internal import Planning
internal import SourceDocument

/// How light goes over a hop: through fibre, or down from a satellite, whose hops have no length and loss of fibre.
extension SegmentPlan {
  /// Length and loss in words, for titles and lists.
  var way: String {
    guard let sky = link.sky else { return "\(Figure.km(route.lengthKm)), \(Figure.db(route.totalLossDb))" }
    return "by satellite, \(Figure.db(lightLossDb)) on the mean of both downlinks, \(sky.words)"
  }

  /// Loss of what carries the light, dB: fibre, or all of the way from the satellite to both detectors.
  var lightLossDb: Double {
    link.sky == nil ? route.totalLossDb : link.lossBudget.reduce(0) { $0 + $1.value }
  }

  /// Whether a satellite serves the hop.
  var isFromSky: Bool { link.sky != nil }

  /// Spans that light runs through; none from a satellite.
  var fibreSpans: [Int] { link.sky == nil ? route.spans : [] }

  /// Sites that the light passes, ends included.
  var passedSites: [Int] { link.sky == nil ? route.sites : [from, to] }

  /// Length of the way in km: along the fibre, or over the ground where a satellite serves; fibre where places are not known.
  func wayKm(in network: FibreNetwork) -> Double {
    (link.sky == nil ? nil : network.greatCircleKm(from: from, to: to)) ?? route.lengthKm
  }

  /// Pairs of a day and of a window in words; `nil` for fibre.
  var skyYield: String? {
    guard link.sky != nil else { return nil }
    let window = link.pairsPerWindow.map { ", \(Figure.text($0)) in a usable window" } ?? ""
    return "\(Figure.text(link.pairsPerDay)) pairs a day\(window)"
  }
}

extension SkyTime {
  /// When the satellite serves, in words.
  var words: String {
    let places = assumesPlaces ? ", places of the ends not known: taken at 45° N" : ""
    let kind = isLongRunMean ? "" : ", passes along the great circle as the platform counts them"
    return
      "\(Figure.text(windowsPerDay)) windows a day of \(Figure.time(meanWindowS)), \(Figure.time(usableSecondsPerDay)) a day at night under clear sky"
      + places + kind
  }
}

extension ChainPlan {
  /// Whether some hop is served from orbit.
  var usesSky: Bool { segments.contains { $0.link.sky != nil } }

  /// Fibre of the hops that have some, in km.
  var fibreKm: Double { segments.reduce(0) { $0 + ($1.link.sky == nil ? $1.route.lengthKm : 0) } }

  /// What the chain runs over.
  var wayWords: String {
    guard usesSky else { return "\(Figure.km(lengthKm)), \(Figure.fixed(lossDb, 1)) dB" }
    let hops = counted(segments.count { $0.link.sky != nil }, "satellite hop")
    return fibreKm > 0 ? "\(hops) and \(Figure.km(fibreKm)) of fibre" : hops
  }
}
