"""People: their states, permits, money, moves in and out."""

import numpy as np
import pytest

from approdo.model.codes import Channel, Housing, Permit, Work, ZoneKind
from approdo.model.flows import DEPARTURES, EXITS
from approdo.model.kinds import RESIDENCE_REGISTRATION, TUTORING
from approdo.model.processes.common import (
    GOAL_HOME,
    GOAL_TIES,
    GOAL_WORK,
    UNPLACED,
    depart,
    employability,
    is_employed,
    is_formal,
    is_homeless,
    is_present,
    is_stable,
    occupy,
    tutor_effect,
)
from approdo.model.processes.departures import departures
from approdo.model.processes.exits import BLOCKED, held_places, leave_reception, welcome
from approdo.model.processes.money import living_cost, minimum_income, money
from approdo.model.processes.no_home import (
    find_bed_or_host,
    host_chance,
    informal_share,
    is_winter,
    move,
    room_with_hosts,
    shelter_beds,
)
from approdo.model.processes.permits import duration, register_residence, registration_chance, renew_permit
from approdo.model.world import empty_ledger
from tests.model.rules.first import everybody, here, support

HOMELESS = {2, 3, 4, 5, 6, 7}  # ETHOS Light 1 to 6
ADDRESS = {1, 4, 8, 10, 11, 12, 13, 14}  # reception, transitional, programme, families' homes, tenancies


def test_states_of_housing_and_work():
    assert {state for state in Housing if is_homeless(state)} == HOMELESS
    assert {state for state in Housing if not is_present(state)} == {Housing.EXPECTED, Housing.DEPARTED}
    assert {state for state in Housing if is_stable(state)} == {Housing.SHARED, Housing.OWN, Housing.SOCIAL}
    assert {work for work in Work if is_employed(work)} == {4, 5, 6, 7}
    assert {work for work in Work if is_formal(work)} == {5, 6, 7}


def test_employability_is_a_weighed_sum_and_experience_counts_up_to_a_limit(world, p):
    p.programme_prospect_months, p.programme_prospect_language, p.programme_prospect_experience = 10.0, 0.4, 0.3
    p.programme_prospect_schooling, p.programme_prospect_skill = 0.2, 0.1
    people = world.people
    people.language[0], people.experience[0], people.schooling[0], people.skill[0] = 0.5, 5.0, 3, 1.0
    assert employability(people, p, 0) == pytest.approx(0.2 + 0.15 + 0.2 + 0.1)
    people.experience[0], people.schooling[0] = 40.0, 0
    assert employability(people, p, 0) == pytest.approx(0.2 + 0.3 + 0.1)


def test_a_tutors_hours_work_less_and_less(world, p, package):
    programme = package({"kind": "tutoring", "tutors": 1, "caseload": 20})
    p.tutoring_direct_hours, p.tutoring_effect, p.tutoring_half_hours = 80.0, 0.5, 2.0
    people, actions = world.people, programme.actions
    people.plan[0] = GOAL_HOME | GOAL_WORK

    def effect(goal):
        return tutor_effect(people, world.supports, actions, p, 0, goal)

    assert effect(GOAL_HOME) == 0.0
    support(world, TUTORING)
    assert effect(GOAL_TIES) == 0.0
    assert effect(GOAL_HOME) == effect(GOAL_WORK) == pytest.approx(0.5 * (1 - 2.718281828459045**-1.0))
    support(world, TUTORING, -1)  # stopped
    assert effect(GOAL_HOME) == 0.0


def test_who_departs_leaves_home_job_and_supports(world):
    people, d, e = world.people, 3, 2
    occupy(people, world.dwellings, 0, d, Housing.OWN, 50_000, 48)
    staff, tenants = int(world.employers.staff[e]), int(world.dwellings.tenants[d])
    people.employer[0], people.work[0], people.wage[0], people.income[0], people.since[0] = e, 7, 9, 9, 9
    people.arrears[0], people.unpaid[0], people.covered[0] = 2, 5, 1
    world.supports.left[1:, 0] = 5
    depart(world, 0)
    row = people[0]
    assert (row.housing, row.home, row.employer, row.work) == (Housing.DEPARTED, -1, -1, Work.INACTIVE)
    assert (row.rent, row.lease_left, row.arrears, row.unpaid, row.covered, row.wage, row.income, row.since) == (0,) * 8
    assert (world.employers.staff[e], world.dwellings.tenants[d]) == (staff - 1, tenants - 1)
    assert not world.supports.left[:, 0].any()
    depart(world, 1)  # without a job: nobody's staff is less
    assert world.employers.staff[-1] >= 0


def test_where_a_residence_can_be_registered(p):
    p.permits_register_at_home, p.permits_register_with_host, p.permits_register_fictitious = 0.3, 0.2, 0.1
    told = {int(state): registration_chance(p, state) for state in Housing}
    assert {state for state, odds in told.items() if odds == 0.3} == ADDRESS
    assert {state for state, odds in told.items() if odds == 0.2} == {Housing.HOSTED}
    assert registration_chance(p, UNPLACED) == 0.1


def test_how_long_a_permit_lasts(p):
    p.permits_refugee_months, p.permits_subsidiary_months, p.permits_special_months = 60.0, 50.0, 24.0
    assert [duration(p, permit) for permit in (0, 1, 2)] == [60, 50, 24]


@pytest.mark.parametrize(
    ("registered", "channel", "odds", "lapse", "after"),
    [
        (0, Channel.SAI, 1.0, 0.0, 1),
        (0, Channel.SAI, 0.0, 1.0, 0),
        (0, Channel.NONE, 1.0, 0.0, 0),
        (1, Channel.SAI, 0.0, 1.0, 0),
        (1, Channel.SAI, 0.0, 0.0, 1),
    ],
)
def test_a_residence_is_registered_or_lapses_in_the_street(world, p, registered, channel, odds, lapse, after):
    people = world.people
    p.permits_register_at_home, p.permits_register_fictitious, p.permits_lapse_hazard = 1.0, odds, lapse
    people.housing[0], people.registered[0], people.channel[0] = Housing.STREET, registered, channel
    register_residence(world, p, 0, 5)
    assert people.registered[0] == after


def test_help_with_the_registration_is_a_second_chance_and_nothing_lapses_at_home(world, p):
    people = world.people
    p.permits_register_at_home, p.permits_register_fictitious, p.permits_register_helped = 0.0, 0.0, 1.0
    people.housing[0], people.registered[0], people.channel[0] = Housing.STREET, 0, Channel.SAI
    support(world, RESIDENCE_REGISTRATION)
    register_residence(world, p, 0, 5)
    assert people.registered[0] == 1
    p.permits_lapse_hazard, people.housing[0] = 1.0, Housing.OWN
    support(world, RESIDENCE_REGISTRATION, 0)
    register_residence(world, p, 0, 5)
    assert people.registered[0] == 1


@pytest.mark.parametrize(
    ("permit", "until", "wait", "kept", "registered", "told"),
    [
        (Permit.REFUGEE, 10, 0, False, 1, (Permit.REFUGEE, 10, 3)),  # runs out: the wait begins
        (Permit.REFUGEE, 10, 0, False, 0, (Permit.REFUGEE, 10, 3 + 4)),  # and is longer without an address
        (Permit.REFUGEE, 11, 0, False, 1, (Permit.REFUGEE, 11, 0)),  # not yet
        (Permit.SPECIAL, 10, 0, True, 1, (Permit.SPECIAL, 10, 3)),
        (Permit.SPECIAL, 9, 0, False, 1, (Permit.NONE, 9, 0)),
        (Permit.SUBSIDIARY, 5, 2, False, 1, (Permit.SUBSIDIARY, 5, 1)),
        (Permit.SUBSIDIARY, 5, 1, False, 1, (Permit.SUBSIDIARY, 10 + 50, 0)),
    ],
)
def test_a_permit_is_renewed_after_a_wait_or_lost(world, p, permit, until, wait, kept, registered, told):
    people = world.people
    p.permits_renewal_delay_months, p.permits_address_block, p.permits_address_delay_months = 3.0, 1.0, 4.0
    p.permits_subsidiary_months = 50.0
    people.permit[0], people.permit_until[0], people.permit_wait[0] = permit, until, wait
    people.registered[0] = registered
    renew_permit(people, p, 0, 10, kept, 5)
    assert (people.permit[0], people.permit_until[0], people.permit_wait[0]) == told


def test_what_living_costs(p):
    p.money_living_reception, p.money_living_no_home, p.money_living, p.money_scale_member = 10.0, 20.0, 40.0, 0.5
    assert {living_cost(p, state, 1) for state in HOMELESS} == {20.0}
    assert living_cost(p, Housing.RECEPTION, 3) == living_cost(p, Housing.PROLONGED_RECEPTION, 3) == 20.0
    assert living_cost(p, Housing.BED, 1) == living_cost(p, Housing.OWN, 1) == 40.0


@pytest.mark.parametrize(
    ("cents", "families", "years", "minors", "here", "income", "told"),
    [
        (50_000, 0, 0, 0, 0, 10_000, 60_000 - 10_000),
        (50_000, 0, 0, 0, 0, 59_999, 1),
        (50_000, 0, 0, 0, 0, 60_000, 0),
        (1, 0, 0, 0, 0, 0, 1),
        (50_000, 0, 0, 0, 0, 70_000, 0),
        (0, 0, 0, 0, 0, 0, 0),
        (50_000, 1, 0, 0, 0, 0, 0),  # for households with minors only
        (50_000, 1, 0, 1, 0, 0, 60_000),
        (50_000, 0, 2, 0, 24, 0, 60_000),
        (50_000, 0, 2, 0, 23, 0, 0),  # a month short of two years
    ],
)
def test_the_minimum_income_fills_up(world, p, cents, families, years, minors, here, income, told):
    people, calendar = world.people, world.calendar
    p.money_minimum_take_up, p.money_months_here_at_exit, p.money_scale_minimum = 1.0, 0.0, 0.2
    calendar.minimum_income[:], calendar.minimum_families[:], calendar.minimum_years[:] = cents, families, years
    people.minors[0], people.household[0], people.exit_due[0] = minors, 2, 10 - here
    assert minimum_income(world, p, 0, 10, income, 5) == told


def alone(world, **fields):
    """Leave one person in the territory, with these values."""
    here(world, 1)
    for name, value in fields.items():
        getattr(world.people, name)[0] = value
    return world.people


@pytest.mark.parametrize(
    ("fields", "income", "savings"),
    [
        ({"housing": Housing.OWN, "wage": 1000, "savings": 500}, 1000, 500 + 1000 - 300 - 200),
        ({"housing": Housing.OWN, "wage": 0, "savings": 100}, 0, 0),
        ({"housing": Housing.OWN, "wage": 375, "savings": 0}, 375, 75),  # what would be sent is all that is left: kept
        ({"housing": Housing.OWN, "wage": 0, "benefit": 700, "benefit_left": 1, "savings": 0}, 700, 700 - 300 - 140),
        ({"housing": Housing.RECEPTION, "wage": 0, "savings": 0}, 75, 75 - 50 - 15),
        ({"housing": Housing.PROLONGED_RECEPTION, "wage": 0, "savings": 0}, 75, 75 - 50 - 15),
        ({"housing": Housing.SOCIAL, "home": -1, "wage": 1000, "savings": 0}, 1000, 1000 - 300 - 250 - 200),
        ({"housing": Housing.SOCIAL, "home": 0, "wage": 1000, "savings": 0}, 1000, 1000 - 300 - 200),
        ({"housing": Housing.OWN, "minors": 2, "permit": 0, "registered": 1, "savings": 0}, 160, 0),
        ({"housing": Housing.OWN, "minors": 2, "permit": 0, "registered": 0, "savings": 0}, 0, 0),
        ({"housing": Housing.OWN, "minors": 2, "permit": Permit.NONE, "registered": 1, "savings": 0}, 0, 0),
        ({"housing": Housing.DEPARTED, "wage": 9, "income": 0, "savings": 5}, 0, 5),
    ],
)
def test_a_month_of_money(world, p, fields, income, savings):
    world.calendar.minimum_income[:] = 0
    p.money_living, p.money_living_reception, p.money_scale_member, p.money_pocket = 300.0, 50.0, 0.0, 75.0
    p.money_remittance_share, p.social_rent_share = 0.2, 0.25
    p.money_child_allowance, p.money_child_take_up = 80.0, 1.0
    usual = {"minors": 0, "benefit_left": 0, "registered": 0, "wage": 0, "household": 1, "home": -1}
    people = alone(world, **{**usual, **fields})
    money(world, p, 3, everybody(world))
    assert (people.income[0], people.savings[0]) == (income, savings)
    assert people.benefit_left[0] == 0


def test_winter_and_the_share_of_informal_settlements(world, p):
    assert {month for month in range(12) if is_winter(month)} == {10, 11, 0, 1, 2}
    p.no_home_informal, p.no_home_informal_squats, p.no_home_informal_harvest = 0.1, 0.2, 0.4
    zones = world.zones
    zones.kind[:] = ZoneKind.CENTRE, ZoneKind.RURAL, ZoneKind.BELT
    zones.squats[:] = 0, 1, 0
    zones.farm_camps[:] = 0, 0, 1
    told = [{month: informal_share(zones, p, z, month) for month in range(12)} for z in range(3)]
    assert set(told[0].values()) == {0.1}
    for z, usual in ((1, 0.2), (2, 0.1)):
        assert {month for month, share in told[z].items() if share == 0.4} == {4, 5, 6, 7, 8, 9}
        assert told[z][3] == told[z][10] == usual


def test_a_spell_begins_anew_when_the_state_changes(world):
    people = world.people
    people.housing[0], people.since[0] = Housing.STREET, 7
    move(people, 0, Housing.STREET)
    assert people.since[0] == 7
    move(people, 0, Housing.SHELTER)
    assert (people.housing[0], people.since[0]) == (Housing.SHELTER, 0)


def test_beds_of_winter_and_of_the_programme(world, p, package):
    p.no_home_winter_beds = 0.5
    world.services.capacity[0] = 10
    programme = package({"kind": "shelter_beds", "beds": 6, "winter_only": True, "budget": 100_000.0})
    programme.places[0, :], programme.open[0, :], programme.actions.unit_cost[0] = 6, 1, 100
    arm = world._replace(ledger=empty_ledger(1, 24))
    assert shelter_beds(arm, programme, p, 3, 4) == 10  # April: no winter
    assert shelter_beds(arm, programme, p, 3, 11) == 15 + 6
    assert (arm.ledger.served[0, 3], arm.ledger.spent[0, 3]) == (6, 600)
    programme.places[0, :] = 1
    assert shelter_beds(arm, programme, p, 4, 11) == 15 + 1
    programme.actions.winter_only[0] = 0
    assert shelter_beds(arm, programme, p, 5, 4) == 10 + 1
    programme.open[0, :] = 0
    assert shelter_beds(arm, programme, p, 6, 11) == 15
    programme.open[0, :], programme.actions.budget[0] = 1, 0
    assert shelter_beds(arm, programme, p, 7, 11) == 15


def test_hosts_take_in_as_many_as_they_can_and_tire(world, p):
    p.hosts_leavers_share, p.hosts_uptake, p.hosts_fatigue = 0.5, 0.2, 0.25
    world.zones.hosts[1], world.zones.own_homes[1] = 3, 5
    assert room_with_hosts(world.zones, p, 1) == 5
    people = world.people
    people.stays[0], people.bonds[0] = 1, 2
    assert host_chance(people, p, 0) == pytest.approx(1 - (1 - 0.15) ** 2)
    people.stays[0], people.bonds[0] = 3, 0
    assert host_chance(people, p, 0) == 0.0


@pytest.mark.parametrize(
    ("fields", "bed", "hosted", "state"),
    [
        ({"income": 600, "savings": 300}, 1.0, 0, Housing.BED),  # at the limits of both
        ({"income": 599, "savings": 300}, 1.0, 9, Housing.STREET),
        ({"income": 600, "savings": 299}, 1.0, 9, Housing.STREET),
        ({"income": 600, "savings": 300, "household": 2}, 1.0, 9, Housing.STREET),
        ({"income": 600, "savings": 300}, 0.0, 1, Housing.HOSTED),
        ({"income": 600, "savings": 300, "hosting_left": 1}, 0.0, 0, Housing.STREET),
        ({"income": 600, "savings": 300}, 0.0, 2, Housing.STREET),  # hosts are full
    ],
)
def test_a_bed_then_a_host(world, p, fields, bed, hosted, state):
    p.tenancy_bed_price, p.no_home_bed, p.no_home_bed_ties = 300.0, bed, 0.0
    p.hosts_uptake, p.hosts_fatigue, p.hosts_leavers_share = 1.0, 0.0, 0.0
    usual = {"housing": Housing.STREET, "household": 1, "hosting_left": 0, "bonds": 1, "stays": 0, "zone": 0}
    people = alone(world, **{**usual, **fields})
    world.zones.hosts[0], world.zones.hosted[0] = 2, hosted
    found = find_bed_or_host(people, world.zones, p, 0, 5, 6)
    assert people.housing[0] == state
    assert found == (state != Housing.STREET)
    assert (people.stays[0], world.zones.hosted[0]) == ((1, hosted + 1) if state == Housing.HOSTED else (0, hosted))


DEPARTS = {"departure_base": 0.0, "departure_no_home": 0.0, "departure_no_work": 0.0, "departure_ties": 0.0}


@pytest.mark.parametrize(
    ("numbers", "fields", "gone"),
    [
        ({"departure_base": 1.0}, {"housing": Housing.BED}, True),
        ({"departure_base": 1.0}, {"housing": Housing.RECEPTION}, False),
        ({"departure_base": 1.0}, {"housing": Housing.BED, "away": 1}, False),
        ({"departure_no_home": 1.0}, {"housing": Housing.STREET}, True),
        ({"departure_no_home": 1.0}, {"housing": Housing.BED}, False),
        ({"departure_no_work": 1.0}, {"work": Work.INTERNSHIP}, True),
        ({"departure_no_work": 1.0}, {"work": Work.UNDECLARED}, False),
        ({"departure_ties": 1.0}, {"bonds": 2, "bridges": 1}, False),
        ({"departure_ties": 1.0}, {"bonds": 2, "bridges": 0}, True),
        ({"departure_ties": 1.0}, {"bonds": 0, "bridges": 3}, False),
        ({"departure_base": 1.0, "departure_settled": 0.0}, {"housing": Housing.OWN, "work": 7}, False),
        ({"departure_base": 1.0, "departure_settled": 0.0}, {"housing": Housing.OWN, "work": 2}, True),
        ({"departure_base": 1.0, "departure_settled": 0.0}, {"housing": Housing.BED, "work": 7}, True),
        (
            {"departure_base": 0.5, "departure_no_home": 0.25, "departure_no_work": 0.25},
            {"housing": 2, "work": 2},
            True,
        ),
    ],
)
def test_who_departs(world, p, numbers, fields, gone):
    for name, value in {**DEPARTS, "departure_few_ties": 3.0, **numbers}.items():
        setattr(p, name, value)
    usual = {"housing": Housing.BED, "work": Work.JOBSEEKER, "bonds": 9, "bridges": 9, "away": 0}
    people = alone(world, **{**usual, **fields})
    departures(world, p, 3, everybody(world))
    assert (people.housing[0] == Housing.DEPARTED) == gone
    assert world.flows[DEPARTURES] == gone


@pytest.mark.parametrize(("permit", "savings"), [(Permit.REFUGEE, 150), (Permit.NONE, 100)])
def test_who_leaves_reception_begins_anew_with_a_grant(world, p, permit, savings):
    p.reception_exit_grant = 50.0
    people = alone(world, housing=Housing.RECEPTION, since=9, permit=permit, savings=100)
    leave_reception(world, p, 0)
    assert (people.housing[0], people.since[0], people.savings[0], world.flows[EXITS]) == (UNPLACED, 0, savings, 1)


def test_who_is_expected_comes_a_window_before_the_exit(world, p):
    people, first = world.people, int(world.crowd[1])
    p.reception_window_months = 12.0
    people.housing[first : first + 3], people.since[first : first + 3] = Housing.EXPECTED, 5
    people.exit_due[first : first + 3] = 31, 32, 33
    people.housing[world.present[0]] = Housing.DEPARTED
    count = int(world.crowd[0])
    inside = np.empty(people.id.size, np.int64)
    listed = welcome(world, p, 20, inside)
    staying = [
        i
        for i in world.present[: world.crowd[0]]
        if people.housing[i] in (Housing.RECEPTION, Housing.PROLONGED_RECEPTION)
    ]
    assert inside[:listed].tolist() == staying
    assert people.housing[first : first + 3].tolist() == [Housing.RECEPTION, Housing.RECEPTION, Housing.EXPECTED]
    assert people.since[first : first + 3].tolist() == [0, 0, 5]
    assert world.crowd.tolist()[:2] == [count + 2 - 1, first + 2]
    assert world.present[: world.crowd[0]].tolist()[-2:] == [first, first + 1]


def test_places_that_longer_stays_hold(world):
    people = world.people
    people.transfer[:], people.housing[:] = 0, Housing.RECEPTION
    here(world, 4)
    people.housing[:3], people.channel[:3] = Housing.PROLONGED_RECEPTION, (Channel.SAI, Channel.CAS, Channel.MSNA)
    assert held_places(world, 5) == 2
    people.transfer[3], people.exit_due[3] = BLOCKED, 6
    assert held_places(world, 5) == 1
    assert held_places(world, 6) == 2
