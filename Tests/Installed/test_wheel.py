"""The wheel does from Python what the command line does, to the byte."""

import json
import os
import re
import signal
import subprocess
import textwrap
import zipfile
from pathlib import Path

# A map that no file holds, with data of its own on spans and sites.
GRAPH = """
import json, sys, time, networkx as nx, swapline as sl
fibre = nx.Graph(name="Mine")
fibre.add_node("Delft", latitude=52.01, longitude=4.36)
fibre.add_edge("Delft", "Gouda", length_km=31)
fibre.add_edge("Gouda", "Utrecht", length_km=38, loss_db=9.1)
fibre.add_edge("Utrecht", "Amersfoort", length_km=24)
fibre.add_edge("Gouda", "Amersfoort", length_km=80)
"""


def test_first_plan_within_seconds_of_pip(bare):
    assert float(bare.first) > 0
    assert bare.seconds_to_first_plan < 15


def test_nothing_else_is_required(bare):
    listed = bare.run(
        "import swapline as sl; p = sl.plan('bonn-berlin', 'Bonn', 'Hannover', samples=0, analysis=False);"
        "print(type(p.hops).__name__, len(p.hops), p.proved_optimal)")
    assert re.fullmatch(r"list \d+ True\n", listed)


def test_version_and_licence(wheel, bare):
    with zipfile.ZipFile(wheel) as archive:
        metadata = archive.read(next(n for n in archive.namelist() if n.endswith("/METADATA"))).decode()
        assert any(n.endswith("/COPYING") for n in archive.namelist())
    printed = bare.run(
        "import swapline as sl, subprocess; print(sl.__version__, subprocess.check_output([sl.program(), '--version'], text=True))")
    own, program = printed.split()
    assert own == program
    assert f"\nVersion: {own}\n" in metadata
    assert "\nLicense-Expression: GPL-3.0-or-later AND Apache-2.0\n" in metadata
    assert "Requires-Dist: networkx; extra" in metadata.replace("'all'", "").replace(" == ", "")
    # The command of the wheel is the program.
    command = bare.python.parent / "swapline"
    assert subprocess.run([command, "--version"], capture_output=True, text=True).stdout.strip() == own


def test_plan_of_a_graph_is_that_of_the_command_line(full, tmp_path):
    full.run(GRAPH + textwrap.dedent("""
        p = sl.plan(fibre, "Delft", "Amersfoort", min_rate=1, samples=1000, analysis=False)
        p.save("python.json")
        open("command", "w").write(p.command)
        open("graph.json", "w").write(json.dumps(nx.node_link_data(fibre, edges="links")))
    """), cwd=tmp_path)
    command = (tmp_path / "command").read_text()
    assert command == (
        "swapline plan - --from Delft --to Amersfoort --min-rate 1 --samples 1000 --no-analysis --format json")
    with open(tmp_path / "graph.json") as graph, open(tmp_path / "line.json", "wb") as line:
        subprocess.run(
            [full.python.parent / "swapline", *command.split()[1:]], stdin=graph, stdout=line, check=True)
    plan = (tmp_path / "python.json").read_bytes()
    assert plan == (tmp_path / "line.json").read_bytes()
    # The loss of the graph was read.
    assert any(abs(segment["loss_db"] - 9.1) < 1e-9 for segment in json.loads(plan)["demands"][0]["segments"])


def test_frames_say_the_same_as_graphs(full):
    printed = full.run(GRAPH + textwrap.dedent("""
        import pandas as pd
        edges = nx.to_pandas_edgelist(fibre)
        sites = pd.DataFrame([{"id": n, **d} for n, d in fibre.nodes(data=True)])
        fibre.nodes["Gouda"]["latitude"] = float("nan")
        ask = dict(samples=0, analysis=False)
        plans = [sl.plan(m, "Delft", "Amersfoort", **ask) for m in (fibre, edges, (sites, edges))]
        print([p.rate for p in plans])
        p = plans[0]
        print(type(p.hops).__name__, list(p.hops["from"]), p.graph.number_of_edges(), p.graph.nodes["Delft"]["role"])
    """)).splitlines()
    rates = json.loads(printed[0])
    assert rates[0] == rates[1] == rates[2] > 0
    assert printed[1].startswith("DataFrame ['Delft'")
    assert printed[1].endswith(" end")


def test_call_costs_little(full):
    seconds = json.loads(full.run(textwrap.dedent("""
        import json, subprocess, time, swapline as sl
        sl.maps()
        def least(call):
            times = []
            for _ in range(7):
                start = time.perf_counter(); call(); times.append(time.perf_counter() - start)
            return min(times)
        print(json.dumps([least(sl.maps), least(lambda: subprocess.run([sl.program(), "maps", "--format", "json"], capture_output=True))]))
    """)))
    assert seconds[0] - seconds[1] < 0.05


def test_every_command_is_there_with_its_options(full):
    described = json.loads(full.run(textwrap.dedent("""
        import inspect, json, swapline as sl
        print(json.dumps({n: list(inspect.signature(getattr(sl, n)).parameters) for n in dir(sl)
                          if getattr(getattr(sl, n), "__module__", "") == "swapline"
                          and inspect.isfunction(getattr(sl, n)) and not n.startswith("_")}))
    """)))
    program = full.python.parent / "swapline"
    dump = json.loads(subprocess.check_output([program, "--experimental-dump-help"]))
    for command in dump["command"]["subcommands"]:
        name = command["commandName"]
        if name == "help":
            continue
        parameters = set(described[name.replace("-", "_")])
        for argument in command["arguments"]:
            long = argument.get("preferredName", {}).get("name") or argument["valueName"]
            if long in ("help", "version") or long.startswith("no-"):
                continue
            keyword = long.replace("-", "_")
            assert keyword in parameters or keyword + "_" in parameters, (name, long)


def test_faults_are_exceptions_with_their_place(full, tmp_path):
    (tmp_path / "broken.json").write_text('{ "schema": "swapline.topology/1", "name": "x", "spans": [],\n  "sites": 3 }\n')
    printed = json.loads(full.run(GRAPH + textwrap.dedent("""
        def fault(call):
            try:
                call()
            except Exception as e:
                return [type(e).__name__, getattr(e, "exit_code", None), getattr(e, "file", None), getattr(e, "line", None), str(e)]
        print(json.dumps([
            fault(lambda: sl.plan("broken.json", "a", "b")),
            fault(lambda: sl.plan(fibre, "Delft", "Gauda")),
            fault(lambda: sl.plan("line-1000km", "west", "east", max_repeaters=1, samples=0)),
            fault(lambda: sl.plan(fibre, "Delft")),
            fault(lambda: sl.plan(fibre, "Delft", "Gouda", min_fidelty=0.9)),
            fault(lambda: sl.plan(fibre, "Delft", "Gouda", stamp="yes")),
            fault(lambda: sl.plan()),
        ]))
    """), cwd=tmp_path))
    kinds = [(f[0], f[1]) for f in printed]
    assert kinds == [
        ("InputError", 3), ("InputError", 3), ("NoPlan", 1), ("UsageError", 2), ("TypeError", None), ("TypeError", None),
        ("TypeError", None)]
    assert printed[0][2:4] == ["broken.json", 2]
    assert 'did you mean "Gouda"' in printed[1][4]
    assert "--max-repeaters" in printed[2][4]
    assert "did you mean 'min_fidelity'" in printed[4][4]


def test_answers_of_check_and_lint_are_no_exceptions(full, tmp_path):
    printed = json.loads(full.run(GRAPH + textwrap.dedent("""
        p = sl.plan(fibre, "Delft", "Amersfoort", samples=0, analysis=False)
        forged = dict(p.data, value=2 * p.data["value"])
        spans = sl.convert(fibre, to_format="node-link")
        print(json.dumps([sl.check(p).ok, sl.check(forged).ok, len(sl.check(forged)["faults"]), sl.lint(fibre).ok,
                          spans.data["links"][0]["source"]]))
    """), cwd=tmp_path))
    assert printed[:2] == [True, False] and printed[2] >= 1 and printed[3] is True


def test_plans_are_saved_in_every_form(full, tmp_path):
    full.run(GRAPH + textwrap.dedent("""
        p = sl.plan(fibre, "Delft", "Amersfoort", samples=100)
        p.save("a.html", "a.csv", "a.geojson", "a.json")
    """), cwd=tmp_path)
    assert "<svg" in (tmp_path / "a.html").read_text()
    assert json.loads((tmp_path / "a.json").read_text())["schema"].startswith("swapline.plan/")
    assert (tmp_path / "a-hops.csv").exists() and (tmp_path / "a.geojson").exists()


def test_interrupt_gives_the_best_plan_so_far(full, tmp_path):
    code = textwrap.dedent("""
        import sys, swapline as sl
        print("ready", flush=True)
        try:
            sl.plan("bonn-berlin", "Bonn", "Hannover", samples=10**9, analysis=False, time_limit="none")
        except KeyboardInterrupt as stop:
            print(type(stop).__name__, stop.result.rate > 0, stop.result["demands"][0]["simulation"]["samples"] < 10**9)
    """)
    # A session of its own, as a notebook's kernel: the signal reaches Python alone.
    process = subprocess.Popen(
        [full.python, "-c", code], stdout=subprocess.PIPE, text=True, start_new_session=True, cwd=tmp_path)
    assert process.stdout.readline() == "ready\n"
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert out == "Interrupted True True\n"
    assert process.returncode == 0


def test_notebook_shows_the_map(full, tmp_path):
    cells = [GRAPH, 'p = sl.plan(fibre, "Delft", "Amersfoort", min_rate=1)\np', "p.hops"]
    notebook = {
        "cells": [
            {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None, "id": f"cell{i}"}
            for i, cell in enumerate(cells)],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "book.ipynb").write_text(json.dumps(notebook))
    subprocess.run(
        [full.python, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", "book.ipynb"],
        cwd=tmp_path, check=True, capture_output=True,
        env={**os.environ, "JUPYTER_PATH": str(full.python.parent.parent / "share/jupyter")})
    done = json.loads((tmp_path / "book.ipynb").read_text())
    shown = "".join(done["cells"][1]["outputs"][0]["data"]["text/html"])
    assert "<svg" in shown and "Amersfoort" in shown and "proved optimal" in shown
    assert "text/html" in done["cells"][2]["outputs"][0]["data"]


def test_the_page_for_python_users_shows_what_is_printed(full, tmp_path):
    page = (Path(__file__).parents[2] / "reports" / "python.md").read_text()
    parts = re.findall(r"```python\n(.*?)```\n\n```\n(.*?)```", page, re.DOTALL)
    assert len(parts) >= 4
    code = "".join(part[0] + 'print("=====")\n' for part in parts)
    printed = full.run(code, cwd=tmp_path).split("=====\n")
    for (block, shown), own in zip(parts, printed):
        assert own == shown, block


def test_the_page_of_the_wheel_runs(full, tmp_path):
    page = (Path(__file__).parents[2] / "Sources" / "python" / "README.md").read_text()
    block = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    full.run(block, cwd=tmp_path)
    assert (tmp_path / "plan.html").exists()
