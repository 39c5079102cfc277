"""Plan entanglement-swapping repeater chains on real fibre.

    import swapline as sl
    p = sl.plan("netherlands-rail", "Rotterdam", "Arnhem", min_rate=1)

Every command of the program is a function of the same name (`-` becomes `_`), and every option a keyword of it: `--min-rate 1` is
`min_rate=1`, a flag is `True`, an option that may be repeated takes a list. `help(swapline.plan)` lists them; they are read from the
program itself, so the two cannot differ.

A map is a file, the name of a shipped map, a networkx graph, a data frame of spans, or a pair of data frames (sites, spans).
Faults are exceptions: `NoPlan`, `UsageError`, `InputError` (with file, line and column), `InternalError`, each with `exit_code`.
"""

from importlib import metadata as _metadata

from ._commands import command as _command
from ._commands import names as _names
from ._program import InputError, InternalError, Interrupted, NoPlan, SwaplineError, UsageError, program
from ._results import Plan, Result

__all__ = [
    "InputError",
    "InternalError",
    "Interrupted",
    "NoPlan",
    "Plan",
    "Result",
    "SwaplineError",
    "UsageError",
    "program",
]

try:
    __version__ = _metadata.version("swapline")
except _metadata.PackageNotFoundError:
    __version__ = "0"


def __getattr__(name):
    if not name.startswith("_") and name in _names():
        return _command(name)
    raise AttributeError(f"module 'swapline' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_names()})
