"""The archive and the wheel of `make dist` and `make wheel`, unpacked and installed as a user would."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption("--dist", default=".build/dist", help="where the archive lies, and the wheel in wheel/")


def only(folder, pattern):
    found = list(Path(folder).glob(pattern))
    assert len(found) == 1, f"{folder}/{pattern}: {found}; make dist wheel"
    return found[0].resolve()


@pytest.fixture(scope="session")
def dist(request):
    return Path(request.config.getoption("--dist")).resolve()


@pytest.fixture(scope="session")
def root(dist, tmp_path_factory):
    """The archive, unpacked."""
    folder = tmp_path_factory.mktemp("archive")
    subprocess.run(["tar", "-xf", only(dist, "swapline-*.tar.xz"), "-C", folder], check=True)
    return only(folder, "swapline-*")


class Installed:
    """A fresh virtual environment with the wheel alone, and how long it took from pip to the first plan."""

    def __init__(self, folder, wheel, packages=()):
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        self.python = folder / "bin" / "python"
        start = time.monotonic()
        self.pip(wheel, "--no-deps")
        self.first = self.run(
            "import swapline as sl; print(sl.plan('bonn-berlin', 'Bonn', 'Hannover', samples=0, analysis=False).rate)")
        self.seconds_to_first_plan = time.monotonic() - start
        if packages:
            self.pip(*packages)

    def pip(self, *arguments):
        subprocess.run([self.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *arguments], check=True)

    def run(self, code, **options):
        environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "SWAPLINE")}
        return subprocess.run(
            [self.python, "-c", code], check=True, capture_output=True, text=True, env=environment, **options).stdout


@pytest.fixture(scope="session")
def wheel(dist):
    return only(dist / "wheel", "swapline-*.whl")


@pytest.fixture(scope="session")
def bare(tmp_path_factory, wheel):
    """Nothing beside the wheel."""
    return Installed(tmp_path_factory.mktemp("bare") / "venv", wheel)


@pytest.fixture(scope="session")
def full(tmp_path_factory, wheel):
    """With the libraries of notebooks."""
    return Installed(
        tmp_path_factory.mktemp("full") / "venv", wheel, ["networkx", "pandas", "nbconvert", "ipykernel"])
