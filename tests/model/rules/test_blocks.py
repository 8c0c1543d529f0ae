"""People are gone through block by block, jobseekers a few ahead: how many those are changes nothing."""

import sys

import numpy as np
import pytest

from approdo.model import processes
from approdo.model.kinds import KINDS
from approdo.model.levers import LEVERS, read_lever
from approdo.model.parameters import load_parameters
from approdo.model.population import create_world
from approdo.model.programme import compile_programme
from approdo.model.world import copy_world, empty_ledger, empty_record, empty_supports
from tests.worlds import START, small_territory

MONTHS = 2
LAST = len(processes.SCHEDULE)


def leaves(part, name="world"):
    """Yield every array of a world by its name, but the order in which some rules go through people."""
    if isinstance(part, np.ndarray):
        yield name, np.asarray(part)
    else:
        for field in part._fields:
            if field != "alike":
                yield from leaves(getattr(part, field), f"{name}.{field}")


@pytest.mark.parametrize("levers", [(), tuple(LEVERS)], ids=["no levers", "all levers"])
def test_small_blocks_give_the_same_world(monkeypatch, levers):
    parameters = load_parameters()
    tables = [read_lever({"kind": kind, "months": MONTHS}) for kind in levers]
    programme = compile_programme(tables, parameters, START, MONTHS)
    begun = create_world(small_territory(zones=3, stock=60), parameters, START, MONTHS, 3)
    people = begun.people.id.size
    begun = begun._replace(
        supports=empty_supports(range(KINDS), people),
        ledger=empty_ledger(len(levers), MONTHS),
        record=empty_record(MONTHS, people),
    )
    lived = []
    for numbers in ({"TOGETHER": 4096, "AHEAD": 4}, {"TOGETHER": 7, "AHEAD": 1}, {"TOGETHER": 7, "AHEAD": 1000}):
        for name, module in list(sys.modules.items()):
            for number in numbers.keys() & vars(module).keys() if name.startswith(processes.__name__) else ():
                monkeypatch.setattr(module, number, numbers[number])
        world = copy_world(begun)
        processes.months(world, programme, parameters.record(), 0, MONTHS, 0, LAST, processes.ALL)
        assert world.crowd[0] > 20
        lived.append(dict(leaves(world)))
    whole, *blocks = lived
    for name, column in whole.items():
        assert all(column.tobytes() == each[name].tobytes() for each in blocks), name
