"""Turns of homes: what a place waits for, and events that have their months for good."""

import math
from itertools import pairwise

import numpy as np
import pytest

from approdo.model.arithmetic import uniform
from approdo.model.draws import mix, option
from approdo.model.processes.common import DISUSED, LET, LET_OTHERS, NEVER, OFFERED, SHORT_LET, WITHHELD, WORKS
from approdo.model.processes.turns import BEFORE, next_event, set_turn

T = 10
TURNS = {"sharing_turnover": 0.0, "market_turnover": 0.0, "owners_reconsiders": 0.0, "owners_withdraws": 0.0}


@pytest.mark.parametrize(
    ("hazards", "home", "turns"),
    [
        ({"market_turnover": 12.0}, {"state": LET_OTHERS}, True),
        ({"market_turnover": 12.0}, {"state": LET}, False),
        ({"owners_reconsiders": 1.0}, {"state": WITHHELD}, True),
        ({"owners_reconsiders": 1.0}, {"state": SHORT_LET}, True),
        ({"owners_reconsiders": 1.0}, {"state": OFFERED}, False),
        ({"owners_withdraws": 1.0}, {"state": OFFERED}, True),
        ({"owners_withdraws": 1.0}, {"state": OFFERED, "tenants": 1}, False),
        ({"owners_withdraws": 1.0}, {"state": WITHHELD}, False),
        ({"owners_reconsiders": 1.0}, {"state": WITHHELD, "managed": 1}, False),
        ({"sharing_turnover": 0.5}, {"state": LET, "places": 2, "others": 2}, True),
        ({"sharing_turnover": 0.5}, {"state": LET, "places": 2, "others": 0}, False),
        ({"sharing_turnover": 0.5}, {"state": DISUSED, "places": 2, "others": 2}, False),
        ({"sharing_turnover": 0.5}, {"state": WORKS, "places": 2, "others": 2}, False),
        ({"sharing_turnover": 0.5}, {"state": LET, "places": 2, "others": 2, "managed": 1}, False),
        ({}, {"state": LET_OTHERS}, False),
    ],
)
def test_when_a_place_turns(world, p, hazards, home, turns):
    for name, value in {**TURNS, **hazards}.items():
        setattr(p, name, value)
    dwellings = world.dwellings
    for name, value in {"managed": 0, "places": 1, "others": 0, "tenants": 0, "turn": 5, **home}.items():
        getattr(dwellings, name)[0] = value
    set_turn(dwellings, p, 0, T, 5)
    assert dwellings.turn[0] == (T + 1 if turns else NEVER)


def test_what_is_waited_for_has_events_of_its_own(world, p):
    """The same home in another state, or with another number of places let, waits for something else."""
    for name in TURNS:
        setattr(p, name, 0.06 if name != "market_turnover" else 12 * 0.06)
    dwellings, found = world.dwellings, []
    dwellings.managed[0] = dwellings.tenants[0] = 0
    waits = [(LET_OTHERS, 1, 1), (OFFERED, 1, 0), (WITHHELD, 1, 0), (SHORT_LET, 1, 0), (LET, 3, 1), (LET, 3, 2)]
    for state, places, others in waits:
        dwellings.state[0], dwellings.places[0], dwellings.others[0] = state, places, others
        set_turn(dwellings, p, 0, T, 5)
        found.append(int(dwellings.turn[0]))
    assert found[2] == found[3], "kept empty or let short, the owner thinks again in the same month"
    assert len(set(found)) == 5


def test_the_first_event_is_an_inversion_of_the_first_draw():
    for mine in map(mix, range(50)):
        wait = 1 + int(math.log(uniform(option(mine, 2 * 4096))) / math.log(0.75))
        assert next_event(mine, 2, 0.25, BEFORE) == BEFORE + wait


def test_events_stay_whenever_they_are_asked_for():
    """Of all months before an event it is the next one; after it another."""
    for mine in map(mix, range(20)):
        months = [next_event(mine, 1, 0.1, t) for t in range(BEFORE, 120)]
        assert all(month > t for t, month in enumerate(months, BEFORE))
        for t, (month, later) in enumerate(pairwise(months), BEFORE):
            assert later == month or month == t + 1


@pytest.mark.parametrize("t", [BEFORE, 0, 60])
@pytest.mark.parametrize("hazard", [0.008, 0.3])
def test_the_wait_from_any_month_is_geometric(hazard, t):
    waits = np.array([next_event(mix(n), 0, hazard, t) - t for n in range(4000)])
    assert waits.min() == 1
    assert waits.mean() == pytest.approx(1 / hazard, rel=0.05)
    assert np.mean(waits == 1) == pytest.approx(hazard, abs=4 * (hazard / 4000) ** 0.5)


@pytest.mark.parametrize(("hazard", "month"), [(0.0, NEVER), (-0.1, NEVER), (1.0, 31), (1.5, 31), (1e-7, NEVER)])
def test_events_that_are_sure_or_never_come(hazard, month):
    assert next_event(mix(1), 0, hazard, 30) == month
