"""The search for a home: who seeks, what is known and affordable, what owners make of applicants."""

import numpy as np
import pytest

from approdo.model import kinds
from approdo.model.codes import Housing, Permit, Sex, Work
from approdo.model.draws import option
from approdo.model.processes.common import UNPLACED, occupy
from approdo.model.processes.families import is_joined, rooms_for
from approdo.model.processes.hiring import origin_bias
from approdo.model.processes.letting import landlord_value, rivals_move_in, shown_ability, weigh_rivals
from approdo.model.processes.offers import Offers
from approdo.model.processes.search import (
    KNOWN,
    Known,
    affordable,
    anchor_of,
    funds_of,
    has_means,
    home_utility,
    is_overcrowded,
    least_hashes,
    mark_fitting,
    means_of,
    order_by_value,
    seeks,
)
from approdo.model.processes.social_homes import list_allotted, social_homes
from approdo.model.processes.turns import turns_of
from tests.model.rules.first import become, everybody, here, support

T = 10
SEEK = {2, 3, 4, 6, 7, 8, 9, 11, UNPLACED}  # not from an institution, nor from a home of one's own


def nothing_known(offers):
    """Return room for what one seeker knows of so many offers."""
    few = (np.full(KNOWN, -1, np.int64), np.zeros(KNOWN), np.zeros(KNOWN, np.int64))
    listed = (np.zeros(offers, np.int8), *np.zeros((2, offers), np.int64), *np.zeros((2, offers), np.uint64))
    return Known(*few, *listed)


@pytest.fixture
def seeker(world):
    """The first person, without a home; with these values."""

    def make(**fields):
        usual = {
            "housing": Housing.STREET,
            "away": 0,
            "home": -1,
            "rent": 0,
            "income": 0,
            "household": 1,
            "savings": 0,
            "exit_due": 4,
            "employer": -1,
            "rooms_needed": 1,
            "registered": 1,
            "permit": 0,
            "permit_wait": 0,
            "sex": 0,
            "minors": 0,
            "reference": 0,
            "bonds": 0,
            "work": Work.JOBSEEKER,
            "origin": 0,
            "family": 0,
        }
        return become(world, **{**usual, **fields})

    return make


def test_from_which_states_people_seek(world, p, seeker):
    p.search_before_exit_months, p.search_tenant_chance = 3.0, 0.0
    told = set()
    for state in [*range(1, 15), UNPLACED]:
        seeker(housing=state, exit_due=99)
        told |= {state} if seeks(world, p, 0, T, 5) else set()
        seeker(housing=state, away=1)
        assert not seeks(world, p, 0, T, 5)
    assert told == SEEK


@pytest.mark.parametrize(("due", "prepared", "told"), [(13, False, True), (14, False, False), (14, True, True)])
def test_who_is_about_to_leave_reception_seeks(world, p, seeker, due, prepared, told):
    p.search_before_exit_months = 3.0
    seeker(housing=Housing.RECEPTION, exit_due=due)
    support(world, kinds.EXIT_PREPARATION, prepared)
    assert seeks(world, p, 0, T, 5) == told


@pytest.mark.parametrize(
    ("rent", "household", "needed", "chance", "told"),
    [
        (401, 1, 1, 1.0, True),
        (400, 1, 1, 1.0, False),
        (401, 1, 1, 0.0, False),
        (0, 3, 4, 1.0, True),
        (0, 3, 3, 1.0, False),
    ],
)
def test_tenants_in_too_dear_or_small_a_home_seek_at_times(world, p, seeker, rent, household, needed, chance, told):
    p.search_burden, p.search_tenant_chance = 0.4, chance
    world.dwellings.places[0], world.dwellings.rooms[0] = 1, 3
    seeker(housing=Housing.OWN, home=0, rent=rent, income=1000, household=household, rooms_needed=needed)
    assert seeks(world, p, 0, T, 5) == told


@pytest.mark.parametrize(
    ("household", "places", "needed", "told"), [(1, 2, 9, False), (2, 2, 1, True), (2, 1, 3, False), (2, 1, 4, True)]
)
def test_who_is_overcrowded(world, seeker, household, places, needed, told):
    world.dwellings.places[0], world.dwellings.rooms[0] = places, 3
    seeker(household=household, rooms_needed=needed)
    assert not is_overcrowded(world, 0)
    seeker(household=household, rooms_needed=needed, home=0)
    assert is_overcrowded(world, 0) == told


def test_means_and_funds(world, package, seeker):
    programme = package({"kind": "deposit_advance", "places": 1})
    programme.actions.advance_cents[0] = 70
    seeker(savings=30)
    assert not has_means(world, 0)
    assert funds_of(world, programme, 0) == 30
    support(world, kinds.RENT_SUBSIDY)
    support(world, kinds.DEPOSIT_ADVANCE)
    assert has_means(world, 0)
    assert funds_of(world, programme, 0) == 100
    seeker(income=1)
    assert has_means(world, 0)


def offers_at(rents, deposit=2):
    """Return offers at these rents, cheapest first: whole dwellings of one room, within reach from everywhere."""
    count = len(rents)
    ids, nothing, small = np.zeros(count, np.int64), np.zeros(count, np.int32), np.zeros(count, np.int8)
    asked, near, place = np.array(rents, np.int32), np.ones((3, count), np.int8), np.arange(count, dtype=np.int32)
    least, ends, owner = np.array([deposit], np.int64), np.array([0, count], np.int64), np.zeros(count)
    homes = (nothing, ids, small, np.ones(count, np.int8), asked, nothing, nothing, near, place, least)
    return Offers(*homes, owner, owner, owner, owner, ends)


@pytest.mark.parametrize(
    ("fields", "held", "count"),
    [
        ({"income": 1000, "savings": 10_000}, "", 4),  # rents up to 400
        ({"income": 1000, "savings": 900}, "", 3),  # three rents to move in
        ({"income": 1000, "savings": 300}, "GUARANTEE_FUND", 3),  # one, where the deposit is not asked for
        ({"income": 0, "savings": 10_000}, "", 0),
        ({"income": 0, "savings": 10_000}, "RENT_SUBSIDY", 2),  # 200 are paid
        ({"income": 1000, "savings": 10_000, "home": 0, "rent": 300}, "", 2),  # cheaper than now
        ({"income": 1000, "savings": 10_000, "home": 0, "rent": 300, "household": 2, "rooms_needed": 9}, "", 4),
    ],
)
def test_what_is_within_the_means(world, p, package, seeker, fields, held, count):
    p.search_budget_share = 0.4
    programme = package({"kind": "rent_subsidy", "places": 1})
    programme.actions.subsidy_share[0], programme.actions.subsidy_cents[0] = 0.0, 200
    world.dwellings.places[0], world.dwellings.rooms[0] = 1, 3
    seeker(**fields)
    if held:
        support(world, getattr(kinds, held), by=0)
    offers = offers_at([100, 200, 300, 400, 500])
    means = means_of(world, programme, p, 0, offers)
    assert affordable(means, offers.rent, 0, 5) == count
    assert affordable(means, offers.rent, 2, 2) == 2
    assert affordable(means, offers.rent, 3, 5) == max(3, count)


def test_which_offers_would_do():
    rows = np.array([4, 5, 6, 7, 8, 9], np.int32)
    rooms, needed = np.array([1, 2, 3, 2, 2, 2], np.int8), np.array([9, 9, 9, 10, 9, 9], np.int32)
    near, told = np.array([1, 1, 1, 1, 0, 1], np.int8), np.zeros(6, np.int8)
    mark_fitting(rows, rooms, needed, near, 2, 3, 9, 9, told)
    assert told.tolist() == [0, 1, 1, 0, 0, 0]
    mark_fitting(rows, rooms, needed, near, 1, 1, 10, -1, told)
    assert told.tolist() == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("room", [3, KNOWN])
@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 40])
def test_the_offers_with_the_smallest_hashes_are_known(count, room):
    ids, rooms, at = np.arange(100, 140), np.ones(40, np.int8), np.arange(count)
    rooms[::2] = 0  # in shared flats
    for heard in (0.0, 1.0):
        known = nothing_known(40)
        found = least_hashes(ids, rooms, at, 12345, heard, known, KNOWN - room)
        hashes = sorted((int(option(12345, ids[n])), int(n)) for n in at if heard or rooms[n])[:room]
        assert found == len(hashes)
        assert known.best[KNOWN - room :][:found].tolist() == [n for _, n in hashes]


def test_smallest_hashes_are_found_where_few_are_small():
    ids = np.arange(1000)
    large = np.array([n for n in ids if int(option(7, int(n))) >> 62 == 3][:40])  # none in the lower three quarters
    known = nothing_known(large.size)
    assert least_hashes(ids, np.ones(1000, np.int64), large, 7, 1.0, known, 0) == KNOWN
    assert known.best.tolist() == sorted(large.tolist(), key=lambda n: int(option(7, n)))[:KNOWN]


def test_the_best_comes_first_and_equals_by_row():
    known, rows = nothing_known(4), np.array([5, 8, 0, 7])
    for values, count, told in (
        ((1.0, 2.0, 9.0, 2.0), 4, [2, 3, 1, 0]),
        ((1.0, 2.0, 9.0, 2.0), 2, [1, 0]),
        ((2.0, 2.0, 2.0, 2.0), 4, [2, 0, 3, 1]),
        ((1.0, 2.0, 9.0, 2.0), 0, []),
    ):
        known.best[:4], known.value[:4] = (0, 1, 2, 3), values
        order_by_value(known, rows, count)
        assert known.order[:count].tolist() == told


def test_the_way_is_counted_from_the_job(world, seeker):
    people = seeker(zone=1)
    assert anchor_of(people, world.employers, 0) == 1
    people.employer[0], world.employers.zone[0] = 0, 2
    assert anchor_of(people, world.employers, 0) == 2


def test_what_a_home_is_worth(p):
    p.search_value_rent, p.search_value_minutes, p.search_value_whole = 4.0, 2.0, 0.5
    offers = offers_at([200, 200])
    offers.rooms[0] = 0
    assert home_utility(p, offers, 0, 1000, 30, 0.125) == pytest.approx(-0.8 - 1.0 + 0.125)
    assert home_utility(p, offers, 1, 1000, 30, 0.125) == pytest.approx(-0.8 - 1.0 + 0.5 + 0.125)


OWNERS: dict[str, tuple[dict[str, int], int]] = {  # numbers of what an owner makes of somebody, and what each adds
    "landlords_female": ({"sex": Sex.FEMALE}, 1),
    "landlords_child": ({"minors": 1}, -1),
    "landlords_no_residence": ({"registered": 0}, -1),
    "landlords_ricevuta": ({"permit_wait": 1}, -1),
    "landlords_reference": ({"reference": 1}, 1),
}


@pytest.mark.parametrize("name", OWNERS)
def test_what_an_owner_makes_of_somebody(world, p, package, seeker, name):
    fields, sign = OWNERS[name]
    for each in OWNERS:
        setattr(p, each, 0.0)
    setattr(p, name, 0.25)
    programme = package()
    seeker()
    usual = landlord_value(world, programme, p, 0, 0, 1000, False)
    seeker(**fields)
    assert landlord_value(world, programme, p, 0, 0, 1000, False) - usual == pytest.approx(0.25 * sign)


@pytest.mark.parametrize(
    ("rent", "income", "ability"), [(500, 500, 0.5), (500, 1000, 1.0), (500, 2000, 1.0), (0, 0, 1.0), (1, 0, 0.0)]
)
def test_how_far_an_owner_sees_and_believes(world, p, package, seeker, rent, income, ability):
    p.landlords_income, p.landlords_income_multiple, p.landlords_payslip = 2.0, 2.0, 0.75
    p.landlords_prior_mean, p.landlords_prior_weight = 0.5, 4.0
    world.terms[0], world.pooled[:], world.climate[:], world.dwellings.places[0] = 0.0, 0.0, 0.0, 1
    programme = package()
    seeker(income=income, work=Work.PERMANENT)
    assert shown_ability(world, programme, p, 0) == 0.75
    assert landlord_value(world, programme, p, 0, 0, rent, False) == pytest.approx(2.0 * (0.75 * ability + 0.25 * 0.5))
    seeker(income=income, work=Work.UNDECLARED)
    assert landlord_value(world, programme, p, 0, 0, rent, False) == pytest.approx(2.0 * 0.5)
    p.landlords_payslip = 3.0
    seeker(income=income, work=Work.PERMANENT)
    assert shown_ability(world, programme, p, 0) == 1.0


def test_taste_flatmates_guarantees_grants_and_partners(world, p, package, seeker):
    programme = package({"kind": "landlord_grant", "places": 1})
    programme.actions.payment[0] = 24_002
    p.landlords_partner, p.landlords_screen_relax, p.landlords_grant, p.sharing_flatmates = 0.5, 0.25, 3.0, 2.0
    world.terms[:3], world.climate[:], world.dwellings.places[0] = (0.0, 0.0, 1.0), 0.0, 1
    seeker(bonds=5)
    usual = landlord_value(world, programme, p, 0, 0, 1000, False)
    world.terms[0] = 2.0
    assert landlord_value(world, programme, p, 0, 0, 1000, False) == pytest.approx(usual - 2.0 * origin_bias(p, 0))
    p.landlords_agent_taste = 0.25  # an agent gives in to part of it
    told = landlord_value(world, programme, p, 0, 0, 1000, True)
    assert told == pytest.approx(usual - 0.5 * origin_bias(p, 0))
    world.terms[0], world.dwellings.places[0] = 0.0, 2
    assert landlord_value(world, programme, p, 0, 0, 1000, False) == pytest.approx(usual + 1.0)
    world.dwellings.places[0] = 1
    support(world, kinds.GUARANTEE_FUND)
    assert landlord_value(world, programme, p, 0, 0, 1000, False) == pytest.approx(usual + 0.25 * p.landlords_income)
    support(world, kinds.GUARANTEE_FUND, 0)
    support(world, kinds.LANDLORD_GRANT, by=0)
    assert landlord_value(world, programme, p, 0, 0, 1000, False) == pytest.approx(usual + 3.0 * 24_002 / 12_001)
    support(world, kinds.LANDLORD_GRANT, 0)
    world.climate[1] = 1.0
    assert landlord_value(world, programme, p, 0, 0, 1000, False) == pytest.approx(usual + 0.5)


def test_other_households_are_weighed_by_class_and_move_in(world, p):
    p.rivals_value_low, p.rivals_value_middle = 0.0, np.log(3.0)
    zones, dwellings, value = world.zones, world.dwellings, np.zeros(3)
    zones.offers[:], zones.rivals_low[:], zones.rivals_middle[:] = (2, 0, 1), (4.0, 1.0, 0.0), (2.0, 1.0, 0.0)
    weigh_rivals(world, p, value)
    assert value.tolist() == pytest.approx([np.log(2.0 + 3.0), -1e300, -1e300])
    zone = int(dwellings.zone[0])
    zones.rivals_low[zone], zones.rivals_middle[zone] = 4.0, 2.0
    dwellings.places[0], dwellings.tenants[0], dwellings.others[0] = 1, 0, 0
    rivals_move_in(world, p, 0, T, turns_of(world), 1.0, 3.0)
    assert (zones.rivals_low[zone], zones.rivals_middle[zone]) == (pytest.approx(3.6), pytest.approx(1.4))
    assert (dwellings.others[0], dwellings.state[0]) == (1, 0)
    zones.rivals_low[zone], zones.rivals_middle[zone] = 0.25, 0.0
    rivals_move_in(world, p, 0, T, turns_of(world), 1.0, 3.0)
    assert (zones.rivals_low[zone], zones.rivals_middle[zone]) == (0.0, 0.0)
    rivals_move_in(world, p, 0, T, turns_of(world), 1.0, 3.0)
    assert (zones.rivals_low[zone], zones.rivals_middle[zone]) == (0.0, 0.0)


@pytest.mark.parametrize(("household", "minors", "rooms"), [(1, 0, 1), (2, 0, 2), (2, 1, 3), (3, 2, 3), (4, 3, 4)])
def test_rooms_by_the_eurostat_standard(household, minors, rooms):
    assert rooms_for(household, minors) == rooms


@pytest.mark.parametrize(
    ("fields", "month", "abroad", "told"),
    [
        ({"permit": Permit.REFUGEE}, 1.0, 1.0, True),
        ({"permit": Permit.SUBSIDIARY}, 1.0, 1.0, True),
        ({"permit": Permit.SPECIAL}, 1.0, 1.0, False),
        ({"permit": Permit.REFUGEE}, 0.0, 1.0, False),
        ({"permit": Permit.REFUGEE}, 1.0, 0.0, False),
        ({"permit": Permit.REFUGEE, "family": 1}, 1.0, 1.0, False),
        ({"permit": Permit.REFUGEE, "reunited": 1}, 1.0, 1.0, False),
    ],
)
def test_whose_family_comes(p, seeker, fields, month, abroad, told):
    p.families_reunification, p.families_abroad = month, abroad
    assert is_joined(seeker(**{"reunited": 0, **fields}), p, 0, 5, 6) == told


def allot(world, p):
    """Allot public homes to those in the territory."""
    allotted = np.empty(everybody(world).size, np.int32)
    social_homes(world, allotted[: list_allotted(world, p, T, everybody(world), 0, allotted)])


@pytest.mark.parametrize(
    ("fields", "chance", "told"),
    [
        ({}, 1.0, True),
        ({}, 0.0, False),
        ({"exit_due": T - 5}, 1.0, False),
        ({"housing": Housing.SHARED}, 1.0, False),
        ({"registered": 0}, 1.0, False),
        ({"permit": Permit.NONE}, 1.0, False),
        ({"away": 1}, 1.0, False),
    ],
)
def test_who_is_given_a_public_home(world, p, seeker, fields, chance, told):
    p.social_waiting_months, p.social_chance = 6.0, chance
    people = seeker(**{"exit_due": T - 6, "since": 5, **fields})
    here(world, 1)
    allot(world, p)
    assert (people.housing[0] == Housing.SOCIAL) == told
    assert people.since[0] == (0 if told else 5)


def test_who_moves_to_a_public_home_gives_the_bed_back(world, p, seeker):
    p.social_waiting_months, p.social_chance = 6.0, 1.0
    people = seeker(exit_due=0)
    here(world, 1)
    world.dwellings.tenants[0], world.dwellings.others[0], world.dwellings.places[0] = 0, 0, 1
    occupy(people, world.dwellings, 0, 0, Housing.PROGRAMME, 100, 5)
    allot(world, p)
    assert (people.home[0], people.rent[0], world.dwellings.tenants[0]) == (-1, 0, 0)
