"""Owners think again: of offers that nobody takes, of homes that our people leave, and of short lets in the summer."""

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest

from approdo.model import flows
from approdo.model.codes import ZoneKind
from approdo.model.processes.common import LET, LET_OTHERS, OFFERED, SHORT_LET, WITHHELD
from tests.model.effects.arms import SMALL, life, lived_on, private_homes, table

MONTHS = 12
ASKED, NEVER = -32000, 32000
ALWAYS_LET, NEVER_LET = {"owners.let": 60.0}, {"owners.let": -60.0}
NOBODY_TAKES = {"landlords.wait": 600.0}  # every owner waits for somebody better
NO_ERP = {"social.chance": 0.0}  # which empties homes between the owners' decisions and the market
OWNERS_AND_MARKET = 7  # the housing market's place in the schedule


def closed(world):
    return np.isin(world.dwellings.state, (WITHHELD, SHORT_LET))


def on_offer(world):
    """Say which whole homes stand empty on offer by their owner's choice."""
    dwellings = world.dwellings
    return private_homes(world) & (dwellings.state == OFFERED) & (dwellings.turn != ASKED)


@pytest.mark.parametrize("hazard", [0.0, 0.1, 1.0])
def test_offers_that_nobody_takes_are_withdrawn_with_their_hazard(hazard):
    """No owner would let any more: whoever thinks again takes the home off the market."""
    before = life(recorded=1, changes={**ALWAYS_LET, **NOBODY_TAKES, "owners.withdraws": hazard}).days[0]
    offers = on_offer(before)
    assert offers.sum() > 200
    after = lived_on(before, 0, {**NEVER_LET, **NOBODY_TAKES, "owners.withdraws": hazard}, OWNERS_AND_MARKET)
    gone = offers & (after.dwellings.state != OFFERED)
    assert closed(after)[gone].all()
    assert abs(gone.sum() - hazard * offers.sum()) <= 4.5 * np.sqrt(hazard * (1.0 - hazard) * offers.sum())


def test_an_offer_with_a_hazard_of_nothing_has_no_turn_and_a_room_on_offer_has_that_of_its_flatmates():
    """At the beginning of many months: in the last one nothing has a turn any more."""
    world = life(recorded=60, diary=False, changes={**ALWAYS_LET, **NOBODY_TAKES, "owners.withdraws": 0.0}).days[0]
    assert (world.dwellings.turn[on_offer(world)] == NEVER).all()
    changes = {**NOBODY_TAKES, "owners.withdraws": 1.0, "sharing.turnover": 0.0}
    never = life(recorded=60, diary=False, changes=changes).days[0].dwellings
    assert (never.turn[never.by_room == 1] == NEVER).all()


def left_this_month(before, after):
    """Say which whole private homes our people left empty."""
    there = (before.dwellings.tenants > 0) & (after.dwellings.tenants == 0)
    return there & private_homes(before) & private_homes(after)


@pytest.mark.parametrize(
    ("leaving", "before_the_owners_decide"),
    [({"tenancy.loss_after_months": 0.0, "tenancy.loss_formal": 1.0}, True), ({"departure.base": 0.5}, False)],
)
def test_a_home_that_one_of_our_people_left_is_the_owners_to_decide(leaving, before_the_owners_decide):
    """With owners who would not let: it is closed in the same month, or stands asked until the next one closes it."""
    changes = {**NO_ERP, **NEVER_LET, **leaving}
    day, at_once, later = life(recorded=MONTHS).days[0], 0, 0
    for t in range(3):
        after = lived_on(day, t, changes)
        homes = left_this_month(day, after)
        asked = homes & (after.dwellings.turn == ASKED)
        assert (after.dwellings.state[asked] == OFFERED).all()
        assert closed(after)[homes & ~asked].all()
        waited = private_homes(day) & (day.dwellings.turn == ASKED)
        assert closed(after)[waited].all()
        at_once += int((homes & ~asked).sum())
        later += int(asked.sum())
        day = after
    assert (at_once if before_the_owners_decide else later) > 5


def test_a_home_that_one_of_our_people_left_is_let_again_where_owners_let():
    arm = life(recorded=MONTHS, changes={**ALWAYS_LET, "tenancy.transitory_share": 0.9})
    left = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        homes = left_this_month(before, after)
        assert np.isin(after.dwellings.state[homes], (OFFERED, LET_OTHERS)).all()
        left += int(homes.sum())
    assert left > 0


def test_a_room_that_one_of_our_people_left_is_on_offer_whatever_the_owner_thinks():
    changes = {**NEVER_LET, **NOBODY_TAKES, "sharing.turnover": 0.0}
    day, left = life(recorded=MONTHS).days[0], 0
    for t in range(MONTHS):
        after = lived_on(day, t, changes)
        emptier = (day.dwellings.by_room == 1) & (after.dwellings.tenants < day.dwellings.tenants)
        assert (after.dwellings.state[emptier] == OFFERED).all()
        left += int(emptier.sum())
        day = after
    assert left > 10


def test_a_home_that_a_programme_gives_back_empty_is_the_owners_to_decide():
    """Nobody takes up a place, so that all are empty when the agency stops after three months."""
    lever = table("social_agency", 20, months=3, at_end="stop", take_up=0.0)
    last, given_back, decided = life([lever], recorded=6, changes={**NEVER_LET, **NOBODY_TAKES}).days[3:6]
    homes = last.dwellings.managed == 1
    assert homes.sum() > 10
    assert (given_back.dwellings.state[homes] == OFFERED).all()
    assert (given_back.dwellings.turn[homes] == ASKED).all()
    assert closed(decided)[homes].all()


def test_a_home_that_our_people_live_in_has_no_turn_and_no_turn_is_missed():
    arm = life(recorded=MONTHS)
    lived_in = 0
    for t, day in enumerate(arm.days[1:]):
        whole = private_homes(day)
        ours = whole & (day.dwellings.tenants > 0)
        assert (day.dwellings.turn[ours] == NEVER).all()
        assert (day.dwellings.state[ours] == LET).all()
        waits = day.dwellings.turn == ASKED
        assert ((day.dwellings.turn > t) | waits).all()
        assert (whole & (day.dwellings.state == OFFERED))[waits].all()
        lived_in += int(ours.sum())
    assert lived_in > 100


def test_entries_are_homes_that_were_closed_and_no_others():
    arm = life(recorded=MONTHS, changes={"owners.reconsiders": 0.15, "owners.withdraws": 1.0})
    entries = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        opened = closed(before) & ~closed(after)
        assert after.flows[flows.ENTRIES] == opened.sum()
        entries += int(opened.sum())
    assert entries > 5
    for changes in (ALWAYS_LET, {**ALWAYS_LET, "owners.withdraws": 1.0}):
        open_town = life(recorded=MONTHS, changes=changes)
        assert sum(int(day.flows[flows.ENTRIES]) for day in open_town.days[1:]) == 0


# --- summer and tourism ---------------------------------------------------------------------------------------------


def visited(share):
    """Return the small province with another pull of tourism."""
    figures = dict(SMALL.figures)
    figures["tourist_pressure"] = dataclasses.replace(figures["tourist_pressure"], value=share)
    return dataclasses.replace(SMALL, figures=MappingProxyType(figures), digest=f"visited {share}")


@pytest.mark.parametrize("outside", [0.0, 0.6, 1.0])
def test_tourism_is_the_provinces_in_the_centre_and_a_part_of_it_elsewhere(outside):
    zones = life(recorded=1, territory=visited(0.5), changes={"owners.outside": outside}).days[0].zones
    centre = zones.kind <= ZoneKind.SEMI_CENTRE
    assert 0 < centre.sum() < centre.size
    assert (zones.tourism == np.where(centre, 0.5, 0.5 * outside)).all()


@pytest.mark.parametrize(("pull", "outside"), [(0.5, 1.0), (0.5, 0.0), (0.0, 1.0)])
def test_the_summer_moves_only_homes_whose_owners_decide_and_only_where_there_is_tourism(pull, outside):
    """The record begins in October: of a year's months the eighth to the twelfth are May to September."""
    changes = {"owners.outside": outside, "owners.withdraws": 0.1}
    arm = life(recorded=MONTHS, territory=visited(pull), changes=changes)
    for t, day in enumerate(arm.days[:-1]):
        calm, summer = (
            lived_on(day, t, {**changes, "owners.summer": worth}, OWNERS_AND_MARKET).dwellings for worth in (0.0, 60.0)
        )
        decided = private_homes(day) & (day.dwellings.turn <= t)
        tourism = arm.world.zones.tourism[day.dwellings.zone] > 0.0
        assert decided.any()
        if 7 <= t <= 11:
            assert (summer.state[decided & tourism] == SHORT_LET).all()
            assert (summer.state[decided & ~tourism] != SHORT_LET).any() == bool((decided & ~tourism).any())
        moved = (calm.state == SHORT_LET) != (summer.state == SHORT_LET)
        assert not moved[~(decided & tourism)].any()
        assert moved.any() == (7 <= t <= 11 and pull > 0.0)
