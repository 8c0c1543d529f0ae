"""8c The housing market: one round of applications, choices and tenancies."""

from typing import NamedTuple

import numpy as np

from .. import draws
from ..arithmetic import chance, exp, gumbel, logistic
from ..draws import chooser, option, pick, stream, whole
from ..flows import APPLICATIONS, OFFERS, REFUSED, REPLIES
from ..kernel import allocating_kernel, built_in_kernel, kernel
from ..parameters import Values
from ..programme import Programme
from ..world import Floats, Ints, Medium, World
from .ahead import SOON, fetch_home, fetch_people, fetch_soon, is_far
from .alike import TOGETHER, block_of
from .common import GOAL_HOME, tutor_effect
from .letting import rivals_move_in, show, sign, weigh_applicant, weigh_rivals
from .offers import Offers, ask_rents, find_offers, list_offers, list_reach, order_by_rent
from .order import count_buckets, order_by_bucket
from .search import KNOWN, Known, anchor_of, has_means, home_utility, learn_offers, order_by_value, seeks
from .turns import turns_of


class Claims(NamedTuple):
    """Who stands first for each offer: a person's row, -1 the best rival, -2 nobody."""

    chosen: Ints
    highest: Floats  # to the landlord
    worth: Floats  # to the person


class MarketKeys(NamedTuple):
    """The streams of the market's month."""

    known: int
    taste: int
    reply: int
    choice: int


@kernel
def first_claims(p: Values, offers: Offers, rivals: Floats, chosen: Ints, highest: Floats, rival: int) -> None:
    """Set each offer's first claim: the best rival (-1), or waiting (-2) where that is worth more.

    `rivals` is the value of the other households by zone.
    """
    for n in range(offers.row.size):
        against = rivals[offers.zone[n]] + gumbel(pick(rival, offers.id[n], 0))
        chosen[n], highest[n] = -1, against
        if against < p.landlords_wait:
            chosen[n], highest[n] = -2, p.landlords_wait


@built_in_kernel
def apply(
    world: World,
    programme: Programme,
    p: Values,
    i: int,
    anchor: int,
    first: int,
    offers: Offers,
    claims: Claims,
    known: Known,
    keys: MarketKeys,
) -> None:
    """Send one seeker's applications, best home first, and let each landlord who replies weigh them.

    `first` is the bucket of offers that the seeker begins with. Of equal applicants the lower row is chosen.
    """
    people = world.people
    best, value = known.best, known.value
    count = learn_offers(world, programme, p, i, anchor, offers, first, keys.known, known)
    if count == 0:
        return
    income = int(people.income[i]) if people.income[i] > p.search_income_floor else int(p.search_income_floor)
    mine = chooser(keys.taste, people.id[i])
    for k in range(count):
        n = best[k]
        luck = gumbel(option(mine, offers.id[n]))
        value[k] = home_utility(p, offers, n, income, world.minutes[anchor, offers.zone[n]], luck)
    sent = p.search_applications * (1.0 + tutor_effect(people, world.supports, programme.actions, p, i, GOAL_HOME))
    shown = show(world, programme, p, i)
    order_by_value(known, offers.row, count)
    for place in range(min(count, int(sent))):
        top = known.order[place]
        n = best[top]
        world.flows[APPLICATIONS] += 1
        room, belief, taste = offers.rooms[n] == 0, offers.belief[n], offers.taste[n]
        fit = weigh_applicant(p, shown, offers.rent[n], room, belief, taste, offers.open_to[n])
        if not chance(pick(keys.reply, offers.id[n], people.id[i]), logistic(offers.reply[n] + fit)):
            continue
        world.flows[REPLIES] += 1
        fit += gumbel(pick(keys.choice, offers.id[n], people.id[i]))
        if fit > claims.highest[n] or (fit == claims.highest[n] and i < claims.chosen[n]):
            claims.highest[n] = fit
            claims.chosen[n] = i
            claims.worth[n] = value[top]


@kernel
def apply_in_turn(
    world: World,
    programme: Programme,
    p: Values,
    who: Ints,
    anchor: Ints,
    first: Ints,
    turns: Ints,
    offers: Offers,
    claims: Claims,
    known: Known,
    keys: MarketKeys,
) -> None:
    """Let seekers apply in this order; what becomes of it does not depend on the order."""
    for k in turns:
        apply(world, programme, p, who[k], anchor[k], first[k], offers, claims, known, keys)


@kernel
def list_seekers(world: World, p: Values, t: int, rows: Ints, who: Ints, anchor: Ints, first: Ints) -> int:
    """Write who seeks a home they could pay and the bucket of offers each begins with; return how many."""
    seek, bucket = stream(world.seed[0], draws.SEEK, t), stream(world.seed[0], draws.OFFER_BUCKET, t)
    last = world.buckets[0] - 1
    count = 0
    for k in range(rows.size):
        fetch_soon(world, rows, k)
        i = rows[k]
        if has_means(world, i) and seeks(world, p, i, t, seek):
            who[count] = i
            first[count] = whole(pick(bucket, world.people.id[i], 0)) & last
            count += 1
    for k in range(count):
        anchor[k] = anchor_of(world.people, world.employers, who[k])
    return count


@kernel
def settle(world: World, programme: Programme, p: Values, offers: Offers, claims: Claims, mine: Medium, t: int) -> None:
    """Let everybody chosen take their best home (ties: the lower row); rivals take what they won; search goes on."""
    zones = world.zones
    turns = turns_of(world)
    low, middle = exp(p.rivals_value_low), exp(p.rivals_value_middle)
    for n in offers.by_row:
        i = claims.chosen[n]
        if i < 0:
            continue
        if mine[i] < 0:
            mine[i] = n
            continue
        world.flows[REFUSED] += 1
        if claims.worth[n] > claims.worth[mine[i]]:
            mine[i] = n
    far, last = is_far(world), offers.by_row.size - 1
    for k in range(offers.by_row.size):
        if far:
            fetch_home(world, offers.row[offers.by_row[min(k + SOON, last)]])
        n = offers.by_row[k]
        z = offers.zone[n]
        i = claims.chosen[n]
        if i >= 0:
            if mine[i] == n:
                sign(world, programme, p, i, offers, n, t)
        elif i == -1 and zones.rivals_low[z] + zones.rivals_middle[z] >= 1.0:
            rivals_move_in(world, p, offers.row[n], t, turns, low, middle)
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
    keys = MarketKeys(
        stream(seed, draws.OFFER_KNOWN, t),
        stream(seed, draws.HOME_CHOICE, t),
        stream(seed, draws.REPLY, t),
        stream(seed, draws.LANDLORD_CHOICE, t),
    )
    found = np.empty(world.dwellings.zone.size, np.int64)
    listed = find_offers(world, found)
    rows = found[:listed].copy()  # what was room for all is free for what follows
    world.flows[OFFERS] += listed
    bucket, rents = np.empty(listed, np.int64), np.empty(listed, np.int64)
    ask_rents(world, rows, bucket, rents)
    offers = Offers(
        np.empty(listed, np.int32),
        np.empty(listed, np.int64),
        np.empty(listed, np.int8),
        np.empty(listed, np.int8),
        np.empty(listed, np.int32),
        np.empty(listed, np.int32),
        np.empty(listed, np.int32),
        np.empty((world.zones.id.size, listed), np.int8),
        np.empty(listed, np.int32),
        np.empty(1, np.int64),
        np.empty(listed, np.float64),
        np.empty(listed, np.float64),
        np.empty(listed, np.float64),
        np.empty(listed, np.float64),
        np.empty(world.buckets[0] + 1, np.int64),
    )
    order = np.empty(listed, np.int64)
    scratch, bins = np.empty(listed, np.float64), np.empty(listed, np.int64)
    order_by_rent(bucket, world.buckets[0], rents, scratch, bins, order)
    list_offers(world, p, offers, rows, rents, order, stream(seed, draws.LEASE_KIND, t))
    count_buckets(bucket, offers.ends)
    list_reach(world, p, offers)
    claims = Claims(np.empty(listed, np.int64), np.empty(listed, np.float64), np.empty(listed, np.float64))
    rivals = np.empty(world.zones.id.size, np.float64)
    weigh_rivals(world, p, rivals)
    first_claims(p, offers, rivals, claims.chosen, claims.highest, stream(seed, draws.RIVAL, t))
    known = Known(
        np.empty(KNOWN, np.int64),
        np.empty(KNOWN, np.float64),
        np.empty(KNOWN, np.int64),
        np.empty(listed, np.int8),
        np.empty(listed, np.int64),
        np.empty(listed, np.int64),
        np.empty(listed, np.uint64),
        np.empty(listed, np.uint64),
    )
    who, first, turns = np.empty(TOGETHER, np.int64), np.empty(TOGETHER, np.int64), np.empty(TOGETHER, np.int64)
    anchor = np.empty(TOGETHER, np.int64)
    ends = np.empty(world.buckets[0] + 1, np.int64)
    for start in range(0, world.crowd[0], TOGETHER):
        fetch_people(world, block_of(world, world.present, start))
        seekers = list_seekers(world, p, t, block_of(world, world.alike, start), who, anchor, first)
        order_by_bucket(first[:seekers], ends, turns)
        apply_in_turn(world, programme, p, who, anchor, first, turns[:seekers], offers, claims, known, keys)
    settle(world, programme, p, offers, claims, np.full(people.id.size, -1, np.int32), t)
