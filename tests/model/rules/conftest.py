"""A world to be changed at will. The rules are called one by one, and therefore without compilation."""

from types import SimpleNamespace

import numpy as np
import pytest

from approdo.model.codes import Housing
from approdo.model.kernel import INTERPRETED
from approdo.model.kinds import KINDS
from approdo.model.levers import read_lever
from approdo.model.parameters import load_parameters
from approdo.model.population import create_world
from approdo.model.processes.common import occupy
from approdo.model.processes.exits import welcome
from approdo.model.programme import compile_programme
from approdo.model.world import copy_world, empty_supports
from tests.model.rules.first import become
from tests.worlds import START, small_territory

MONTHS = 24


# Compiled, every rule called here would have to be compiled by itself, for minutes: test_single_rules.py runs them.
collect_ignore_glob = [] if INTERPRETED else ["test_*.py"]


def pytest_runtest_setup():
    """Say so where one of the files is asked for by its name."""
    if not INTERPRETED:
        pytest.fail("run without compilation: NUMBA_DISABLE_JIT=1 python -m pytest tests/model/rules", pytrace=False)


@pytest.fixture(scope="session")
def made():
    """A small province before its burn-in, with some people in reception, and the numbers of the model."""
    world = create_world(small_territory(zones=3, stock=60), load_parameters(), START, MONTHS, 7)
    world = world._replace(supports=empty_supports(range(KINDS), world.people.id.size))
    record = load_parameters().record()
    numbers = {name: record[name].item() for name in record.dtype.names}
    welcome(world, SimpleNamespace(**numbers), 0, np.empty(world.people.id.size, np.int64))
    world.alike[: world.crowd[0]] = world.present[: world.crowd[0]]
    assert world.crowd[0] > 10
    return world, numbers


@pytest.fixture
def world(made):
    return copy_world(made[0])


@pytest.fixture
def p(made):
    """The numbers of the model; a test gives some of them other values."""
    return SimpleNamespace(**made[1])


@pytest.fixture
def package():
    """Makes a programme of some levers."""

    def make(*tables):
        return compile_programme([read_lever(table) for table in tables], load_parameters(), START, MONTHS)

    return make


@pytest.fixture
def tenant(world):
    """The first person in the first dwelling, private, at 100 a month; with these values."""

    def make(**fields):
        people, dwellings = world.people, world.dwellings
        for name, value in {"managed": 0, "others": 0, "tenants": 0, "places": 1}.items():
            getattr(dwellings, name)[0] = value
        people.home[0] = -1
        occupy(people, dwellings, 0, 0, Housing.OWN, 100, 12)
        world.seen[:] = 0.0
        return become(world, **{"savings": 0, "income": 0, **fields})

    return make
