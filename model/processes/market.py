"""8 The housing market: who seeks, what they know, where they apply, whom landlords choose."""

from typing import NamedTuple

import numpy as np

from .. import draws
from ..arithmetic import cents, chance, exp, gumbel, log, logistic
from ..codes import Housing, Permit
from ..draws import pick, stream
from ..flows import (
    APPLICATIONS,
    EXITS,
    HOUSED,
    OFFERS,
    PASS_THROUGH,
    REFUSED,
    REPLIES,
    RIVALS_HOUSED,
)
from ..kernel import allocating_kernel, kernel
from ..kinds import DEPOSIT_ADVANCE, GUARANTEE_FUND, RENT_SUBSIDY, TRANSITIONAL_HOUSING
from ..parameters import Values
from ..programme import Programme
from ..world import Floats, Ints, Words, World
from .common import (
    LET,
    LET_OTHERS,
    OFFERED,
    UNPLACED,
    is_formal,
    is_homeless,
    occupy,
    pay,
    tutor_effect,
)
from .supply import market_rent
from .tenancies import subsidy
from .work import origin_bias

KNOWN = 8
UNBOUNDED = 1 << 60


class Offers(NamedTuple):
    """What can be seen of this month's private offers, in order of the dwellings' rows. Money in cents."""

    row: Ints
    id: Ints
    zone: Ints
    by_room: Ints
    rooms: Ints
    rent: Ints
    deposit: Ints
    entry: Ints  # deposit, first month and agent's fee
    by_rent: Ints  # positions, cheapest first


class Claims(NamedTuple):
    """Who stands first for each offer: a person's row, -1 the best rival, -2 nobody."""

    chosen: Ints
    highest: Floats  # to the landlord
    worth: Floats  # to the person


class Known(NamedTuple):
    """The few offers one seeker knows: positions, values, hashes."""

    best: Ints
    value: Floats
    hashes: Words
    fitting: Ints  # positions of all offers that would do


class MarketKeys(NamedTuple):
    """The streams of the market's month."""

    known: int
    taste: int
    reply: int
    choice: int


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
def entry_cost(offers: Offers, n: int, guaranteed: bool) -> int:
    """Return the cents needed to move in: deposit (none with a guarantee), first month, an agent's fee or none."""
    return offers.entry[n] - (offers.deposit[n] if guaranteed else 0)


@kernel
def subsidised(share: float, amount: int, rent: int) -> int:
    """Return the cents of a rent that a subsidy would pay: its share of it, up to its amount."""
    if share <= 0.0:
        return amount
    part = int(rent * share)
    return part if amount == 0 or part < amount else amount


@kernel
def learn_offers(world: World, programme: Programme, p: Values, i: int, offers: Offers, key: int, known: Known) -> int:
    """Write the positions of the offers somebody knows into `known.best`; return how many (at most `KNOWN`).

    Of the offers within reach, budget, funds and rooms, those with the smallest keyed hash of (person, dwelling), so
    that one more offer on the market replaces at most one known offer.
    """
    people, supports, minutes = world.people, world.supports, world.minutes
    anchor = people.zone[i]
    if people.employer[i] >= 0:
        anchor = world.employers.zone[people.employer[i]]
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
    who = people.id[i]
    fitting = 0
    for n in offers.by_rent:
        rent = offers.rent[n]
        if rent >= below or rent - subsidised(share, amount, rent) > budget:
            break  # all the others are dearer
        room = offers.by_room[n] == 1
        fits = (room & single) | ((not room) & (offers.rooms[n] >= rooms) & permit)
        near = minutes[anchor, offers.zone[n]] <= p.search_reach_minutes
        # written without branches: which offer fits cannot be foreseen by the processor
        known.fitting[fitting] = n
        fitting += int(fits & near & (entry_cost(offers, n, guaranteed) <= funds))
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
def home_utility(world: World, p: Values, i: int, offers: Offers, n: int, luck: float) -> float:
    """Return what a home is worth to the person: its cost against income, the way to work, its rooms, luck."""
    people = world.people
    anchor = people.zone[i]
    if people.employer[i] >= 0:
        anchor = world.employers.zone[people.employer[i]]
    income = people.income[i] if people.income[i] > 10000 else 10000
    value = -p.search_value_rent * offers.rent[n] / income
    value -= p.search_value_minutes * world.minutes[anchor, offers.zone[n]] / 60.0
    if offers.by_room[n] == 0:
        value += p.search_value_whole
    return value + luck


@kernel
def shown_ability(world: World, programme: Programme, p: Values, i: int) -> float:
    """Return how much of the ability to pay a landlord can see, 0 (a bare message) to 1 (payslip and operator)."""
    people = world.people
    seen = p.landlords_payslip if is_formal(people.work[i]) else 0.0
    seen += tutor_effect(world, programme, p, i, people.goal_home[i])
    return seen if seen < 1.0 else 1.0


@kernel
def landlord_value(world: World, programme: Programme, p: Values, i: int, d: int, rent: int) -> float:
    """Return what a landlord makes of an applicant, without luck: believed ability less taste.

    q_hat = s q + (1 - s) mu, with q the income over `landlords_income_multiple` rents (at most 1) and mu the belief.
    """
    people, landlords, dwellings = world.people, world.landlords, world.dwellings
    owner = dwellings.landlord[d]
    mu = landlords.alpha[owner] / (landlords.alpha[owner] + landlords.beta[owner])
    ability = people.income[i] / (p.landlords_income_multiple * rent) if rent > 0 else 1.0
    if ability > 1.0:
        ability = 1.0
    s = shown_ability(world, programme, p, i)
    value = p.landlords_income * (s * ability + (1.0 - s) * mu)
    value -= landlords.taste[owner] * origin_bias(p, people.origin[i])
    if people.minors[i] > 0:
        value -= p.landlords_child
    if people.registered[i] == 0:
        value -= p.landlords_no_residence
    if people.permit_wait[i] > 0:
        value -= p.landlords_ricevuta
    if people.reference[i] == 1:
        value += p.landlords_reference
    if world.supports.left[GUARANTEE_FUND, i] > 0:
        value += p.landlords_screen_relax * p.landlords_income
    if dwellings.by_room[d] == 1:
        value += p.sharing_flatmates * people.bonds[i] / 10.0
    return value


@kernel
def sign(world: World, programme: Programme, p: Values, i: int, offers: Offers, n: int, t: int) -> None:
    """Sign a tenancy: entry costs out of savings and advance, a subsidised rent partly passed through."""
    people, supports, dwellings, flows = world.people, world.supports, world.dwellings, world.flows
    d, asked = offers.row[n], offers.rent[n]
    guaranteed = supports.left[GUARANTEE_FUND, i] > 0
    cost = entry_cost(offers, n, guaranteed)
    if supports.left[DEPOSIT_ADVANCE, i] > 0:
        a = supports.by[DEPOSIT_ADVANCE, i]
        lent = cost if cost < programme.actions.advance_cents[a] else programme.actions.advance_cents[a]
        if pay(programme, world.ledger, a, t, cents(lent * (1.0 - programme.actions.advance_repaid[a]))):
            cost -= lent
            supports.left[DEPOSIT_ADVANCE, i] = 0
    if cost > people.savings[i]:
        return
    people.savings[i] -= cost
    if people.housing[i] == Housing.RECEPTION:
        flows[EXITS] += 1
        people.savings[i] += int(p.reception_exit_grant)
    if people.housing[i] == Housing.TRANSITIONAL:
        supports.left[TRANSITIONAL_HOUSING, i] = 0
    room = dwellings.by_room[d] == 1
    lease = int(p.tenancy_room_months) if room else int(p.tenancy_lease_months)
    occupy(people, dwellings, i, d, Housing.SHARED if room else Housing.OWN, asked, lease)
    dwellings.let_rent[d] = asked
    passed = cents(p.market_pass_through * subsidy(world, programme, i, t))
    people.rent[i] = asked + passed
    flows[PASS_THROUGH] += passed
    if guaranteed:
        people.covered[i] = programme.actions.guarantee_months[supports.by[GUARANTEE_FUND, i]]
    flows[HOUSED] += 1


@kernel
def best_rival(world: World, p: Values, z: int, luck: float) -> float:
    """Return the value of the best of the other households for an offer in zone `z`; none gives a very low value.

    The log of the sum over income classes of rivals per offer x exp(value of the class), plus one Gumbel error.
    """
    zones = world.zones
    offers = zones.offers[z]
    if offers == 0:
        return -1.0e300
    total = exp(p.rivals_value_low) * zones.rivals_low[z] / offers
    total += exp(p.rivals_value_middle) * zones.rivals_middle[z] / offers
    return log(total) + luck if total > 0.0 else -1.0e300


@kernel
def rivals_move_in(world: World, p: Values, d: int) -> None:
    """Let a place to another household, which stops searching; the better-off class first in proportion to its odds."""
    dwellings, zones = world.dwellings, world.zones
    z = dwellings.zone[d]
    dwellings.others[d] += 1
    dwellings.let_rent[d] = market_rent(world, d)
    if dwellings.tenants[d] + dwellings.others[d] >= dwellings.places[d]:
        dwellings.state[d] = LET if dwellings.tenants[d] > 0 else LET_OTHERS
    low = exp(p.rivals_value_low) * zones.rivals_low[z]
    middle = exp(p.rivals_value_middle) * zones.rivals_middle[z]
    part = low / (low + middle) if low + middle > 0.0 else 0.0
    zones.rivals_low[z] = max(0.0, zones.rivals_low[z] - part)
    zones.rivals_middle[z] = max(0.0, zones.rivals_middle[z] - (1.0 - part))
    world.flows[RIVALS_HOUSED] += 1


@kernel
def find_offers(world: World, rows: Ints) -> int:
    """Write the rows of the private dwellings with a free place, count them by zone, and return how many."""
    dwellings, zones = world.dwellings, world.zones
    for z in range(zones.id.size):
        zones.offers[z] = 0
    listed = 0
    for d in range(dwellings.id.size):
        if dwellings.state[d] == OFFERED and dwellings.managed[d] == 0:
            rows[listed] = d
            listed += 1
            zones.offers[dwellings.zone[d]] += 1
    return listed


@kernel
def list_offers(world: World, p: Values, offers: Offers, fees: int) -> None:
    """Write what a seeker can see of each offer, in order of the dwellings' rows."""
    dwellings = world.dwellings
    for n in range(offers.row.size):
        d = offers.row[n]
        rent = market_rent(world, d)
        offers.id[n] = dwellings.id[d]
        offers.zone[n] = dwellings.zone[d]
        offers.by_room[n] = dwellings.by_room[d]
        offers.rooms[n] = dwellings.rooms[d]
        offers.rent[n] = rent
        offers.deposit[n] = int(world.landlords.deposit[dwellings.landlord[d]]) * rent
        fee = rent if chance(pick(fees, dwellings.id[d], 0), p.search_agent_chance) else 0
        offers.entry[n] = offers.deposit[n] + rent + fee


@kernel
def first_claims(world: World, p: Values, offers: Offers, chosen: Ints, highest: Floats, rival: int) -> None:
    """Set each offer's first claim: the best rival (-1), or waiting (-2) where that is worth more."""
    for n in range(offers.row.size):
        against = best_rival(world, p, offers.zone[n], gumbel(pick(rival, offers.id[n], 0)))
        chosen[n], highest[n] = -1, against
        if against < p.landlords_wait:
            chosen[n], highest[n] = -2, p.landlords_wait


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


@kernel
def apply(
    world: World,
    programme: Programme,
    p: Values,
    i: int,
    offers: Offers,
    claims: Claims,
    known: Known,
    keys: MarketKeys,
) -> None:
    """Send one seeker's applications, best home first, and let each landlord who replies weigh them."""
    people = world.people
    best, value = known.best, known.value
    count = learn_offers(world, programme, p, i, offers, keys.known, known)
    if count == 0:
        return
    for n in range(count):
        luck = gumbel(pick(keys.taste, people.id[i], offers.id[best[n]]))
        value[n] = home_utility(world, p, i, offers, best[n], luck)
    sent = p.search_applications * (1.0 + tutor_effect(world, programme, p, i, people.goal_home[i]))
    for _ in range(min(count, int(sent))):
        top = next_best(best, value, offers.row, count)
        n = best[top]
        best[top] = -1
        d = offers.row[n]
        world.flows[APPLICATIONS] += 1
        fit = landlord_value(world, programme, p, i, d, offers.rent[n])
        kind = world.landlords.kind[world.dwellings.landlord[d]]
        open_to = p.landlords_reply_professional if kind == 1 else p.landlords_reply
        if not chance(pick(keys.reply, offers.id[n], people.id[i]), logistic(open_to + fit)):
            continue
        world.flows[REPLIES] += 1
        fit += gumbel(pick(keys.choice, offers.id[n], people.id[i]))
        if fit > claims.highest[n]:
            claims.highest[n] = fit
            claims.chosen[n] = i
            claims.worth[n] = value[top]


@kernel
def settle(world: World, programme: Programme, p: Values, offers: Offers, claims: Claims, mine: Ints, t: int) -> None:
    """Let everybody chosen take their best home (ties: the lower row); rivals take what they won; search goes on."""
    zones = world.zones
    for n in range(offers.row.size):
        i = claims.chosen[n]
        if i < 0:
            continue
        if mine[i] < 0:
            mine[i] = n
            continue
        world.flows[REFUSED] += 1
        if claims.worth[n] > claims.worth[mine[i]]:
            mine[i] = n
    for n in range(offers.row.size):
        z = offers.zone[n]
        i = claims.chosen[n]
        if i >= 0:
            if mine[i] == n:
                sign(world, programme, p, i, offers, n, t)
        elif i == -1 and zones.rivals_low[z] + zones.rivals_middle[z] >= 1.0:
            rivals_move_in(world, p, offers.row[n])
    for z in range(zones.id.size):
        zones.rivals_low[z] += zones.rivals_low_in[z] - p.rivals_quit * zones.rivals_low[z]
        zones.rivals_middle[z] += zones.rivals_middle_in[z] - p.rivals_quit * zones.rivals_middle[z]


@allocating_kernel
def market(world: World, programme: Programme, p: Values, t: int) -> None:
    """One round of the market.

    Seekers apply to the best offers they know; landlords who reply choose the best of repliers, rivals and waiting;
    whoever is chosen more than once takes the home worth most, and the others stay on offer.
    """
    people, seed = world.people, world.seed[0]
    seek = stream(seed, draws.SEEK, t)
    keys = MarketKeys(
        stream(seed, draws.OFFER_KNOWN, t),
        stream(seed, draws.HOME_CHOICE, t),
        stream(seed, draws.REPLY, t),
        stream(seed, draws.LANDLORD_CHOICE, t),
    )
    rows = np.empty(world.dwellings.id.size, np.int64)
    listed = find_offers(world, rows)
    world.flows[OFFERS] += listed
    offers = Offers(
        rows[:listed],
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
    )
    list_offers(world, p, offers, stream(seed, draws.LEASE_KIND, t))
    offers.by_rent[:] = np.argsort(offers.rent, kind="mergesort")
    claims = Claims(np.empty(listed, np.int64), np.empty(listed, np.float64), np.empty(listed, np.float64))
    first_claims(world, p, offers, claims.chosen, claims.highest, stream(seed, draws.RIVAL, t))
    known = Known(
        np.empty(KNOWN, np.int64),
        np.empty(KNOWN, np.float64),
        np.empty(KNOWN, np.uint64),
        np.empty(listed + 1, np.int64),
    )
    for i in world.present[: world.crowd[0]]:
        if seeks(world, p, i, t, seek) and has_means(world, i):
            apply(world, programme, p, i, offers, claims, known, keys)
    settle(world, programme, p, offers, claims, np.full(people.id.size, -1, np.int64), t)
