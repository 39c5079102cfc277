public import SourceDocument

/// A repeater chain as a SeQUeNCe network configuration: a quantum router at each repeater and end, a BSM node at each
/// heralding station.
///
/// Every two routers that hops join get classical channels, not neighbours alone: SeQUeNCe's reservations and swap results
/// go straight to the other end (version 0.8.5 stops with a missing channel otherwise).
///
/// SeQUeNCe counts distances in metres, attenuations in dB/m and delays in picoseconds.
public struct SequenceExport: Sendable {
  /// A quantum router: an end or a repeater.
  public struct Router: Sendable {
    /// Unique among routers and stations.
    public var name: String
    /// Memories of the router, from 1.
    public var memories: Int

    /// Creates a router from its parts.
    public init(name: String, memories: Int) {
      self.name = name
      self.memories = memories
    }
  }

  /// The fibre between a router and a heralding station.
  public struct Arm: Sendable {
    /// Fibre length in km.
    public var lengthKm: Double
    /// Loss of the whole arm in dB.
    public var lossDb: Double
    /// One-way travel time of light in s.
    public var delayS: Double

    /// Creates an arm from its parts: km, dB and s.
    public init(lengthKm: Double, lossDb: Double, delayS: Double) {
      self.lengthKm = lengthKm
      self.lossDb = lossDb
      self.delayS = delayS
    }
  }

  /// Two routers that herald pairs at a station between them.
  public struct Hop: Sendable {
    /// Indices of routers.
    public var from: Int
    /// Index of the router at the right end.
    public var to: Int
    /// Name of the heralding station.
    public var station: String
    /// The fibre from the left router to the station.
    public var left: Arm
    /// The fibre from the right router to the station.
    public var right: Arm

    /// Creates a hop from its parts.
    public init(from: Int, to: Int, station: String, left: Arm, right: Arm) {
      self.from = from
      self.to = to
      self.station = station
      self.left = left
      self.right = right
    }
  }

  /// Ends and repeaters; hops refer to them by their indices.
  public var routers: [Router]
  /// Hops of all chains.
  public var hops: [Hop]
  /// Simulated time in s.
  public var stopTimeS: Double

  /// Creates a network from its parts; 10 s of simulated time unless told.
  public init(routers: [Router], hops: [Hop], stopTimeS: Double = 10) {
    self.routers = routers
    self.hops = hops
    self.stopTimeS = stopTimeS
  }

  /// The configuration. A station name that is taken (two hops heralded at one site, or a station beside a repeater)
  /// gets a number.
  ///
  /// - Precondition: hops refer to routers.
  /// - Complexity: O(routers³ + hops).
  public var json: JSON {
    var taken = Set(routers.map(\.name))
    var nodes = routers.enumerated().map { seed, router -> JSON in
      [
        "name": .string(router.name), "type": "QuantumRouter", "seed": .integer(seed),
        "memo_size": .integer(router.memories),
      ]
    }
    var quantum: [JSON] = []
    var classical: [JSON] = []
    for (number, hop) in hops.enumerated() {
      var station = "BSM \(hop.station)"
      var copy = 1
      while !taken.insert(station).inserted {
        copy += 1
        station = "BSM \(hop.station) \(copy)"
      }
      nodes.append([
        "name": .string(station), "type": "BSMNode", "seed": .integer(routers.count + number),
      ])
      let ends = (routers[hop.from].name, routers[hop.to].name)
      for (router, arm) in [(ends.0, hop.left), (ends.1, hop.right)] {
        let metres = arm.lengthKm * 1000
        quantum.append([
          "source": .string(router), "destination": .string(station), "distance": .number(metres),
          "attenuation": .number(metres > 0 ? arm.lossDb / metres : 0),
        ])
        classical += both(router, station, arm.lengthKm, arm.delayS)
      }
    }
    for (a, row) in ways.enumerated() {
      for (b, way) in row.enumerated().dropFirst(a + 1) where way.delayS.isFinite {
        classical += both(routers[a].name, routers[b].name, way.lengthKm, way.delayS)
      }
    }
    return [
      "nodes": .array(nodes), "qchannels": .array(quantum), "cchannels": .array(classical),
      "is_parallel": false, "stop_time": .number((stopTimeS * 1e12).rounded()),
    ]
  }

  /// The quickest way along hops between every two routers (Floyd 1962); infinite where there is none.
  private var ways: [[(lengthKm: Double, delayS: Double)]] {
    var ways = Array(
      repeating: Array(repeating: (lengthKm: Double.infinity, delayS: Double.infinity), count: routers.count),
      count: routers.count)
    func offer(_ a: Int, _ b: Int, _ lengthKm: Double, _ delayS: Double) {
      if delayS < ways[a][b].delayS { ways[a][b] = (lengthKm, delayS) }
    }
    for hop in hops {
      let (length, delay) = (hop.left.lengthKm + hop.right.lengthKm, hop.left.delayS + hop.right.delayS)
      offer(hop.from, hop.to, length, delay)
      offer(hop.to, hop.from, length, delay)
    }
    for via in routers.indices {
      for a in routers.indices where ways[a][via].delayS.isFinite {
        for b in routers.indices where b != a {
          offer(
            a, b, ways[a][via].lengthKm + ways[via][b].lengthKm, ways[a][via].delayS + ways[via][b].delayS)
        }
      }
    }
    return ways
  }

  private func both(_ a: String, _ b: String, _ lengthKm: Double, _ delayS: Double) -> [JSON] {
    [(a, b), (b, a)].map { source, destination in
      [
        "source": .string(source), "destination": .string(destination), "distance": .number(lengthKm * 1000),
        "delay": .number((delayS * 1e12).rounded()),
      ]
    }
  }
}
