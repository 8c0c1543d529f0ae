"""Turns of homes: what a place waits for, and months that have one number for each home."""

from itertools import pairwise

import numpy as np
import pytest

from approdo.model import draws
from approdo.model.arithmetic import chance
from approdo.model.draws import draw, mix
from approdo.model.processes.common import DISUSED, LET, LET_OTHERS, NEVER, OFFERED, SHORT_LET, WITHHELD, WORKS
from approdo.model.processes.turns import BEFORE, Turns, set_first_turns, set_turn, turns_of

T, MONTHS = 10, 24  # the made world's
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
        ({"owners_withdraws": 1.0}, {"state": OFFERED, "places": 2, "others": 1}, False),
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
    set_turn(dwellings, p, 0, T, Turns(5, 99))
    assert dwellings.turn[0] == (T + 1 if turns else NEVER)


def turn(world, p, t, hazard, d=0, **other):
    """Return the month in which an empty offer turns; `other` replaces what turns are drawn from."""
    dwellings = world.dwellings
    dwellings.managed[d], dwellings.places[d], dwellings.tenants[d], dwellings.state[d] = 0, 1, 0, OFFERED
    p.owners_withdraws = hazard
    set_turn(dwellings, p, d, t, turns_of(world)._replace(**other))
    return int(dwellings.turn[d])


@pytest.mark.parametrize("t", [BEFORE, 3])
@pytest.mark.parametrize("hazard", [0.03, 0.2])
def test_the_first_month_turns_whose_number_is_below_the_hazard(world, p, hazard, t):
    last = turns_of(world).last
    assert last == MONTHS - 1
    for d in range(20):
        who, seed = int(world.dwellings.id[d]), int(world.seed[0])
        months = [m for m in range(t + 1, last + 1) if chance(draw(seed, draws.TURN, 0, who, m + 37), hazard)]
        assert turn(world, p, t, hazard, d) == (months[0] if months else NEVER)


def test_a_month_has_one_number_whatever_is_waited_for(world, p):
    """The same home in another state, or with another number of places let: with a higher hazard it turns no later."""
    p.owners_withdraws, p.owners_reconsiders, p.sharing_turnover, p.market_turnover = 0.06, 0.06, 0.06, 12 * 0.06
    dwellings, turns = world.dwellings, turns_of(world)._replace(last=5000)
    dwellings.managed[:] = dwellings.tenants[:] = 0
    for d in range(30):
        found = []
        for state, places, others in [(LET_OTHERS, 1, 1), (OFFERED, 1, 0), (WITHHELD, 1, 0), (SHORT_LET, 1, 0)]:
            dwellings.state[d], dwellings.places[d], dwellings.others[d] = state, places, others
            set_turn(dwellings, p, d, T, turns)
            found.append(int(dwellings.turn[d]))
        assert len(set(found)) == 1
        for others in (1, 2, 3):
            dwellings.state[d], dwellings.places[d], dwellings.others[d] = LET, 4, others
            set_turn(dwellings, p, d, T, turns)
            found.append(int(dwellings.turn[d]))
        assert found[4] == found[0] >= found[5] >= found[6]
    assert found[0] > found[6], "the last of them, for one"


def test_a_turn_stays_whenever_it_is_asked_for(world, p):
    """Of all months before a turn it is the next one; after it another."""
    for d in range(20):
        months = [turn(world, p, t, 0.1, d, last=5000) for t in range(BEFORE, 120)]
        for t, (month, later) in enumerate(pairwise(months), BEFORE):
            assert month > t
            assert later == month or month == t + 1


@pytest.mark.parametrize("t", [BEFORE, 0, 60])
@pytest.mark.parametrize("hazard", [0.008, 0.3])
def test_the_wait_from_any_month_is_geometric(world, p, hazard, t):
    waits = np.array([turn(world, p, t, hazard, key=mix(n), last=30_000) - t for n in range(4000)])
    assert waits.min() == 1
    assert waits.mean() == pytest.approx(1 / hazard, rel=0.05)
    assert np.mean(waits == 1) == pytest.approx(hazard, abs=4 * (hazard / 4000) ** 0.5)


def test_no_turn_comes_after_the_run(world, p):
    for d in range(20):
        month = turn(world, p, T, 0.1, d, last=5000)
        assert turn(world, p, T, 0.1, d, last=month) == month
        assert turn(world, p, T, 0.1, d, last=month - 1) == NEVER


@pytest.mark.parametrize(("hazard", "month"), [(0.0, NEVER), (-0.1, NEVER), (1.0, 31), (1.5, 31), (1e-17, NEVER)])
def test_turns_that_are_sure_or_never_come(world, p, hazard, month):
    assert turn(world, p, 30, hazard, last=99) == month


def test_every_home_has_a_first_turn_before_anything_happens(world, p):
    before = world.dwellings.turn.copy()
    for d in range(before.size):
        set_turn(world.dwellings, p, d, -37, turns_of(world))
    assert (world.dwellings.turn == before).all()
    world.dwellings.turn[:] = 0
    set_first_turns(world, p)
    assert (world.dwellings.turn == before).all()
    assert (before < T).any()
