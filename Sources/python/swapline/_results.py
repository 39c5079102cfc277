"""What commands answer: plans, and JSON or text of everything else."""

import html
import json
import os
import tempfile
from pathlib import Path

from ._program import run

# Exit codes beside 0 with which a command has an answer: 3 when a check or lint found faults, 5 at a limit.
_ANSWERS = {0, 3, 5}


def result(output):
    """The answer of a run, or None where there is a fault instead."""
    if output.code not in _ANSWERS or not output.out.strip():
        return None if output.code else Result(output, None)
    try:
        data = json.loads(output.out)
    except ValueError:
        data = None
    if output.code == 3 and data is None:
        return None
    if isinstance(data, dict) and str(data.get("schema", "")).startswith("swapline.plan/"):
        return Plan(output, data)
    return Result(output, data)


class Result:
    """What a command printed: `text`, and `data` where it is JSON; keys of `data` are reached as `result["key"]`.

    `exit_code` is 0, 3 where `check` or `lint` found faults, or 5 where a limit of time or Ctrl-C ended the work.
    """

    def __init__(self, output, data):
        self.text = output.out
        self.data = data
        self.notes = output.err
        self.exit_code = output.code
        self._arguments = output.arguments
        #: The command as a shell takes it; `-` is the input that Python gave.
        self.command = output.command

    @property
    def ok(self):
        """Whether nothing was found wrong, and nothing was cut short."""
        return self.exit_code == 0

    def __getitem__(self, key):
        return self.data[key]

    def keys(self):
        return self.data.keys()

    def __repr__(self):
        return self.text if self.data is None else f"<swapline {self._arguments[0]}: {', '.join(self.data)}>"

    def _swapline_document(self):
        return self.text

    def table(self, key):
        """A list of the answer as a data frame (a list of dictionaries without pandas)."""
        return _frame(self.data[key])

    def save(self, path):
        """Writes what the command printed."""
        Path(path).write_text(self.text, encoding="utf-8")


class Plan(Result):
    """A plan: figures, hops, and everything that its file holds as `data`."""

    @property
    def rate(self):
        """Pairs/s; of several connections the least."""
        return min((d["rate_hz"] for d in self.data["demands"]), default=None)

    @property
    def fidelity(self):
        """Fidelity of a delivered pair; of several connections the least."""
        return min((d["fidelity"] for d in self.data["demands"]), default=None)

    @property
    def key_rate(self):
        """Asymptotic secret key in bit/s; of several connections the least."""
        return min((d["secret_key_rate_hz"] for d in self.data["demands"]), default=None)

    @property
    def proved_optimal(self):
        """Whether no plan within the limits is better; `data["certificate"]` says how far that goes."""
        return self.data["proved_optimal"]

    @property
    def repeaters(self):
        """Ids of the sites where pairs are swapped."""
        return [site["site"] for site in self.data["repeaters"]]

    @property
    def stopped(self):
        """Whether a limit of time ended the search: the best plan so far, and `data["gap"]`."""
        return self.exit_code == 5

    @property
    def hops(self):
        """One row a hop, as a data frame where pandas is installed, else a list of dictionaries."""
        return _frame([
            {"connection": connection, "chain": chain,
             **{k: v for k, v in segment.items() if k == "route" or not isinstance(v, (list, dict))}}
            for connection, chain, segment in self._segments()])

    def _segments(self):
        """Connection and chain, both counted from 1, and the hop as the file has it."""
        for connection, demand in enumerate(self.data["demands"], 1):
            for chain, held in enumerate([demand, *demand.get("backups", [])], 1):
                for segment in held["segments"]:
                    yield connection, chain, segment

    @property
    def _sites(self):
        return {site["id"]: site for site in (self.data.get("map") or {}).get("sites", [])}

    @property
    def graph(self):
        """The plan as a `networkx.MultiGraph`: ends and repeaters, and an edge a hop with the numbers of `hops`."""
        import networkx

        graph = networkx.MultiGraph(command=self.command)
        sites = self._sites
        repeaters = set(self.repeaters)
        for connection, chain, segment in self._segments():
            for end in (segment["from"], segment["to"]):
                facts = {k: v for k, v in sites.get(end, {}).items() if k in ("name", "latitude", "longitude")}
                graph.add_node(end, role="repeater" if end in repeaters else "end", **facts)
            graph.add_edge(
                segment["from"], segment["to"], connection=connection, chain=chain,
                **{k: v for k, v in segment.items() if k not in ("from", "to")})
        return graph

    def save(self, *paths, **options):
        """Writes the plan; each ending says the form: .html, .json, .csv, .svg, .md, .geojson and what else `report` takes."""
        rest = []
        for path in map(os.fspath, paths):
            if path.endswith(".json") and not path.endswith(".sequence.json") and not options:
                Path(path).write_text(self.text, encoding="utf-8")
            else:
                rest.append(path)
        if rest:
            from ._commands import command

            command("report")(self, output=rest, **options)

    def __repr__(self):
        output = run(["report", "-"], self.text)
        return output.out if output.code == 0 else super().__repr__()

    def _repr_html_(self):
        """Figures and the map."""
        with tempfile.TemporaryDirectory(prefix="swapline-") as folder:
            run(["report", "-", "--output", str(Path(folder) / "plan.svg")], self.text)
            drawings = [path for name in ("map", "chain") if (path := Path(folder) / f"plan-{name}.svg").exists()]
            pictures = "".join(
                f'<div style="max-width:60em">{path.read_text(encoding="utf-8")}</div>' for path in drawings)
        names = {id: site.get("name") or id for id, site in self._sites.items()}
        rows = []
        for demand in self.data["demands"]:
            count = len(demand["segments"]) - 1
            error = demand.get("rate_standard_error_hz")
            cells = [
                f"{names.get(demand['from'], demand['from'])} – {names.get(demand['to'], demand['to'])}",
                f"{demand['rate_hz']:.4g}" + (f" ± {error:.2g}" if error else ""),
                f"{demand['fidelity']:.4f}",
                f"{demand['secret_key_rate_hz']:.3g}",
                f"{demand['length_km']:.1f}",
                str(count),
            ]
            rows.append("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>")
        head = "".join(f"<th>{name}</th>" for name in (
            "connection", "pairs/s", "fidelity", "key, bit/s", "fibre, km", "repeaters"))
        proof = "proved optimal" if self.proved_optimal else f"gap {100 * (self.data.get('gap') or 0):.3g} %, not proved optimal"
        return (
            f"<div><table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
            f"<p>{html.escape(self.data['objective'])}: {proof}; "
            f"{len(self.data['assumptions'])} inputs are assumed. <code>{html.escape(self.command)}</code></p>{pictures}</div>")


def _frame(rows):
    try:
        import pandas
    except ImportError:
        return rows
    return pandas.DataFrame(rows)
