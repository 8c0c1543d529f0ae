"""Mechanisms that no lever turns: transfers, families, harvests, public housing, dated transfers, hosts, who is who."""

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest

from approdo.model import flows, monthly
from approdo.model.calendar import parse_month
from approdo.model.codes import AgeBand, Channel, Family, Housing, Permit, Work
from approdo.model.outcomes import PEOPLE, index_people, people_table, see, traits_of
from approdo.model.processes.exits import BLOCKED, MOVED
from approdo.model.processes.families import rooms_for
from approdo.model.programme import empty_programme
from approdo.model.regimes import calendar_of
from tests.model.effects.arms import SMALL, life, numbers, present, table

# alone, a couple, a lone parent, couples with children
ROOMS = [(1, 0, 1), (2, 0, 2), (2, 1, 3), (3, 1, 3), (4, 2, 3), (5, 3, 4), (6, 4, 4)]


# --- from CAS to SAI ------------------------------------------------------------------------------------------------


def test_transfers_are_blocked_only_while_longer_stays_hold_places_of_sai():
    all_move = {"reception.sai_share": 1.0, "reception.sai_free": 1.0}
    none = life([], recorded=24, changes=all_move)
    assert sum(int(day.flows[flows.TRANSFERS_BLOCKED]) for day in none.days[1:]) == 0
    arm = life([table("reception_extension", 60, extra_months=12)], recorded=24, changes=all_move)
    blocked = 0
    for t, (before, after) in enumerate(zip(arm.days[:-1], arm.days[1:], strict=True)):
        now = (before.people.transfer != BLOCKED) & (after.people.transfer == BLOCKED)
        assert now.sum() == after.flows[flows.TRANSFERS_BLOCKED]
        prolonged = before.people.housing == Housing.PROLONGED_RECEPTION
        assert now.sum() <= (prolonged & (before.people.channel != Channel.CAS)).sum()
        assert (after.people.exit_due[now] >= t).all(), "they leave before their time"
        assert (after.people.housing[now] != Housing.RECEPTION).all()
        assert (after.people.channel[now] == Channel.CAS).all()
        blocked += int(now.sum())
    assert blocked > 0
    assert arm.world.record.series[:, monthly.TRANSFERS_BLOCKED].sum() == blocked


def test_an_extension_in_cas_blocks_nobody():
    lever = table("reception_extension", 60, extra_months=12, eligibility={"channel": ["cas"]})
    arm = life([lever], recorded=24, changes={"reception.sai_share": 1.0, "reception.sai_free": 1.0})
    assert sum(int(day.flows[flows.TRANSFERS_BLOCKED]) for day in arm.days[1:]) == 0


def test_transfers_take_the_share_that_has_a_place_and_a_permit():
    for share, free in ((0.0, 1.0), (1.0, 0.0), (1.0, 1.0)):
        world = life(
            [], recorded=12, diary=False, changes={"reception.sai_share": share, "reception.sai_free": free}
        ).world
        moved = world.people.transfer == MOVED
        assert moved.any() == (share * free > 0)
        assert (world.people.channel[moved] == Channel.SAI).all()


# --- families -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("household", "minors", "rooms"), ROOMS)
def test_rooms_that_a_household_needs(household, minors, rooms):
    assert rooms_for(household, minors) == rooms


def test_a_family_that_comes_needs_more_room_crowds_the_home_and_searches():
    often = {"families.abroad": 1.0, "families.reunification": 0.2}
    none = life([], recorded=18, changes={"families.abroad": 0.0})
    arm = life([], recorded=18, changes=often)
    assert (none.world.people.reunited == 0).all()
    joined = 0
    for before, after in zip(arm.days[:-1], arm.days[1:], strict=True):
        now = (before.people.reunited == 0) & (after.people.reunited == 1)
        joined += int(now.sum())
        assert (before.people.family[now] == Family.SINGLE).all()
        assert (before.people.household[now] == 1).all()
        assert np.isin(before.people.permit[now], (Permit.REFUGEE, Permit.SUBSIDIARY)).all()
        assert (after.people.family[now] == Family.FAMILY).all()
        assert (after.people.minors[now] >= 1).all()
        assert (after.people.rooms_needed[now] >= 3).all()
        assert present(after)[now].all()
    assert joined > 20
    series = [each.world.record.series for each in (none, arm)]
    assert series[1][:, monthly.OVERCROWDED].sum() > series[0][:, monthly.OVERCROWDED].sum()
    crowded = arm.days[-1].people
    with_room = (crowded.home >= 0) & (crowded.reunited == 1)
    shared = with_room & (crowded.housing == Housing.SHARED)
    assert not shared.any() or series[1][-1, monthly.OVERCROWDED] >= shared.sum()


# --- harvests -------------------------------------------------------------------------------------------------------


def test_a_harvest_is_an_absence_that_ends_in_october_and_never_a_departure():
    arm = life([], recorded=24, changes={"season.leaves": 0.5})  # October 2018 to September 2020
    gone = 0
    for t, (before, after) in enumerate(zip(arm.days[:-1], arm.days[1:], strict=True)):
        month = (9 + t) % 12
        left = (before.people.away == 0) & (after.people.away > 0)
        gone += int(left.sum())
        if not 4 <= month < 9:
            assert not left.any(), "they leave from May to September"
        if month >= 9 or month < 4:
            assert not (after.people.away > 0).any(), "and are back in October"
        assert (after.people.away[left] == 9 - month).all()
        assert (before.people.household[left] == 1).all()
        away = after.people.away > 0
        assert (after.people.housing[away] == Housing.INFORMAL).all()
        assert (after.people.work[away] == Work.SEASONAL).all()
        assert (before.people.housing[before.people.away > 0] != Housing.DEPARTED).all()
        assert (after.people.housing[before.people.away > 1] == Housing.INFORMAL).all()
        holders = after.people.channel != Channel.NONE
        assert after.record.series[t, monthly.AWAY] == (away & holders).sum()
        assert not (after.supports.left[:, left] != before.supports.left[:, left]).any()
    assert gone > 5


# --- public housing -------------------------------------------------------------------------------------------------


def test_public_housing_never_comes_before_the_waiting_time():
    arm = life([], recorded=24, changes={"social.waiting_months": 40.0, "social.chance": 0.2})
    lettings = 0
    for t, (before, after) in enumerate(zip(arm.days[:-1], arm.days[1:], strict=True)):
        new = (before.people.housing != Housing.SOCIAL) & (after.people.housing == Housing.SOCIAL)
        assert (t - after.people.exit_due[new] >= 40).all()
        assert (after.people.permit[new] != Permit.NONE).all()
        assert (after.people.registered[new] == 1).all()
        assert (after.people.home[new] == -1).all(), "outside the private stock"
        assert after.flows[flows.SOCIAL_LETTINGS] >= new.sum()  # somebody may be let one and depart
        lettings += int(new.sum())
    assert lettings > 3
    late = life([], recorded=24, changes={"social.waiting_months": 200.0, "social.chance": 0.2})
    assert sum(int(day.flows[flows.SOCIAL_LETTINGS]) for day in late.days[1:]) == 0


# --- the date -------------------------------------------------------------------------------------------------------


def test_the_minimum_income_of_a_date_and_a_country():
    def first(text, country):
        calendar = calendar_of(parse_month(text), 1, country)
        return tuple(
            int(each[0]) for each in (calendar.minimum_income, calendar.minimum_years, calendar.minimum_families)
        )

    assert first("2018-10", "IT") == (0, 0, 0)
    assert first("2019-03", "IT") == (0, 0, 0)
    assert first("2019-04", "IT") == (50_000, 10, 0)
    assert first("2023-12", "IT") == (50_000, 10, 0)
    assert first("2024-01", "IT") == (50_000, 5, 1)
    assert first("2024-01", "DE") == (56_300, 0, 0)
    assert first("2024-01", "AT") == (115_600, 0, 0)
    assert first("2024-01", "SI") == (48_400, 0, 0)


def entitled(day, t):
    """Return holders out of reception, registered, without a child allowance to count."""
    people = day.people
    inside = (people.housing == Housing.RECEPTION) | (people.housing == Housing.PROLONGED_RECEPTION)
    return present(day) & ~inside & (people.permit != Permit.NONE) & (people.registered == 1)


@pytest.mark.parametrize(
    ("start", "here", "alone", "families"),
    [
        ("2018-10", 600.0, False, False),
        ("2019-06", 600.0, True, True),
        ("2019-06", 30.0, False, False),
        ("2024-01", 600.0, False, True),
        ("2024-01", 0.0, False, False),
    ],
)
def test_who_is_filled_up_to_the_minimum_income(start, here, alone, families):
    """Everybody takes it up; months of residence decide, and since 2024 minors."""
    given = {"money.minimum_take_up": 1.0, "money.child_take_up": 0.0, "money.months_here_at_exit": here}
    arm = life([], recorded=3, start=parse_month(start), changes=given)
    for t, day in enumerate(arm.days[1:]):
        people = day.people
        who = entitled(day, t) & (people.since > 1)  # where they slept when income was counted
        minors = people.minors > 0
        least = 50_000 * (1.0 + P_SCALE * (people.household - 1))
        assert (people.income[who & ~minors] >= 50_000).all() == alone
        if (who & minors).any():
            assert (people.income[who & minors] >= least[who & minors] - 1).all() == families


P_SCALE = numbers()["money.scale_minimum"]


# --- hosts ----------------------------------------------------------------------------------------------------------


def test_guests_cost_hosts_their_lease_as_often_as_their_load_says():
    """Nobody refuses to pay and everybody can: what is lost is lost for guests."""
    safe = {"tenancy.refusal": 0.0, "hosts.leavers_share": 3.0, "hosts.uptake": 0.9, "hosts.background_share": 0.0}
    calm, risky = (life([], recorded=12, changes={**safe, "hosts.lease_risk": risk}) for risk in (0.0, 1.0))
    loads = [float(day.zones.host_load.max()) for day in calm.days]
    assert max(loads) > 0
    for day in calm.days[1:]:
        zones = day.zones
        guests = zones.hosted - zones.hosts
        wanted = np.where((guests > 0) & (zones.own_homes > 0), guests / np.maximum(zones.own_homes, 1), 0.0)
        assert (zones.host_load == wanted).all()
    lost = [each.world.record.series[:, monthly.EVICTED].sum() for each in (calm, risky)]
    assert lost[1] > lost[0]


# --- who is who -----------------------------------------------------------------------------------------------------


def test_young_people_who_came_alone_are_young_and_alone():
    people = life([], recorded=1).days[0].people
    minors_of_age = people.channel == Channel.MSNA
    assert minors_of_age.any()
    assert (people.age[minors_of_age] == AgeBand.AGE_18_24).all()
    first = minors_of_age & (people.reunited == 0)
    assert (people.family[first] == Family.SINGLE).all()
    assert (people.household[first] == 1).all()
    assert (people.vulnerability[(people.channel == Channel.DMDS) & (people.exit_due > 24)] >= 0.7).all()


def test_people_without_a_right_to_reception_are_never_in_the_headline():
    world = life([], recorded=24, diary=False).world
    none = world.people.channel == Channel.NONE
    assert none.any()
    assert not index_people(world, 24)[none].any()
    found = people_table(see(world, 24), traits_of(world))
    assert (found[none, PEOPLE.index("leaver")] == 3).all()
    assert (found[~none, PEOPLE.index("leaver")] < 3).all()
    assert (world.people.permit[none] == Permit.NONE).all()
    assert not (world.people.registered[none] == 1).any()
    states = world.record.housing[:, none]
    for month in range(24):
        there = (states[month] > Housing.RECEPTION) & (states[month] != Housing.DEPARTED)
        assert world.record.series[month, monthly.NO_RIGHT] == there.sum()


def test_without_such_people_the_holders_are_the_same():
    figures = dict(SMALL.figures)
    figures["non_holder_leavers_per_month"] = dataclasses.replace(figures["non_holder_leavers_per_month"], value=0.0)
    alone = dataclasses.replace(SMALL, figures=MappingProxyType(figures), digest="holders alone")
    both, holders = life([], recorded=1).days[0], life([], recorded=1, territory=alone).days[0]
    assert (holders.people.channel != Channel.NONE).all()
    kept = both.people.channel != Channel.NONE
    assert (both.people.id[kept] == holders.people.id).all()
    for column in ("exit_due", "sex", "origin", "schooling", "sector"):
        assert (getattr(both.people, column)[kept] == getattr(holders.people, column)).all(), column
    assert empty_programme(1).places.size == 0
