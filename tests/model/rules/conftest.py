"""A world to be changed at will. The rules are called one by one, and therefore without compilation (see README)."""

from types import SimpleNamespace

import pytest

from approdo.model.kernel import INTERPRETED
from approdo.model.levers import read_lever
from approdo.model.parameters import load_parameters
from approdo.model.population import create_world
from approdo.model.processes.exits import welcome
from approdo.model.programme import compile_programme
from approdo.model.world import copy_world
from tests.worlds import START, small_territory

MONTHS = 24


def pytest_collection_modifyitems(items):
    """Compiled, every rule that is called here would have to be compiled by itself, for minutes."""
    if not INTERPRETED:
        for item in items:
            if "/tests/model/rules/" in item.path.as_posix():
                item.add_marker(pytest.mark.skip(reason="run by tests/model/test_single_rules.py, without compilation"))


@pytest.fixture(scope="session")
def made():
    """A small province a year before the record begins, with some people in reception."""
    world = create_world(small_territory(zones=3, stock=60), load_parameters(), START, MONTHS, 7)
    record = load_parameters().record()
    numbers = {name: record[name].item() for name in record.dtype.names}
    welcome(world, SimpleNamespace(**numbers), 0)
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
    """Makes a programme of some levers, and gives the world its ledger and its tables for them."""

    def make(*tables):
        return compile_programme([read_lever(table) for table in tables], load_parameters(), START, MONTHS)

    return make
