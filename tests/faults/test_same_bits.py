"""One seed, one result: whatever the process is set to, in whatever order, on whatever Python is at hand."""

import os
import subprocess
import sys

import pytest

from .hashes import hashes, tiny
from .stand_in import ROOT


def printed(*words, python=sys.executable, **settings):
    """Return what tests.faults.hashes prints in a process of its own."""
    done = subprocess.run(
        [python, "-m", "tests.faults.hashes", *words],
        cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, timeout=3600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def here():
    return " ".join(hashes().values()) + "\n"


@pytest.mark.promise("bits")
@pytest.mark.parametrize(
    ("words", "settings"),
    [
        ((), {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1"}),
        (("backwards",), {"LC_ALL": "C", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4294967295"}),
        ((), {"PYTHONUTF8": "0", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}),
    ],
    ids=["Turkish, Kathmandu", "backwards, plain C", "one thread"],
)
def test_settings_of_the_process(here, words, settings):
    assert printed(*words, **settings) == here


@pytest.mark.soak
@pytest.mark.promise("bits.interpreted")
def test_without_the_compiler():
    assert printed("tiny", NUMBA_DISABLE_JIT="1") == tiny() + "\n"


OLDEST = os.environ.get("APPRODO_OLDEST", "")


def interpreter(version):
    """Return the one of APPRODO_PYTHONS that has a version, or nothing."""
    for path in filter(None, os.environ.get("APPRODO_PYTHONS", "").split(":")):
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
        if said.startswith(f"Python {version}."):
            return path
    return None


@pytest.mark.parametrize(
    "version",
    [
        pytest.param("3.12", marks=pytest.mark.promise("bits.312")),
        pytest.param("3.13", marks=pytest.mark.promise("bits.313")),
    ],
)
def test_another_python(here, version):
    python = interpreter(version)
    if python is None:
        pytest.skip(f"no Python {version} is named in APPRODO_PYTHONS")
    assert printed(python=python) == here


@pytest.mark.promise("bits.oldest")
@pytest.mark.skipif(not OLDEST, reason="no environment is named in APPRODO_OLDEST")
def test_the_oldest_dependencies(here):
    assert printed(python=OLDEST) == here
