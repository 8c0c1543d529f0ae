"""8 The housing market: who seeks, what they know, where they apply, whom landlords choose."""

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
from ..kernel import kernel
from ..kinds import DEPOSIT_ADVANCE, GUARANTEE_FUND, RENT_SUBSIDY, TRANSITIONAL_HOUSING
from ..parameters import Values
from ..programme import Programme
from ..world import World
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
MOST_APPLICATIONS = 8


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
def entry_cost(world: World, p: Values, i: int, d: int, rent: int, guaranteed: bool, key: int) -> int:
    """Return the cents needed to move in: deposit (none with a guarantee), first month, an agent's fee or none."""
    dwellings = world.dwellings
    deposit = 0 if guaranteed else world.landlords.deposit[dwellings.landlord[d]] * rent
    fee = rent if chance(pick(key, dwellings.id[d], 0), p.search_agent_chance) else 0
    return deposit + rent + fee


@kernel
def learn_offers(
    world: World, programme: Programme, p: Values, i: int, t: int, offers: int, listed: int, keys: int, best: int
) -> int:
    """Write the rows of the offers somebody knows into `best`; return how many (at most `KNOWN`).

    Of the offers within reach, budget, funds and rooms, those with the smallest keyed hash of (person, dwelling), so
    that one more offer on the market replaces at most one known offer.
    """
    people, dwellings, minutes = world.people, world.dwellings, world.minutes
    supports = world.supports
    known, fees = keys
    anchor = people.zone[i]
    if people.employer[i] >= 0:
        anchor = world.employers.zone[people.employer[i]]
    advance = 0
    if supports.left[DEPOSIT_ADVANCE, i] > 0:
        advance = programme.actions.advance_cents[supports.by[DEPOSIT_ADVANCE, i]]
    guaranteed = supports.left[GUARANTEE_FUND, i] > 0
    budget = p.search_budget_share * people.income[i]
    share, amount = 0.0, 0
    if supports.left[RENT_SUBSIDY, i] > 0:
        a = supports.by[RENT_SUBSIDY, i]
        share, amount = programme.actions.subsidy_share[a], programme.actions.subsidy_cents[a]
    count = 0
    worst = np.uint64(0)
    hashes = np.empty(KNOWN, np.uint64)
    for n in range(listed):
        d = offers[n]
        rent = market_rent(world, d)
        helped = int(rent * share) if share > 0.0 else amount
        if share > 0.0 and 0 < amount < helped:
            helped = amount
        if rent - helped > budget or (people.home[i] >= 0 and rent >= people.rent[i]):
            continue
        if dwellings.by_room[d] == 1:
            if people.household[i] > 1:
                continue
        elif dwellings.rooms[d] < people.rooms_needed[i] or people.permit[i] == Permit.NONE:
            continue
        if minutes[anchor, dwellings.zone[d]] > p.search_reach_minutes:
            continue
        z = pick(known, people.id[i], dwellings.id[d])
        if count == KNOWN and z >= worst:
            continue
        if entry_cost(world, p, i, d, rent, guaranteed, fees) > people.savings[i] + advance:
            continue
        at = count
        if count < KNOWN:
            count += 1
        else:
            at = KNOWN - 1
        while at > 0 and hashes[at - 1] > z:
            hashes[at] = hashes[at - 1]
            best[at] = best[at - 1]
            at -= 1
        hashes[at] = np.uint64(z)
        best[at] = d
        worst = hashes[count - 1]
    return count


@kernel
def home_utility(world: World, p: Values, i: int, d: int, luck: float) -> float:
    """Return what a home is worth to the person: its cost against income, the way to work, its rooms, luck."""
    people, dwellings = world.people, world.dwellings
    anchor = people.zone[i]
    if people.employer[i] >= 0:
        anchor = world.employers.zone[people.employer[i]]
    income = people.income[i] if people.income[i] > 10000 else 10000
    value = -p.search_value_rent * market_rent(world, d) / income
    value -= p.search_value_minutes * world.minutes[anchor, dwellings.zone[d]] / 60.0
    if dwellings.by_room[d] == 0:
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
def landlord_value(world: World, programme: Programme, p: Values, i: int, d: int) -> float:
    """Return what a landlord makes of an applicant, without luck: believed ability less taste.

    q_hat = s q + (1 - s) mu, with q the income over `landlords_income_multiple` rents (at most 1) and mu the belief.
    """
    people, landlords, dwellings = world.people, world.landlords, world.dwellings
    owner = dwellings.landlord[d]
    mu = landlords.alpha[owner] / (landlords.alpha[owner] + landlords.beta[owner])
    rent = market_rent(world, d)
    ability = people.income[i] / (p.landlords_income_multiple * rent) if rent > 0 else 1.0
    if ability > 1.0:
        ability = 1.0
    s = shown_ability(world, programme, p, i)
    value = p.landlords_income * (s * ability + (1.0 - s) * mu)
    value -= landlords.taste[owner] * origin_bias(p, people.origin[i])
    if people.minors[i] > 0:
        value -= p.landlords_child
    if people.registered[i] == 0 and people.housing[i] != UNPLACED:
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
def sign(world: World, programme: Programme, p: Values, i: int, d: int, t: int, fees: int) -> None:
    """Sign a tenancy: entry costs out of savings and advance, a subsidised rent partly passed through."""
    people, supports, dwellings, flows = world.people, world.supports, world.dwellings, world.flows
    asked = market_rent(world, d)
    guaranteed = supports.left[GUARANTEE_FUND, i] > 0
    cost = entry_cost(world, p, i, d, asked, guaranteed, fees)
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
def list_offers(world: World, offers: int) -> int:
    """Write the rows of private dwellings with a free place into `offers`; count them by zone; return how many."""
    dwellings, zones = world.dwellings, world.zones
    for z in range(zones.offers.size):
        zones.offers[z] = 0
    listed = 0
    for d in range(dwellings.id.size):
        if dwellings.state[d] == OFFERED and dwellings.managed[d] == 0:
            offers[listed] = d
            listed += 1
            zones.offers[dwellings.zone[d]] += 1
    return listed


@kernel
def market(world: World, programme: Programme, p: Values, t: int) -> None:
    """One round of the market.

    Seekers apply to the best offers they know; landlords who reply choose the best of repliers, rivals and waiting;
    whoever is chosen more than once takes the home worth most, and the others stay on offer.
    """
    people, dwellings, zones, seed = world.people, world.dwellings, world.zones, world.seed[0]
    seek = stream(seed, draws.SEEK, t)
    known = stream(seed, draws.OFFER_KNOWN, t)
    taste = stream(seed, draws.HOME_CHOICE, t)
    reply = stream(seed, draws.REPLY, t)
    fees = stream(seed, draws.LEASE_KIND, t)
    choice = stream(seed, draws.LANDLORD_CHOICE, t)
    rival = stream(seed, draws.RIVAL, t)

    offers = np.empty(dwellings.id.size, np.int64)
    listed = list_offers(world, offers)
    world.flows[OFFERS] += listed
    chosen = np.full(listed, -1, np.int64)  # by position in `offers`
    highest = np.empty(listed, np.float64)
    worth = np.empty(listed, np.float64)  # to the chosen applicant
    position = np.full(dwellings.id.size, -1, np.int64)
    for n in range(listed):
        d = offers[n]
        position[d] = n
        against = best_rival(world, p, dwellings.zone[d], gumbel(pick(rival, dwellings.id[d], 0)))
        highest[n] = against
        if against < p.landlords_wait:
            chosen[n] = -2
            highest[n] = p.landlords_wait

    best = np.empty(KNOWN, np.int64)
    value = np.empty(KNOWN, np.float64)
    for i in range(people.id.size):
        if listed == 0 or not seeks(world, p, i, t, seek):
            continue
        count = learn_offers(world, programme, p, i, t, offers, listed, (known, fees), best)
        for n in range(count):
            value[n] = home_utility(world, p, i, best[n], gumbel(pick(taste, people.id[i], dwellings.id[best[n]])))
        sent = p.search_applications * (1.0 + tutor_effect(world, programme, p, i, people.goal_home[i]))
        for _ in range(min(count, int(sent))):
            top = -1
            for n in range(count):
                if best[n] >= 0 and (
                    top < 0 or value[n] > value[top] or (value[n] == value[top] and best[n] < best[top])
                ):
                    top = n
            d = best[top]
            best[top] = -1
            world.flows[APPLICATIONS] += 1
            fit = landlord_value(world, programme, p, i, d)
            kind = world.landlords.kind[dwellings.landlord[d]]
            open_to = p.landlords_reply_professional if kind == 1 else p.landlords_reply
            if not chance(pick(reply, dwellings.id[d], people.id[i]), logistic(open_to + fit)):
                continue
            world.flows[REPLIES] += 1
            fit += gumbel(pick(choice, dwellings.id[d], people.id[i]))
            at = position[d]
            if fit > highest[at]:
                highest[at] = fit
                chosen[at] = i
                worth[at] = value[top]
    settle(world, programme, p, offers, chosen, worth, t, fees)


@kernel
def settle(
    world: World, programme: Programme, p: Values, offers: int, chosen: int, worth: int, t: int, fees: int
) -> None:
    """Let everybody chosen take their best home (ties: the lower row); rivals take what they won; search goes on."""
    people, zones = world.people, world.zones
    mine = np.full(people.id.size, -1, np.int64)
    for n in range(chosen.size):
        i = chosen[n]
        if i < 0:
            continue
        if mine[i] < 0:
            mine[i] = n
            continue
        world.flows[REFUSED] += 1
        if worth[n] > worth[mine[i]]:
            mine[i] = n
    for n in range(chosen.size):
        d = offers[n]
        z = world.dwellings.zone[d]
        if chosen[n] >= 0:
            if mine[chosen[n]] == n:
                sign(world, programme, p, chosen[n], d, t, fees)
        elif chosen[n] == -1 and zones.rivals_low[z] + zones.rivals_middle[z] >= 1.0:
            rivals_move_in(world, p, d)
    for z in range(zones.id.size):
        zones.rivals_low[z] += zones.rivals_low_in[z] - p.rivals_quit * zones.rivals_low[z]
        zones.rivals_middle[z] += zones.rivals_middle_in[z] - p.rivals_quit * zones.rivals_middle[z]
