"""8b Homes the programme holds: agency, shared flats, renovated and cooperative homes; who is placed in them."""

import numpy as np

from .. import draws
from ..arithmetic import cents, chance, exp, logistic, uniform
from ..codes import Housing, Permit, ZoneKind
from ..draws import pick, stream
from ..flows import ENTRIES, EXITS
from ..kernel import allocating_kernel, entrance, kernel
from ..kinds import COOPERATIVE_HOUSING, SHARED_HOUSING, SHELTER_BEDS
from ..parameters import Values
from ..programme import Programme
from ..world import Floats, Ints, World
from .common import (
    ASKED,
    DISUSED,
    MOST,
    NEVER,
    OFFERED,
    UNPLACED,
    WITHHELD,
    WORKS,
    believed,
    dwelling_id,
    dwellings_key,
    is_by_room,
    is_works,
    list_rows,
    occupy,
    pay,
)
from .order import best_first, keep, order_by_luck
from .services import SCHOOLINGS, STOP, ask_take_up, eligible, is_supply, priority_score, takes_up
from .supports import note_served

NOBODY = -1
# Who looks for a home the programme holds, one bit a state: those without one, in a bed or in prolonged reception.
LOOKING = (
    (1 << UNPLACED)
    | sum(1 << state for state in range(Housing.STREET, Housing.HOSTED + 1))
    | (1 << Housing.BED)
    | (1 << Housing.PROLONGED_RECEPTION)
)


@kernel
def base_rent(world: World, d: int, key: int) -> int:
    """Return the cents a month asked in the data month for a place of dwelling `d`; `key` is `dwellings_key`.

    Official valuation x ask ratio x ratio of the segment x m2 x spread; for one room its part, and a premium.
    """
    dwellings, asked = world.dwellings, world.asked
    if dwellings.base_rent[d] > 0:
        return int(dwellings.base_rent[d])
    rooms = int(dwellings.rooms[d])
    m2 = asked[2] + asked[3] * rooms
    spread = exp(asked[4] * (uniform(pick(key, dwelling_id(dwellings, d), 1)) - 0.5))
    rent = world.zones.rent[dwellings.zone[d]] * 100.0 * asked[0] * asked[1] * m2 * spread
    return cents(rent * asked[5] / rooms if is_by_room(dwellings, d) else rent)


@kernel
def rent_now(world: World, d: int, key: int) -> int:
    """Return what `market_rent` does; `key` is `dwellings_key`."""
    return cents(base_rent(world, d, key) * world.zones.rent_index[world.dwellings.zone[d]])


@entrance
def market_rent(world: World, d: int) -> int:
    """Return the cents a month that the market asks for a place of dwelling `d` now."""
    return rent_now(world, d, dwellings_key(world.seed[0]))


@kernel
def occupant_rent(world: World, programme: Programme, a: int, d: int) -> int:
    """Return the cents a month an occupant pays: the action's share of the market rent, over the places."""
    return cents(programme.actions.rent_share[a] * market_rent(world, d) / world.dwellings.places[d])


@kernel
def would_give(world: World, programme: Programme, p: Values, kind: int, a: int, d: int, key: int) -> bool:
    """Say whether the owner of a void gives dwelling `d` to action `a`."""
    dwellings, landlords = world.dwellings, world.landlords
    if is_works(kind):
        return dwellings.state[d] == DISUSED
    if dwellings.state[d] != OFFERED and dwellings.state[d] != WITHHELD:
        return False
    if dwellings.places[d] > 1 or dwellings.tenants[d] + dwellings.others[d] > 0:
        return False
    if kind == SHARED_HOUSING and dwellings.rooms[d] < 2:
        return False
    owner = dwellings.landlord[d]
    doubt = 1.0 - believed(landlords, world.memories, world.pooled, p, owner)
    odds = p.supply_owner_base - p.supply_owner_discount * programme.actions.discount[a]
    odds += p.supply_owner_risk * doubt * p.owners_loss_months
    return chance(pick(key, dwelling_id(dwellings, d), a), logistic(odds))


@allocating_kernel
def acquire(world: World, programme: Programme, p: Values, a: int, t: int, need: int) -> None:
    """Take on up to `need` dwellings whose owners agree, in keyed order, as long as the budget holds the costs.

    Of disused homes those in the town first.
    """
    dwellings, kind = world.dwellings, programme.actions.kind[a]
    key = stream(world.seed[0], draws.AGENCY, t)
    order_key = stream(world.seed[0], draws.WORKS, 0)
    which = np.empty(dwellings.zone.size, np.int64)
    score = np.empty(dwellings.zone.size, np.float64)
    count = 0
    low, high = (DISUSED, DISUSED) if is_works(kind) else (OFFERED, WITHHELD)
    for d in which[: list_rows(dwellings.state, low, high, which)]:
        if dwellings.managed[d] == 0 and would_give(world, programme, p, kind, a, d, key):
            which[count] = d
            score[count] = 0.5 * uniform(pick(order_key, dwelling_id(dwellings, d), 0))
            if is_works(kind) and world.zones.kind[dwellings.zone[d]] >= ZoneKind.BELT:
                score[count] += 0.5
            count += 1
    order = np.empty(count, np.int64)
    order_by_luck(score, np.empty(count, np.int64), order)
    for rank in range(min(need, count)):
        d = which[order[rank]]
        if not pay(programme, world.ledger, a, t, programme.actions.start_cost[a]):
            return
        if dwellings.state[d] == WITHHELD:
            world.flows[ENTRIES] += 1
        dwellings.managed[d] = a + 1
        dwellings.turn[d] = NEVER
        world.ledger.begun[a, t] += 1
        if is_works(kind):
            dwellings.state[d] = WORKS
            dwellings.works_left[d] = programme.actions.works_months[a]
            continue
        dwellings.state[d] = OFFERED
        dwellings.let_rent[d] = cents(market_rent(world, d) * (1.0 - programme.actions.discount[a]))
        if kind == SHARED_HOUSING:
            dwellings.places[d] = dwellings.rooms[d]


@kernel
def give_back(world: World, d: int) -> None:
    """Return a dwelling to its owner; whoever lives there becomes an ordinary tenant at the market rent."""
    dwellings, people = world.dwellings, world.people
    shared = dwellings.places[d] > 1
    base = base_rent(world, d, dwellings_key(world.seed[0]))
    share = market_rent(world, d) // int(dwellings.places[d])
    for i in world.present[: world.crowd[0]]:
        if people.home[i] == d:
            people.rent[i] = share
            people.lease_left[i] = 0
            people.housing[i] = Housing.SHARED if shared else Housing.OWN
            people.since[i] = 0
    dwellings.managed[d] = 0
    if dwellings.tenants[d] == 0:
        dwellings.places[d] = 1
        dwellings.state[d] = OFFERED
        dwellings.turn[d] = ASKED
    elif shared:
        dwellings.base_rent[d] = base // int(dwellings.places[d])
    dwellings.let_rent[d] = 0


@kernel
def holdings(world: World, rows: Ints) -> int:
    """Write the rows of all dwellings that the programme holds, ascending, and return how many."""
    return list_rows(world.dwellings.managed, 1, MOST, rows)


@kernel
def hold(world: World, programme: Programme, a: int, t: int, rows: Ints) -> int:
    """Pay for the dwellings of action `a` and give back what is over; return how many it holds.

    A month costs the unit cost plus what the owner is due beyond the occupants' rents. After `stop`, or when the
    budget is gone, dwellings go back to their owners; renovated and cooperative homes stay what they are.
    """
    dwellings, kind = world.dwellings, programme.actions.kind[a]
    over = programme.open[a, t] == 0
    held = 0
    for d in rows:
        if dwellings.managed[d] != a + 1:
            continue
        if not is_works(kind) and over and (programme.actions.ending[a] == STOP or dwellings.tenants[d] == 0):
            give_back(world, d)
            continue
        cost = 0
        if dwellings.state[d] != WORKS:
            cost = programme.actions.unit_cost[a]
        if not is_works(kind):
            rents = occupant_rent(world, programme, a, d) * int(dwellings.tenants[d])
            if dwellings.let_rent[d] > rents:
                cost += dwellings.let_rent[d] - rents
        paid = pay(programme, world.ledger, a, t, cost)
        if not paid and not is_works(kind):
            give_back(world, d)
            continue
        held += 1
        if paid:
            world.ledger.served[a, t] += 1
    return held


@kernel
def list_looking(world: World, p: Values, t: int, looking: Ints) -> int:
    """Write the rows of all who look for a home and have none, ascending; return how many."""
    people = world.people
    count = 0
    for i in world.present[: world.crowd[0]]:  # without a branch: who is among them cannot be foreseen
        state = int(people.housing[i])
        soon = (state == Housing.RECEPTION) & (people.exit_due[i] - t <= p.search_before_exit_months)
        looking[count] = i
        count += (((LOOKING >> state) & 1) | int(soon)) * int((people.away[i] == 0) & (people.home[i] < 0))
    return count


@kernel
def fits(world: World, p: Values, d: int, rent: int, flatmates: int, i: int) -> bool:
    """Say whether a place suits somebody without a home: its rent, and its rooms.

    In a shared flat one person a room, and men with men, women with women: `flatmates` is the sex of those who live
    there, `NOBODY` in an empty one.
    """
    people, dwellings = world.people, world.dwellings
    if people.home[i] >= 0 or rent > p.supply_rent_limit * people.income[i]:
        return False
    if dwellings.places[d] > 1:
        return people.household[i] == 1 and (flatmates == NOBODY or flatmates == people.sex[i])
    return dwellings.rooms[d] >= people.rooms_needed[i]


@kernel
def find_flatmates(world: World, free: Ints, flatmates: Ints) -> None:
    """Write for each of these dwellings, ascending, the sex of those who live there (the last row's), or `NOBODY`.

    Nobody lives in a whole home with a free place.
    """
    people = world.people
    shared = 0
    for k in range(free.size):
        flatmates[k] = NOBODY
        shared += (world.dwellings.places[free[k]] > 1) & (world.dwellings.tenants[free[k]] > 0)
    if shared == 0:
        return
    for i in world.present[: world.crowd[0]]:
        if people.home[i] < 0 or world.dwellings.places[people.home[i]] == 1:
            continue
        for k in range(free.size):
            if free[k] == people.home[i]:
                flatmates[k] = people.sex[i]


@kernel
def list_free(world: World, programme: Programme, a: int, rows: Ints, free: Ints, rents: Ints) -> int:
    """Write the dwellings of action `a` with a free place, and what an occupant would pay; return how many."""
    dwellings = world.dwellings
    count = 0
    for d in rows:
        if dwellings.managed[d] == a + 1 and dwellings.state[d] == OFFERED:
            free[count], rents[count] = d, occupant_rent(world, programme, a, d)
            count += 1
    return count


@kernel
def applicants(
    world: World,
    programme: Programme,
    p: Values,
    a: int,
    t: int,
    below: Ints,
    free: Ints,
    rents: Ints,
    flatmates: Ints,
    looking: Ints,
    who: Ints,
    score: Floats,
) -> int:
    """Write in order of priority who could move into one of the free places; return how many."""
    people = world.people
    key = stream(world.seed[0], draws.PRIORITY, t)
    answer = stream(world.seed[0], draws.TAKE_UP, 0)
    count = 0
    for i in looking:
        suits = False
        for k in range(free.size):
            if fits(world, p, free[k], rents[k], flatmates[k], i):
                suits = True
                break
        if not suits or not eligible(people, world.zones, programme, p, a, i, t):
            continue
        if takes_up(people, programme, below, answer, a, i):
            luck = uniform(pick(key, people.id[i], 0))
            count = keep(who, score, count, i, priority_score(people, p, programme.actions.priority[a], i, luck))
    best_first(who, score, count)
    return count


@allocating_kernel
def place(world: World, programme: Programme, p: Values, a: int, t: int, rows: Ints, looking: Ints) -> None:
    """Fill the free places that action `a` holds, first by priority among those whom the place fits.

    Of the `looking` those who have been given a home before are passed over.

    It fits when the rooms are enough and the rent is at most the limit of income; flatmates are matched.
    """
    people, dwellings = world.people, world.dwellings
    free, rents = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
    places = list_free(world, programme, a, rows, free, rents)
    if places == 0:
        return
    below = np.empty(SCHOOLINGS, np.int64)
    ask_take_up(programme, p, a, below)
    who, score = np.empty(looking.size, np.int64), np.empty(looking.size, np.float64)
    flatmates = np.empty(places, np.int64)
    find_flatmates(world, free[:places], flatmates)
    count = applicants(world, programme, p, a, t, below, free[:places], rents[:places], flatmates, looking, who, score)
    title = Housing.SOCIAL if programme.actions.kind[a] == COOPERATIVE_HOUSING else Housing.PROGRAMME
    for k in range(places):
        d, rent = free[k], rents[k]
        for i in who[:count]:
            if dwellings.state[d] != OFFERED:
                break
            if not fits(world, p, d, rent, flatmates[k], i):
                continue
            flatmates[k] = people.sex[i]
            if people.housing[i] == Housing.RECEPTION:
                world.flows[EXITS] += 1
                if people.permit[i] != Permit.NONE:
                    people.savings[i] += int(p.reception_exit_grant)
            occupy(people, dwellings, i, d, title, rent, programme.actions.months[a])
            people.reached[i] = 1
            note_served(world.supports, programme.actions.kind[a], i)


@allocating_kernel
def supply(world: World, programme: Programme, p: Values, t: int) -> None:
    """Every supply action in the package's order: pay and give back, take on, place people."""
    rows, looking = np.empty(0, np.int64), np.empty(0, np.int64)
    count = -1
    for a in range(programme.actions.kind.size):
        kind = programme.actions.kind[a]
        if not is_supply(kind) or kind == SHELTER_BEDS:
            continue
        if count < 0:
            rows = np.empty(world.dwellings.zone.size, np.int64)
            count = holdings(world, rows)
            looking = np.empty(world.crowd[0], np.int64)
            looking = looking[: list_looking(world, p, t, looking)]
        held = hold(world, programme, a, t, rows[:count])
        need = min(programme.places[a, t] - held, programme.starts[a, t])
        if programme.open[a, t] == 1 and need > 0:
            acquire(world, programme, p, a, t, need)
            count = holdings(world, rows)
        if programme.open[a, t] == 1 or programme.actions.ending[a] != STOP or is_works(kind):
            place(world, programme, p, a, t, rows[:count], looking)


@allocating_kernel
def works_finish(world: World, programme: Programme) -> None:
    """Count works down; a finished home is on offer to the action that paid for it."""
    dwellings = world.dwellings
    projects = 0
    for a in range(programme.actions.kind.size):
        if is_works(programme.actions.kind[a]):
            projects += 1
    if projects == 0:
        return
    rows = np.empty(dwellings.state.size, np.int64)
    for d in rows[: list_rows(dwellings.state, WORKS, WORKS, rows)]:
        dwellings.works_left[d] -= 1
        if dwellings.works_left[d] <= 0:
            dwellings.state[d] = OFFERED
            dwellings.places[d] = 1
