"""What several processes ask: who has a home, what a place costs the programme, how a tutor's hours work."""

from .. import draws
from ..arithmetic import chance, exp, uniform
from ..codes import Housing, Work
from ..draws import chooser, option, stream
from ..kernel import entrance, kernel
from ..kinds import COOPERATIVE_HOUSING, RENOVATION, TUTORING
from ..parameters import Values
from ..programme import Actions, Programme
from ..world import Dwellings, Floats, Ints, Landlords, Ledger, Memories, People, Short, Small, Supports, World
from .supports import end_supports, given_by, has_support

# Goals of a plan: what is missing, one bit each.
GOAL_HOME = 1
GOAL_WORK = 2
GOAL_TIES = 4

UNPLACED = 16  # between two homes inside a month; never recorded
STATES = UNPLACED + 1  # housing states inside a month

# Dwelling states.
LET_OTHERS = 0
OFFERED = 1
WITHHELD = 2
SHORT_LET = 3
LET = 4
DISUSED = 5
WORKS = 6

BLOCK = 64  # rows looked over at once for what few of them have
NEVER = 32000  # the month of a turn that does not come
ASKED = -32000  # the month of a turn that comes with the owners' next decisions
MOST = 127  # of a column of single bytes


@kernel
def has(column: Small | Short, start: int, low: int, high: int) -> bool:
    """Say whether a number from `low` to `high` stands in the block of a column that begins at `start`.

    Without a branch and with a length known beforehand, so that the processor compares several at once.
    """
    found = 0
    for k in range(BLOCK):
        found |= (low <= column[start + k]) & (column[start + k] <= high)
    return found != 0


@kernel
def list_rows(column: Small | Short, low: int, high: int, rows: Ints) -> int:
    """Write in which rows of a column a number from `low` to `high` stands, ascending; return how many.

    `rows` is as long as the column. Whole blocks without any are passed over; in the others there is no branch, since
    which rows they are cannot be foreseen by the processor.
    """
    count = 0
    for start in range(0, column.size, BLOCK):
        if start + BLOCK <= column.size and not has(column, start, low, high):
            continue
        for row in range(start, min(start + BLOCK, column.size)):
            rows[count] = row
            count += (low <= column[row]) & (column[row] <= high)
    return count


@kernel
def is_works(kind: int) -> bool:
    """Say whether an action brings disused homes back by works."""
    return kind == RENOVATION or kind == COOPERATIVE_HOUSING


@kernel
def is_homeless(state: int) -> bool:
    """Say whether a housing state is in ETHOS Light 1 to 6."""
    return Housing.STREET <= state <= Housing.HOSTED


@kernel
def is_present(state: int) -> bool:
    """Say whether the person is in the territory, in reception or out of it."""
    return state != Housing.EXPECTED and state != Housing.DEPARTED


@kernel
def is_stable(state: int) -> bool:
    """Say whether a home has a title of its own and no programme end: shared, own or social tenancy."""
    return Housing.SHARED <= state <= Housing.SOCIAL


@kernel
def is_formal(work: int) -> bool:
    """Say whether work has a payslip: seasonal, fixed term or permanent."""
    return work >= Work.SEASONAL


@kernel
def is_employed(work: int) -> bool:
    """Say whether somebody works for pay, declared or not; an internship is not a job."""
    return work >= Work.UNDECLARED


@kernel
def employability(people: People, p: Values, i: int) -> float:
    """Return 0 to 1 from language, experience, schooling and skill: the work prospect of eligibility and take-up."""
    experience = people.experience[i] / p.programme_prospect_months
    if experience > 1.0:
        experience = 1.0
    known = p.programme_prospect_language * people.language[i] + p.programme_prospect_experience * experience
    return (
        known
        + p.programme_prospect_schooling * people.schooling[i] / 3.0
        + p.programme_prospect_skill * people.skill[i]
    )


@kernel
def pay(programme: Programme, ledger: Ledger, a: int, t: int, cost: int) -> bool:
    """Book `cost` cents to action `a`; False, and nothing is booked, when its budget does not hold it."""
    if programme.actions.budget[a] >= 0 and ledger.total[a] + cost > programme.actions.budget[a]:
        return False
    ledger.total[a] += cost
    ledger.spent[a, t] += cost
    return True


@kernel
def subsidised(share: float, amount: int, rent: int) -> int:
    """Return the cents of a rent that a subsidy would pay: its share of it, up to its amount."""
    if share <= 0.0:
        return amount
    part = int(rent * share)
    return part if amount == 0 or part < amount else amount


@kernel
def share_of_time(plan: int, goal: int) -> float:
    """Return the share of the tutor's time that a goal has: what is missing of the plan shares it equally."""
    if plan & goal == 0:
        return 0.0
    return 1.0 / ((plan & 1) + ((plan >> 1) & 1) + ((plan >> 2) & 1))


@kernel
def tutor_effect(people: People, supports: Supports, actions: Actions, p: Values, i: int, goal: int) -> float:
    """Return the tutor's effect on one goal, 0 to `tutor_effect`: b (1 - exp(-hours / h0)).

    Hours a month are a tutor's direct hours over the caseload, shared over the goals of the plan.
    """
    if not has_support(supports, TUTORING, i):
        return 0.0
    share = share_of_time(int(people.plan[i]), goal)
    if share <= 0.0:
        return 0.0
    hours = p.tutoring_direct_hours / actions.caseload[given_by(supports, TUTORING, i)] * share
    return p.tutoring_effect * (1.0 - exp(-hours / p.tutoring_half_hours))


@kernel
def is_by_room(dwellings: Dwellings, d: int) -> bool:
    """Say whether the owner lets dwelling `d` by the room: one with several places that the programme does not hold."""
    return dwellings.places[d] > 1 and dwellings.managed[d] == 0


@kernel
def vacate(people: People, dwellings: Dwellings, i: int) -> None:
    """Let somebody leave their dwelling; who they are is settled by the caller.

    The owner of a private home that is empty now is asked what to do with it.
    """
    d = people.home[i]
    if d >= 0:
        dwellings.tenants[d] -= 1
        dwellings.state[d] = OFFERED
        if dwellings.managed[d] == 0 and dwellings.places[d] == 1:
            dwellings.turn[d] = ASKED
        people.home[i] = -1
    people.rent[i] = 0
    people.lease_left[i] = 0
    people.arrears[i] = 0
    people.unpaid[i] = 0
    people.covered[i] = 0


@kernel
def depart(world: World, i: int) -> None:
    """Let somebody leave the territory: home, job and supports end."""
    people = world.people
    vacate(people, world.dwellings, i)
    if people.employer[i] >= 0:
        world.employers.staff[people.employer[i]] -= 1
        people.employer[i] = -1
    people.work[i] = Work.INACTIVE
    people.wage[i] = 0
    people.income[i] = 0
    people.housing[i] = Housing.DEPARTED
    people.since[i] = 0
    end_supports(world.supports, i)


@kernel
def dwellings_key(seed: int) -> int:
    """Return the stream of what dwellings are like."""
    return stream(seed, draws.DWELLING, 0)


@kernel
def dwelling_id(dwellings: Dwellings, d: int) -> int:
    """Return who dwelling `d` is, in every draw: those of a zone's segment are numbered one after the other."""
    behind = d - (dwellings.zone.size - dwellings.disused.size)
    return dwellings.disused[behind] if behind >= 0 else d + dwellings.above[dwellings.zone[d]]


@kernel
def belief_from(pooled: Floats, p: Values, own_paid: float, own_unpaid: float) -> float:
    """Return a belief about tenants' reliability, the mean of a Beta: prior, everybody's tenants, own tenants."""
    paid = p.landlords_prior_mean * p.landlords_prior_weight + pooled[0] + own_paid
    unpaid = (1.0 - p.landlords_prior_mean) * p.landlords_prior_weight + pooled[1] + own_unpaid
    return paid / (paid + unpaid)


@kernel
def is_professional(landlords: Landlords, owner: int) -> bool:
    """Say whether an owner lets for a living."""
    return landlords.known[owner] & 1 == 1


@kernel
def memory_row(landlords: Landlords, owner: int) -> int:
    """Return the row of what an owner knows of own tenants, -1 before the first."""
    return (int(landlords.known[owner]) >> 1) - 1


@entrance
def believed(landlords: Landlords, memories: Memories, pooled: Floats, p: Values, owner: int) -> float:
    """Return an owner's belief about tenants' reliability."""
    m = memory_row(landlords, owner)
    if m < 0:
        return belief_from(pooled, p, 0.0, 0.0)
    return belief_from(pooled, p, memories.own_paid[m], memories.own_unpaid[m])


@kernel
def owners_key(world: World) -> int:
    """Return the stream of what owners like and ask for, the same in every month."""
    return stream(world.seed[0], draws.LANDLORD, 0)


@kernel
def first_taste(world: World, owner: int, mine: int) -> float:
    """Return an owner's taste before any tenant, logits; `mine` is the owner as `chooser` of `owners_key`.

    It differs by area, and professionals have part of it.
    """
    mean, spread, professional = world.terms[0], world.terms[1], world.terms[2]
    taste = mean * (1.0 + spread * (2.0 * uniform(option(mine, 0)) - 1.0))
    return taste * professional if is_professional(world.landlords, owner) else taste


@kernel
def terms_in(world: World, owner: int, key: int) -> tuple[float, int]:
    """Return what `owner_terms` does; `key` is `owners_key`."""
    mine = chooser(key, dwelling_id(world.dwellings, owner))
    deposit = 2 if chance(option(mine, 1), world.terms[3]) else 3
    m = memory_row(world.landlords, owner)
    return world.memories.taste[m] if m >= 0 else first_taste(world, owner, mine), deposit


@entrance
def owner_terms(world: World, owner: int) -> tuple[float, int]:
    """Return an owner's dislike of letting to foreigners, logits, and the months of rent asked as a deposit."""
    return terms_in(world, owner, owners_key(world))


@kernel
def memory_of(world: World, owner: int) -> int:
    """Return the row of what an owner knows of own tenants; who had none before gets the next row."""
    landlords, memories = world.landlords, world.memories
    if memory_row(landlords, owner) < 0:
        m = int(world.crowd[2])
        mine = chooser(owners_key(world), dwelling_id(world.dwellings, owner))
        memories.owner[m], memories.taste[m] = owner, first_taste(world, owner, mine)
        landlords.known[owner] += 2 * (m + 1)
        world.crowd[2] += 1
    return memory_row(landlords, owner)


@kernel
def see_rent(world: World, owner: int, paid: float, unpaid: float) -> None:
    """Let an owner, and all owners together, see a month's rent of the model: weights of paid and unpaid."""
    m = memory_of(world, owner)
    world.memories.seen_paid[m] += paid
    world.memories.seen_unpaid[m] += unpaid
    world.seen[0] += paid
    world.seen[1] += unpaid


@kernel
def occupy(people: People, dwellings: Dwellings, i: int, d: int, state: int, rent: int, lease: int) -> None:
    """Let somebody move into a place of dwelling `d`."""
    vacate(people, dwellings, i)
    people.home[i] = d
    people.rent[i] = rent
    people.lease_left[i] = lease
    people.zone[i] = dwellings.zone[d]
    people.housing[i] = state
    people.since[i] = 0
    dwellings.tenants[d] += 1
    if not is_by_room(dwellings, d):
        dwellings.turn[d] = NEVER  # it is no longer on offer
    if dwellings.tenants[d] + dwellings.others[d] >= dwellings.places[d]:
        dwellings.state[d] = LET
    else:
        dwellings.state[d] = OFFERED
