"""Services: who is eligible, in need and first; how long a support runs; the tutor's plan."""

import numpy as np
import pytest

from approdo.model import kinds
from approdo.model.arithmetic import TWO_53
from approdo.model.codes import Channel, Housing, Permit, Work
from approdo.model.processes.climate import is_climate
from approdo.model.processes.common import GOAL_HOME, GOAL_TIES, GOAL_WORK, UNPLACED, pay, share_of_time
from approdo.model.processes.services import (
    CUT,
    FOREVER,
    ask_take_up,
    counts,
    eligible,
    in_time,
    is_over,
    is_referred,
    is_supply,
    priority_score,
    review_plan,
    serve,
    takes_up,
    wants,
)
from approdo.model.processes.supports import months_left
from approdo.model.world import empty_ledger
from tests.model.rules.first import become, support

T = 10
OUT = {
    Housing.STREET,
    Housing.SHELTER,
    Housing.INSTITUTION,
    Housing.INFORMAL,
    Housing.HOSTED,
}  # homeless, no place of ours


def test_kinds_that_hold_homes_and_kinds_that_change_owners():
    every = range(kinds.KINDS)
    assert {kind for kind in every if is_supply(kind)} == {
        *(kinds.SOCIAL_AGENCY, kinds.RENOVATION, kinds.COOPERATIVE_HOUSING, kinds.SHARED_HOUSING, kinds.SHELTER_BEDS)
    }
    assert {kind for kind in every if is_climate(kind)} == {
        *(kinds.TRUST_NETWORK, kinds.PARTNERSHIP, kinds.ANTI_DISCRIMINATION),
        *(kinds.NETWORK_COORDINATION, kinds.STAFF_TRAINING, kinds.ICT_TOOLS),
    }


@pytest.fixture
def person(world):
    """Gives the first person these values, and makes nobody else."""

    def make(**fields):
        usual = {
            "housing": Housing.STREET,
            "permit": Permit.REFUGEE,
            "channel": Channel.SAI,
            "work": Work.JOBSEEKER,
            "exit_due": 4,
            "away": 0,
            "home": -1,
            "employer": -1,
            "household": 1,
            "arrears": 0,
            "minors": 0,
            "registered": 0,
            "homeless": 6,
            "vulnerability": 0.5,
            "zone": 0,
            "sex": 0,
            "family": 0,
            "bridges": 0,
            "rent": 0,
            "income": 0,
            "language": 0.0,
            "schooling": 0,
            "skill": 0.0,
            "experience": 0.0,
        }
        return become(world, **{**usual, **fields})

    return make


BOUNDS = [  # column of the programme, field, value
    (0, "exit_due", 4, 6),  # ten less four: six months out
    (1, "vulnerability", 0.5, 0.5),
    (3, "minors", 2, 2),
    (4, "homeless", 6, 6),
]


@pytest.mark.parametrize(("column", "field", "given", "counted"), BOUNDS)
def test_a_bound_includes_its_ends(world, p, package, person, column, field, given, counted):
    programme = package({"kind": "tutoring", "tutors": 1})
    people = person(**{field: given})
    for low, high, passes in (
        (counted, counted, True),
        (counted + 0.25, np.inf, False),
        (-np.inf, counted - 0.25, False),
    ):
        programme.low[0, column], programme.high[0, column] = low, high
        assert eligible(people, world.zones, programme, p, 0, 0, T) == passes


def test_a_work_prospect_includes_its_ends(world, p, package, person):
    p.programme_prospect_language, p.programme_prospect_experience = 0.5, 0.0
    p.programme_prospect_schooling, p.programme_prospect_skill = 0.0, 0.0
    programme, people = package({"kind": "tutoring", "tutors": 1}), person(language=0.5)
    for low, high, passes in ((0.25, 0.25, True), (0.26, 1.0, False), (0.0, 0.24, False)):
        programme.low[0, 2], programme.high[0, 2] = low, high
        assert eligible(people, world.zones, programme, p, 0, 0, T) == passes


@pytest.mark.parametrize(
    ("column", "field", "value"),
    [(0, "permit", 1), (1, "channel", 2), (2, "family", 3), (3, "housing", Housing.HOSTED), (5, "sex", 1)],
)
def test_a_set_lets_only_its_own_through(world, p, package, person, column, field, value):
    programme, people = package({"kind": "tutoring", "tutors": 1}), person(**{field: value})
    programme.mask[0, column] = 1 << value
    assert eligible(people, world.zones, programme, p, 0, 0, T)
    programme.mask[0, column] = ~(1 << value)
    assert not eligible(people, world.zones, programme, p, 0, 0, T)


def test_the_zone_counts_and_between_two_homes_one_is_as_in_reception(world, p, package, person):
    programme = package({"kind": "tutoring", "tutors": 1})
    people = person(housing=UNPLACED)
    programme.mask[0, 3] = 1 << Housing.RECEPTION
    assert eligible(people, world.zones, programme, p, 0, 0, T)
    programme.mask[0, 4] = ~(1 << int(world.zones.kind[0]))
    assert not eligible(people, world.zones, programme, p, 0, 0, T)


def test_without_a_permit_only_where_the_filter_names_it(world, p, package, person):
    programme, people = package({"kind": "tutoring", "tutors": 1}), person(permit=Permit.NONE)
    assert programme.mask[0, 0] == -1
    assert not eligible(people, world.zones, programme, p, 0, 0, T)
    programme.mask[0, 0] = 1 << Permit.NONE
    assert eligible(people, world.zones, programme, p, 0, 0, T)


def test_taking_up(world, p, package):
    programme, below = package({"kind": "tutoring", "tutors": 1}), np.zeros(4, np.int64)
    p.programme_take_up_employability = 2.0
    for share, answer in ((1.0, TWO_53), (0.0, 0)):
        programme.actions.take_up[0] = share
        ask_take_up(programme, p, 0, below)
        assert below.tolist() == [answer] * 4
        assert takes_up(world.people, programme, below, 5, 0, 0) == (share == 1.0)
    programme.actions.take_up[0] = 0.5
    ask_take_up(programme, p, 0, below)
    assert below / TWO_53 == pytest.approx([1 / (1 + np.exp(-2.0 * (n / 3 - 0.5))) for n in range(4)])


NEEDS = [  # kind, fields, supports, in need
    ("TUTORING", {}, (), True),
    ("TUTORING", {"away": 1}, (), False),
    ("TUTORING", {"housing": Housing.DEPARTED}, (), False),
    ("TUTORING", {"housing": Housing.EXPECTED}, (), False),
    ("TUTORING", {"housing": UNPLACED}, (), True),
    ("TUTORING", {"housing": Housing.RECEPTION, "exit_due": 12}, (), True),
    ("TUTORING", {"housing": Housing.RECEPTION, "exit_due": 13}, (), False),
    ("TUTORING", {"housing": Housing.RECEPTION, "exit_due": 13}, ("EXIT_PREPARATION",), True),
    ("LANGUAGE_COURSES", {"language": 0.7}, (), True),
    ("LANGUAGE_COURSES", {"language": 0.75}, (), False),
    ("LANGUAGE_COURSES", {"housing": Housing.RECEPTION, "exit_due": 13}, (), False),
    ("INTERNSHIPS", {}, (), True),
    ("INTERNSHIPS", {"work": Work.INACTIVE}, (), False),
    ("ORIENTATION_TRAINING", {"housing": Housing.RECEPTION, "exit_due": 12}, (), True),
    ("ORIENTATION_TRAINING", {"housing": Housing.RECEPTION, "exit_due": 13}, (), False),
    ("EMPLOYER_INCENTIVE", {"housing": Housing.RECEPTION, "exit_due": 99}, (), True),
    ("EMPLOYER_INCENTIVE", {"work": Work.PERMANENT}, (), False),
    ("RECEPTION_EXTENSION", {"housing": UNPLACED, "exit_due": T}, (), True),
    ("RECEPTION_EXTENSION", {"housing": UNPLACED, "exit_due": T - 1}, (), False),
    ("RECEPTION_EXTENSION", {"exit_due": T}, (), False),
    *(
        ("TRANSITIONAL_HOUSING", {"housing": state}, (), state in OUT or state == UNPLACED)
        for state in (*OUT, 16, 4, 9)
    ),
    *(("HOME_HOSTING", {"housing": state}, (), state in OUT or state == UNPLACED) for state in (*OUT, 16, 4, 9)),
    ("HOME_HOSTING", {"household": 2}, (), True),
    ("HOME_HOSTING", {"household": 3}, (), False),
    ("EVICTION_PREVENTION", {"home": 0, "arrears": 1}, (), True),
    ("EVICTION_PREVENTION", {"home": 0, "arrears": 0}, (), False),
    ("EVICTION_PREVENTION", {"arrears": 1}, (), False),
    ("RENT_SUBSIDY", {}, (), True),
    ("RENT_SUBSIDY", {"housing": Housing.SOCIAL}, (), False),
    ("RENT_SUBSIDY", {"housing": Housing.OWN, "home": 0, "rent": 401, "income": 1000}, (), True),
    ("RENT_SUBSIDY", {"housing": Housing.OWN, "home": 0, "rent": 400, "income": 1000}, (), False),
    ("RENT_SUBSIDY", {"housing": Housing.RECEPTION, "exit_due": 12}, (), True),
    ("RENT_SUBSIDY", {"housing": Housing.RECEPTION, "exit_due": 13}, (), False),
    ("DEPOSIT_ADVANCE", {}, (), True),
    ("DEPOSIT_ADVANCE", {"housing": Housing.OWN, "home": 0}, (), False),
    ("GUARANTEE_FUND", {"housing": Housing.RECEPTION, "exit_due": 12}, (), True),
    ("GUARANTEE_FUND", {"housing": Housing.SOCIAL}, (), False),
    ("LANDLORD_GRANT", {"housing": Housing.RECEPTION, "exit_due": 13}, (), True),
    ("LANDLORD_GRANT", {"housing": Housing.RECEPTION, "exit_due": 14}, (), False),
    ("LANDLORD_GRANT", {"housing": Housing.RECEPTION, "exit_due": 14}, ("EXIT_PREPARATION",), True),
    ("LANDLORD_GRANT", {"housing": Housing.OWN, "home": 0, "exit_due": 4}, (), False),
    ("PSYCHOLOGICAL_SUPPORT", {"vulnerability": 0.5}, (), True),
    ("PSYCHOLOGICAL_SUPPORT", {"vulnerability": 0.49}, (), False),
    ("INCLUSION_LABS", {"bridges": 2}, (), True),
    ("INCLUSION_LABS", {"bridges": 3}, (), False),
    ("EXIT_PREPARATION", {"housing": Housing.RECEPTION, "exit_due": 12}, (), True),
    ("EXIT_PREPARATION", {"housing": Housing.RECEPTION, "exit_due": 13}, (), False),
    ("EXIT_PREPARATION", {}, (), False),
    ("RESIDENCE_REGISTRATION", {}, (), True),
    ("RESIDENCE_REGISTRATION", {"registered": 1}, (), False),
    ("RESIDENCE_REGISTRATION", {"housing": Housing.RECEPTION}, (), False),
    ("PLACEMENT", {"housing": Housing.RECEPTION, "exit_due": 12}, (), True),
    ("PLACEMENT", {"housing": Housing.RECEPTION, "exit_due": 13}, (), False),
    ("PLACEMENT", {"housing": Housing.RECEPTION, "exit_due": 12, "employer": 0}, (), False),
    ("PLACEMENT", {}, (), False),
    ("SOCIAL_AGENCY", {}, (), False),
]


@pytest.mark.parametrize(("kind", "fields", "held", "told"), NEEDS)
def test_who_is_in_need(world, p, person, kind, fields, held, told):
    """Two months before the exit are served (three by a grant to owners)."""
    p.learning_course_until, p.search_burden, p.search_before_exit_months = 0.75, 0.4, 3.0
    p.learning_psychological_from, p.tutoring_social_enough = 0.5, 3.0
    person(**fields)
    for name in held:
        support(world, getattr(kinds, name))
    number = getattr(kinds, kind)
    wanted = wants(world.people, p, 0, T) >> number & 1 == 1
    assert (wanted and in_time(world, p, number, 2, 0, T)) == told


def test_a_referral_takes_time_after_the_exit_only(world, package, person):
    programme = package({"kind": "tutoring", "tutors": 1})
    programme.referral[:] = 0.0
    assert is_referred(person(exit_due=T), programme, 0, 0, T, 5)
    assert not is_referred(person(exit_due=T - 1), programme, 0, 0, T, 5)
    programme.referral[:] = 1.0
    assert is_referred(person(exit_due=T - 1), programme, 0, 0, T, 5)


def test_who_comes_first(p, person):
    p.programme_prospect_language, p.programme_prospect_experience = 1.0, 0.0
    people = person(vulnerability=0.25, language=0.75, exit_due=8)
    assert priority_score(people, p, 0, 0, 0.5) == pytest.approx(0.25 + 0.5e-6)
    assert priority_score(people, p, 1, 0, 0.5) == pytest.approx(0.75 + 0.5e-6)
    assert priority_score(people, p, 2, 0, 0.5) == 0.5 - 8
    assert priority_score(people, p, 3, 0, 0.5) == 0.5


@pytest.mark.parametrize(
    ("fields", "goals"),
    [
        ({}, (1 / 3, 1 / 3, 1 / 3)),
        ({"housing": Housing.OWN}, (0.0, 0.5, 0.5)),
        ({"housing": Housing.OWN, "arrears": 1}, (1 / 3, 1 / 3, 1 / 3)),
        ({"work": Work.UNDECLARED}, (0.5, 0.0, 0.5)),
        ({"bridges": 3}, (0.5, 0.5, 0.0)),
        ({"housing": Housing.OWN, "work": 7, "bridges": 3}, (0.0, 0.0, 0.0)),
        ({"housing": Housing.OWN, "work": 7, "bridges": 2}, (0.0, 0.0, 1.0)),
    ],
)
def test_a_plan_shares_the_hours_over_what_is_missing(p, person, fields, goals):
    p.tutoring_social_enough = 3.0
    people = person(**fields)
    review_plan(people, p, 0)
    plan = int(people.plan[0])
    assert tuple(share_of_time(plan, goal) for goal in (GOAL_HOME, GOAL_WORK, GOAL_TIES)) == goals


def test_which_months_of_a_support_count(person):
    people = person(home=-1, work=Work.UNDECLARED)
    told = {kind for kind in range(kinds.KINDS) if not counts(people, kind, 0)}
    assert told == {kinds.RENT_SUBSIDY, kinds.GUARANTEE_FUND, kinds.EMPLOYER_INCENTIVE}
    people = person(home=0, work=Work.SEASONAL)
    assert all(counts(people, kind, 0) for kind in range(kinds.KINDS))


def test_when_a_support_is_over_by_itself(person):
    holds: dict[int, dict[str, int]] = {
        kinds.TRANSITIONAL_HOUSING: {"housing": Housing.TRANSITIONAL},
        kinds.RECEPTION_EXTENSION: {"housing": Housing.PROLONGED_RECEPTION},
        kinds.HOME_HOSTING: {"housing": Housing.HOSTED_AGREEMENT},
        kinds.INTERNSHIPS: {"work": Work.INTERNSHIP},
        kinds.EXIT_PREPARATION: {"housing": Housing.RECEPTION},
        kinds.RESIDENCE_REGISTRATION: {"registered": 0},
    }
    for kind in range(kinds.KINDS):
        assert not is_over(person(**holds.get(kind, {})), kind, 0)
        assert is_over(person(registered=1), kind, 0) == (kind in holds)


@pytest.mark.parametrize(
    ("left", "budget", "stopped", "stays", "after"),
    [
        (5, -1, False, True, 4),
        (1, -1, False, False, 0),
        (FOREVER, -1, False, True, FOREVER),
        (5, -1, True, False, CUT),
        (5, 100, False, True, 4),
        (5, 99, False, False, CUT),
    ],
)
def test_a_month_of_a_support(world, p, package, person, left, budget, stopped, stays, after):
    programme = package({"kind": "inclusion_labs", "places": 1})
    programme.actions.unit_cost[0], programme.actions.budget[0] = 100, budget
    person()
    arm = world._replace(ledger=empty_ledger(1, 24))
    support(arm, kinds.INCLUSION_LABS, left)
    assert serve(arm, programme, p, 0, 0, T, stopped) == stays
    assert months_left(arm.supports, kinds.INCLUSION_LABS, 0) == after
    assert (arm.ledger.served[0, T], arm.ledger.spent[0, T]) == ((1, 100) if stays else (0, 0))


@pytest.mark.parametrize(("work", "cost"), [(Work.PERMANENT, 130), (Work.JOBSEEKER, 100), (Work.UNDECLARED, 100)])
def test_wage_support_is_paid_in_a_regular_job(world, p, package, person, work, cost):
    programme = package({"kind": "employer_incentive", "places": 1})
    programme.actions.unit_cost[0], programme.actions.allowance[0], programme.actions.budget[0] = 100, 30, -1
    person(work=work)
    arm = world._replace(ledger=empty_ledger(1, 24))
    support(arm, kinds.EMPLOYER_INCENTIVE, 5)
    serve(arm, programme, p, 0, 0, T, False)
    assert arm.ledger.spent[0, T] == cost
    assert months_left(arm.supports, kinds.EMPLOYER_INCENTIVE, 0) == (4 if work == Work.PERMANENT else 5)


def test_a_plan_is_reviewed_every_few_months(world, p, package, person):
    programme = package({"kind": "tutoring", "tutors": 1})
    programme.actions.months[0], programme.actions.budget[0], p.tutoring_review_months = 24, -1, 6.0
    people = person()
    arm = world._replace(ledger=empty_ledger(1, 24))
    for left, reviewed in ((19, True), (20, False), (18, False), (13, True)):
        people.plan[0] = 0
        support(arm, kinds.TUTORING, left)
        serve(arm, programme, p, 0, 0, T, False)
        assert (people.plan[0] != 0) == reviewed


def test_a_budget_holds_its_last_cent(package):
    programme, ledger = package({"kind": "tutoring", "tutors": 1}), empty_ledger(1, 24)
    programme.actions.budget[0] = 10
    assert pay(programme, ledger, 0, 3, 4)
    assert pay(programme, ledger, 0, 5, 6)
    assert not pay(programme, ledger, 0, 5, 1)
    assert (ledger.total[0], ledger.spent[0, 3], ledger.spent[0, 5]) == (10, 4, 6)
    programme.actions.budget[0] = 0
    assert not pay(programme, empty_ledger(1, 24), 0, 3, 1)
    programme.actions.budget[0] = -1
    assert pay(programme, ledger, 0, 3, 10**12)
