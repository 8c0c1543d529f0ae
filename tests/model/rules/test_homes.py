"""Homes: turns, owners and what they learn, rents, tenancies, what the programme holds."""

import numpy as np
import pytest

from approdo.model import kinds
from approdo.model.codes import Housing
from approdo.model.processes.climate import (
    PARTNERS,
    RESTRAINT,
    VISITED,
    change_climate,
    felt_taste,
    is_partner,
    is_visited,
    owner_open_to,
)
from approdo.model.processes.common import (
    ASKED,
    DISUSED,
    LET,
    NEVER,
    OFFERED,
    SHORT_LET,
    WITHHELD,
    WORKS,
    belief_from,
    believed,
    is_works,
    list_rows,
    memory_of,
    occupy,
    owner_terms,
    see_rent,
    subsidised,
    vacate,
)
from approdo.model.processes.landlords import learn, rents
from approdo.model.processes.leases import AGREED, FREE, TRANSITORY, lease_kind, lease_months, renewal
from approdo.model.processes.owners import guarantee_relief
from approdo.model.processes.supply import (
    NOBODY,
    find_flatmates,
    fits,
    give_back,
    market_rent,
    occupant_rent,
    works_finish,
    would_give,
)
from approdo.model.world import empty_ledger
from tests.model.rules.first import here

T = 10


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 200])
def test_where_numbers_stand_in_a_column(size):
    column, rows = np.resize([3, 5, 5, -2, 127] + 70 * [9], size).astype(np.int8), np.empty(size, np.int64)
    for low, high in ((3, 3), (4, 4), (3, 5), (-128, 2), (6, 127), (10, 100)):
        told = rows[: list_rows(column, low, high, rows)]
        assert told.tolist() == [row for row in range(size) if low <= column[row] <= high]


def test_works_are_of_two_kinds():
    assert {kind for kind in range(kinds.KINDS) if is_works(kind)} == {kinds.RENOVATION, kinds.COOPERATIVE_HOUSING}


@pytest.mark.parametrize(
    ("share", "amount", "rent", "paid"),
    [(0.0, 300, 1000, 300), (0.5, 0, 1000, 500), (0.5, 400, 1000, 400), (0.5, 600, 1000, 500), (0.25, 250, 1001, 250)],
)
def test_a_subsidy_is_a_share_up_to_an_amount(share, amount, rent, paid):
    assert subsidised(share, amount, rent) == paid


def test_a_home_fills_and_empties(world):
    people, dwellings = world.people, world.dwellings
    dwellings.places[0], dwellings.tenants[0], dwellings.others[0], dwellings.managed[0] = 2, 0, 0, 0
    people.home[:3], people.arrears[0], people.unpaid[0], people.covered[0], people.since[0] = -1, 1, 5, 2, 9
    occupy(people, dwellings, 0, 0, Housing.SHARED, 700, 12)
    assert (dwellings.tenants[0], dwellings.state[0]) == (1, OFFERED)
    row = people[0]
    assert (row.home, row.rent, row.lease_left, row.housing, row.since, row.zone) == (
        *(0, 700, 12, Housing.SHARED, 0, dwellings.zone[0]),
    )
    assert (row.arrears, row.unpaid, row.covered) == (0, 0, 0)
    occupy(people, dwellings, 1, 0, Housing.SHARED, 700, 12)
    assert (dwellings.tenants[0], dwellings.state[0]) == (2, LET)
    vacate(people, dwellings, 0)
    assert (dwellings.tenants[0], dwellings.state[0], people.home[0], people.rent[0]) == (1, OFFERED, -1, 0)
    dwellings.others[0] = 1
    occupy(people, dwellings, 2, 0, Housing.SHARED, 700, 12)
    assert dwellings.state[0] == LET


@pytest.mark.parametrize(
    ("home", "lived_in", "left"), [({}, NEVER, ASKED), ({"managed": 1}, NEVER, NEVER), ({"places": 2}, 7, 7)]
)
def test_the_owner_of_a_home_that_is_left_is_asked(world, home, lived_in, left):
    people, dwellings = world.people, world.dwellings
    for name, value in {"managed": 0, "turn": 7, "tenants": 0, "others": 0, "places": 1, **home}.items():
        getattr(dwellings, name)[0] = value
    people.home[0] = -1
    vacate(people, dwellings, 0)
    assert dwellings.turn[0] == 7
    occupy(people, dwellings, 0, 0, Housing.OWN, 100, 12)
    assert dwellings.turn[0] == lived_in
    vacate(people, dwellings, 0)
    assert dwellings.turn[0] == left


def test_kinds_of_lease(world, p):
    p.tenancy_room_months, p.tenancy_lease_months, p.tenancy_renewal = 1.0, 2.0, 0.25
    p.tenancy_agreed_months, p.tenancy_transitory_months, p.tenancy_transitory_renewal = 3.0, 4.0, 0.75
    world.dwellings.places[:] = 1
    for agreed, transitory, kind, months, renewed in (
        (1.0, 0.0, AGREED, 3, 0.25),
        (0.0, 1.0, TRANSITORY, 4, 0.75),
        (0.0, 0.0, FREE, 2, 0.25),
    ):
        p.tenancy_agreed_share, p.tenancy_transitory_share = agreed, transitory
        assert {lease_kind(world, p, d) for d in range(20)} == {kind}
        assert (lease_months(world, p, 0), renewal(world, p, 0)) == (months, renewed)
    p.tenancy_agreed_share, p.tenancy_transitory_share = 0.0, 1.0
    world.dwellings.places[0] = 2
    assert (lease_months(world, p, 0), renewal(world, p, 0)) == (1, 0.25)
    p.tenancy_agreed_share, p.tenancy_transitory_share = 0.3, 0.4
    kinds_of = np.bincount([lease_kind(world, p, d) for d in range(world.dwellings.id.size)], minlength=3)
    assert kinds_of[[AGREED, TRANSITORY, FREE]] / kinds_of.sum() == pytest.approx([0.3, 0.4, 0.3], abs=0.15)


def test_a_belief_is_the_mean_of_what_is_known(world, p):
    p.landlords_prior_mean, p.landlords_prior_weight = 0.75, 4.0
    world.pooled[:], m = (1.0, 0.5), memory_of(world, 3)
    world.memories.own_paid[m], world.memories.own_unpaid[m] = 2.0, 1.0
    known = (world.landlords, world.memories, world.pooled, p)
    assert believed(*known, 3) == pytest.approx((3 + 1 + 2) / (3 + 1 + 2 + 1 + 0.5 + 1))
    assert believed(*known, 0) == pytest.approx((3 + 1) / (3 + 1 + 1 + 0.5)), "without a tenant so far"


def test_owners_learn_from_their_own_and_from_everybodys_tenants(world, p):
    p.landlords_forgetting, p.landlords_learning, p.landlords_pooled, p.landlords_contact = 0.5, 2.0, 0.1, 0.25
    p.landlords_prior_mean, p.landlords_prior_weight = 0.5, 2.0
    landlords, owners = world.landlords, np.unique(world.dwellings.landlord)
    assert {2, 3, 4} <= set(owners.tolist())
    memories, world.terms[:3], world.pooled[:] = world.memories, (0.8, 0.0, 1.0), (1.0, 2.0)
    memories.own_paid[memory_of(world, 2)] = 4.0
    see_rent(world, 2, 0.375, 0.0)
    see_rent(world, 3, 0.0, 0.125)
    see_rent(world, 4, 0.125, 0.125)
    see_rent(world, 2, 0.0, 0.0)
    assert world.crowd[2] == 3
    assert memories.owner[:3].tolist() == [2, 3, 4]
    assert landlords.memory[:6].tolist() == [-1, -1, 0, 1, 2, -1]
    assert world.seen.tolist() == [0.5, 0.25]
    learn(world, p)
    assert world.pooled.tolist() == pytest.approx([0.5 + 0.2 * 2 / 3, 1.0 + 0.2 / 3])
    assert memories.own_paid[:3].tolist() == [2.75, 0.0, 0.25]
    assert memories.own_unpaid[:3].tolist() == [0.0, 0.25, 0.25]
    assert [owner_terms(world, owner)[0] for owner in range(1, 5)] == pytest.approx([0.8, 0.6, 0.8, 0.8])
    assert not any(column.any() for column in (memories.seen_paid, memories.seen_unpaid, world.seen))
    everybodys = belief_from(world.pooled, p, 0.0, 0.0)  # of those, too, whose disused homes have no row
    beliefs = [believed(landlords, memories, world.pooled, p, owner) for owner in owners]
    mean = (sum(beliefs) + (world.owners[0] - owners.size) * everybodys) / world.owners[0]
    assert world.belief[0] == pytest.approx(mean)
    before = world.pooled.copy()
    learn(world, p)  # nothing was seen: it fades
    assert world.pooled.tolist() == pytest.approx((0.5 * before).tolist())


@pytest.mark.parametrize(
    ("usual", "stock", "offers", "index", "cap", "after"),
    [
        (0.2, 10, 1, 1.0, 9.0, 0.5 * 0.1),
        (0.2, 0, 3, 1.0, 9.0, 0.5 * 0.2),  # no homes: no vacancy
        (0.2, 10, 1, 2.0, 9.0, 0.5 * 0.1 + 0.75 * np.log(2.0)),
        (0.2, 10, 1, 1.0, 0.02, 0.02),
        (0.0, 10, 1, 1.0, 0.02, -0.02),
    ],
)
def test_rents_follow_the_vacancy_within_a_cap(world, p, usual, stock, offers, index, cap, after):
    p.market_rent_speed, p.market_rent_return, p.market_rent_cap = 0.5, 0.25, cap
    zones = world.zones
    zones.vacancy_usual[:], zones.stock[:], zones.offers[:], zones.rent_index[:] = usual, stock, offers, index
    rents(world, p, 0)
    assert np.log(zones.rent_index).tolist() == pytest.approx([after] * 3)


def test_before_the_record_rents_stand_still_and_the_usual_vacancy_is_found(world, p):
    zones = world.zones
    zones.vacancy_sum[:], zones.stock[:], zones.offers[:], zones.rent_index[:] = 1.0, 10, 2, 1.5
    rents(world, p, -1)
    assert zones.vacancy_usual.tolist() == pytest.approx([1.2 / world.burn[0]] * 3)
    assert zones.rent_index.tolist() == [1.5] * 3


def test_visits_partners_and_fear_of_tests(world, p):
    p.landlords_visit_taste = 0.5
    owners = range(world.landlords.kind.size)
    world.climate[:] = (0.0, 0.0, 0.25)
    assert not any(is_visited(world, owner) or is_partner(world, owner) for owner in owners)
    assert {felt_taste(world, p, owner, 1.0, False) for owner in owners} == {0.75}
    world.climate[VISITED], world.climate[PARTNERS] = 1.0, 0.5
    assert all(is_visited(world, owner) for owner in owners)
    assert {felt_taste(world, p, owner, 1.0, False) for owner in owners} == {0.375}
    p.landlords_agent_taste, p.landlords_partner = 0.5, 2.0
    assert {felt_taste(world, p, owner, 1.0, True) for owner in owners} == {0.1875}
    partners = {owner for owner in owners if is_partner(world, owner)}
    assert partners == {owner for owner in owners if owner_open_to(world, p, owner) == 2.0}
    assert 0 < len(partners) < len(owners)
    world.climate[PARTNERS] = 0.75
    assert partners < {owner for owner in owners if is_partner(world, owner)}, "more partners are more owners"


def test_a_month_of_what_changes_owners(world, p, package):
    programme = package(
        {"kind": "trust_network", "landlords": 5},
        {"kind": "trust_network", "landlords": 5, "id": "more"},
        {"kind": "partnership"},
        {"kind": "anti_discrimination"},
        {"kind": "tutoring", "tutors": 1},
    )
    p.landlords_test_effect, p.landlords_test_reach = 0.5, 3.0
    owners = world.owners[0]
    programme.open[:, :], programme.places[:, :] = 1, 1
    programme.actions.unit_cost[:], programme.actions.budget[:] = 7, -1
    programme.places[1, :], programme.places[2, :], programme.places[3, :] = 2, 20, 4
    arm = world._replace(ledger=empty_ledger(5, 24))
    arm.climate[:] = 9.0
    change_climate(arm, programme, p, T)
    assert arm.climate[VISITED] == pytest.approx(3 / owners)
    assert arm.climate[PARTNERS] == 0.2
    assert arm.climate[RESTRAINT] == pytest.approx(0.5 * (1 - np.exp(-12 * 4 / owners * 3)))
    assert arm.ledger.served[:, T].tolist() == [1, 2, 20, 4, 0]
    assert arm.ledger.spent[:, T].tolist() == [7, 14, 140, 28, 0]
    programme.places[0, :], programme.open[1, :], programme.places[2, :] = 10 * owners, 0, 0
    programme.actions.budget[3] = 0
    change_climate(arm, programme, p, T + 1)
    assert arm.climate.tolist() == [1.0, 0.0, 0.0]


def test_what_owners_may_expect_of_a_guarantee(world, package):
    programme = package({"kind": "guarantee_fund", "places": 5, "months_covered": 6})
    people, supports, zones = world.people, world.supports, world.zones
    supports.left[:], zones.offers[:], people.home[:], people.housing[:] = 0, (4, 0, 0), -1, Housing.STREET
    here(world, 4)
    supports.left[supports.row[kinds.GUARANTEE_FUND], :4] = 1
    people.housing[2], people.home[3] = Housing.SOCIAL, 0  # these do not search
    assert guarantee_relief(world, programme) == 2 * 6 / 4
    zones.offers[:] = (1, 0, 0)
    programme.actions.guarantee_months[0] = 7
    assert guarantee_relief(world, programme) == 12.0
    programme.actions.guarantee_excess[0] = 5  # months that the owner bears first
    assert guarantee_relief(world, programme) == 2 * 2 / 1
    programme.actions.guarantee_excess[0] = 8
    assert guarantee_relief(world, programme) == 0.0
    programme.actions.guarantee_excess[0] = 0
    zones.offers[:] = 0
    assert guarantee_relief(world, programme) == 0.0
    assert guarantee_relief(world, package()) == 0.0


def test_rents_of_the_market_and_of_the_programme(world, package):
    programme, dwellings = package({"kind": "social_agency", "dwellings": 1}), world.dwellings
    dwellings.base_rent[0], world.zones.rent_index[:], dwellings.places[0] = 50_000, 1.1, 2
    programme.actions.rent_share[0] = 0.5
    assert market_rent(world, 0) == 55_000
    assert occupant_rent(world, programme, 0, 0) == 13_750


@pytest.mark.parametrize(
    ("kind", "home", "gives"),
    [
        (kinds.RENOVATION, {"state": DISUSED}, True),
        (kinds.COOPERATIVE_HOUSING, {"state": OFFERED}, False),
        (kinds.SOCIAL_AGENCY, {"state": OFFERED}, True),
        (kinds.SOCIAL_AGENCY, {"state": WITHHELD}, True),
        (kinds.SOCIAL_AGENCY, {"state": SHORT_LET}, False),
        (kinds.SOCIAL_AGENCY, {"state": OFFERED, "places": 2}, False),
        (kinds.SOCIAL_AGENCY, {"state": OFFERED, "others": 1}, False),
        (kinds.SOCIAL_AGENCY, {"state": OFFERED, "tenants": 1}, False),
        (kinds.SHARED_HOUSING, {"state": OFFERED, "rooms": 2}, True),
        (kinds.SHARED_HOUSING, {"state": OFFERED, "rooms": 1}, False),
    ],
)
def test_who_gives_a_home_to_the_programme(world, p, package, kind, home, gives):
    p.supply_owner_base = 60.0  # whoever may, does
    programme, dwellings = package({"kind": "social_agency", "dwellings": 1}), world.dwellings
    for name, value in {"places": 1, "others": 0, "tenants": 0, "rooms": 3, **home}.items():
        getattr(dwellings, name)[0] = value
    assert would_give(world, programme, p, kind, 0, 0, 5) == gives
    if gives and kind in (kinds.SOCIAL_AGENCY, kinds.SHARED_HOUSING):
        p.supply_owner_base = -60.0
        assert not would_give(world, programme, p, kind, 0, 0, 5)


@pytest.mark.parametrize(
    ("home", "person", "flatmates", "suits"),
    [
        ({"rooms": 2}, {"rooms_needed": 2, "income": 200}, NOBODY, True),
        ({"rooms": 2}, {"rooms_needed": 2, "income": 200}, 0, True),
        ({"rooms": 2}, {"rooms_needed": 3, "income": 200}, NOBODY, False),
        ({"rooms": 2}, {"rooms_needed": 1, "income": 199}, NOBODY, False),
        ({"rooms": 2}, {"rooms_needed": 1, "income": 200, "home": 1}, NOBODY, False),
        ({"rooms": 3, "places": 3}, {"rooms_needed": 9, "income": 200}, NOBODY, True),
        ({"rooms": 3, "places": 3}, {"rooms_needed": 1, "income": 200}, 1, True),
        ({"rooms": 3, "places": 3}, {"rooms_needed": 1, "income": 200}, 0, False),  # men live there
        ({"rooms": 3, "places": 3}, {"rooms_needed": 1, "income": 200, "household": 2}, NOBODY, False),
    ],
)
def test_whom_a_place_suits(world, p, home, person, flatmates, suits):
    p.supply_rent_limit = 0.5
    for name, value in {"places": 1, **home}.items():
        getattr(world.dwellings, name)[0] = value
    for name, value in {"home": -1, "household": 1, "sex": 1, **person}.items():
        getattr(world.people, name)[0] = value
    assert fits(world, p, 0, 100, flatmates, 0) == suits


def test_who_lives_in_a_shared_flat(world):
    people, dwellings = world.people, world.dwellings
    here(world, 4)
    people.home[:4], people.sex[:4], dwellings.places[:3] = (0, 1, 2, -1), (0, 1, 1, 0), (2, 3, 1)
    dwellings.tenants[:3] = 1
    told = np.full(4, 9, np.int64)
    find_flatmates(world, np.array([0, 1, 2, 3]), told)
    assert told.tolist() == [0, 1, NOBODY, NOBODY]


@pytest.mark.parametrize("shared", [False, True])
def test_a_home_that_is_given_back_with_its_tenant(world, tenant, shared):
    people, dwellings = tenant(since=5), world.dwellings
    here(world, 1)
    dwellings.managed[0], dwellings.places[0], dwellings.base_rent[0] = 1, 2 if shared else 1, 60_001
    world.zones.rent_index[:], dwellings.let_rent[0], people.housing[0] = 1.0, 50, Housing.PROGRAMME
    give_back(world, 0)
    row = people[0]
    assert (row.rent, row.lease_left, row.since) == (30_000 if shared else 60_001, 0, 0)
    assert row.housing == (Housing.SHARED if shared else Housing.OWN)
    assert (dwellings.managed[0], dwellings.let_rent[0], dwellings.by_room[0]) == (0, 0, shared)
    assert dwellings.base_rent[0] == (30_000 if shared else 60_001)


def test_an_empty_home_that_is_given_back(world):
    dwellings = world.dwellings
    dwellings.managed[0], dwellings.places[0], dwellings.tenants[0], dwellings.state[0] = 1, 3, 0, LET
    give_back(world, 0)
    assert (dwellings.managed[0], dwellings.places[0], dwellings.state[0], dwellings.by_room[0]) == (0, 1, OFFERED, 0)


def test_works_go_on_until_they_are_done(world, package):
    dwellings = world.dwellings
    dwellings.state[:2], dwellings.works_left[:2], dwellings.places[:2] = WORKS, (2, 1), 0
    works_finish(world, package({"kind": "tutoring", "tutors": 1}))
    assert dwellings.works_left[:2].tolist() == [2, 1], "nobody pays for works"
    works_finish(world, package({"kind": "renovation"}))
    assert dwellings.works_left[:2].tolist() == [1, 0]
    assert (dwellings.state[:2].tolist(), dwellings.places[:2].tolist()) == ([WORKS, OFFERED], [0, 1])
