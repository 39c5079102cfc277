"""The program's commands as functions, made from its own description of them."""

import contextlib
import difflib
import functools
import inspect
import json
import tempfile
import textwrap

from . import _results
from ._inputs import Inputs
from ._program import Interrupted, program, run


@functools.lru_cache(maxsize=None)
def _described(path):
    output = run(["--experimental-dump-help"])
    if output.code != 0:
        raise output.fault()
    commands = json.loads(output.out)["command"]["subcommands"]
    return {c["commandName"].replace("-", "_"): c for c in commands if c["commandName"] != "help"}


def _descriptions():
    return _described(program())


def names():
    """Names of all commands."""
    return list(_descriptions())


# Python's own words, as keywords of functions: from_="Bonn".
_RESERVED = {"from": "from_", "global": "global_", "in": "in_", "is": "is_", "as": "as_"}
# What every function sets itself.
_OWN = {"help", "version"}


class _Option:
    def __init__(self, described, flags):
        self.described = described
        long = [n["name"] for n in described.get("names", []) if n["kind"].startswith("long")]
        self.name = described.get("preferredName", {}).get("name") or (long[0] if long else described["valueName"])
        keyword = self.name.replace("-", "_")
        self.keyword = _RESERVED.get(keyword, keyword)
        self.inverse = f"no-{self.name}" if f"no-{self.name}" in flags else None
        self.is_flag = described["kind"] == "flag"

    def words(self, value, inputs):
        if value is None:
            return []
        if self.is_flag:
            if value is True:
                return [f"--{self.name}"]
            if value is False:
                return [f"--{self.inverse}"] if self.inverse else []
            raise TypeError(f"{self.keyword} is a flag: True or False, not {value!r}")
        many = value if self.described.get("isRepeating") and isinstance(value, (list, set, frozenset)) else [value]
        words = []
        for one in many:
            # Lists of one option, such as --all-pairs A,B,C.
            text = ",".join(inputs.argument(x) for x in one) if isinstance(one, list) else inputs.argument(one)
            # A value that begins with a dash is still a value.
            words += [f"--{self.name}={text}"] if text.startswith("-") and text != "-" else [f"--{self.name}", text]
        return words


def _keyword(positional):
    return positional["valueName"].replace("-", "_")


def _writes_to_output(positional):
    return "standard output" in positional.get("abstract", "")


def _may_be_left_out(positional):
    return positional["isOptional"] or _writes_to_output(positional)


class _Command:
    def __init__(self, described):
        self.name = described["commandName"]
        self.described = described
        arguments = [a for a in described["arguments"] if a.get("shouldDisplay", True)]
        self.positionals = [a for a in arguments if a["kind"] == "positional"]
        # A flag and its inverse are described one by one.
        flags = {n["name"] for a in arguments if a["kind"] == "flag" for n in a["names"]}
        options = [_Option(a, flags) for a in arguments if a["kind"] != "positional"]
        inverses = {option.inverse for option in options}
        self.options = options = {o.keyword: o for o in options if o.name not in _OWN | inverses}
        ends = ["from_", "to"] if {"from_", "to"} <= options.keys() else []
        self.order = [_keyword(a) for a in self.positionals] + ends

    @property
    def signature(self):
        kind = inspect.Parameter
        needed = {_keyword(a) for a in self.positionals if not _may_be_left_out(a)}
        parameters = [
            kind(name, kind.POSITIONAL_OR_KEYWORD, default=kind.empty if name in needed else None) for name in self.order]
        parameters += [kind(k, kind.KEYWORD_ONLY, default=None) for k in self.options if k not in self.order]
        return inspect.Signature(parameters)

    @property
    def doc(self):
        parts = [self.described["abstract"], self.described.get("discussion", "")]
        lines = []
        for a in self.positionals:
            lines.append(f"{a['valueName']}:\n{textwrap.indent(textwrap.fill(a.get('abstract', ''), 100), '    ')}")
        for keyword, option in self.options.items():
            lines.append(f"{keyword}:\n{textwrap.indent(textwrap.fill(option.described.get('abstract', ''), 100), '    ')}")
        return "\n\n".join(part for part in [*parts, "\n".join(lines)] if part)

    def arguments(self, args, keywords, inputs):
        """Words of the command line."""
        if len(args) > len(self.order):
            raise TypeError(f"{self.name} takes {len(self.order)} arguments ({', '.join(self.order)}), not {len(args)}")
        given = dict(zip(self.order, args))
        for keyword, value in keywords.items():
            # --from may be written from_, as `from` is a word of Python's.
            name = _RESERVED.get(keyword, keyword)
            if name in given:
                raise TypeError(f"{self.name} got {keyword} twice")
            if name not in self.options and name not in self.order:
                near = difflib.get_close_matches(name, [*self.options, *self.order], 1)
                raise TypeError(f"{self.name} has no option {keyword!r}" + (f" (did you mean {near[0]!r}?)" if near else ""))
            given[name] = value
        words = []
        for a in self.positionals:
            value = given.pop(_keyword(a), None)
            if value is None and _writes_to_output(a):
                value = "-"
            if value is None:
                if not a["isOptional"]:
                    raise TypeError(f"{self.name} needs {a['valueName']}: {a.get('abstract', '')}")
                continue
            for one in value if a["isRepeating"] and isinstance(value, list) else [value]:
                word = inputs.argument(one, may_be_stdin="standard input" in a.get("abstract", ""))
                words.append(f"./{word}" if word.startswith("-") and word != "-" else word)
        for keyword, option in self.options.items():
            words += option.words(given.get(keyword), inputs)
        return words

    def __call__(self, args, keywords):
        with contextlib.ExitStack() as folders:
            inputs = Inputs(lambda: folders.enter_context(tempfile.TemporaryDirectory(prefix="swapline-")))
            words = [self.name, *self.arguments(args, keywords, inputs)]
            if "format" in self.options and keywords.get("format") is None:
                words += ["--format", "json"]
            output = run(words, inputs.stdin)
        result = _results.result(output)
        if output.interrupted:
            raise Interrupted(result)
        if result is None:
            raise output.fault()
        return result


@functools.lru_cache(maxsize=None)
def _function(path, name):
    described = _Command(_described(path)[name])

    def function(*args, **keywords):
        return described(args, keywords)

    function.__name__ = function.__qualname__ = name
    function.__module__ = "swapline"
    function.__doc__ = described.doc
    function.__signature__ = described.signature
    return function


def command(name):
    """The function of a command."""
    return _function(program(), name)
