"""Months of learning, of ties, of exits and of counting; chances are one or nought."""

import numpy as np
import pytest

from approdo.model import flows, kinds, monthly
from approdo.model.codes import Channel, Housing, Permit, Work
from approdo.model.flows import DEPARTURES, EXITS, TRANSFERS_BLOCKED
from approdo.model.processes.common import STATES, UNPLACED
from approdo.model.processes.exits import BLOCKED, MOVED, STAYS, exits, transfers
from approdo.model.processes.learning import learning
from approdo.model.processes.order import best_first, keep, order_by_luck
from approdo.model.processes.placement import place_in_zone, zone_value
from approdo.model.processes.recording import begin_record, count_departed, count_market, count_people, grow_spells
from approdo.model.processes.ties import ties
from approdo.model.world import empty_ledger, empty_record
from tests.model.rules.first import become, everybody, here, support

T = 10


@pytest.fixture
def alone(world):
    """Leaves one person in the territory, with these values."""

    def make(**fields):
        usual = {
            "housing": Housing.OWN,
            "work": Work.JOBSEEKER,
            "permit": Permit.REFUGEE,
            "channel": Channel.CAS,
            "language": 0.0,
            "skill": 0.0,
            "experience": 0.0,
            "vulnerability": 0.5,
            "young_child": 0,
            "bridges": 0,
            "bonds": 0,
            "exit_due": 4,
            "transfer": 0,
            "income": 0,
            "since": 5,
            "homeless": 3,
            "away": 0,
            "home": -1,
            "registered": 0,
            "savings": 0,
            "employer": -1,
            "zone": 0,
        }
        world.crowd[1] = 1
        here(world, 1)
        return become(world, **{**usual, **fields})

    return make


LEARNING = [  # fields, supports, courses in CAS; language after
    ({}, "", 0, 0.0),
    ({"bridges": 5}, "", 0, 0.04 * 0.5),
    ({"work": Work.UNDECLARED}, "", 0, 0.02),
    ({"work": Work.INTERNSHIP}, "", 0, 0.0),
    ({"housing": Housing.RECEPTION}, "", 0, 0.0),
    ({"housing": Housing.RECEPTION}, "", 1, 0.1 * 0.2),
    ({"housing": Housing.RECEPTION, "channel": Channel.SAI}, "", 0, 0.1 * 0.2),
    ({"housing": Housing.OWN, "channel": Channel.SAI}, "", 1, 0.0),
    ({}, "LANGUAGE_COURSES", 0, 0.1 * 0.4 * 0.5),
    ({"young_child": 1}, "LANGUAGE_COURSES", 0, 0.1 * 0.2 * 0.5),
    ({"language": 0.5, "bridges": 5}, "", 0, 0.5 + 0.02 * 0.5),
    ({"bridges": 1000}, "", 0, 1.0),
    ({"housing": Housing.DEPARTED, "bridges": 5}, "", 0, 0.0),
]


def settings(p):
    p.learning_ties, p.learning_work, p.learning_course, p.learning_reception_hours = 0.04, 0.02, 0.1, 20.0
    p.learning_young_child, p.learning_attendance, p.learning_training = 0.5, 0.5, 0.5
    p.learning_harm, p.learning_recovery, p.learning_psychological = 0.1, 0.2, 0.5


@pytest.mark.parametrize(("fields", "held", "courses", "language"), LEARNING)
def test_language(world, p, package, alone, fields, held, courses, language):
    settings(p)
    programme, people = package({"kind": "language_courses", "places": 1}), alone(**fields)
    programme.actions.hours[0], world.calendar.cas_courses[:] = 40.0, courses
    if held:
        support(world, getattr(kinds, held))
    learning(world, programme, p, T, everybody(world))
    assert people.language[0] == pytest.approx(language)
    assert people.experience[0] == (people.work[0] == Work.UNDECLARED)


def test_attendance_and_training_have_an_upper_end(world, p, package, alone):
    settings(p)
    programme, people = package({"kind": "language_courses", "places": 1}), alone()
    programme.actions.hours[0], p.learning_attendance = 40.0, 3.0
    support(world, kinds.LANGUAGE_COURSES)
    support(world, kinds.ORIENTATION_TRAINING)
    learning(world, programme, p, T, everybody(world))
    assert (people.language[0], people.skill[0]) == (pytest.approx(0.1 * 0.4), pytest.approx(0.5 * 0.4))
    programme.actions.hours[0] = 1e6
    learning(world, programme, p, T, everybody(world))
    assert (people.language[0], people.skill[0]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("state", "hours", "after"),
    [
        (Housing.STREET, 0.0, 0.5 + 0.05),
        (Housing.TRANSITIONAL, 0.0, 0.5 - 0.1),
        (Housing.OWN, 0.0, 0.5 - 0.1),
        (Housing.OWN, 4.0, 0.4 * 0.5),
        (Housing.OWN, 400.0, 0.0),
    ],
)
def test_vulnerability_grows_without_a_home(world, p, package, alone, state, hours, after):
    settings(p)
    programme, people = package({"kind": "psychological_support", "places": 1}), alone(housing=state)
    programme.actions.hours[0] = hours
    support(world, kinds.PSYCHOLOGICAL_SUPPORT, hours > 0.0)
    learning(world, programme, p, T, everybody(world))
    assert people.vulnerability[0] == pytest.approx(after)


TIES = ("bond_base", "bond_zone", "bridge_base", "bridge_language", "bridge_work", "bridge_tutor", "bridge_lab", "fade")


@pytest.mark.parametrize(
    ("numbers", "fields", "lab", "after"),
    [  # bonds, bridges after
        ({}, {}, 0, (2, 1)),
        ({"bond_base": 1.0}, {}, 0, (3, 1)),
        ({"bond_zone": 4.0}, {}, 0, (3, 1)),  # a quarter of the residents
        ({"bond_base": 1.0}, {"bonds": 9}, 0, (9, 1)),  # the most there can be
        ({"bond_base": 1.0}, {"bonds": 8}, 0, (9, 1)),
        ({"bridge_base": 1.0}, {}, 0, (2, 2)),
        ({"bridge_base": 1.0}, {"bridges": 9}, 0, (2, 9)),
        ({"bridge_language": 2.0}, {"language": 0.5}, 0, (2, 2)),
        ({"bridge_work": 1.0}, {"work": Work.SEASONAL}, 0, (2, 2)),
        ({"bridge_work": 1.0}, {"work": Work.INTERNSHIP}, 0, (2, 1)),
        ({"bridge_lab": 1.0}, {}, 1, (2, 2)),
        ({"bridge_lab": 1.0}, {}, 0, (2, 1)),
        ({"bridge_base": 1.0}, {"housing": Housing.STREET}, 0, (2, 1)),
        ({"bridge_base": 1.0}, {"housing": Housing.INFORMAL}, 0, (2, 1)),
        ({"bridge_base": 1.0}, {"housing": Housing.SHELTER}, 0, (2, 2)),
        ({"fade": 0.5}, {"bridges": 2}, 0, (1, 1)),
        ({"fade": 1.0}, {"bonds": 0, "bridges": 0}, 0, (0, 0)),
        ({"bond_base": 1.0}, {"housing": Housing.DEPARTED}, 0, (2, 1)),
    ],
)
def test_ties_are_made_and_fade(world, p, package, alone, numbers, fields, lab, after):
    for name in TIES:
        setattr(p, f"ties_{name}", numbers.get(name, 0.0))
    p.ties_most, p.ties_no_home, world.zones.foreign_share[:] = 9.0, 0.0, 0.25
    people = alone(**{"bonds": 2, "bridges": 1, **fields})
    support(world, kinds.INCLUSION_LABS, lab)
    ties(world, package(), p, T, everybody(world))
    assert (people.bonds[0], people.bridges[0]) == after


@pytest.mark.parametrize(
    ("fields", "share", "held", "told"),
    [
        ({}, 1.0, 0, (MOVED, Channel.SAI, Housing.RECEPTION)),
        ({}, 0.0, 0, (STAYS, Channel.CAS, Housing.RECEPTION)),
        ({"permit": Permit.NONE}, 1.0, 0, (STAYS, Channel.CAS, Housing.RECEPTION)),
        ({"exit_due": T + 7}, 1.0, 0, (0, Channel.CAS, Housing.RECEPTION)),
        ({"channel": Channel.SAI}, 1.0, 0, (0, Channel.SAI, Housing.RECEPTION)),
        ({"housing": Housing.STREET}, 1.0, 0, (0, Channel.CAS, Housing.STREET)),
        ({"transfer": STAYS}, 1.0, 0, (STAYS, Channel.CAS, Housing.RECEPTION)),
        ({}, 1.0, 1, (BLOCKED, Channel.CAS, UNPLACED)),
    ],
)
def test_who_goes_on_to_sai(world, p, alone, fields, share, held, told):
    p.reception_sai_share, p.reception_sai_free, p.reception_sai_months = share, 1.0, 6.0
    people = alone(**{"housing": Housing.RECEPTION, "exit_due": T + 6, **fields})
    if held:
        here(world, 2)
        people.transfer[1] = 0
        people.housing[1], people.channel[1] = Housing.PROLONGED_RECEPTION, Channel.SAI
    transfers(world, p, T, world.present[: world.crowd[0]])
    assert (people.transfer[0], people.channel[0], people.housing[0]) == told
    assert (world.flows[TRANSFERS_BLOCKED], world.flows[EXITS]) == (held, held)


QUIET = {"exit_due": T + 1, "housing": Housing.RECEPTION, "transfer": STAYS}


@pytest.mark.parametrize(
    ("numbers", "fields", "told"),
    [
        ({}, {}, Housing.RECEPTION),
        ({}, {"exit_due": T}, UNPLACED),
        ({"abandon_hazard": 1.0}, {}, UNPLACED),
        ({"abandon_hazard": 1.0, "abandon_departs": 1.0}, {}, Housing.DEPARTED),
        ({"return_hazard": 1.0}, {}, Housing.DEPARTED),
        ({"removal_hazard": 1.0}, {}, UNPLACED),
        ({"revoke_hazard": 1.0}, {"work": Work.SEASONAL, "income": 501}, UNPLACED),
        ({"revoke_hazard": 1.0}, {"work": Work.SEASONAL, "income": 500}, Housing.RECEPTION),
        ({"revoke_hazard": 1.0}, {"income": 501}, Housing.RECEPTION),
        ({"revoke_hazard": 1.0}, {"work": 5, "income": 501, "channel": Channel.SAI}, Housing.RECEPTION),
        ({}, {"housing": Housing.STREET, "exit_due": 0}, Housing.STREET),
    ],
)
def test_how_reception_ends(world, p, alone, numbers, fields, told):
    p.reception_income_limit, p.reception_window_months = 500.0, -1e6
    for name in ("abandon_hazard", "abandon_departs", "return_hazard", "removal_hazard", "revoke_hazard"):
        setattr(p, f"reception_{name}", numbers.get(name, 0.0))
    people = alone(**{**QUIET, **fields})
    exits(world, p, T)
    assert people.housing[0] == told
    assert (world.flows[EXITS], world.flows[DEPARTURES]) == (told == UNPLACED, told == Housing.DEPARTED)


@pytest.mark.parametrize(
    ("left", "told"), [(2, Housing.PROLONGED_RECEPTION), (1, UNPLACED), (0, UNPLACED), (-1, UNPLACED)]
)
def test_a_longer_stay_ends_with_its_last_month(world, p, alone, left, told):
    p.reception_window_months = -1e6
    people = alone(housing=Housing.PROLONGED_RECEPTION)
    support(world, kinds.RECEPTION_EXTENSION, left)
    exits(world, p, T)
    assert (people.housing[0], people.since[0]) == ((told, 5) if left == 2 else (told, 0))


def test_what_a_service_makes_of_a_zone(world):
    zones = world.zones
    zones.stock[0], zones.foreign_share[0], zones.offers[0], zones.posts[0] = 3, 0.25, 5, 7
    zones.rivals_low[0], zones.rivals_middle[0], zones.jobseekers[0] = 1.0, 2.0, 1.0
    assert zone_value(world, 0, 0) == pytest.approx(np.log(4))
    assert zone_value(world, 1, 0) == pytest.approx(np.log(0.251))
    assert zone_value(world, 2, 0) == pytest.approx(np.log(6 / 4) + np.log(8 / 2))


def test_nobody_is_placed_where_the_way_is_too_long_and_most_where_the_homes_are(world, p):
    people, zones = world.people, world.zones
    world.minutes[:], p.programme_placement_distance = 60, 1e6
    people.zone[:] = 0
    for i in range(20):
        place_in_zone(world, p, 0, i)
    assert not people.zone[:20].any(), "no other zone is liked as much as the own"
    p.programme_placement_distance, zones.stock[:] = -1e6, (0, 0, 10**9)
    for i in range(20):
        place_in_zone(world, p, 0, i)
    assert people.zone[:20].tolist() == [2] * 20, "every zone is liked: the service's rule decides"


def test_orders_of_many():
    rng = np.random.default_rng(3)
    for count in (0, 1, 2, 3, 7, 40, 100):
        luck = rng.integers(0, 12, count) / 12.0
        order = np.empty(count, np.int64)
        order_by_luck(luck, np.empty(count, np.int64), order)
        assert order.tolist() == sorted(range(count), key=lambda k: (luck[k], k))
        for room in (1, 2, 5, 16):
            who, score, kept = np.zeros(room, np.int64), np.zeros(room), 0
            for row, value in enumerate(luck):
                kept = keep(who, score, kept, row, value)
            best_first(who, score, kept)
            assert who[:kept].tolist() == sorted(range(count), key=lambda k: (-luck[k], k))[:room]


def test_spells_grow(world, alone):
    people = alone(housing=Housing.STREET, since=30000, homeless=3)
    grow_spells(world, -1, everybody(world))
    assert (people.since[0], people.homeless[0]) == (30000, 4)
    people = alone(housing=Housing.BED, since=5, homeless=3)
    grow_spells(world, -1, everybody(world))
    assert (people.since[0], people.homeless[0]) == (6, 3)


def count(world, p, t):
    """Count people as `record` does."""
    world.crowd[3] = (world.people.channel[: world.crowd[1]] != Channel.NONE).sum()
    count_people(world, p, t, everybody(world), np.zeros(STATES, np.int64), np.zeros(Work.PERMANENT + 1, np.int64))
    count_departed(world, t)


COUNTED = [  # fields, what is one; all else that is looked at is nought
    ({"housing": Housing.STREET}, {"BROAD", "CORE", "EL1", "OUT", "JOBSEEKERS", "ENTERED"}),
    ({"housing": Housing.SHELTER}, {"BROAD", "CORE", "OUT", "JOBSEEKERS", "ENTERED"}),
    ({"housing": Housing.INSTITUTION}, {"BROAD", "OUT", "JOBSEEKERS", "ENTERED"}),
    ({"housing": Housing.HOSTED}, {"BROAD", "HIDDEN", "OUT", "JOBSEEKERS", "ENTERED"}),
    ({"housing": Housing.BED}, {"BED", "HIDDEN", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.PROLONGED_RECEPTION}, {"PROLONGED", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.PROGRAMME}, {"PROGRAMME", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.HOSTED_AGREEMENT}, {"PROGRAMME", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.SHARED}, {"SHARED", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.SOCIAL}, {"SOCIAL", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.RECEPTION}, {"RECEPTION"}),
    ({"housing": Housing.DEPARTED}, {"DEPARTED"}),
    ({"housing": Housing.OWN}, {"OWN", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.OWN, "since": 6, "income": 501}, {"OWN", "OUT", "JOBSEEKERS", "AUTONOMOUS"}),
    ({"housing": Housing.OWN, "since": 5, "income": 501}, {"OWN", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.OWN, "since": 6, "income": 500}, {"OWN", "OUT", "JOBSEEKERS"}),
    ({"housing": Housing.BED, "since": 6, "income": 501}, {"BED", "HIDDEN", "OUT", "JOBSEEKERS"}),
    ({"work": Work.INTERNSHIP}, {"OWN", "OUT", "INTERNS"}),
    ({"work": Work.UNDECLARED}, {"OWN", "OUT", "EMPLOYED"}),
    ({"work": Work.PERMANENT}, {"OWN", "OUT", "EMPLOYED", "FORMAL"}),
    ({"registered": 1, "language": 0.5}, {"OWN", "OUT", "JOBSEEKERS", "REGISTERED", "LANGUAGE_B1"}),
    ({"language": 0.49, "bridges": 1}, {"OWN", "OUT", "JOBSEEKERS", "BRIDGES"}),
    ({"home": 0, "arrears": 1}, {"OWN", "OUT", "JOBSEEKERS", "IN_ARREARS"}),
    ({"home": 0, "rent": 401, "income": 1000}, {"OWN", "OUT", "JOBSEEKERS", "OVERBURDENED"}),
    ({"home": 0, "rent": 400, "income": 1000}, {"OWN", "OUT", "JOBSEEKERS"}),
    ({"home": 0, "household": 2, "rooms_needed": 99}, {"OWN", "OUT", "JOBSEEKERS", "OVERCROWDED"}),
    ({"housing": Housing.INFORMAL, "away": 1}, {"BROAD", "OUT", "JOBSEEKERS", "ENTERED", "AWAY"}),
    ({"channel": Channel.NONE, "housing": Housing.STREET}, {"NO_RIGHT", "NO_RIGHT_BROAD"}),
    ({"channel": Channel.NONE, "housing": Housing.BED}, {"NO_RIGHT"}),
    ({"channel": Channel.NONE, "housing": Housing.RECEPTION}, set()),
]
LOOKED_AT = sorted(set().union(*(told for _, told in COUNTED)))


@pytest.mark.parametrize(("fields", "told"), COUNTED)
def test_what_one_person_is_counted_as(world, p, alone, fields, told):
    p.learning_level_b1, p.reception_income_limit, p.search_burden = 0.5, 500.0, 0.4
    alone(**{"arrears": 0, "rent": 0, "household": 1, "rooms_needed": 1, **fields})
    arm = world._replace(record=empty_record(3, world.people.id.size))
    arm.record.states[1, 0] = Housing.OWN + 16 * Work.PERMANENT
    count(arm, p, 2)
    found = arm.record.series[2]
    counted = {name: found[getattr(monthly, name)] for name in LOOKED_AT}
    assert counted == {name: float(name in told) for name in LOOKED_AT}


@pytest.mark.parametrize(("month", "before", "told"), [(0, 2, (0, 0)), (1, 2, (0, 1)), (1, 13, (0, 0)), (1, 7, (0, 1))])
def test_who_has_found_a_home_since_last_month(world, p, alone, month, before, told):
    alone(housing=Housing.OWN)
    arm = world._replace(record=empty_record(3, world.people.id.size))
    arm.record.states[:, 0] = before
    count(arm, p, month)
    assert tuple(arm.record.series[month, [monthly.ENTERED, monthly.LEFT]]) == told


def test_states_are_kept_and_who_is_not_here_is_where_they_were(world, alone):
    people = alone(housing=Housing.STREET, work=Work.SEASONAL)
    arm = world._replace(record=empty_record(3, people.id.size))
    people.housing[1:], people.work[1:] = Housing.DEPARTED, Work.INACTIVE
    people.housing[3:], world.crowd[1] = Housing.EXPECTED, 3
    world.present[1] = world.alike[1] = 1  # somebody who is no longer in the territory
    begin_record(arm, 0)
    grow_spells(arm, 0, everybody(world))
    assert arm.record.housing[0, :4].tolist() == [2, 15, 15, 0]
    people.housing[:2], people.work[:2] = (Housing.BED, Housing.OWN), (Work.JOBSEEKER, Work.PERMANENT)
    begin_record(arm, 1)
    grow_spells(arm, 1, everybody(world))
    assert arm.record.housing[1, :4].tolist() == [9, 15, 15, 0]
    assert arm.record.work[1, :3].tolist() == [Work.JOBSEEKER, Work.INACTIVE, Work.INACTIVE]


@pytest.mark.parametrize(("calendar", "incomers"), [(3, 3.0), (4, 12.0), (9, 12.0), (10, 3.0)])
def test_the_market_is_counted(world, p, calendar, incomers):
    p.season_winter_share = 0.25
    zones = world.zones
    zones.stock[:], zones.rent_index[:], zones.incomers[:] = (1, 3, 0), (2.0, 1.0, 9.0), (4.0, 8.0, 0.0)
    zones.rivals_low[:], zones.rivals_middle[:], world.belief[0] = 1.5, 2.0, 0.625
    world.calendar.month[2 + world.burn[0]] = calendar
    arm = world._replace(record=empty_record(3, world.people.id.size), ledger=empty_ledger(2, 3))
    arm.ledger.spent[:, 2], arm.ledger.spent[:, 1] = (150, 50), 999
    arm.flows[:] = np.arange(arm.flows.size) * 100
    count_market(arm, p, 2)
    row = arm.record.series[2]
    assert row[monthly.INCOMERS] == incomers
    assert (row[monthly.RENT_INDEX], row[monthly.OTHERS_SEARCHING], row[monthly.BELIEF]) == (1.25, 10.5, 0.625)
    assert row[monthly.SPENT] == 2.0
    zones.stock[:], arm.record.series[:] = 0, 0.0
    count_market(arm, p, 2)
    assert row[monthly.RENT_INDEX] == 1.0


def test_every_flow_is_written_where_it_belongs(world, p):
    whole = {
        *("REOPENED", "OFFERS", "EXITS", "HOUSED", "ENTRIES", "TRANSFERS_BLOCKED", "SOCIAL_LETTINGS"),
        *(("WITHHELD", "WITHHELD_HOMES"), ("LOST_HOME", "EVICTED"), ("RIVALS_HOUSED", "OTHERS_HOUSED")),
        ("RIVALS_HIRED", "OTHERS_HIRED"),
    }
    arm = world._replace(record=empty_record(1, world.people.id.size))
    arm.flows[:] = np.arange(1, arm.flows.size + 1) * 100
    count_market(arm, p, 0)
    row = arm.record.series[0]
    for each in whole:
        flow, outcome = (each, each) if isinstance(each, str) else each
        assert row[getattr(monthly, outcome)] == arm.flows[getattr(flows, flow)], each
    for name in ("PASS_THROUGH", "RENT_TO_OWNERS"):
        assert row[getattr(monthly, name)] == arm.flows[getattr(flows, name)] / 100.0
