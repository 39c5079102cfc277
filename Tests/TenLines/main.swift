import FibreNetwork
import LinkPhysics
import Planning
import TopologyFormats

let map = try TopologyReader.read(bytes: ShippedMaps.named("bonn-berlin")!.bytes, file: "map").network
let ends = Demand(from: map.site(id: "bonn")!, to: map.site(id: "berlin")!)
let hardware = HardwareModel(Platform.named("generic")!)
let question = Question(
  network: map, hardware: hardware, demands: [ends], limits: Limits(minimumFidelity: 0.5))
let plan = try question.plan(budget: Budget(limitS: 60))
print(plan.demands[0].chain.sites.map { map.sites[$0].name }.joined(separator: " - "))
print("\(plan.certificate.value) pairs/s", plan.certificate.provedOptimal ? "proved optimal" : "not proved")
