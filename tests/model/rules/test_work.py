"""Work: seasons, contracts, jobs that begin and end, what people and employers make of each other."""

import numpy as np
import pytest

from approdo.model import kinds
from approdo.model.codes import Housing, Origin, Permit, Sector, Sex, Work
from approdo.model.processes.common import GOAL_WORK
from approdo.model.processes.harvest import go_or_return
from approdo.model.processes.hiring import attempts, employer_utility, job_utility, origin_bias, start_job
from approdo.model.processes.supports import months_left
from approdo.model.processes.work import (
    end_internship,
    enters_labour_market,
    leave_job,
    offer_contract,
    open_posts,
    season,
    separate,
    undeclared_share,
)
from tests.model.rules.first import become, support

T = 10
HARVEST = {4, 5, 6, 7, 8, 9}


def test_seasons_and_work_without_a_contract(p):
    p.work_harvest, p.work_off_season = 2.0, 0.5
    p.work_undeclared_agriculture, p.work_undeclared_domestic, p.work_undeclared_other = 0.3, 0.2, 0.1
    assert {month for month in range(12) if season(Sector.AGRICULTURE, month, p) == 2.0} == HARVEST
    assert season(Sector.AGRICULTURE, 3, p) == 0.5
    assert {season(sector, 5, p) for sector in Sector if sector != Sector.AGRICULTURE} == {1.0}
    told = {sector: undeclared_share(p, sector) for sector in Sector}
    assert told.pop(Sector.AGRICULTURE) == 0.3
    assert told.pop(Sector.DOMESTIC) == 0.2
    assert set(told.values()) == {0.1}


@pytest.mark.parametrize(
    ("sector", "dark", "fixed", "contract"),
    [
        (Sector.AGRICULTURE, 1.0, 0.0, Work.UNDECLARED),
        (Sector.AGRICULTURE, 0.0, 1.0, Work.SEASONAL),
        (Sector.DOMESTIC, 0.0, 1.0, Work.FIXED_TERM),
        (Sector.DOMESTIC, 0.0, 0.0, Work.PERMANENT),
    ],
)
def test_the_contract_of_an_opening(p, sector, dark, fixed, contract):
    p.work_undeclared_agriculture = p.work_undeclared_domestic = p.work_undeclared_other = dark
    assert offer_contract(p, sector, 2**63, fixed) == contract


def test_shares_of_contracts(p):
    """Of a draw from 0 to 1: up to the undeclared share, then the fixed share of the rest."""
    p.work_undeclared_domestic = 0.25
    told = [offer_contract(p, Sector.DOMESTIC, int(u * 2**64), 0.5) for u in (0.24, 0.26, 0.62, 0.63)]
    assert told == [Work.UNDECLARED, Work.FIXED_TERM, Work.FIXED_TERM, Work.PERMANENT]


@pytest.fixture
def worker(world):
    """The first person at the second employer; with these values."""

    def make(**fields):
        usual = {
            "employer": 1,
            "work": Work.PERMANENT,
            "wage": 1000,
            "contract_left": 0,
            "permit": Permit.REFUGEE,
            "benefit": 0,
            "benefit_left": 0,
            "away": 0,
            "household": 1,
            "housing": Housing.OWN,
            "since": 5,
            "young_child": 0,
            "exit_due": 20,
            "bridges": 0,
            "vulnerability": 0.0,
            "permit_wait": 0,
            "sex": 0,
            "language": 0.0,
            "experience": 0.0,
            "skill": 0.0,
            "origin": 0,
            "sector": 0,
        }
        world.employers.staff[1], world.employers.sector[1] = 1, Sector.DOMESTIC
        return become(world, **{**usual, **fields})

    return make


@pytest.mark.parametrize(("work", "take_up", "left"), [(7, 1.0, 4), (7, 0.0, 0), (Work.UNDECLARED, 1.0, 0)])
def test_a_job_ends_and_a_regular_one_may_open_a_benefit(world, p, worker, work, take_up, left):
    p.work_benefit_take_up, p.work_benefit_share, p.work_benefit_months = take_up, 0.75, 4.0
    people = worker(work=work, contract_left=3)
    leave_job(world, p, 0, 5)
    assert (people.work[0], people.wage[0], people.employer[0], people.contract_left[0]) == (Work.JOBSEEKER, 0, -1, 0)
    assert (people.benefit_left[0], people.benefit[0]) == ((4, 750) if left else (0, 0))
    assert world.employers.staff[1] == 0
    leave_job(world, p, 0, 5)
    assert world.employers.staff[1] == 0


@pytest.mark.parametrize(("contract", "left"), [(Work.FIXED_TERM, 12), (Work.SEASONAL, 6), (Work.PERMANENT, 0)])
def test_a_job_begins(world, p, worker, contract, left):
    p.work_fixed_months, p.work_season_months = 12.0, 6.0
    people = worker(employer=-1, work=Work.JOBSEEKER, wage=0, benefit_left=3, contract_left=9)
    start_job(world, p, 0, 1, contract, 900)
    assert (people.work[0], people.employer[0], people.wage[0], people.benefit_left[0]) == (contract, 1, 900, 0)
    assert (people.contract_left[0], world.employers.staff[1]) == (left, 2)
    start_job(world, p, 0, -1, contract, 900)
    assert (people.employer[0], world.employers.staff[1], world.employers.staff[-1] >= 0) == (-1, 2, True)


ENDS = [  # work, months left, permit, renewal, made permanent, quits; work and months after
    (Work.FIXED_TERM, 3, 0, 0.0, 0.0, 1.0, (Work.FIXED_TERM, 2)),
    (Work.FIXED_TERM, 1, 0, 0.0, 0.0, 0.0, (Work.JOBSEEKER, 0)),
    (Work.FIXED_TERM, 1, 0, 1.0, 0.0, 0.0, (Work.FIXED_TERM, 12)),
    (Work.FIXED_TERM, 1, 0, 1.0, 1.0, 0.0, (Work.PERMANENT, 0)),
    (Work.SEASONAL, 1, 0, 1.0, 1.0, 0.0, (Work.JOBSEEKER, 0)),
    (Work.PERMANENT, 0, 0, 0.0, 0.0, 1.0, (Work.JOBSEEKER, 0)),
    (Work.PERMANENT, 0, 0, 0.0, 0.0, 0.0, (Work.PERMANENT, 0)),
    (Work.PERMANENT, 0, Permit.NONE, 0.0, 0.0, 1.0, (Work.UNDECLARED, 0)),
    (Work.UNDECLARED, 0, Permit.NONE, 0.0, 0.0, 0.0, (Work.UNDECLARED, 0)),
]


@pytest.mark.parametrize(("work", "left", "permit", "renewal", "fixed", "quits", "after"), ENDS)
def test_how_a_contract_goes_on(world, p, worker, work, left, permit, renewal, fixed, quits, after):
    p.work_fixed_months, p.work_renewal, p.work_made_permanent, p.work_undeclared_pay = 12.0, renewal, fixed, 0.75
    p.work_quit_permanent, p.work_quit_undeclared = quits, 0.0
    people = worker(work=work, contract_left=left, permit=permit)
    separate(world, p, 0, 5)
    assert (people.work[0], people.contract_left[0]) == after
    wage = {Work.JOBSEEKER: 0, Work.UNDECLARED: 750 if work == Work.PERMANENT else 1000}.get(people.work[0], 1000)
    assert people.wage[0] == wage


def test_undeclared_work_has_a_hazard_of_its_own(world, p, worker):
    p.work_quit_permanent, p.work_quit_undeclared = 0.0, 1.0
    people = worker(work=Work.UNDECLARED)
    separate(world, p, 0, 5)
    assert people.work[0] == Work.JOBSEEKER


@pytest.mark.parametrize(
    ("left", "kept", "work", "stays"), [(1, 1.0, 3, 1), (0, 1.0, 6, 0), (0, 0.0, 2, 0), (-1, 1.0, 2, 0)]
)
def test_an_internship_ends_in_a_job_or_not(world, p, package, worker, left, kept, work, stays):
    p.work_wage_services, p.work_fixed_months = 800.0, 12.0
    programme = package({"kind": "internships", "places": 1})
    programme.actions.kept_on[0] = kept
    people = worker(work=Work.INTERNSHIP, employer=-1, wage=500)
    support(world, kinds.INTERNSHIPS, left)
    end_internship(world, programme, p, 0, 5)
    assert (people.work[0], months_left(world.supports, kinds.INTERNSHIPS, 0)) == (work, stays)
    assert people.wage[0] == {3: 500, 6: 800, 2: 0}[work]


def test_posts_open_where_one_is_free(world, p):
    p.work_turnover, p.work_harvest, p.work_off_season = 1.0, 1.0, 1.0
    employers = world.employers
    employers.posts[:3], employers.staff[:3], employers.open[:3] = (2, 1, 2), (1, 1, 3), 7
    open_posts(world, p, T)
    assert employers.open[:3].tolist() == [1, 0, 0]
    p.work_turnover = 0.0
    open_posts(world, p, T)
    assert not employers.open.any()


def test_a_bias_falls_less_on_one_origin(p):
    p.landlords_bias_eastern_europe = 0.5
    assert {origin for origin in Origin if origin_bias(p, origin) == 0.5} == {Origin.EASTERN_EUROPE}
    assert {origin_bias(p, origin) for origin in Origin} == {0.5, 1.0}


def test_what_somebody_makes_of_a_job(world, p, worker):
    p.work_value_minutes, p.work_value_trade = 2.0, 0.25
    p.work_value_pay, world.employers.worth[1] = 2.0, 2.5
    people = worker(sector=Sector.DOMESTIC)
    assert job_utility(people, world.employers, p, 0, 1, 30) == 5.0 - 1.0 + 0.25
    people.sector[0] = Sector.AGRICULTURE
    assert job_utility(people, world.employers, p, 0, 1, 30) == 5.0 - 1.0


EMPLOYER = [  # fields of the person, what is added
    ({}, 0.0),
    ({"language": 0.75}, 0.5 * 4.0),
    ({"experience": 12.0}, 3.0 * np.log(2.0)),
    ({"skill": 0.5}, 0.5 * 5.0),
    ({"sector": Sector.DOMESTIC}, 0.125),
    ({"permit_wait": 1}, -0.25),
    ({"sex": Sex.FEMALE}, 0.0),  # in domestic work nothing is held against women
    ({"young_child": 1}, -0.5),
    ({"housing": Housing.STREET}, -0.75),
    ({"housing": Housing.SHELTER}, -0.75),
    ({"housing": Housing.HOSTED}, 0.0),
]


@pytest.mark.parametrize(("fields", "more"), EMPLOYER)
def test_what_an_employer_makes_of_somebody(world, p, worker, fields, more):
    p.work_employer_base, p.work_employer_language, p.work_employer_experience = 1.0, 4.0, 3.0
    p.work_employer_skill, p.work_employer_trade, p.work_employer_ricevuta = 5.0, 0.125, 0.25
    p.work_employer_female, p.work_employer_young_child, p.work_employer_homeless = 9.0, 0.5, 0.75
    p.landlords_bias_eastern_europe = 0.5
    people = worker(**{"sector": Sector.AGRICULTURE, "origin": 0, "language": 0.25, **fields})
    world.employers.language[1], world.employers.bias[1] = 0.25, 2.0
    bias = 2.0 * origin_bias(p, 0)
    assert employer_utility(people, world.employers, p, 0, 1) == pytest.approx(1.0 - bias + more)
    people.sex[0], world.employers.sector[1], people.sector[0] = Sex.FEMALE, Sector.AGRICULTURE, Sector.DOMESTIC
    trade = 0.125 if fields.get("sector") == Sector.DOMESTIC else 0.0
    assert employer_utility(people, world.employers, p, 0, 1) == pytest.approx(1.0 - bias + more - 9.0 - trade)


@pytest.mark.parametrize(
    ("bridges", "vulnerability", "count"), [(0, 0.0, 4), (2, 0.0, 7), (9, 0.0, 8), (9, 0.5, 6), (0, 1.0, 2)]
)
def test_how_many_employers_somebody_hears_of(world, p, package, worker, bridges, vulnerability, count):
    p.work_attempts, p.work_attempts_ties, p.work_attempts_most, p.work_health = 4.0, 1.5, 8.0, 0.5
    programme, people = package({"kind": "tutoring", "tutors": 1}), worker(bridges=bridges, vulnerability=vulnerability)
    assert attempts(people, world.supports, programme.actions, p, 0) == count
    people.plan[0], p.tutoring_effect, p.tutoring_half_hours = GOAL_WORK, 1.0, 1e-9
    support(world, kinds.TUTORING)
    assert attempts(people, world.supports, programme.actions, p, 0) == 2 * count


@pytest.mark.parametrize(
    ("due", "child", "place", "enters"), [(13, 0, 0.0, 1), (14, 0, 0.0, 0), (9, 1, 0.0, 0), (9, 1, 1.0, 1)]
)
def test_who_begins_to_look_for_work(p, worker, due, child, place, enters):
    p.work_before_exit_months, p.work_child_place = 3.0, place
    assert enters_labour_market(worker(exit_due=due, young_child=child), p, 0, T, 5) == enters


@pytest.mark.parametrize(
    ("month", "fields", "goes"),
    [
        *((month, {}, 4 <= month < 9) for month in range(12)),
        (5, {"household": 2}, False),
        (5, {"work": Work.INACTIVE}, False),
        (5, {"housing": Housing.TRANSITIONAL}, False),
        (5, {"housing": Housing.INSTITUTION}, False),
        (5, {"housing": Housing.BED}, False),
        (5, {"housing": Housing.HOSTED}, True),
    ],
)
def test_who_leaves_for_a_harvest(p, worker, month, fields, goes):
    p.season_leaves, p.work_wage_agriculture, p.season_pay = 1.0, 1000.0, 0.5
    people = worker(**{"work": Work.JOBSEEKER, "housing": Housing.STREET, "wage": 0, **fields})
    before = people.housing[0]
    go_or_return(people, p, 0, month, 5)
    assert people.away[0] == (9 - month if goes else 0)
    assert (people.housing[0], people.since[0]) == ((Housing.INFORMAL, 0) if goes else (before, 5))
    assert (people.work[0] == Work.SEASONAL, people.wage[0]) == (goes, 500 if goes else 0)


@pytest.mark.parametrize(("away", "state"), [(2, Housing.INFORMAL), (1, 16)])
def test_who_comes_back_looks_for_a_home_and_work(p, worker, away, state):
    people = worker(away=away, work=Work.SEASONAL, wage=500, housing=Housing.INFORMAL)
    go_or_return(people, p, 0, 8, 5)
    assert (people.away[0], people.housing[0]) == (away - 1, state)
    assert (people.work[0], people.wage[0]) == ((Work.JOBSEEKER, 0) if away == 1 else (Work.SEASONAL, 500))
