"""Maps, chains and other inputs as the program takes them: graphs, frames and dictionaries become JSON."""

import json
import math
import os
from pathlib import Path


class Inputs:
    """Arguments of one call; inputs that are no files go through standard input, or, where that is taken, into a folder."""

    def __init__(self, folder):
        self.stdin = None
        self._folder = folder

    def argument(self, value, may_be_stdin=False):
        """What stands for a value on the command line."""
        if isinstance(value, os.PathLike):
            return os.fspath(value)
        text = _document(value)
        if text is None:
            return _word(value)
        if may_be_stdin and self.stdin is None:
            self.stdin = text
            return "-"
        path = Path(self._folder()) / "input.json"
        path.write_text(text, encoding="utf-8")
        return str(path)


def _word(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    # A pair of sites, as of --demand.
    if isinstance(value, tuple):
        return ":".join(_word(part) for part in value)
    value = _plain(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _document(value):
    """JSON of a graph, frames, a plan or a dictionary; None for plain values."""
    if hasattr(value, "_swapline_document"):
        return value._swapline_document()
    if hasattr(value, "nodes") and hasattr(value, "edges") and hasattr(value, "is_directed"):
        return json.dumps(_graph(value), default=_plain)
    if _is_frame(value):
        return json.dumps(_frames(None, value))
    if isinstance(value, tuple) and len(value) == 2 and all(_is_frame(part) for part in value):
        return json.dumps(_frames(*value))
    if isinstance(value, dict):
        return json.dumps(value, default=_plain)
    return None


def _is_frame(value):
    return hasattr(value, "columns") and hasattr(value, "to_dict")


def _plain(value):
    """Numbers of numpy and the like as Python's own; anything else that JSON does not know as its text."""
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        try:
            return value.item()
        except (ValueError, TypeError):
            pass
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)


def _graph(graph):
    """Node-link data as networkx writes it, numbers that are missing left out."""
    multi = graph.is_multigraph()
    if multi:
        links = [{**_known(d), "source": u, "target": v, "key": k} for u, v, k, d in graph.edges(keys=True, data=True)]
    else:
        links = [{**_known(d), "source": u, "target": v} for u, v, d in graph.edges(data=True)]
    return {
        "directed": graph.is_directed(),
        "multigraph": multi,
        "graph": graph.graph,
        "nodes": [{**_known(d), "id": n} for n, d in graph.nodes(data=True)],
        "links": links,
    }


_ENDS = [("source", "target"), ("from", "to"), ("a", "b"), ("u", "v")]


def _frames(sites, spans):
    """Node-link data of a table of spans, with the table of their sites or without."""
    names = {str(column).lower(): column for column in spans.columns}
    ends = next((pair for pair in _ENDS if pair[0] in names and pair[1] in names), None)
    if ends is None:
        raise ValueError(f"a table of spans needs columns source and target, or from and to; found {', '.join(map(str, spans.columns))}")
    links = []
    for row in _rows(spans):
        source, target = (row.pop(names[end]) for end in ends)
        links.append({**row, "source": source, "target": target})
    if sites is None:
        nodes = [{"id": name} for name in dict.fromkeys(link[end] for link in links for end in ("source", "target"))]
    else:
        key = next((c for c in sites.columns if str(c).lower() in ("id", "name", "site", "node")), None)
        if key is None:
            raise ValueError(f"a table of sites needs a column id or name; found {', '.join(map(str, sites.columns))}")
        nodes = []
        for row in _rows(sites):
            name = row.pop(key) if str(key).lower() != "name" else row[key]
            nodes.append({**row, "id": name})
    return {"directed": False, "multigraph": True, "graph": {}, "nodes": nodes, "links": links}


def _rows(frame):
    """Rows without their empty cells."""
    for row in frame.to_dict("records"):
        yield {str(column): _plain(value) for column, value in _known(row).items()}


def _known(values):
    """Without what pandas and numpy have for a value that is missing."""

    def is_missing(value):
        return value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("NaT", "<NA>")

    return {key: value for key, value in values.items() if not is_missing(value)}
