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
from .order import best_first, keep
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


@kernel
def choose_homes(
    world: World, programme: Programme, p: Values, a: int, t: int, rows: Ints, which: Ints, score: Floats
) -> int:
    """Write which dwellings action `a` takes on, in keyed order, as many as there is room for; return how many.

    Only of those whose owners agree; of disused homes those in the town first. Once there is no more room, no owner is
    asked whose home would come after the last one. `rows` is scratch.
    """
    dwellings, works = world.dwellings, is_works(programme.actions.kind[a])
    agrees = stream(world.seed[0], draws.AGENCY, t)
    order = stream(world.seed[0], draws.WORKS, 0)
    count = 0
    for d in rows[: list_rows(dwellings.state, DISUSED if works else OFFERED, DISUSED if works else WITHHELD, rows)]:
        if dwellings.managed[d] > 0:
            continue
        late = 0.5 * uniform(pick(order, dwelling_id(dwellings, d), 0))
        if works and world.zones.kind[dwellings.zone[d]] >= ZoneKind.BELT:
            late += 0.5
        if count == which.size and -late <= score[0]:
            continue
        if would_give(world, programme, p, programme.actions.kind[a], a, d, agrees):
            count = keep(which, score, count, d, -late)
    best_first(which, score, count)
    return count


@allocating_kernel
def acquire(world: World, programme: Programme, p: Values, a: int, t: int, need: int, rows: Ints) -> None:
    """Take on up to `need` dwellings whose owners agree, as long as the budget holds the costs; `rows` is scratch."""
    dwellings, kind = world.dwellings, programme.actions.kind[a]
    which, score = np.empty(need, np.int64), np.empty(need, np.float64)
    for d in which[: choose_homes(world, programme, p, a, t, rows, which, score)]:
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
def list_free(world: World, a: int, rows: Ints, free: Ints) -> int:
    """Write the dwellings of action `a` with a free place; return how many."""
    dwellings = world.dwellings
    count = 0
    for d in rows:
        if dwellings.managed[d] == a + 1 and dwellings.state[d] == OFFERED:
            free[count] = d
            count += 1
    return count


@kernel
def first_applicant(
    world: World,
    programme: Programme,
    p: Values,
    a: int,
    t: int,
    below: Ints,
    d: int,
    rent: int,
    flatmates: int,
    looking: Ints,
) -> int:
    """Return who comes first of those whom a place fits, and who may and will have it; -1 nobody.

    Of equal priority the lower row. Nobody is asked who would come after somebody found before.
    """
    people = world.people
    key = stream(world.seed[0], draws.PRIORITY, t)
    answer = stream(world.seed[0], draws.TAKE_UP, 0)
    best, highest = -1, -1.0e300
    for i in looking:
        if not fits(world, p, d, rent, flatmates, i):
            continue
        luck = uniform(pick(key, people.id[i], 0))
        score = priority_score(people, p, programme.actions.priority[a], i, luck)
        if score <= highest or not eligible(people, world.zones, programme, p, a, i, t):
            continue
        if takes_up(people, programme, below, answer, a, i):
            best, highest = i, score
    return best


@kernel
def move_in(world: World, programme: Programme, p: Values, a: int, i: int, d: int, rent: int) -> None:
    """Let somebody move into a place of action `a`."""
    people = world.people
    if people.housing[i] == Housing.RECEPTION:
        world.flows[EXITS] += 1
        if people.permit[i] != Permit.NONE:
            people.savings[i] += int(p.reception_exit_grant)
    title = Housing.SOCIAL if programme.actions.kind[a] == COOPERATIVE_HOUSING else Housing.PROGRAMME
    occupy(people, world.dwellings, i, d, title, rent, programme.actions.months[a])
    people.reached[i] = 1
    note_served(world.supports, programme.actions.kind[a], i)


@kernel
def fill(
    world: World,
    programme: Programme,
    p: Values,
    a: int,
    t: int,
    below: Ints,
    free: Ints,
    flatmates: Ints,
    looking: Ints,
) -> None:
    """Fill places of action `a`, dwelling by dwelling, as long as one fits somebody."""
    for k in range(free.size):
        d = free[k]
        rent = occupant_rent(world, programme, a, d)
        while world.dwellings.state[d] == OFFERED:
            i = first_applicant(world, programme, p, a, t, below, d, rent, flatmates[k], looking)
            if i < 0:
                break
            flatmates[k] = world.people.sex[i]
            move_in(world, programme, p, a, i, d, rent)


@allocating_kernel
def place(world: World, programme: Programme, p: Values, a: int, t: int, rows: Ints, looking: Ints) -> None:
    """Fill the free places that action `a` holds, first by priority among those whom the place fits.

    Of the `looking` those who have been given a home before are passed over.

    It fits when the rooms are enough and the rent is at most the limit of income; flatmates are matched.
    """
    free = np.empty(rows.size, np.int64)
    places = list_free(world, a, rows, free)
    if places == 0:
        return
    below, flatmates = np.empty(SCHOOLINGS, np.int64), np.empty(places, np.int64)
    ask_take_up(programme, p, a, below)
    find_flatmates(world, free[:places], flatmates)
    fill(world, programme, p, a, t, below, free[:places], flatmates, looking)


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
            acquire(world, programme, p, a, t, need, rows)
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
