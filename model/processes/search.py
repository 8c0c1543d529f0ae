"""8c Who seeks a home, which offers they know, and what a home is worth to them."""

from typing import NamedTuple

import numpy as np

from ..arithmetic import chance
from ..codes import Housing, Permit
from ..draws import pick
from ..kernel import kernel
from ..kinds import DEPOSIT_ADVANCE, GUARANTEE_FUND, RENT_SUBSIDY
from ..parameters import Values
from ..programme import Programme
from ..world import Employers, Floats, Ints, People, Words, World
from .common import UNPLACED, is_homeless, subsidised
from .offers import Offers, entry_cost

KNOWN = 8
UNBOUNDED = 1 << 60


class Known(NamedTuple):
    """The few offers one seeker knows: positions, values, hashes."""

    best: Ints
    value: Floats
    hashes: Words
    fitting: Ints  # positions of all offers that would do


@kernel
def seeks(world: World, p: Values, i: int, t: int, key: int) -> bool:
    """Say whether the person looks for a home on the private market this month.

    Everybody without a home, in a bed, in prolonged reception or about to leave it; tenants who pay above the limit of
    their income sometimes.
    """
    people = world.people
    state = people.housing[i]
    if state == UNPLACED or is_homeless(state) or state == Housing.BED or state == Housing.PROLONGED_RECEPTION:
        return state != Housing.INSTITUTION
    if state == Housing.RECEPTION:
        return people.exit_due[i] - t <= p.search_before_exit_months
    if people.home[i] >= 0 and people.rent[i] > p.search_burden * people.income[i]:
        return chance(pick(key, people.id[i], 0), p.search_tenant_chance)
    return False


@kernel
def has_means(world: World, i: int) -> bool:
    """Say whether the person has an income or a rent subsidy; without either every offer is out of reach."""
    return world.people.income[i] > 0 or world.supports.left[RENT_SUBSIDY, i] > 0


@kernel
def learn_offers(world: World, programme: Programme, p: Values, i: int, offers: Offers, key: int, known: Known) -> int:
    """Write the positions of the offers somebody knows into `known.best`; return how many (at most `KNOWN`).

    Of the offers within reach, budget, funds and rooms, those with the smallest keyed hash of (person, dwelling), so
    that one more offer on the market replaces at most one known offer.
    """
    people, supports, minutes = world.people, world.supports, world.minutes
    anchor = anchor_of(people, world.employers, i)
    funds = people.savings[i]
    if supports.left[DEPOSIT_ADVANCE, i] > 0:
        funds += programme.actions.advance_cents[supports.by[DEPOSIT_ADVANCE, i]]
    guaranteed = supports.left[GUARANTEE_FUND, i] > 0
    budget = int(p.search_budget_share * people.income[i])
    share, amount = 0.0, 0
    if supports.left[RENT_SUBSIDY, i] > 0:
        a = supports.by[RENT_SUBSIDY, i]
        share, amount = programme.actions.subsidy_share[a], programme.actions.subsidy_cents[a]
    below = people.rent[i] if people.home[i] >= 0 else UNBOUNDED
    single, rooms = people.household[i] == 1, people.rooms_needed[i]
    permit = people.permit[i] != Permit.NONE
    who, home = people.id[i], people.home[i]
    fitting = 0
    least = 1 if guaranteed else 1 + offers.least_deposit[0]  # rents needed to move in, at the least
    for n in range(offers.row.size):
        rent = offers.rent[n]
        if rent >= below or least * rent > funds or rent - subsidised(share, amount, rent) > budget:
            break  # all the others are dearer
        room = offers.by_room[n] == 1
        fits = (room & single) | ((not room) & (offers.rooms[n] >= rooms) & permit)
        near = minutes[anchor, offers.zone[n]] <= p.search_reach_minutes
        # written without branches: which offer fits cannot be foreseen by the processor
        known.fitting[fitting] = n
        other = offers.row[n] != home
        fitting += int(fits & near & other & (entry_cost(offers, n, guaranteed) <= funds))
    count = 0
    for k in range(fitting):
        n = known.fitting[k]
        z = np.uint64(pick(key, who, offers.id[n]))
        if count == KNOWN and z >= known.hashes[KNOWN - 1]:
            continue
        at = count if count < KNOWN else KNOWN - 1
        if count < KNOWN:
            count += 1
        while at > 0 and known.hashes[at - 1] > z:
            known.hashes[at] = known.hashes[at - 1]
            known.best[at] = known.best[at - 1]
            at -= 1
        known.hashes[at] = z
        known.best[at] = n
    return count


@kernel
def anchor_of(people: People, employers: Employers, i: int) -> int:
    """Return the zone from which a way is counted: the employer's, else the person's own."""
    return employers.zone[people.employer[i]] if people.employer[i] >= 0 else people.zone[i]


@kernel
def home_utility(p: Values, offers: Offers, n: int, income: int, minutes: int, luck: float) -> float:
    """Return what a home is worth to somebody: its cost against income, the way to work, its rooms, luck."""
    value = -p.search_value_rent * offers.rent[n] / income
    value -= p.search_value_minutes * minutes / 60.0
    if offers.by_room[n] == 0:
        value += p.search_value_whole
    return value + luck


@kernel
def next_best(best: Ints, value: Floats, rows: Ints, count: int) -> int:
    """Return the place in `best` of the highest value not yet used (-1 in `best`); ties go to the lower row."""
    top = -1
    for n in range(count):
        if best[n] < 0:
            continue
        if top < 0 or value[n] > value[top] or (value[n] == value[top] and rows[best[n]] < rows[best[top]]):
            top = n
    return top
