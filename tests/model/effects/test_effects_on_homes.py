"""Levers that give homes, places and beds: how many, for whom, how long, and what becomes of them at the end."""

import numpy as np
import pytest

from approdo.model import flows, monthly
from approdo.model.codes import Housing
from approdo.model.outcomes import LENIENT, PLUS, STABLE, STRICT
from approdo.model.processes.common import DISUSED, OFFERED, WITHHELD, WORKS
from tests.model.effects.arms import WORKS_ON_DISUSED, life, table

MONTHS = 24


@pytest.mark.parametrize("kind", ["social_agency", "shared_housing"])
def test_a_manager_takes_whole_empty_homes_that_are_to_let_or_kept_empty(kind):
    arm = life([table(kind, 30, new_per_month=5)], recorded=MONTHS)
    taken = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        new = (before.dwellings.managed == 0) & (after.dwellings.managed == 1)
        taken += int(new.sum())
        stayed = (before.people.home >= 0) & (before.people.home == after.people.home)
        assert not np.isin(before.people.home[stayed], new).any(), "nobody was living there"
        assert (after.dwellings.others[new] == 0).all()
        assert (after.dwellings.by_room[new] == 0).all()
        assert (before.dwellings.state[new] != DISUSED).all()
        if kind == "shared_housing":
            assert (after.dwellings.places[new] == after.dwellings.rooms[new]).all()
            assert (after.dwellings.rooms[new] >= 2).all()
    assert taken >= 30
    housed = arm.world.record.housing[:, arm.world.people.reached == 1] == Housing.PROGRAMME
    assert housed.any()


def test_rooms_are_for_people_alone_and_whole_homes_have_the_rooms_that_are_needed():
    for kind in ("shared_housing", "social_agency"):
        arm = life([table(kind, 40)], recorded=MONTHS)
        for day in arm.days[1:]:
            people = day.people
            held = np.flatnonzero(people.housing == Housing.PROGRAMME)
            new = held[people.since[held] == 1]  # counted once at the end of their first month
            if kind == "shared_housing":
                assert (people.household[new] == 1).all()
            else:
                assert (day.dwellings.rooms[people.home[new]] >= people.rooms_needed[new]).all()


def test_homes_of_an_agency_that_stops_go_back_to_their_owners_with_their_tenants():
    arm = life([table("social_agency", 20, months=10, at_end="stop")], recorded=14)
    last, after = arm.days[10], arm.days[11]
    held = last.dwellings.managed == 1
    lived_in = np.flatnonzero(last.people.housing == Housing.PROGRAMME)
    assert held.any()
    assert lived_in.size > 0
    assert (after.dwellings.managed == 0).all()
    stayed = lived_in[after.people.home[lived_in] == last.people.home[lived_in]]
    assert stayed.size > 0
    assert (after.people.housing[stayed] == Housing.OWN).all()
    assert not arm.world.ledger.served[0, 10:].any()


@pytest.mark.parametrize("kind", WORKS_ON_DISUSED)
def test_works_take_their_months_and_only_disused_homes_whose_owner_agrees(kind):
    arm = life([table(kind, 12, new_per_month=3, works_months=5)], recorded=MONTHS)
    started: dict[int, int] = {}
    for t, (before, after) in enumerate(zip(arm.days[:-1], arm.days[1:], strict=True)):
        new = np.flatnonzero((before.dwellings.managed == 0) & (after.dwellings.managed == 1))
        assert (before.dwellings.state[new] == DISUSED).all()
        started |= dict.fromkeys(new.tolist(), t)
        done = np.flatnonzero((before.dwellings.state == WORKS) & (after.dwellings.state != WORKS))
        assert all(t - started[d] == 4 for d in done.tolist()), "works of five months end in the fifth"
        assert (after.dwellings.state[done] == OFFERED).all()
    assert len(started) == 12
    assert arm.world.flows[flows.REOPENED] == 12
    none = life([], recorded=MONTHS, diary=False).world.dwellings
    assert (none.state == DISUSED).sum() - (arm.world.dwellings.state == DISUSED).sum() == 12


def test_a_cooperative_gives_a_title_that_stays_after_the_end():
    lever = table("cooperative_housing", 10, works_months=2, months=8, at_end="stop")
    stayed = [who_stayed(life([lever], recorded=MONTHS, seed=seed)) for seed in (1, 2, 3)]
    assert np.concatenate(stayed).mean() > 0.5
    assert STABLE[Housing.SOCIAL]
    assert not STABLE[Housing.PROGRAMME]


def who_stayed(arm):
    """Return which of a cooperative's members of month 8 are in its homes at the end; check where the others are."""
    homes = arm.days[8].dwellings.managed == 1
    members = np.flatnonzero((arm.days[8].people.housing == Housing.SOCIAL) & (arm.days[8].people.home >= 0))
    assert members.size > 0
    assert (arm.world.dwellings.managed[homes] == 1).all(), "the homes stay what they became"
    for day in arm.days[9:]:
        there = (day.people.housing == Housing.SOCIAL) & (day.people.home >= 0)
        assert (day.dwellings.managed[day.people.home[there]] == 1).all()
        gone = members[~there[members]]
        left_by_themselves = np.isin(day.people.housing[gone], (Housing.DEPARTED, Housing.OWN, Housing.SHARED))
        lost = day.people.homeless[gone] > arm.days[8].people.homeless[gone]
        assert (left_by_themselves | lost | (day.people.housing[gone] != Housing.PROGRAMME)).all()
    return arm.world.people.housing[members] == Housing.SOCIAL


def test_the_works_of_a_cooperative_cost_less_by_the_residents_own_work():
    lever = table("cooperative_housing", 3, new_per_month=1, start_cost=10_000.0, own_work=0.25, unit_cost=0.0)
    assert life([lever], recorded=5, diary=False).world.ledger.spent[0].tolist() == [750_000] * 3 + [0, 0]


def test_families_host_one_or_two_each_at_a_time():
    arm = life([table("home_hosting", 6, stay_months=4)], recorded=MONTHS)
    ever = np.zeros(arm.world.people.id.size, np.int64)
    for day in arm.days[1:]:
        hosted = day.people.housing == Housing.HOSTED_AGREEMENT
        ever += hosted
        assert hosted.sum() <= 6
        assert (day.people.household[hosted] <= 2).all()
        assert (day.people.home[hosted] == -1).all()
    assert ever.max() <= 4, "nobody stays longer than agreed"
    assert 0 < ever.sum() <= arm.world.ledger.served.sum()
    assert not STRICT[Housing.HOSTED_AGREEMENT]


def test_families_give_up_as_often_as_their_hazard_says():
    never = life(
        [table("home_hosting", 40, stay_months=12)], recorded=12, changes={"hosts.family_ends": 0.0}, diary=False
    )
    always = life([table("home_hosting", 40, stay_months=12)], recorded=12, changes={"hosts.family_ends": 1.0})
    state = Housing.HOSTED_AGREEMENT
    assert (never.world.record.housing == state).sum() > 0
    assert (always.world.record.housing == state).sum() == 0, "who is taken in is let go in the same month"


def test_a_place_in_transition_is_homelessness_in_the_strict_sense_only_and_ends_in_time():
    arm = life([table("transitional_housing", 15, stay_months=5)], recorded=MONTHS, diary=False)
    states = arm.world.record.housing
    there = states == Housing.TRANSITIONAL
    assert (there.sum(axis=1) <= 15).all()
    assert there.sum(axis=0).max() <= 5
    assert there.sum() > 0
    assert (STRICT[Housing.TRANSITIONAL], LENIENT[Housing.TRANSITIONAL], PLUS[Housing.TRANSITIONAL]) == (
        True,
        False,
        True,
    )
    holders = arm.world.people.channel != 4
    assert (arm.world.record.series[:, monthly.EL3] == there[:, holders].sum(axis=1)).all()


def test_beds_take_people_off_the_street_and_end_nobodys_homelessness():
    none = life([], recorded=12, diary=False)
    arm = life([table("shelter_beds", 15)], recorded=12, diary=False)
    states = [each.world.record.housing for each in (none, arm)]
    first = [each[0] for each in states]  # later months differ through health and work
    assert (STRICT[first[0]] == STRICT[first[1]]).all()
    moved = first[0] != first[1]
    assert moved.any()
    assert (first[1][moved] == Housing.SHELTER).all()
    assert (states[1] == Housing.SHELTER).sum() > (states[0] == Housing.SHELTER).sum()


def test_winter_beds_are_open_and_paid_from_november_to_march():
    arm = life([table("shelter_beds", 10, winter_only=True, unit_cost=100.0)], recorded=12, diary=False)
    assert arm.world.ledger.spent[0].tolist() == [0, *[100_000] * 5, *[0] * 6]  # from October


def test_a_manager_brings_a_home_that_was_kept_empty_back_into_use():
    arm = life([table("social_agency", 40)], recorded=12)
    entries = [int(day.flows[flows.ENTRIES]) for day in arm.days[1:]]
    brought = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        new = (before.dwellings.managed == 0) & (after.dwellings.managed == 1)
        brought += int((before.dwellings.state[new] == WITHHELD).sum())
    assert sum(entries) > 0
    assert brought <= sum(entries) + 40
