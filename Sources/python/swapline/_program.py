"""Finds and runs the program, and makes exceptions of its faults."""

import os
import re
import shlex
import shutil
import signal
import subprocess
from pathlib import Path


class SwaplineError(Exception):
    """A fault that the program reports.

    Attributes: `exit_code`; `file`, `line` and `column` of the place, or None; `command` as a shell would take it; `data`, what the
    program printed as JSON, or None.
    """

    def __init__(self, message, *, exit_code, command="", data=None):
        super().__init__(message)
        self.exit_code = exit_code
        self.command = command
        self.data = data
        place = re.match(r"(?P<file>[^\n]*?)(?::(?P<line>\d+):(?P<column>\d+))?: error: ", message)
        self.file = place and place["file"]
        self.line = int(place["line"]) if place and place["line"] else None
        self.column = int(place["column"]) if place and place["column"] else None


class NoPlan(SwaplineError):
    """Exit code 1: no plan exists, or none was found in the time; the message says why, and what would do."""


class UsageError(SwaplineError):
    """Exit code 2: the options do not make a question."""


class InputError(SwaplineError):
    """Exit code 3: a file, map or graph is not what was expected."""


class InternalError(SwaplineError):
    """Exit code 4, or a crash: the program or its solver failed."""


class Interrupted(KeyboardInterrupt):
    """Ctrl-C. `result` is what the command had by then, such as the best plan so far, or None."""

    def __init__(self, result=None):
        super().__init__("interrupted" if result is None else "interrupted; .result is what was found so far")
        self.result = result


_FAULTS = {1: NoPlan, 2: UsageError, 3: InputError}
# Seconds that the program has to end after Ctrl-C before it is killed.
_PATIENCE_S = 10


def program():
    """Path of the program: that of the environment variable SWAPLINE, the one in the wheel, or the first on the PATH."""
    chosen = os.environ.get("SWAPLINE")
    if chosen:
        return chosen
    own = Path(__file__).parent / "bin" / "swapline"
    if own.exists():
        return str(own)
    found = shutil.which("swapline")
    if found:
        return found
    raise FileNotFoundError("the program swapline is neither in this package nor on the PATH; SWAPLINE=/path/to/swapline names it")


class Output:
    """What a run printed, and its exit code; `interrupted` after Ctrl-C."""

    def __init__(self, arguments, out, err, code, interrupted):
        self.arguments = arguments
        self.out, self.err, self.code = out, err, code
        self.interrupted = interrupted

    @property
    def command(self):
        return shlex.join(["swapline", *self.arguments])

    def fault(self, data=None):
        message = self.err.strip() or f"{self.command} ended with exit code {self.code}"
        kind = _FAULTS.get(self.code, InternalError)
        return kind(message, exit_code=self.code, command=self.command, data=data)


def run(arguments, stdin=None):
    """Runs the program and waits for it. Ctrl-C is passed on, and the program ends with what it has."""
    # A group of its own: a terminal's Ctrl-C would reach the program twice otherwise, a notebook's not at all.
    process = subprocess.Popen(
        [program(), *arguments],
        stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # What is printed does not depend on where Python runs.
        env={**os.environ, "NO_COLOR": "1"},
    )
    interrupted = False
    given = stdin.encode() if stdin is not None else None
    try:
        try:
            out, err = process.communicate(given)
        except KeyboardInterrupt:
            interrupted = True
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=_PATIENCE_S)
    except BaseException:
        process.kill()
        process.wait()
        if interrupted:
            raise Interrupted() from None
        raise
    return Output(arguments, out.decode(), err.decode(errors="replace"), process.returncode, interrupted)
