"""8c Who seeks a home, which offers they know, and what a home is worth to them."""

from typing import NamedTuple

import numpy as np

from ..arithmetic import chance
from ..codes import Housing, Permit
from ..draws import chooser, lower, option, pick
from ..kernel import kernel
from ..kinds import DEPOSIT_ADVANCE, EXIT_PREPARATION, GUARANTEE_FUND, RENT_SUBSIDY
from ..parameters import Values
from ..programme import Programme
from ..world import Employers, Floats, Ints, Medium, People, Small, Words, World
from .common import UNPLACED, is_homeless, subsidised
from .offers import Offers
from .supports import given_by, has_support

KNOWN = 8
PLENTY = 2.0  # times the offers wanted, below the hash that is tried first
MOST_BUCKETS = 4  # of a large market that somebody goes through in a month
UNBOUNDED = 1 << 60
NO_HASH = np.uint64(0xFFFF_FFFF_FFFF_FFFF)  # above every hash that counts: of one offer in 2**64, which is not known


class Means(NamedTuple):
    """What somebody can pay for a home, cents."""

    share: float  # of the rent, from a subsidy
    amount: int  # the subsidy's
    budget: int  # a month
    below: int  # a month, too: a tenant moves to a lower rent only
    least: int  # rents needed to move in, at the least
    funds: int  # for moving in


class Known(NamedTuple):
    """The few offers one seeker knows, and what they are chosen with."""

    best: Ints  # [KNOWN] positions
    value: Floats  # [KNOWN] what they are worth
    order: Ints  # [KNOWN] places in both, best first
    fits: Small  # [offers] 1 for each that would do
    at: Ints  # [offers] positions of those
    few: Ints  # [offers] positions of those with small hashes
    hashes: Words  # [offers]
    small: Words  # [offers] hashes of `few`


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
        prepared = has_support(world.supports, EXIT_PREPARATION, i)
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
    return world.people.income[i] > 0 or has_support(world.supports, RENT_SUBSIDY, i)


@kernel
def learn_offers(
    world: World,
    programme: Programme,
    p: Values,
    i: int,
    anchor: int,
    offers: Offers,
    first: int,
    key: int,
    known: Known,
) -> int:
    """Write the positions of the offers somebody knows into `known.best`; return how many (at most `KNOWN`).

    Of the offers within reach, budget, funds and rooms, those of the bucket `first` with the smallest keyed hash of
    (person, dwelling), then those of the next, so that one more offer on the market replaces at most one known offer.
    After `MOST_BUCKETS` of them nobody looks further.
    """
    people = world.people
    means = means_of(world, programme, p, i, offers)
    # rooms of a whole dwelling, 0 for a room: nobody without a permit rents a whole one, no family a room
    fewest = 0 if people.household[i] == 1 else int(people.rooms_needed[i])
    most = 100 if people.permit[i] != Permit.NONE else 0
    heard = p.search_rooms_advertised + p.search_rooms_ties * (people.bonds[i] + people.bridges[i])
    needed = offers.needed if has_support(world.supports, GUARANTEE_FUND, i) else offers.entry
    near, home = offers.near[anchor], int(people.home[i])
    mine, last = chooser(key, people.id[i]), offers.ends.size - 2
    b, count = first, 0
    for _ in range(min(last + 1, MOST_BUCKETS)):
        begin = offers.ends[b]
        end = affordable(means, offers.rent, begin, offers.ends[b + 1])
        row, rooms, fits = offers.row[begin:end], offers.rooms[begin:end], known.fits[begin:end]
        mark_fitting(row, rooms, needed[begin:end], near[begin:end], fewest, most, means.funds, home, fits)
        listed = 0
        for n in range(begin, end):  # without a branch: which of them fit cannot be foreseen by the processor
            known.at[listed] = n
            listed += int(known.fits[n])
        count += least_hashes(offers.id, offers.rooms, known.at[:listed], mine, heard, known, count)
        if count == KNOWN:
            break
        b = (b + 1) & last
    return count


@kernel
def mark_fitting(
    row: Medium, rooms: Small, needed: Medium, near: Small, fewest: int, most: int, funds: int, home: int, fits: Small
) -> None:
    """Write 1 for each offer that would do, 0 for the others.

    A loop of columns alone and without a branch, so that the processor does several offers at once.
    """
    for n in range(fits.size):
        fits[n] = (near[n] != 0) & (rooms[n] >= fewest) & (rooms[n] <= most) & (needed[n] <= funds) & (row[n] != home)


@kernel
def least_hashes(ids: Ints, rooms: Small, at: Ints, mine: int, heard: float, known: Known, begin: int) -> int:
    """Write into `known.best`, from place `begin` on, the offers with the smallest keyed hashes; return how many.

    Of the offers at the positions `at`, in the order of their hashes, as many as there is room for, and none of the
    hash `NO_HASH`. Of the rooms in shared flats only the share that is heard of counts. Which hash is small cannot be
    foreseen: all are written, then the small ones listed, then their places counted, without a branch.
    """
    hashes, few, small, room = known.hashes, known.few, known.small, KNOWN - begin
    told = 0
    for k in range(at.size):
        n = at[k]
        z = option(mine, ids[n])
        unheard = (rooms[n] == 0) & (not chance(lower(z), heard))
        hashes[k] = NO_HASH if unheard else z
        told += not unheard
    share = PLENTY * room / told if told > 0 else 1.0
    while True:
        count = 0
        for k in range(at.size):
            few[count], small[count] = at[k], hashes[k]
            count += (hashes[k] != NO_HASH) & chance(hashes[k], share)
        if count >= room or share >= 1.0:
            break
        share = 2.0 * share
    for k in range(count):
        place = 0
        for other in range(count):
            place += (small[other] < small[k]) | ((small[other] == small[k]) & (other < k))
        if place < room:
            known.best[begin + place] = few[k]
    return min(count, room)


@kernel
def funds_of(world: World, programme: Programme, i: int) -> int:
    """Return the cents somebody has for moving in: savings, and an advance."""
    funds = int(world.people.savings[i])
    if has_support(world.supports, DEPOSIT_ADVANCE, i):
        funds += programme.actions.advance_cents[given_by(world.supports, DEPOSIT_ADVANCE, i)]
    return funds


@kernel
def means_of(world: World, programme: Programme, p: Values, i: int, offers: Offers) -> Means:
    """Return what somebody can pay for a home."""
    people, supports = world.people, world.supports
    share, amount = 0.0, 0
    if has_support(supports, RENT_SUBSIDY, i):
        a = given_by(supports, RENT_SUBSIDY, i)
        share, amount = programme.actions.subsidy_share[a], programme.actions.subsidy_cents[a]
    budget = int(p.search_budget_share * people.income[i])
    # a tenant who is better off elsewhere only at a lower rent; one without room at any
    below = int(people.rent[i]) if people.home[i] >= 0 and not is_overcrowded(world, i) else UNBOUNDED
    least = 1 if has_support(supports, GUARANTEE_FUND, i) else 1 + int(offers.least_deposit[0])
    return Means(share, int(amount), budget, below, least, funds_of(world, programme, i))


@kernel
def affordable(means: Means, rent: Medium, first: int, beyond: int) -> int:
    """Return where the offers within somebody's means end: of those from `first` on, cheapest first."""
    while first < beyond:
        middle = (first + beyond) // 2
        asked = int(rent[middle])
        expected = subsidised(means.share, means.amount, asked)
        within = asked < means.below and means.least * asked <= means.funds and asked - expected <= means.budget
        first = middle + 1 if within else first
        beyond = beyond if within else middle
    return first


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
def order_by_value(known: Known, rows: Medium, count: int) -> None:
    """Write the places of the first offers known in the order of their value; ties go to the lower row."""
    best, value = known.best, known.value
    for k in range(count):
        place = 0
        for other in range(count):
            place += (value[other] > value[k]) | ((value[other] == value[k]) & (rows[best[other]] < rows[best[k]]))
        known.order[place] = k
