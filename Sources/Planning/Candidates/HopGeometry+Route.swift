package import FibreNetwork
package import LinkPhysics

extension HopGeometry {
  /// A route as a link model sees it: arms to the station, to the midpoint where none is named, or the whole length.
  package init(_ route: Route, stationIndex: Int?, usesStation: Bool, stations: GroundPair?) {
    let (length, loss, delay) = (route.lengthKm, route.totalLossDb, route.totalDelayS)
    let all = route.surroundings.last!
    func part(_ share: Double) -> FibreSurroundings {
      FibreSurroundings(
        aerialKm: all.aerialKm * share, measuredKm: all.measuredKm * share,
        thermalDelaySPerK: all.thermalDelaySPerK * share)
    }
    guard let i = stationIndex else {
      let share = usesStation ? 0.5 : 1.0
      self.init(
        leftLengthKm: length * share, rightLengthKm: length * (1 - share), leftLossDb: loss * share,
        rightLossDb: loss * (1 - share), leftDelayS: delay * share, rightDelayS: delay * (1 - share),
        leftSurroundings: part(share), rightSurroundings: part(1 - share), stations: stations)
      return
    }
    let left = route.surroundings[i]
    self.init(
      leftLengthKm: route.distanceKm[i], rightLengthKm: length - route.distanceKm[i],
      leftLossDb: route.lossDb[i], rightLossDb: max(0, loss - route.lossDb[i]), leftDelayS: route.delayS[i],
      rightDelayS: max(0, delay - route.delayS[i]),
      leftSurroundings: FibreSurroundings(
        aerialKm: left.aerialKm, measuredKm: left.measuredKm, thermalDelaySPerK: left.thermalDelaySPerK),
      rightSurroundings: FibreSurroundings(
        aerialKm: all.aerialKm - left.aerialKm, measuredKm: all.measuredKm - left.measuredKm,
        thermalDelaySPerK: all.thermalDelaySPerK - left.thermalDelaySPerK),
      stations: stations)
  }
}
