"""Why people leave reception before their term: they give up, return, are removed, or earn too much."""

import numpy as np
import pytest

from approdo.model import flows
from approdo.model.codes import Housing
from tests.model.effects.arms import life, lived_on

EXITS = 0  # the first process of the month
NOBODY = {
    "reception.abandon_hazard": 0.0,
    "reception.return_hazard": 0.0,
    "reception.removal_hazard": 0.0,
    "reception.revoke_hazard": 0.0,
}


@pytest.fixture(scope="module")
def start():
    """A month's beginning, and who is in reception before the month of their exit."""
    world = life(recorded=1).days[0]
    inside = (world.people.housing == Housing.RECEPTION) & (world.people.exit_due > 0)
    assert inside.sum() > 50
    return world, inside


def out(world, inside):
    """Say who of these left, and who of these left the town."""
    return inside & (world.people.housing != Housing.RECEPTION), inside & (world.people.housing == Housing.DEPARTED)


def test_without_reasons_everybody_stays_to_the_term(start):
    world, inside = start
    after = lived_on(world, 0, {**NOBODY, "reception.sai_share": 0.0}, EXITS)
    assert not out(after, inside)[0].any()
    assert after.flows[flows.DEPARTURES] == 0


def test_whoever_returns_departs_and_is_no_exit_and_whoever_is_removed_is_out_without_a_home(start):
    world, inside = start
    none = lived_on(world, 0, NOBODY, EXITS)
    returned = lived_on(world, 0, {**NOBODY, "reception.return_hazard": 1.0}, EXITS)
    left, departed = out(returned, inside)
    assert (left == departed).all()
    assert departed[inside].all()
    gone = (returned.people.housing == Housing.DEPARTED) & (world.people.housing != Housing.DEPARTED)
    assert gone.sum() == returned.flows[flows.DEPARTURES] > 50
    assert returned.flows[flows.EXITS] == none.flows[flows.EXITS]
    removed = lived_on(world, 0, {**NOBODY, "reception.removal_hazard": 1.0}, EXITS)
    left, departed = out(removed, inside)
    assert not departed.any()
    assert left[inside].all()
    assert removed.flows[flows.EXITS] >= left.sum()
    assert (removed.people.home[left] == -1).all()


@pytest.mark.parametrize("reason", ["abandon", "return", "removal"])
def test_each_reason_comes_with_its_hazard_and_a_larger_one_adds_people(reason, start):
    world, inside = start
    low, high = (
        out(lived_on(world, 0, {**NOBODY, f"reception.{reason}_hazard": hazard}, EXITS), inside)[0]
        for hazard in (0.2, 0.5)
    )
    assert not (low & ~high).any()
    for share, found in ((0.2, low), (0.5, high)):
        assert abs(found.sum() - share * inside.sum()) <= 4.5 * np.sqrt(share * (1.0 - share) * inside.sum())


def test_the_reasons_have_luck_of_their_own(start):
    world, inside = start
    one, two = (
        out(lived_on(world, 0, {**NOBODY, f"reception.{reason}_hazard": 0.5}, EXITS), inside)[0]
        for reason in ("return", "removal")
    )
    both = (one & two).sum()
    assert abs(both - 0.25 * inside.sum()) <= 4.5 * np.sqrt(0.25 * 0.75 * inside.sum())
