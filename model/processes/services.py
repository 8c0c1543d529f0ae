"""2 Services: supports run on, plans are reviewed, free places are filled."""

import numpy as np

from .. import draws
from ..arithmetic import TWO_53, chance, log, logistic, threshold, uniform
from ..codes import Housing, Permit, Schooling, Work
from ..draws import pick, stream, whole
from ..kernel import allocating_kernel, kernel
from ..kinds import (
    DEPOSIT_ADVANCE,
    EMPLOYER_INCENTIVE,
    EVICTION_PREVENTION,
    EXIT_PREPARATION,
    GUARANTEE_FUND,
    HOME_HOSTING,
    INCLUSION_LABS,
    INTERNSHIPS,
    LANDLORD_GRANT,
    LANGUAGE_COURSES,
    ORIENTATION_TRAINING,
    PLACEMENT,
    PSYCHOLOGICAL_SUPPORT,
    RECEPTION_EXTENSION,
    RENT_SUBSIDY,
    RESIDENCE_REGISTRATION,
    SHARED_HOUSING,
    SHELTER_BEDS,
    SOCIAL_AGENCY,
    TRANSITIONAL_HOUSING,
    TUTORING,
)
from ..parameters import Values
from ..programme import Programme
from ..world import Floats, Ints, Medium, People, World, Zones
from .climate import change_climate, is_climate
from .common import (
    GOAL_HOME,
    GOAL_TIES,
    GOAL_WORK,
    UNPLACED,
    employability,
    is_employed,
    is_formal,
    is_homeless,
    is_present,
    is_stable,
    is_works,
    list_rows,
    pay,
)
from .order import best_first, keep
from .placement import place_in_zone
from .supports import give_support, has_support

STOP = 0
FOREVER = 32000
CUT = -1  # a support that was stopped; one that ran its months is at 0
ANY = -1  # a set of the filter that lets everybody through
IN_RECEPTION = int(Housing.RECEPTION)
SCHOOLINGS = len(Schooling)


@kernel
def is_supply(kind: int) -> bool:
    """Say whether an action serves dwellings or beds, not people by enrolment."""
    return kind == SOCIAL_AGENCY or is_works(kind) or kind == SHARED_HOUSING or kind == SHELTER_BEDS


@kernel
def eligible(people: People, zones: Zones, programme: Programme, p: Values, a: int, i: int, t: int) -> bool:
    """Say whether person `i` passes the filter of action `a`: every bound and every set must hold.

    People without a permit are served only by an action whose filter names them.
    """
    low, high, mask = programme.low, programme.high, programme.mask
    months_out = t - people.exit_due[i]
    if months_out < low[a, 0] or months_out > high[a, 0]:
        return False
    if people.vulnerability[i] < low[a, 1] or people.vulnerability[i] > high[a, 1]:
        return False
    if people.minors[i] < low[a, 3] or people.minors[i] > high[a, 3]:
        return False
    if people.homeless[i] < low[a, 4] or people.homeless[i] > high[a, 4]:
        return False
    if people.permit[i] == Permit.NONE and mask[a, 0] == ANY:
        return False
    if not (mask[a, 0] >> people.permit[i]) & 1 or not (mask[a, 1] >> people.channel[i]) & 1:
        return False
    slept = int(people.housing[i])
    if slept == UNPLACED:
        slept = IN_RECEPTION
    if not (mask[a, 2] >> people.family[i]) & 1 or not (mask[a, 3] >> slept) & 1:
        return False
    if not (mask[a, 4] >> zones.kind[people.zone[i]]) & 1 or not (mask[a, 5] >> people.sex[i]) & 1:
        return False
    prospect = employability(people, p, i)
    return low[a, 2] <= prospect <= high[a, 2]


@kernel
def ask_take_up(programme: Programme, p: Values, a: int, below: Ints) -> None:
    """Write for each level of schooling what a person's draw must stay below to accept the offer of action `a`.

    logit P = logit(take_up) + t1 (employability - 1/2): readier people accept more often (creaming). Of employability
    only schooling counts, which is fixed, so that taking up does not depend on the policy.
    """
    share = programme.actions.take_up[a]
    for schooling in range(SCHOOLINGS):
        if share >= 1.0:
            below[schooling] = TWO_53
        elif share <= 0.0:
            below[schooling] = 0
        else:
            odds = log(share / (1.0 - share)) + p.programme_take_up_employability * (schooling / 3.0 - 0.5)
            below[schooling] = threshold(logistic(odds))


@kernel
def takes_up(people: People, programme: Programme, below: Ints, key: int, a: int, i: int) -> bool:
    """Say whether the person accepts the offer of action `a`; the answer of a person never changes.

    `below` is written by `ask_take_up`, `key` the stream TAKE_UP of month 0.
    """
    offer = int(programme.actions.key[a] >> np.uint64(1))
    return whole(pick(key, people.id[i], offer)) < below[people.schooling[i]]


@kernel
def wants(people: People, p: Values, i: int, t: int) -> int:
    """Return which kinds of support mean anything to the person this month, one bit a kind.

    To people in reception some of them mean something only in their time; see `in_time`.
    """
    state = people.housing[i]
    if (not is_present(state) and state != UNPLACED) or people.away[i] > 0:
        return 0
    kinds = 1 << TUTORING
    kinds |= int(people.language[i] < p.learning_course_until) << LANGUAGE_COURSES
    kinds |= int(people.vulnerability[i] >= p.learning_psychological_from) << PSYCHOLOGICAL_SUPPORT
    kinds |= int(people.bridges[i] < p.tutoring_social_enough) << INCLUSION_LABS
    if people.work[i] == Work.JOBSEEKER:
        kinds |= (1 << INTERNSHIPS) | (1 << ORIENTATION_TRAINING) | (1 << EMPLOYER_INCENTIVE)
    if people.home[i] >= 0:
        kinds |= int(people.arrears[i] >= 1) << EVICTION_PREVENTION
        kinds |= int(people.rent[i] > p.search_burden * people.income[i]) << RENT_SUBSIDY
    elif state != Housing.SOCIAL:
        kinds |= (1 << RENT_SUBSIDY) | (1 << DEPOSIT_ADVANCE) | (1 << GUARANTEE_FUND) | (1 << LANDLORD_GRANT)
    if state == Housing.RECEPTION:
        return kinds | (1 << EXIT_PREPARATION) | (int(people.employer[i] < 0) << PLACEMENT)
    kinds |= int(people.registered[i] == 0) << RESIDENCE_REGISTRATION
    if state == UNPLACED or (is_homeless(state) and state != Housing.TRANSITIONAL):
        kinds |= (1 << TRANSITIONAL_HOUSING) | (int(people.household[i] <= 2) << HOME_HOSTING)
        kinds |= int(state == UNPLACED and t == people.exit_due[i]) << RECEPTION_EXTENSION
    return kinds


@kernel
def in_time(world: World, p: Values, kind: int, pre_exit: int, i: int, t: int) -> bool:
    """Say whether somebody who wants a kind of support may have it now: from reception only some months before.

    Whoever is prepared for the exit may have it sooner.
    """
    people = world.people
    if people.housing[i] != Housing.RECEPTION:
        return True
    if kind == EMPLOYER_INCENTIVE or kind == PSYCHOLOGICAL_SUPPORT or kind == INCLUSION_LABS:
        return True
    left = people.exit_due[i] - t  # months until the exit
    if left <= (p.search_before_exit_months if kind == LANDLORD_GRANT else pre_exit):
        return True
    if kind == EXIT_PREPARATION or kind == PLACEMENT:
        return False
    return has_support(world.supports, EXIT_PREPARATION, i)


@kernel
def list_wants(world: World, p: Values, t: int, wanted: Medium) -> None:
    """Write by row what everybody present wants."""
    for i in world.present[: world.crowd[0]]:
        wanted[i] = wants(world.people, p, i, t)


@kernel
def is_referred(people: People, programme: Programme, a: int, i: int, t: int, key: int) -> bool:
    """Say whether the action hears of the person this month.

    The centre refers people up to the month of their exit at once; later it takes time: a chance of 1 / (1 + delay).
    """
    if t <= people.exit_due[i] or programme.referral[t] >= 1.0:
        return True
    offer = int(programme.actions.key[a] >> np.uint64(1))
    return chance(pick(key, people.id[i], offer), programme.referral[t])


@kernel
def priority_score(people: People, p: Values, priority: int, i: int, luck: float) -> float:
    """Return who comes first: the higher the earlier. Equal scores go to the lower row. No luck exceeds 1."""
    if priority == 0:
        return people.vulnerability[i] + 1e-6 * luck
    if priority == 1:
        return employability(people, p, i) + 1e-6 * luck
    if priority == 2:
        return luck - people.exit_due[i]
    return luck


@kernel
def review_plan(people: People, p: Values, i: int) -> None:
    """Write down what is missing, of a stable home, work and ties to residents: the tutor's time is shared over it."""
    plan = 0
    if not is_stable(people.housing[i]) or people.arrears[i] > 0:
        plan |= GOAL_HOME
    if not is_employed(people.work[i]):
        plan |= GOAL_WORK
    if people.bridges[i] < p.tutoring_social_enough:
        plan |= GOAL_TIES
    people.plan[i] = plan


@kernel
def counts(people: People, kind: int, i: int) -> bool:
    """Say whether a month counts as one of the support's: help with rent only in a home, wage support only in a job."""
    if kind == RENT_SUBSIDY or kind == GUARANTEE_FUND:
        return people.home[i] >= 0
    return is_formal(people.work[i]) if kind == EMPLOYER_INCENTIVE else True


@kernel
def is_over(people: People, kind: int, i: int) -> bool:
    """Say whether a support has ended by itself: its place was left, or its aim reached."""
    if kind == TRANSITIONAL_HOUSING:
        return people.housing[i] != Housing.TRANSITIONAL
    if kind == RECEPTION_EXTENSION:
        return people.housing[i] != Housing.PROLONGED_RECEPTION
    if kind == HOME_HOSTING:
        return people.housing[i] != Housing.HOSTED_AGREEMENT
    if kind == INTERNSHIPS:
        return people.work[i] != Work.INTERNSHIP
    if kind == EXIT_PREPARATION:
        return people.housing[i] != Housing.RECEPTION
    return people.registered[i] == 1 if kind == RESIDENCE_REGISTRATION else False


@kernel
def serve(world: World, programme: Programme, p: Values, a: int, i: int, t: int, stopped: bool) -> bool:
    """Serve somebody who holds a place of action `a`, or end what is over; say whether the place stays taken."""
    people, supports = world.people, world.supports
    kind = programme.actions.kind[a]
    left = supports.left[supports.row[kind]]
    if left[i] != FOREVER and counts(people, kind, i):
        left[i] -= 1
    if stopped:
        left[i] = CUT
    if is_over(people, kind, i):
        left[i] = 0
    if left[i] <= 0:
        return False
    cost = programme.actions.unit_cost[a]
    if kind == INTERNSHIPS or (kind == EMPLOYER_INCENTIVE and is_formal(people.work[i])):
        cost += programme.actions.allowance[a]
    if not pay(programme, world.ledger, a, t, cost):
        left[i] = CUT
        return False
    world.ledger.served[a, t] += 1
    if kind == TUTORING and (programme.actions.months[a] - left[i]) % int(p.tutoring_review_months) == 0:
        review_plan(people, p, i)
    return True


@kernel
def run_on(world: World, programme: Programme, p: Values, a: int, t: int, rows: Ints) -> int:
    """Serve those who hold a place of action `a`, end what is over; return how many places stay taken.

    `rows` is scratch.
    """
    kind = programme.actions.kind[a]
    row = world.supports.row[kind]
    left, by, housing = world.supports.left[row], world.supports.by[row], world.people.housing
    stopped = programme.open[a, t] == 0 and programme.actions.ending[a] == STOP
    taken = 0
    for i in rows[: list_rows(left[: world.crowd[1]], 1, FOREVER, rows)]:
        if by[i] == a and housing[i] != Housing.DEPARTED:
            taken += serve(world, programme, p, a, i, t, stopped)
    return taken


@kernel
def list_free_to_ask(world: World, kind: int, wanted: Medium, rows: Ints) -> int:
    """Write who wants a kind of support and never had it, ascending; return how many."""
    served = world.supports.served[world.supports.row[kind]]
    count = 0
    for i in world.present[: world.crowd[0]]:  # without a branch: who is among them cannot be foreseen
        rows[count] = i
        count += ((wanted[i] >> kind) & 1) * int(served[i] == 0)
    return count


@kernel
def choose(
    world: World, programme: Programme, p: Values, a: int, t: int, below: Ints, rows: Ints, who: Ints, score: Floats
) -> int:
    """Write who comes first, as many as `who` has room for, of those who may and will have it; return how many.

    `rows` are those who want it. Once there is no more room, nobody is asked who would come after the last one.
    """
    people, seed = world.people, world.seed[0]
    kind, priority, pre_exit = programme.actions.kind[a], programme.actions.priority[a], programme.actions.pre_exit[a]
    key = stream(seed, draws.PRIORITY, t)
    referral = stream(seed, draws.REFERRAL, t)
    answer = stream(seed, draws.TAKE_UP, 0)
    count = 0
    for i in rows:
        if count == who.size and priority_score(people, p, priority, i, 1.0) <= score[0]:
            continue
        first = priority_score(people, p, priority, i, uniform(pick(key, people.id[i], 0)))
        if count == who.size and first <= score[0]:
            continue
        if not in_time(world, p, kind, pre_exit, i, t) or not eligible(people, world.zones, programme, p, a, i, t):
            continue
        if not is_referred(people, programme, a, i, t, referral):
            continue
        if takes_up(people, programme, below, answer, a, i):
            count = keep(who, score, count, i, first)
    best_first(who, score, count)
    return count


@allocating_kernel
def enrol(world: World, programme: Programme, p: Values, a: int, t: int, free: int, wanted: Medium, rows: Ints) -> None:
    """Fill the free places of action `a` with those in need, eligible and willing, in order of priority.

    `wanted` is written by `list_wants` and kept up to date, `rows` is scratch.
    """
    people, ledger = world.people, world.ledger
    kind = programme.actions.kind[a]
    listed = list_free_to_ask(world, kind, wanted, rows)
    below = np.empty(SCHOOLINGS, np.int64)
    ask_take_up(programme, p, a, below)
    room = min(free, listed)
    who, score = np.empty(room, np.int64), np.empty(room, np.float64)
    count = choose(world, programme, p, a, t, below, rows[:listed], who, score)
    for i in who[:count]:
        cost = programme.actions.start_cost[a] + programme.actions.unit_cost[a]
        if kind == INTERNSHIPS:
            cost += programme.actions.allowance[a]
        if not pay(programme, ledger, a, t, cost):
            return
        months = programme.actions.months[a] if programme.actions.months[a] > 0 else FOREVER
        give_support(world.supports, kind, i, a, months)
        people.reached[i] = 1
        ledger.begun[a, t] += 1
        ledger.served[a, t] += 1
        if kind == RECEPTION_EXTENSION:
            people.housing[i] = Housing.PROLONGED_RECEPTION
            people.since[i] = 0
        elif kind == TRANSITIONAL_HOUSING:
            people.housing[i] = Housing.TRANSITIONAL
            people.since[i] = 0
        elif kind == HOME_HOSTING:
            people.housing[i] = Housing.HOSTED_AGREEMENT
            people.since[i] = 0
        elif kind == PLACEMENT:
            place_in_zone(world, p, programme.actions.mode[a], i)
        elif kind == INTERNSHIPS:
            people.work[i] = Work.INTERNSHIP
            people.wage[i] = programme.actions.allowance[a]
        elif kind == TUTORING:
            review_plan(people, p, i)
        wanted[i] = wants(people, p, i, t)


@allocating_kernel
def services(world: World, programme: Programme, p: Values, t: int) -> None:
    """Every action in the package's order: those who hold a place keep it, free places go by priority.

    A support lasts at most `months`; when the action ends it stops at once, or runs on to its own end
    (`finish_begun`, `taper`). A month that the budget does not hold is not served.
    """
    if programme.actions.kind.size == 0:
        return
    change_climate(world, programme, p, t)
    wanted, rows = np.empty(world.people.id.size, np.int32), np.empty(world.people.id.size, np.int64)
    listed = False
    for a in range(programme.actions.kind.size):
        kind = programme.actions.kind[a]
        if is_supply(kind) or is_climate(kind):
            continue
        taken = run_on(world, programme, p, a, t, rows)
        free = programme.places[a, t] - taken
        if programme.open[a, t] == 1 and free > 0:
            if not listed:
                list_wants(world, p, t, wanted)
                listed = True
            enrol(world, programme, p, a, t, free, wanted, rows)
