#!/usr/bin/env python3
"""A small repeater chain in SeQUeNCe and in Swapline, with the differences explained. README.md beside it has the figures.

    python3 sequence_chain.py --swapline ../../.build/release/swapline [--runs 2000]

1. The 1,000 km plan of the README, written as x.sequence.json, is loaded by SeQUeNCe and delivers a pair there.
2. Four segments, success probability about 0.1: mean time to the first pair in SeQUeNCe (many seeds), by `swapline
   estimate`, and by a calculation here that adds what SeQUeNCe does and the chain model does not.
3. The same chain run on and on: pairs per second, by SeQUeNCe and by `swapline estimate` with continuous delivery.

Exits with 1 where a comparison is off by more than four standard errors.
"""
import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from sequence.app.request_app import RequestApp
from sequence.topology.router_net_topo import RouterNetTopo

START_PS = 10**11  # reservations are made before this moment
SEGMENTS = 4
ARM_KM = 10.0
SUCCESS = 0.1  # wanted, of one Barrett-Kok attempt


class FirstPairs(RequestApp):
    """Counts pairs at the initiator and stops the simulation after some."""

    def __init__(self, node, count):
        super().__init__(node)
        self.count = count
        self.times_s = []

    def get_memory(self, info):
        before = self.memory_counter
        super().get_memory(info)
        if self.memory_counter > before:
            self.times_s.append((self.node.timeline.now() - START_PS) * 1e-12)
            if len(self.times_s) >= self.count:
                self.node.timeline.stop()


def with_hardware(network, efficiency):
    """The exported network with memories that emit with a probability, perfect detectors and no decay.

    Plans say nothing of SeQUeNCe's hardware, so the export leaves its defaults (Barrett-Kok heralding).
    """
    network = json.loads(json.dumps(network))
    network["templates"] = {
        "router": {"MemoryArray": {"fidelity": 1.0, "efficiency": efficiency, "coherence_time": -1}},
        "station": {
            "encoding_type": "single_atom",
            # A dead time of one picosecond: a second photon on the same detector is not seen, one on the other is.
            "SingleAtomBSM": {"detectors": [{"efficiency": 1, "dark_count": 0, "count_rate": 1e12}] * 2},
        },
    }
    for node in network["nodes"]:
        node["template"] = "router" if node["type"] == "QuantumRouter" else "station"
    return network


def routers(network):
    return [node["name"] for node in network["nodes"] if node["type"] == "QuantumRouter"]


def deliver(network, file, count, seed, limit_s):
    """Times at which `count` pairs arrive, in s after the reservation starts."""
    for i, node in enumerate(network["nodes"]):
        node["seed"] = 1000 * seed + i
    network["stop_time"] = START_PS + round(limit_s * 1e12)
    file.write_text(json.dumps(network))
    topology = RouterNetTopo(str(file))
    nodes = {node.name: node for node in topology.get_nodes_by_type("QuantumRouter")}
    # The export lists the sites of the chain in order.
    first, last = routers(network)[0], routers(network)[-1]
    app = FirstPairs(nodes[first], count)
    RequestApp(nodes[last])
    timeline = topology.get_timeline()
    timeline.init()
    app.start(last, START_PS, START_PS + round(limit_s * 1e12), 1, 0.1)
    timeline.run()
    return app.times_s


def swapline(program, *arguments, text=None):
    result = subprocess.run([program, *arguments], input=text, capture_output=True, text=True, check=True)
    return result.stdout


def small_map():
    """End, station, repeater, station, ... end, with no other way to cut the line."""
    sites, spans = [], []
    for i in range(2 * SEGMENTS + 1):
        sites.append({"id": f"s{i}", "may_host_repeater": i % 2 == 0})
        if i:
            spans.append({"from": f"s{i - 1}", "to": f"s{i}", "length_km": ARM_KM})
    return {"schema": "swapline.topology/1", "name": "Four segments", "sites": sites, "spans": spans}


def attempt(eta, message_s, photon_s):
    """One Barrett-Kok attempt as SeQUeNCe 0.8.5 plays it, from its source.

    Both memories start in |+>. Round 1 passes if exactly one click is seen: one photon of two emitters (1/2) and it
    arrives; or two photons (1/4) of which one arrives, or both on one detector, which sees one. Round 2 can only pass
    in the first case. Pairing of the two protocols takes a request and its approval, and each round a negotiation, its
    answer, the photon's way and the herald's way; the end whose name is greater negotiates first and is also the one
    that is asked, so that its half of the pairing overlaps with the negotiation.

    Returns success probability, probability that round 1 passes, and how long an attempt of one and of two rounds takes.
    """
    success = eta * eta / 2
    passes = eta / 2 + (2 * eta * (1 - eta) + eta * eta / 2) / 4
    tail = photon_s + message_s / 2
    one = 3 * message_s + tail
    return success, passes, one, one + 2 * message_s + tail


def link_times(random, shape, success, passes, one_s, two_s):
    """Times to the first success of links whose attempts differ in length."""
    failures = random.geometric(success, shape) - 1
    long = random.binomial(failures, (passes - success) / (1 - success))
    return (failures - long) * one_s + long * two_s + two_s


def stream(random, rounds, message_s, success, passes, one_s, two_s):
    """Mean time between deliveries when four links make pairs again as soon as both of their memories are free.

    Repeaters b, c, d between the ends a and e; b and d swap first, then c. A swap frees the memories of its repeater at
    once, those of the ends wait for the last result. The left end of a link asks the right one; while that one is not
    free it is refused and asks again a round trip later.
    """
    times = link_times(random, (rounds, SEGMENTS), success, passes, one_s, two_s)
    trip = 2 * message_s

    def start(asks, free):
        return asks + trip * max(0, math.ceil((free - asks - message_s) / trip))

    starts = [0.0] * SEGMENTS
    deliveries = []
    for row in times:
        ready = [at + took for at, took in zip(starts, row)]
        swap_b = max(ready[0], ready[1]) + trip
        swap_d = max(ready[2], ready[3]) + trip
        swap_c = max(swap_b, swap_d) + message_s + 2 * trip
        end = swap_c + trip
        deliveries.append(end)
        starts = [start(end, swap_b), start(swap_b, swap_c), start(swap_c, swap_d), start(swap_d, end)]
    return (deliveries[-1] - deliveries[0]) / (rounds - 1)


def estimate(program, period_s, success, message_s, **settings):
    chain = {
        "schema": "swapline.chain/1", "mode": "physical",
        "segments": [
            {"success_probability": success, "attempt_period_s": period_s, "message_delay_s": message_s}
        ] * SEGMENTS,
        "swap": {"policy": "nested", "success_probability": 1}, **settings,
    }
    return json.loads(swapline(program, "estimate", "-", "--format", "json", "--samples", "200000", text=json.dumps(chain)))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--swapline", default="swapline", help="the program")
    parser.add_argument("--runs", type=int, default=2000, help="simulations of the small chain")
    parser.add_argument("--pairs", type=int, default=3000, help="pairs of the continuous run")
    arguments = parser.parse_args()
    program = arguments.swapline
    faults = 0

    def check(name, value, expected, error):
        nonlocal faults
        z = (value - expected) / error
        faults += abs(z) > 4
        print(f"  {name:58} {value * 1e3:9.4f} ms against {expected * 1e3:9.4f}, z = {z:+.1f}")

    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)

        print("1. The 1,000 km plan")
        swapline(
            program, "plan", "line-1000km", "--from", "west", "--to", "east", "--max-repeaters", "10",
            "--no-analysis", "--output", str(folder / "line.sequence.json"))
        network = json.loads((folder / "line.sequence.json").read_text())
        topology = RouterNetTopo(str(folder / "line.sequence.json"))
        counts = {kind: len(nodes) for kind, nodes in topology.get_nodes().items()}
        print(f"  loaded: {counts}, {len(topology.get_qchannels())} quantum channels, "
              f"{len(topology.get_cchannels())} classical channels")
        arrival = deliver(with_hardware(network, 1.0), folder / "run.json", 1, 1, 100)
        print(f"  with memories that always emit, SeQUeNCe delivers its first pair after {arrival[0]:.3f} s")

        print(f"2. {SEGMENTS} segments of {2 * ARM_KM:g} km, first pair")
        (folder / "map.json").write_text(json.dumps(small_map()))
        swapline(
            program, "plan", str(folder / "map.json"), "--from", "s0", "--to", f"s{2 * SEGMENTS}",
            "--max-hop-km", str(2.5 * ARM_KM), "--no-analysis", "--output", str(folder / "small.sequence.json"))
        plain = json.loads((folder / "small.sequence.json").read_text())
        fibre = 10 ** (-plain["qchannels"][0]["attenuation"] * plain["qchannels"][0]["distance"] / 10)
        eta = math.sqrt(2 * SUCCESS)
        network = with_hardware(plain, eta / fibre)
        delays = {(c["source"], c["destination"]): c["delay"] * 1e-12 for c in plain["cchannels"]}
        message_s = delays[("s0", "s2")]
        # SeQUeNCe gives photons 2e8 m/s and takes classical delays from the file, which count 1.4682 as group index.
        photon_s = ARM_KM * 1e3 / 2e8
        success, passes, one_s, two_s = attempt(eta, message_s, photon_s)
        period_s = one_s + passes * (two_s - one_s)
        print(f"  p = {success:.3f}; an attempt takes {one_s * 1e6:.1f} us, or {two_s * 1e6:.1f} us when its first round "
              f"passes ({passes:.4f}): {period_s * 1e6:.1f} us on average")

        times = np.array([deliver(network, folder / "run.json", 1, seed, 10)[0] for seed in range(1, arguments.runs + 1)])
        mean, error = times.mean(), times.std(ddof=1) / math.sqrt(len(times))
        print(f"  SeQUeNCe: {mean * 1e3:.3f} +- {error * 1e3:.3f} ms over {len(times)} runs ({1 / mean:.2f} pairs/s)")

        bare = estimate(program, period_s, success, message_s, latency="none")["exact"]["mean_time"]
        told = estimate(program, period_s, success, message_s)["exact"]["mean_time"]
        print(f"  swapline estimate, nested, exact: {bare * 1e3:.3f} ms without messages, {told * 1e3:.3f} ms with them "
              f"({1 / told:.2f} pairs/s)")

        # What SeQUeNCe adds: attempts of two lengths, and before each swap a request and its approval.
        random = np.random.default_rng(1)
        links = link_times(random, (1_000_000, SEGMENTS), success, passes, one_s, two_s).max(axis=1)
        levels = int(math.log2(SEGMENTS))
        handshakes = sum(3 * 2**level * message_s for level in range(levels))
        expected = links.mean() + handshakes
        print(f"  attempts of two lengths instead of their mean: {(links.mean() - bare) * 1e3:+.3f} ms")
        print(f"  request, approval and result of each level of swaps: {handshakes * 1e3:+.3f} ms")
        check("SeQUeNCe against this calculation", mean, expected, math.hypot(error, links.std() / 1e3))
        print(f"  rate of swapline over rate of SeQUeNCe: {mean / told:.3f}")

        print("3. The same chain, pair after pair")
        times = np.array(deliver(network, folder / "run.json", arguments.pairs, 1, 1000))
        gaps = np.diff(times)
        # Deliveries follow each other with little memory; batches of 50 carry what there is into the error.
        batches = gaps[: len(gaps) // 50 * 50].reshape(-1, 50).mean(axis=1)
        mean, error = gaps.mean(), batches.std(ddof=1) / math.sqrt(len(batches))
        flow = estimate(program, period_s, success, message_s, delivery="continuous")["monte_carlo"]
        print(f"  SeQUeNCe: {mean * 1e3:.3f} +- {error * 1e3:.3f} ms a pair ({1 / mean:.2f} pairs/s)")
        print(f"  swapline, continuous, messages left out: {flow['mean_time'] * 1e3:.3f} +- {flow['mean_time_se'] * 1e3:.3f} ms "
              f"({1 / flow['mean_time']:.2f} pairs/s)")
        # The error of this mean: 200,000 deliveries of a spread of about the mean.
        expected = stream(random, 200_000, message_s, success, passes, one_s, two_s)
        check("SeQUeNCe against this calculation", mean, expected, math.hypot(error, expected / math.sqrt(200_000)))
        print(f"  rate of swapline over rate of SeQUeNCe: {mean / flow['mean_time']:.3f}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
