"""Homes that the programme holds: what a month costs, when they go back, which are taken on."""

import numpy as np
import pytest

from approdo.model.processes.common import DISUSED, LET, OFFERED, WITHHELD, WORKS
from approdo.model.processes.supply import acquire, hold, holdings
from approdo.model.world import empty_ledger

T = 10
STOP, FINISH = 0, 1


@pytest.fixture
def held(world, package):
    """Holds the first dwelling for an action; gives what is held after a month, and the world."""

    def make(kind="social_agency", opened=1, ending=STOP, budget=-1, **home):
        programme = package({"kind": kind})
        programme.open[:], programme.actions.ending[0], programme.actions.budget[0] = opened, ending, budget
        programme.actions.unit_cost[0], programme.actions.rent_share[0] = 30, 0.5
        world.zones.rent_index[:], world.dwellings.managed[:] = 1.0, 0
        usual = {"managed": 1, "state": LET, "tenants": 1, "others": 0, "places": 1, "base_rent": 100, "let_rent": 80}
        for name, value in {**usual, **home}.items():
            getattr(world.dwellings, name)[0] = value
        world.people.home[:] = -1
        arm = world._replace(ledger=empty_ledger(1, 24))
        return hold(arm, programme, 0, T, np.array([0])), arm

    return make


@pytest.mark.parametrize(
    ("asked", "kept", "cost"),
    [  # a month, and what the owner is due beyond the occupants' rents
        ({}, 1, 30 + 80 - 50),
        ({"tenants": 0, "state": OFFERED}, 1, 30 + 80),
        ({"let_rent": 50}, 1, 30),
        ({"let_rent": 40}, 1, 30),
        ({"opened": 0, "ending": STOP}, 0, 0),
        ({"opened": 0, "ending": FINISH}, 1, 60),
        ({"opened": 0, "ending": FINISH, "tenants": 0}, 0, 0),
        ({"budget": 60}, 1, 60),
        ({"budget": 59}, 0, 0),
        ({"managed": 2}, 0, 0),
        ({"kind": "renovation"}, 1, 30),  # its owner is the landlord
        ({"kind": "renovation", "opened": 0, "ending": STOP}, 1, 30),
        ({"kind": "renovation", "state": WORKS}, 1, 0),
        ({"kind": "renovation", "budget": 0}, 1, 0),
    ],
)
def test_a_month_of_a_home_that_is_held(held, asked, kept, cost):
    count, arm = held(**asked)
    assert (count, arm.ledger.spent[0, T]) == (kept, cost)
    assert arm.ledger.served[0, T] == (kept if asked.get("budget") != 0 else 0)
    assert arm.dwellings.managed[0] == asked.get("managed", kept)  # another action's is none of its business


def test_rows_that_are_held(world):
    rows, managed = np.full(150, -1, np.int64), np.zeros(150, np.int8)
    world = world._replace(dwellings=world.dwellings._replace(managed=managed))
    assert holdings(world, rows) == 0
    chosen = [0, 63, 64, managed.size - 1]
    managed[chosen] = 1
    assert holdings(world, rows) == 4
    assert rows[:4].tolist() == chosen


@pytest.mark.parametrize(
    ("kind", "state", "after"),
    [("social_agency", OFFERED, OFFERED), ("social_agency", WITHHELD, OFFERED), ("renovation", DISUSED, WORKS)],
)
@pytest.mark.parametrize(("need", "budget", "taken"), [(2, -1, 2), (9, -1, 3), (2, 45, 1), (2, 39, 0)])
def test_homes_are_taken_on_while_the_budget_lasts(world, p, package, kind, state, after, need, budget, taken):
    p.supply_owner_base = 60.0  # whoever may, does
    programme, dwellings = package({"kind": kind}), world.dwellings
    programme.actions.start_cost[0], programme.actions.budget[0], programme.actions.discount[0] = 40, budget, 0.25
    programme.actions.works_months[0], world.zones.rent_index[:] = 7, 1.0
    dwellings.state[:], dwellings.managed[:], dwellings.base_rent[:] = LET, 0, 100
    dwellings.places[:], dwellings.tenants[:], dwellings.others[:], dwellings.turn[:] = 1, 0, 0, T
    dwellings.state[[3, 5, 8]] = state
    arm = world._replace(ledger=empty_ledger(1, 24))
    acquire(arm, programme, p, 0, T, need, np.empty(dwellings.state.size, np.int64))
    found = np.nonzero(dwellings.managed)[0]
    assert set(found.tolist()) <= {3, 5, 8}
    assert (len(found), arm.ledger.begun[0, T], arm.ledger.spent[0, T]) == (taken, taken, 40 * taken)
    assert {int(each) for each in dwellings.state[found]} == ({after} if taken else set())
    if kind == "renovation":
        assert dwellings.works_left[found].tolist() == [7] * taken
    else:
        assert dwellings.let_rent[found].tolist() == [75] * taken
    assert not (dwellings.turn[found] == T).any()
