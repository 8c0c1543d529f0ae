"""What several processes ask: who has a home, what a place costs the programme, how a tutor's hours work."""

from ..arithmetic import exp
from ..codes import Housing, Work
from ..kernel import kernel
from ..kinds import KINDS, TUTORING
from ..parameters import Values
from ..programme import Actions, Programme
from ..world import Dwellings, Ledger, People, Supports, World

UNPLACED = 16  # between two homes inside a month; never recorded

# Dwelling states.
LET_OTHERS = 0
OFFERED = 1
WITHHELD = 2
SHORT_LET = 3
LET = 4
DISUSED = 5
WORKS = 6


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
def tutor_effect(supports: Supports, actions: Actions, p: Values, i: int, goal: float) -> float:
    """Return the tutor's effect on one goal, 0 to `tutor_effect`: b (1 - exp(-hours / h0)).

    Hours a month are a tutor's direct hours over the caseload, shared over the goals of the plan.
    """
    if supports.left[TUTORING, i] <= 0 or goal <= 0.0:
        return 0.0
    hours = p.tutoring_direct_hours / actions.caseload[supports.by[TUTORING, i]] * goal
    return p.tutoring_effect * (1.0 - exp(-hours / p.tutoring_half_hours))


@kernel
def end_support(supports: Supports, i: int) -> None:
    """Take every support away from somebody who is gone."""
    for k in range(KINDS):
        supports.left[k, i] = 0


@kernel
def vacate(people: People, dwellings: Dwellings, i: int) -> None:
    """Let somebody leave their dwelling; who they are is settled by the caller."""
    d = people.home[i]
    if d >= 0:
        dwellings.tenants[d] -= 1
        dwellings.state[d] = OFFERED
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
    end_support(world.supports, i)


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
    if dwellings.tenants[d] + dwellings.others[d] >= dwellings.places[d]:
        dwellings.state[d] = LET
    else:
        dwellings.state[d] = OFFERED
