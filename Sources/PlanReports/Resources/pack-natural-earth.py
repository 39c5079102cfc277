"""Packs Natural Earth countries (GeoJSON, 1:50 million) into natural-earth.txt.

usage: pack-natural-earth.py ne_50m_admin0.geojson natural-earth.txt

Points are put on a grid of 0.02 degrees; borders are simplified (Douglas and Peucker, 0.03 degrees) between the points
where three countries meet, so that neighbours keep the same points. A ring is written as the number of its points and the
steps from point to point, zigzag numbers in groups of five bits from the low end, each group one character from '#' on
(without the backslash), the upper 32 characters saying that more groups follow. Antarctica and islets are left out.
"""
import json
import sys

GRID, TOLERANCE, SMALLEST = 0.02, 0.03, 0.004  # degrees, degrees, square degrees
ALPHABET = "".join(chr(c) for c in range(35, 127) if chr(c) != "\\")[:64]


def rings(features):
    for feature in features:
        if feature["properties"]["iso_a3"] == "ATA":
            continue
        geometry = feature["geometry"]
        several = geometry["type"] == "MultiPolygon"
        for polygon in geometry["coordinates"] if several else [geometry["coordinates"]]:
            for ring in polygon:
                points = []
                for x, y in ring:
                    cell = (round(x / GRID), round(y / GRID))
                    if not points or points[-1] != cell:
                        points.append(cell)
                if points[0] == points[-1]:
                    points.pop()
                if len(points) >= 3:
                    yield points


def simplified(arc):
    keep = {0, len(arc) - 1}
    stack = [(0, len(arc) - 1)]
    while stack:
        i, j = stack.pop()
        (x0, y0), (x1, y1) = arc[i], arc[j]
        dx, dy = x1 - x0, y1 - y0
        length = dx * dx + dy * dy
        worst, at = (TOLERANCE / GRID) ** 2, None
        for k in range(i + 1, j):
            x, y = arc[k]
            u = max(0, min(1, ((x - x0) * dx + (y - y0) * dy) / length)) if length else 0
            error = (x - x0 - u * dx) ** 2 + (y - y0 - u * dy) ** 2
            if error > worst:
                worst, at = error, k
        if at is not None:
            keep.add(at)
            stack += [(i, at), (at, j)]
    return [arc[k] for k in sorted(keep)]


def area(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))) / 2 * GRID * GRID


def number(value):
    value, text = (value << 1) ^ (value >> 63), ""
    while value >= 32:
        text += ALPHABET[32 + (value & 31)]
        value >>= 5
    return text + ALPHABET[value]


def main(source, target):
    every = list(rings(json.load(open(source))["features"]))
    neighbours = {}
    for ring in every:
        for i, cell in enumerate(ring):
            neighbours.setdefault(cell, set()).update((ring[i - 1], ring[(i + 1) % len(ring)]))
    text = ""
    for ring in every:
        n = len(ring)
        if area(ring) < SMALLEST:
            continue
        corners = [i for i in range(n) if len(neighbours[ring[i]]) != 2]
        if not corners:
            first = min(range(n), key=lambda i: ring[i])
            x, y = ring[first]
            far = max(range(n), key=lambda i: ((ring[i][0] - x) ** 2 + (ring[i][1] - y) ** 2, ring[i]))
            corners = sorted({first, far})
        points = []
        for start, end in zip(corners, corners[1:] + [corners[0] + n]):
            arc = [ring[k % n] for k in range(start, end + 1)]
            # The same direction from both sides of a border, so that both sides keep the same points.
            turned = arc[0] > arc[-1] or (arc[0] == arc[-1] and arc[1] > arc[-2])
            kept = simplified(arc[::-1])[::-1] if turned else simplified(arc)
            points += kept[:-1]
        if len(points) < 3:
            continue
        x = y = 0
        text += number(len(points))
        for px, py in points:
            text += number(px - x) + number(py - y)
            x, y = px, py
    with open(target, "w") as file:
        for i in range(0, len(text), 104):
            file.write(text[i : i + 104] + "\n")


main(sys.argv[1], sys.argv[2])
