"""5b Hiring: the openings people hear of, where they apply, whom employers choose."""

from typing import NamedTuple

from .. import draws
from ..arithmetic import gumbel, log, remainder
from ..codes import Housing, Origin, Permit, Sector, Sex, Work
from ..draws import chooser, option, pick, stream, whole
from ..fetch import fetch
from ..flows import HIRES, RIVALS_HIRED
from ..kernel import built_in_kernel, kernel
from ..kinds import EMPLOYER_INCENTIVE
from ..parameters import Values
from ..programme import Actions, Programme
from ..world import Employers, Floats, Ints, Medium, People, Small, Supports, World
from .ahead import fetch_soon, is_far
from .common import GOAL_WORK, tutor_effect
from .supports import given_by, has_support

AHEAD = 4  # jobseekers who have heard of openings before the first of them chooses: employers lie anywhere in memory


class JobKeys(NamedTuple):
    """The streams of a jobseeker's month."""

    heard: int
    choice: int
    luck: int  # with the employer


class Openings(NamedTuple):
    """This month's openings."""

    open: Small  # by employer, 1 with one; beside each other, since most employers heard of have none
    rows: Ints  # of employers with one, ascending


class Rivals(NamedTuple):
    """Openings by zone, and who of the others takes them."""

    opened: Ints
    farms: Ints  # of those, on farms
    filled: Ints  # by others


@kernel
def start_job(world: World, p: Values, i: int, e: int, contract: int, wage: int) -> None:
    """Begin a job at employer `e` (-1: an internship host outside the table) with a contract of this kind."""
    people = world.people
    people.work[i] = contract
    people.employer[i] = e
    people.wage[i] = wage
    people.benefit_left[i] = 0
    if e >= 0:
        world.employers.staff[e] += 1
    if contract == Work.FIXED_TERM:
        people.contract_left[i] = int(p.work_fixed_months)
    elif contract == Work.SEASONAL:
        people.contract_left[i] = int(p.work_season_months)
    else:
        people.contract_left[i] = 0


@kernel
def origin_bias(p: Values, origin: int) -> float:
    """Return how strongly an employer's or landlord's bias falls on an origin (eastern Europe is the mildest)."""
    return p.landlords_bias_eastern_europe if origin == Origin.EASTERN_EUROPE else 1.0


@kernel
def job_utility(people: People, employers: Employers, p: Values, i: int, e: int, way: int) -> float:
    """Return what the person makes of a job, without luck: the log of the pay, the way there, their own trade."""
    value = p.work_value_pay * employers.worth[e] - p.work_value_minutes * way / 60.0
    if employers.sector[e] == people.sector[i]:
        value += p.work_value_trade
    return value


@kernel
def employer_utility(people: People, employers: Employers, p: Values, i: int, e: int) -> float:
    """Return what an employer makes of an applicant, without luck, compared with a rival at 0."""
    value = p.work_employer_base + p.work_employer_language * (people.language[i] - employers.language[e])
    months = people.experience[i]
    value += p.work_employer_experience * log(1.0 + months / 12.0) + p.work_employer_skill * people.skill[i]
    if employers.sector[e] == people.sector[i]:
        value += p.work_employer_trade
    value -= employers.bias[e] * origin_bias(p, people.origin[i])
    if people.permit_wait[i] > 0:
        value -= p.work_employer_ricevuta
    if people.sex[i] == Sex.FEMALE:
        value -= p.work_employer_female if employers.sector[e] != Sector.DOMESTIC else 0.0
    if people.young_child[i] == 1:
        value -= p.work_employer_young_child
    if people.housing[i] == Housing.STREET or people.housing[i] == Housing.SHELTER:
        value -= p.work_employer_homeless
    return value


@kernel
def attempts(people: People, supports: Supports, actions: Actions, p: Values, i: int) -> int:
    """Return how many employers somebody hears of this month: more with ties and a tutor, fewer in bad health."""
    count = p.work_attempts + p.work_attempts_ties * people.bridges[i]
    if count > p.work_attempts_most:
        count = p.work_attempts_most
    count = count * (1.0 + tutor_effect(people, supports, actions, p, i, GOAL_WORK))
    return int(count * (1.0 - p.work_health * people.vulnerability[i]))


@built_in_kernel
def hear_of_openings(world: World, openings: Openings, i: int, tries: int, key: int, known: Ints) -> int:
    """Write the employers with an opening of whom a jobseeker hears this month; return how many.

    Keyed by person, month and attempt.
    """
    count = openings.open.size
    inverse = 1.0 / count
    heard = chooser(key, world.people.id[i])
    listed = 0
    for attempt in range(tries):  # without a branch: which of them have an opening cannot be foreseen
        e = remainder(whole(option(heard, attempt)), count, inverse)
        known[listed] = e
        listed += int(openings.open[e])
    if is_far(world):
        for k in range(listed):
            fetch(world.employers, known[k])
    return listed


@built_in_kernel
def best_job(people: People, employers: Employers, minutes: Ints, p: Values, i: int, key: int, known: Ints) -> int:
    """Return the employer a jobseeker applies to, of those `known`, or -1 when nothing they hear of will do.

    An opening will do within reach, with a contract the permit allows and when the language asked is not more than
    `work_language_gap` above the person's.
    """
    best, best_value = -1, -1.0e300
    taste = chooser(key, people.id[i])
    for e in known:
        way = minutes[people.zone[i], employers.zone[e]]
        if way > p.work_reach_minutes or employers.language[e] > people.language[i] + p.work_language_gap:
            continue
        if people.permit[i] == Permit.NONE and employers.contract[e] != Work.UNDECLARED:
            continue
        value = job_utility(people, employers, p, i, e, way) + gumbel(option(taste, employers.id[e]))
        if value > best_value or (value == best_value and e < best):
            best, best_value = e, value
    return best


@built_in_kernel
def apply_for_job(
    world: World, programme: Programme, p: Values, i: int, known: Ints, keys: JobKeys, winner: Ints, value: Floats
) -> None:
    """Let a jobseeker apply to the best job of those `known`; keep by employer the best applicant and value.

    Wage support counts by its share of the wage.
    """
    people, employers = world.people, world.employers
    e = best_job(people, employers, world.minutes, p, i, keys.choice, known)
    if e < 0:
        return
    luck = gumbel(pick(keys.luck, employers.id[e], people.id[i]))
    u = employer_utility(people, employers, p, i, e)
    if has_support(world.supports, EMPLOYER_INCENTIVE, i):
        a = given_by(world.supports, EMPLOYER_INCENTIVE, i)
        if employers.contract[e] != Work.UNDECLARED:
            u += p.work_incentive * programme.actions.allowance[a] / employers.wage[e]
    u += luck
    if u > value[e] or (u == value[e] and i < winner[e]):
        winner[e], value[e] = i, u


@kernel
def apply_in_turn(
    world: World,
    programme: Programme,
    p: Values,
    rows: Medium,
    openings: Openings,
    keys: JobKeys,
    known: Ints,
    heard: Ints,
    winner: Ints,
    value: Floats,
) -> None:
    """Let jobseekers hear of openings, and a few others later apply; what becomes of it does not depend on the order.

    `known` and `heard`, how many, are scratch for those who have heard and not applied.
    """
    for n in range(rows.size + AHEAD):
        place = n % AHEAD
        if n >= AHEAD:
            apply_for_job(world, programme, p, rows[n - AHEAD], known[place, : heard[place]], keys, winner, value)
        if n < rows.size:
            fetch_soon(world, rows, n)
            tries = attempts(world.people, world.supports, programme.actions, p, rows[n])
            heard[place] = hear_of_openings(world, openings, rows[n], tries, keys.heard, known[place])


@kernel
def hire(world: World, p: Values, t: int, rows: Ints, rivals: Rivals, winner: Ints, value: Floats) -> None:
    """Let each employer with an opening take the best applicant, or a rival.

    Rivals are the zone's other jobseekers, counts that are conserved, and in the season incomers on the farms: the best
    of n has the value ln (1 + n) plus one Gumbel error of the opening. `rows` are the employers with an opening.
    """
    employers, zones = world.employers, world.zones
    rival = stream(world.seed[0], draws.EMPLOYER_RIVAL, t)
    in_season = 4 <= world.calendar.month[t + world.burn[0]] <= 9
    opened, farms, filled = rivals.opened, rivals.farms, rivals.filled
    for e in rows:
        opened[employers.zone[e]] += 1
        farms[employers.zone[e]] += employers.sector[e] == Sector.AGRICULTURE
    for e in rows:
        z = employers.zone[e]
        if winner[e] >= 0:
            n = zones.jobseekers[z] / opened[z]
            if employers.sector[e] == Sector.AGRICULTURE and in_season:
                n += zones.incomers[z] / farms[z]
            if value[e] > log(1.0 + n) + gumbel(pick(rival, employers.id[e], 0)):
                wage = employers.wage[e]
                if employers.contract[e] == Work.UNDECLARED:
                    wage = int(wage * p.work_undeclared_pay)
                start_job(world, p, winner[e], e, employers.contract[e], wage)
                world.flows[HIRES] += 1
                continue
        filled[z] += 1
        world.flows[RIVALS_HIRED] += 1
    for z in range(zones.jobseekers.size):
        left = zones.jobseekers[z] + zones.jobseekers_in[z] - filled[z] - p.work_rivals_quit * zones.jobseekers[z]
        zones.jobseekers[z] = left if left > 0.0 else 0.0
