"""5 Work: jobs end, posts open, people look for work and are hired (`hiring.py`), internships turn into jobs."""

import numpy as np

from .. import draws
from ..arithmetic import chance, log
from ..codes import Permit, Sector, Work
from ..draws import pick, stream
from ..kernel import allocating_kernel, kernel
from ..kinds import INTERNSHIPS
from ..parameters import Values
from ..programme import Programme
from ..world import Employers, Ints, Medium, People, World
from .common import is_formal, is_present
from .harvest import go_or_return
from .hiring import AHEAD, JobKeys, Openings, Rivals, apply_in_turn, hire, start_job
from .supports import end_support, given_by, has_support, months_left


@kernel
def season(sector: int, month: int, p: Values) -> float:
    """Return how many posts open in a calendar month (0 January) compared with a usual one."""
    if sector != Sector.AGRICULTURE:
        return 1.0
    return p.work_harvest if 4 <= month <= 9 else p.work_off_season


@kernel
def undeclared_share(p: Values, sector: int) -> float:
    """Return the share of offers without a contract in a sector."""
    if sector == Sector.AGRICULTURE:
        return p.work_undeclared_agriculture
    if sector == Sector.DOMESTIC:
        return p.work_undeclared_domestic
    return p.work_undeclared_other


@kernel
def leave_job(world: World, p: Values, i: int, key: int) -> None:
    """End a job or an internship; a regular one may open unemployment benefit."""
    people = world.people
    formal = is_formal(people.work[i])
    if people.employer[i] >= 0:
        world.employers.staff[people.employer[i]] -= 1
        people.employer[i] = -1
    if formal and chance(pick(key, people.id[i], 9), p.work_benefit_take_up):
        people.benefit[i] = int(people.wage[i] * p.work_benefit_share)
        people.benefit_left[i] = int(p.work_benefit_months)
    people.work[i] = Work.JOBSEEKER
    people.wage[i] = 0
    people.contract_left[i] = 0


@kernel
def separate(world: World, p: Values, i: int, key: int) -> None:
    """A contract runs out or is renewed; others end by a monthly hazard; work without a permit turns undeclared."""
    people = world.people
    work = people.work[i]
    if people.contract_left[i] > 0:
        people.contract_left[i] -= 1
        if people.contract_left[i] > 0:
            return
        if work == Work.FIXED_TERM and chance(pick(key, people.id[i], 0), p.work_renewal):
            people.contract_left[i] = int(p.work_fixed_months)
            if chance(pick(key, people.id[i], 1), p.work_made_permanent):
                people.work[i] = Work.PERMANENT
                people.contract_left[i] = 0
            return
        leave_job(world, p, i, key)
        return
    if is_formal(work) and people.permit[i] == Permit.NONE:
        people.work[i] = Work.UNDECLARED
        people.wage[i] = int(people.wage[i] * p.work_undeclared_pay)
        people.contract_left[i] = 0
        return
    hazard = p.work_quit_permanent if work == Work.PERMANENT else p.work_quit_undeclared
    if chance(pick(key, people.id[i], 2), hazard):
        leave_job(world, p, i, key)


@kernel
def end_internship(world: World, programme: Programme, p: Values, i: int, key: int) -> None:
    """An intern whose months are over is kept on with the programme's share, or looks for work again."""
    people, supports = world.people, world.supports
    if has_support(supports, INTERNSHIPS, i):
        return
    a = given_by(supports, INTERNSHIPS, i)
    done = months_left(supports, INTERNSHIPS, i) == 0
    people.work[i] = Work.JOBSEEKER
    people.wage[i] = 0
    end_support(supports, INTERNSHIPS, i)
    if done and chance(pick(key, people.id[i], 0), programme.actions.kept_on[a]):
        start_job(world, p, i, -1, Work.FIXED_TERM, int(p.work_wage_services))


@kernel
def open_posts(world: World, p: Values, t: int) -> None:
    """Each employer has an opening with chance posts x turnover x season, and a post that is not held by our people."""
    employers = world.employers
    key = stream(world.seed[0], draws.OPENING, t)
    month = world.calendar.month[t + world.burn[0]]
    for e in range(employers.id.size):
        free = employers.posts[e] - employers.staff[e]
        odds = free * p.work_turnover * season(employers.sector[e], month, p)
        employers.open[e] = 1 if free > 0 and chance(pick(key, employers.id[e], 0), odds) else 0


@kernel
def offer_contract(p: Values, sector: int, z: int, fixed: float) -> int:
    """Return the contract an opening comes with; a trait of the offer, not of the applicant."""
    dark = undeclared_share(p, sector)
    if chance(z, dark):
        return Work.UNDECLARED
    if sector == Sector.AGRICULTURE:
        return Work.SEASONAL
    if chance(z, dark + (1.0 - dark) * fixed):
        return Work.FIXED_TERM
    return Work.PERMANENT


@kernel
def list_openings(employers: Employers, p: Values, openings: Openings, contracts: int) -> int:
    """Write which employers have an opening, and with them what it is; return how many."""
    count = 0
    for e in range(employers.id.size):  # without a branch: which of them have one cannot be foreseen
        openings.open[e] = employers.open[e]
        openings.rows[count] = e
        count += int(employers.open[e])
    for e in openings.rows[:count]:
        z = pick(contracts, employers.id[e], 0)
        employers.contract[e] = offer_contract(p, employers.sector[e], z, p.work_fixed_share)
        employers.worth[e] = log(employers.wage[e] / 100000.0)
    return count


@kernel
def enters_labour_market(people: People, p: Values, i: int, t: int, key: int) -> bool:
    """Say whether somebody begins to look for work: some months before they leave reception; carers later."""
    if t < people.exit_due[i] - p.work_before_exit_months:
        return False
    return people.young_child[i] == 0 or chance(pick(key, people.id[i], 0), p.work_child_place)


@kernel
def change_work(world: World, programme: Programme, p: Values, t: int, rows: Ints) -> None:
    """Jobs and internships end, people leave for a harvest and come back, begin to look for work: in one pass."""
    people, seed = world.people, world.seed[0]
    separation = stream(seed, draws.SEPARATION, t)
    kept_on = stream(seed, draws.KEPT_ON, t)
    away = stream(seed, draws.HARVEST, t)
    enter = stream(seed, draws.CHILD_PLACE, t)
    month = world.calendar.month[t + world.burn[0]]
    for i in rows:
        here = is_present(people.housing[i])
        if here and people.work[i] >= Work.UNDECLARED and people.away[i] == 0:
            separate(world, p, i, separation)
        if people.work[i] == Work.INTERNSHIP:
            end_internship(world, programme, p, i, kept_on)
        go_or_return(people, p, i, month, away)
        if people.work[i] == Work.INACTIVE and here and enters_labour_market(people, p, i, t, enter):
            people.work[i] = Work.JOBSEEKER


@kernel
def list_jobseekers(people: People, rows: Ints, count: int, jobseekers: Medium) -> int:
    """Write who of `rows` looks for work, behind the `count` who are listed already; return how many there are now."""
    for i in rows:  # without a branch: who is among them cannot be foreseen
        jobseekers[count] = i
        count += int((people.work[i] == Work.JOBSEEKER) & is_present(people.housing[i]))
    return count


@allocating_kernel
def work(world: World, programme: Programme, p: Values, t: int, jobseekers: Medium) -> None:
    """The labour market's month: separations, internships, openings, applications and hires.

    Here the last three; the others, who looks for work, and the harvest come before, in `change_work`.
    """
    count, zones = world.employers.id.size, world.zones.id.size
    open_posts(world, p, t)
    openings = Openings(np.empty(count, np.int8), np.empty(count, np.int64))
    listed = list_openings(world.employers, p, openings, stream(world.seed[0], draws.CONTRACT, t))
    seed = world.seed[0]
    keys = JobKeys(
        stream(seed, draws.JOB_HEARD, t), stream(seed, draws.JOB_CHOICE, t), stream(seed, draws.EMPLOYER_CHOICE, t)
    )
    known = np.empty((AHEAD, int(p.work_attempts_most * (1.0 + p.tutoring_effect)) + 1), np.int64)
    heard = np.empty(AHEAD, np.int64)
    winner, value = np.full(count, -1, np.int64), np.full(count, -1.0e300, np.float64)
    if count > 0:
        apply_in_turn(world, programme, p, jobseekers, openings, keys, known, heard, winner, value)
    rivals = Rivals(np.zeros(zones, np.int64), np.zeros(zones, np.int64), np.zeros(zones, np.int64))
    hire(world, p, t, openings.rows[:listed], rivals, winner, value)
