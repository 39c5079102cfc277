#!/usr/bin/env python3
"""Repeaters that a box (longest hop, most repeaters) needs, against testing each chain with its own hops.

    python3 hop_box.py --swapline ../../.build/release/swapline --sites Rotterdam,Eindhoven,Arnhem,Zwolle --disjoint 2

Placement is often asked as a question of reach: no hop longer than L, at most N repeaters in a chain, K chains apart. To keep
a promise of rate and fidelity, L must be such that N + 1 hops of that length keep it. For every N this finds the largest L,
on a line of N + 1 equal hops, and asks for the fewest repeaters within that box; then it asks for the fewest that keep
the promise itself. Same map, hardware and heralding (at the middle of each hop) throughout. Every command is printed.
"""
import argparse
import json
import shlex
import subprocess


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--swapline", default="swapline", help="the program")
    parser.add_argument("--map", default="netherlands-rail")
    parser.add_argument("--sites", default="Rotterdam,Eindhoven,Arnhem,Zwolle", help="every pair of these is connected")
    parser.add_argument("--disjoint", default="2")
    parser.add_argument("--disjoint-by", default="sites")
    parser.add_argument("--min-rate", default="1")
    parser.add_argument("--min-fidelity", default="0.85")
    parser.add_argument("--most", type=int, default=5, help="largest N")
    parser.add_argument("--time-limit", default="300", help="seconds for each plan")
    options = parser.parse_args()

    def swapline(arguments, text=None, shown=True):
        if shown:
            print("  swapline " + " ".join(map(shlex.quote, arguments)))
        result = subprocess.run([options.swapline, *arguments, "--format", "json"], input=text, capture_output=True, text=True)
        if result.returncode in (0, 5) and result.stdout:
            return json.loads(result.stdout), ""
        return None, result.stderr.strip().split("\n")[0]

    def keeps(count, km):
        """Whether a line of count + 1 hops of so many km keeps the promise."""
        line = {
            "schema": "swapline.topology/1", "name": "line",
            "sites": [{"id": str(i)} for i in range(count + 2)],
            "spans": [{"from": str(i), "to": str(i + 1), "length_km": km} for i in range(count + 1)],
        }
        plan, _ = swapline(
            ["plan", "-", "--from", "0", "--to", str(count + 1), "--stations", "midpoint", "--max-hop-km", str(1.001 * km),
             "--min-fidelity", options.min_fidelity, "--samples", "0"], json.dumps(line), shown=False)
        return plan is not None and plan["demands"][0]["rate_hz"] >= float(options.min_rate)

    def longest(count):
        low, high = 0.0, 400.0
        while high - low > 0.05:
            middle = (low + high) / 2
            low, high = (middle, high) if keeps(count, middle) else (low, middle)
        return int(low * 10) / 10

    common = [
        "plan", options.map, "--all-pairs", options.sites, "--stations", "midpoint", "--objective", "repeaters",
        "--disjoint", options.disjoint, "--disjoint-by", options.disjoint_by, "--samples", "0", "--time-limit", options.time_limit]

    def tell(plan, why):
        if plan is None:
            print("    " + why)
            return
        proof = "proved" if plan["proved_optimal"] else f"at least {plan['bound']:g}"
        print(f"    {len(plan['repeaters'])} repeaters ({proof})")

    for count in range(options.most + 1):
        km = longest(count)
        if km < 1:
            break
        print(f"at most {count} repeaters in a chain: hops of at most {km} km")
        tell(*swapline(common + ["--max-hop-km", f"{km}", "--max-repeaters-per-chain", str(count)]))
    print("the promise itself")
    plan, why = swapline(common + ["--min-rate", options.min_rate, "--min-fidelity", options.min_fidelity])
    tell(plan, why)
    if plan is not None:
        for demand in plan["demands"]:
            for chain in [demand] + demand["backups"]:
                print(f"    {' - '.join(chain['sites'])}: {chain['rate_hz']:.2f} pairs/s, fidelity {chain['fidelity']:.3f}")
        shared = []
        for demand in plan["demands"]:
            chains = [demand] + demand["backups"]
            spans = [{frozenset(pair) for s in chain["segments"] for pair in zip(s["route"], s["route"][1:])} for chain in chains]
            both = [pair for i, a in enumerate(spans) for b in spans[i + 1:] for pair in a & b]
            if both:
                shared.append(f"{demand['from']} - {demand['to']}: {len(both)} ({', '.join(sorted(' - '.join(sorted(p)) for p in both))})")
        print(f"    demands whose chains share fibre: {len(shared)} of {len(plan['demands'])}")
        for line in shared:
            print("      " + line)


if __name__ == "__main__":
    main()
