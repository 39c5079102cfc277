internal import FibreNetwork
internal import Foundation
internal import LinkPhysics
internal import Planning
internal import TopologyFormats

/// One pair of ends: time to the first plan, time to the proof and what it took, on shipped maps and on maps of a folder.
struct PlanBench {
  let sink: BenchmarkSink

  /// - Parameter maps: a folder with corridors (`C*.json`: nodes, links, endpoints) and Topology Zoo files; `nil` for
  ///   shipped maps alone.
  func run(maps: String?) {
    guard let platform = Platform.named("generic") else { return }
    if let line = ShippedMaps.named("line-1000km")?.bytes,
      let network = try? TopologyReader.read(bytes: line, file: "line-1000km").network
    {
      let ends = (0, network.sites.count - 1)
      for (name, modes, objective, limits) in [
        ("rate", 1, Objective.rate, Limits(maximumRepeaters: 10)),
        ("rate, F ≥ 0.5, any number of repeaters", 1, .rate, Limits(minimumFidelity: 0.5)),
        ("fidelity, any number of repeaters", 1, .fidelity, Limits()),
        ("rate, F ≥ 0.8", 10, .rate, Limits(minimumFidelity: 0.8, maximumRepeaters: 10)),
        ("key rate", 100, .keyRate, Limits()), ("fidelity, 0.3 Hz", 1, .fidelity, Limits(minimumRateHz: 0.3)),
        ("fewest repeaters, 1 Hz", 10, .repeaters, Limits(minimumRateHz: 1)),
      ] {
        measure(
          "1,000 km line, \(name)", network, ends, HardwareModel(platform, modes: modes), objective, limits,
          target: 1)
      }
    }
    guard let maps else {
      FileHandle.standardError.write(Data("corridors, UsCarrier and Kdl are left out: no --maps\n".utf8))
      return
    }
    let files = (try? FileManager.default.contentsOfDirectory(atPath: maps)) ?? []
    for file in files.sorted() where file.hasPrefix("C") && file.hasSuffix(".json") {
      guard let (network, ends) = corridor("\(maps)/\(file)") else { continue }
      measure(
        "corridor \(file.dropLast(5))", network, ends, HardwareModel(platform), .rate,
        Limits(maximumRepeaters: 10), target: 1)
      for (name, limits) in [("", Limits()), (", F ≥ 0.5", Limits(minimumFidelity: 0.5))] {
        measure(
          "corridor \(file.dropLast(5))\(name), any number of repeaters", network, ends,
          HardwareModel(platform), .rate, limits, target: 5)
      }
    }
    for file in ["UsCarrier.gml", "Kdl.gml"] {
      guard let data = FileManager.default.contents(atPath: "\(maps)/\(file)"),
        let network = try? TopologyReader.read(bytes: Array(data), file: file).network,
        let ends = farApart(network, km: 1000)
      else { continue }
      for (name, limits) in [
        ("", Limits(maximumRepeaters: 12)), (", any number of repeaters", Limits()),
        (", F ≥ 0.5, any number of repeaters", Limits(minimumFidelity: 0.5)),
      ] {
        measure(
          "\(file.dropLast(4)), \(network.sites.count) sites\(name)", network, ends, HardwareModel(platform),
          .rate, limits, target: 5)
      }
    }
    sink.add("peak memory of all of these") {
      Benchmark(
        name: "peak memory of all of these", value: self.peakMegabytes(), unit: "MB", target: 500,
        isRate: false)
    }
  }

  private func measure(
    _ name: String, _ network: FibreNetwork, _ ends: (Int, Int), _ hardware: HardwareModel,
    _ objective: Objective, _ limits: Limits, target: Double
  ) {
    sink.add(name) {
      var question = Question(
        network: network, hardware: hardware, demands: [Demand(from: ends.0, to: ends.1)],
        objective: objective, limits: limits)
      question.samples = 0
      let progress = ProgressBoard()
      var result: Solution?
      let seconds = bestOf(1) {
        result = try? question.plan(budget: Budget(limitS: 60, progress: progress))
      }
      guard let result else {
        return Benchmark(name: "\(name): no plan", value: seconds, unit: "s", isRate: false)
      }
      let statistics = result.certificate.statistics
      let proof = result.certificate.provedOptimal ? "proved" : "gap \(result.certificate.gap)"
      let found =
        progress.current.firstValueS.map { "first plan after \(Int($0 * 1e3)) ms, " } ?? ""
      return Benchmark(
        name:
          "\(name): \(proof), \(found)\(statistics.ilpSolves) programs of \(statistics.ilpColumns) columns, \(statistics.labels) labels, \(statistics.exactEstimates) estimates",
        value: seconds, unit: "s", target: target, isRate: false,
        isDone: result.certificate.provedOptimal)
    }
  }

  private func corridor(_ path: String) -> (FibreNetwork, (Int, Int))? {
    guard let data = FileManager.default.contents(atPath: path),
      let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let nodes = json["nodes"] as? [[String: Any]], let links = json["links"] as? [[String: Any]],
      let ends = json["endpoints"] as? [String], ends.count == 2
    else { return nil }
    let sites = nodes.compactMap { ($0["id"] as? String).map { Site(id: $0) } }
    let network = FibreNetwork(
      name: path, sites: sites,
      spans: links.compactMap { link in
        guard let a = link["a"] as? String, let b = link["b"] as? String,
          let from = sites.firstIndex(where: { $0.id == a }),
          let to = sites.firstIndex(where: { $0.id == b }),
          let km = link["length_km"] as? NSNumber
        else { return nil }
        return Span(from: from, to: to, lengthKm: km.doubleValue)
      })
    guard let from = network.site(id: ends[0]), let to = network.site(id: ends[1]) else { return nil }
    return (network, (from, to))
  }

  /// The two sites whose fibre distance is nearest to a length, the first from the start of the map.
  private func farApart(_ network: FibreNetwork, km: Double) -> (Int, Int)? {
    let tree = RouteTree(from: 0, in: network)
    return tree.reached.min {
      abs((tree.lengthKm(to: $0) ?? 0) - km) < abs((tree.lengthKm(to: $1) ?? 0) - km)
    }
    .map { (0, $0) }
  }

  private func peakMegabytes() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Double($0) }.first ?? .nan) / 1024
  }
}
