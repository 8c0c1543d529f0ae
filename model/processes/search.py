"""8c Who seeks a home, which offers they know, and what a home is worth to them."""

from typing import NamedTuple

import numpy as np

from ..arithmetic import chance
from ..codes import Housing, Permit
from ..draws import chooser, option, pick
from ..kernel import kernel
from ..kinds import DEPOSIT_ADVANCE, EXIT_PREPARATION, GUARANTEE_FUND, RENT_SUBSIDY
from ..parameters import Values
from ..programme import Programme
from ..world import Employers, Floats, Ints, People, Words, World
from .common import UNPLACED, is_homeless, subsidised
from .offers import Offers

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

    Everybody without a home, in a bed, hosted under an agreement, in prolonged reception or about to leave reception;
    sometimes tenants who pay above the limit of their income, or whose home has become too small.
    """
    people = world.people
    state = people.housing[i]
    if people.away[i] > 0:
        return False
    if state == UNPLACED or is_homeless(state) or state == Housing.BED or state == Housing.PROLONGED_RECEPTION:
        return state != Housing.INSTITUTION
    if state == Housing.HOSTED_AGREEMENT:
        return True
    if state == Housing.RECEPTION:
        prepared = world.supports.left[EXIT_PREPARATION, i] > 0
        return prepared or people.exit_due[i] - t <= p.search_before_exit_months
    if people.home[i] >= 0 and (people.rent[i] > p.search_burden * people.income[i] or is_overcrowded(world, i)):
        return chance(pick(key, people.id[i], 0), p.search_tenant_chance)
    return False


@kernel
def is_overcrowded(world: World, i: int) -> bool:
    """Say whether the home has fewer rooms than the household needs, or is a room that a family shares."""
    people, dwellings = world.people, world.dwellings
    d = people.home[i]
    if d < 0 or people.household[i] == 1:
        return False
    return dwellings.places[d] > 1 or dwellings.rooms[d] < people.rooms_needed[i]


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
    fitting = fitting_offers(world, programme, p, i, offers, known.fitting)
    best, hashes, ids = known.best, known.hashes, offers.id
    mine = chooser(key, world.people.id[i])
    home = world.people.home[i]
    count = 0
    for k in range(fitting):
        n = known.fitting[k]
        z = np.uint64(option(mine, ids[n]))
        if (count == KNOWN and z >= hashes[KNOWN - 1]) or offers.row[n] == home:
            continue
        at = count if count < KNOWN else KNOWN - 1
        if count < KNOWN:
            count += 1
        while at > 0 and hashes[at - 1] > z:
            hashes[at] = hashes[at - 1]
            best[at] = best[at - 1]
            at -= 1
        hashes[at] = z
        best[at] = n
    return count


@kernel
def fitting_offers(world: World, programme: Programme, p: Values, i: int, offers: Offers, fitting: Ints) -> int:
    """Write the positions of the offers that would do for somebody, cheapest first, and return how many."""
    people, supports = world.people, world.supports
    way = world.minutes[anchor_of(people, world.employers, i)]
    funds = people.savings[i]
    if supports.left[DEPOSIT_ADVANCE, i] > 0:
        funds += programme.actions.advance_cents[supports.by[DEPOSIT_ADVANCE, i]]
    guaranteed = supports.left[GUARANTEE_FUND, i] > 0
    share, amount = 0.0, 0
    if supports.left[RENT_SUBSIDY, i] > 0:
        a = supports.by[RENT_SUBSIDY, i]
        share, amount = programme.actions.subsidy_share[a], programme.actions.subsidy_cents[a]
    budget = int(p.search_budget_share * people.income[i])
    # a tenant who is better off elsewhere only at a lower rent; one without room at any
    below = people.rent[i] if people.home[i] >= 0 and not is_overcrowded(world, i) else UNBOUNDED
    least = 1 if guaranteed else 1 + offers.least_deposit[0]  # rents needed to move in, at the least
    # rooms of a whole dwelling, 0 for a room: nobody without a permit rents a whole one, no family a room
    fewest = 0 if people.household[i] == 1 else int(people.rooms_needed[i])
    most = 100 if people.permit[i] != Permit.NONE else 0
    rent, rooms, zone, entry, deposit = offers.rent, offers.rooms, offers.zone, offers.entry, offers.deposit
    count = 0
    for n in range(rent.size):
        asked = rent[n]
        if asked >= below or least * asked > funds or asked - subsidised(share, amount, asked) > budget:
            break  # all the others are dearer
        # written without branches: which offer fits cannot be foreseen by the processor
        fitting[count] = n
        fits = (rooms[n] >= fewest) & (rooms[n] <= most) & (way[zone[n]] <= p.search_reach_minutes)
        count += int(fits & (entry[n] - (deposit[n] if guaranteed else 0) <= funds))
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
    if offers.rooms[n] > 0:
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
