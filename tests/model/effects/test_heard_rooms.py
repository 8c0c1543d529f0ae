"""Rooms that are heard of: some are advertised, the others are passed on among people who know each other."""

import numpy as np
import pytest

from approdo.model import draws
from approdo.model.codes import Housing
from approdo.model.draws import draw
from tests.model.effects.arms import identical, life, signed_now

MONTHS = 12


def heard(advertised, ties, diary=True, **changes):
    """Return a year in which rooms are heard of so."""
    given = {"search.rooms_advertised": advertised, "search.rooms_ties": ties, **changes}
    return life(recorded=MONTHS, diary=diary, changes=given)


def rooms_signed(arm):
    """Return month, person and room of everybody who signed for a room."""
    found = []
    for t in range(MONTHS):
        people = arm.days[t + 1].people
        found += [(t, i, people.home[i]) for i in signed_now(arm, t) if people.housing[i] == Housing.SHARED]
    return found


def lower_half(arm, t, i, room):
    """Return the lower half of the bits that order the offers somebody knows, as a number from 0 to 1."""
    bits = draw(arm.world.seed[0], draws.OFFER_KNOWN, t, arm.world.people.id[i], arm.world.dwellings.id[room])
    return (int(bits) & (1 << 32) - 1) / 2.0**32


def test_where_all_rooms_are_advertised_ties_add_nothing():
    one, other = (heard(1.0, ties, diary=False).world for ties in (0.0, 0.5))
    assert identical(one, other)
    assert (one.record.housing == Housing.SHARED).any()


def test_nobody_finds_a_room_that_is_neither_advertised_nor_passed_on():
    arm = heard(0.0, 0.0)
    assert rooms_signed(arm) == []
    assert any(signed_now(arm, t).size for t in range(MONTHS)), "whole homes are found as before"


def test_without_adverts_only_people_with_ties_find_rooms():
    signed = rooms_signed(heard(0.0, 1.0))
    assert len(signed) > 10
    lonely = {"ties.bond_base": 0.0, "ties.bond_zone": 0.0, "ties.bridge_base": 0.0, "ties.bridge_language": 0.0}
    alone = heard(0.0, 1.0, **lonely, **{"ties.bridge_work": 0.0, "ties.fade": 1.0})
    for t, i, _ in rooms_signed(alone):
        assert alone.days[t].people.bonds[i] + alone.days[t].people.bridges[i] > 0
    assert len(rooms_signed(alone)) < len(signed)


@pytest.mark.parametrize(("advertised", "ties"), [(0.3, 0.0), (0.2, 0.04), (0.0, 0.05)])
def test_whoever_signs_for_a_room_had_heard_of_it(advertised, ties):
    """By hand, with the ties of the month before."""
    arm = heard(advertised, ties)
    signed, lower = rooms_signed(arm), []
    assert len(signed) > 5
    for t, i, room in signed:
        before = arm.days[t].people
        lower.append(lower_half(arm, t, i, room))
        assert lower[-1] < advertised + ties * (int(before.bonds[i]) + int(before.bridges[i]))
    assert max(lower) > 0.1 * (advertised + 4 * ties), "not only those heard of by nearly everybody"


def test_ties_of_either_kind_pass_rooms_on():
    """Some were heard of only because of bonds, and some only because of bridges."""
    arm = heard(0.0, 0.05)
    by_bonds = by_bridges = 0
    for t, i, room in rooms_signed(arm):
        before = arm.days[t].people
        share = lower_half(arm, t, i, room)
        by_bonds += share >= 0.05 * int(before.bridges[i])
        by_bridges += share >= 0.05 * int(before.bonds[i])
    assert by_bonds > 0
    assert by_bridges > 0


def test_more_adverts_and_more_ties_find_more_rooms():
    months = [
        int((heard(advertised, ties, diary=False).world.record.housing == Housing.SHARED).sum())
        for advertised, ties in ((0.0, 0.0), (0.0, 0.01), (0.2, 0.05), (1.0, 0.1))
    ]
    assert months == sorted(months)
    assert np.unique(months).size == len(months)
