"""What every room's tests share: a small run, and a watch over the state of the process."""

import gc
import locale
import os
import sys
from pathlib import Path

import numpy as np
import pytest

from approdo.model.engine import begin, live, open_arm
from approdo.model.levers import read_lever
from approdo.model.parameters import load_parameters
from approdo.model.programme import compile_programme
from tests.worlds import START, small_territory

pytest_plugins = ["tests.faults.register"]

OF_LIBRARIES = ("KMP_INIT_AT_FORK", "KMP_DUPLICATE_LIB_OK")  # scikit-learn sets them when it is imported
OF_PYTEST = ("PYTEST_", "COV_", "COVERAGE_", "HYPOTHESIS_")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests go to one worker, which makes its fixtures once; so do the browser's, with their one server."""
    from xdist.scheduler import LoadFileScheduling

    class ByFile(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)

    config.option.loadscopereorder = False  # the browser's come first, and many small files last
    return ByFile(config, log)


def pytest_collection_finish():
    """What is imported by now stays: the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def global_state() -> dict[str, object]:
    """Return what a test module must leave as it was."""
    state: dict[str, object] = {
        "numpy.geterr": np.geterr(),
        "numpy.get_printoptions": np.get_printoptions(),
        "locale": locale.setlocale(locale.LC_ALL),
        "environment": {
            name: text for name, text in os.environ.items() if not name.startswith((*OF_PYTEST, *OF_LIBRARIES))
        },
        "folder": str(Path.cwd()),
    }
    plotting = sys.modules.get("matplotlib")
    if plotting is not None:
        state["matplotlib.rcParams"] = dict(plotting.rcParams)
    return state


@pytest.fixture(scope="module", autouse=True)
def _process_left_as_it_was():
    """No test module changes what the next one finds."""
    before = global_state()
    yield
    after = global_state()
    changed = {
        name: (_difference(was, after[name]) if isinstance(was, dict) else (was, after[name]))
        for name, was in before.items()
        if after[name] != was
    }
    assert not changed, f"this test module changed the process: {changed}"


def _difference(was, now):
    return {key: (was.get(key), now.get(key)) for key in {**was, **now} if was.get(key) != now.get(key)}


@pytest.fixture(scope="session")
def parameters():
    """The model's numbers as they stand."""
    return load_parameters()


@pytest.fixture(scope="session")
def small_run(parameters):
    """A year of a small province with two levers, lived once: territory, programme, world. To be read only."""
    territory = small_territory()
    levers = (read_lever({"kind": "tutoring", "tutors": 1}), read_lever({"kind": "rent_subsidy", "places": 10}))
    programme = compile_programme(levers, parameters, START, 12)
    world = live(open_arm(begin(territory, parameters, START, 12, 1), programme, 12), programme, parameters, 12)
    return territory, programme, world
