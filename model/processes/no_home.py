"""9 Those without a home: bed, host, shelter, institution, informal settlement or street."""

import numpy as np

from .. import draws
from ..arithmetic import chance, uniform
from ..codes import Housing, Sex, ZoneKind
from ..draws import pick, stream
from ..fetch import fetch
from ..kernel import allocating_kernel, built_in_kernel, kernel
from ..kinds import HOME_HOSTING, SHELTER_BEDS, TRANSITIONAL_HOUSING
from ..parameters import Values
from ..programme import Programme
from ..world import Floats, Ints, People, World, Zones
from .ahead import SOON, fetch_people, fetch_soon, is_far
from .alike import TOGETHER, block_of
from .common import UNPLACED, pay
from .order import order_by_luck
from .supports import end_support, has_support

# Who looks for where to sleep, one bit a state.
WITHOUT = (1 << UNPLACED) | (1 << Housing.STREET) | (1 << Housing.SHELTER) | (1 << Housing.INFORMAL)


@kernel
def is_winter(month: int) -> bool:
    """Say whether winter shelters are open: November to March."""
    return month >= 10 or month <= 2


@kernel
def move(people: People, i: int, state: int) -> None:
    """Put somebody into a state without a dwelling of their own; a spell starts anew when the state changes."""
    if people.housing[i] != state:
        people.housing[i] = state
        people.since[i] = 0


@kernel
def end_stays(world: World, p: Values, t: int, rows: Ints) -> None:
    """End hosted stays (geometric), stays in institutions, and places and families of the programme that are over.

    Hosts are foreign residents of the zone, and part of the people of the model with a home of their own.
    """
    people, zones, seed = world.people, world.zones, world.seed[0]
    stay = stream(seed, draws.HOST_STAY, t)
    out = stream(seed, draws.INSTITUTION, t)
    family = stream(seed, draws.HOST_END, t)
    for k in range(rows.size):
        fetch_soon(world, rows, k)
        i = rows[k]
        state = people.housing[i]
        if people.hosting_left[i] > 0:
            people.hosting_left[i] -= 1
        if state == Housing.HOSTED:
            if chance(pick(stay, people.id[i], 0), 1.0 / p.hosts_stay_months):
                move(people, i, UNPLACED)
                people.hosting_left[i] = int(p.hosts_rest_months)
            else:
                zones.hosted[people.zone[i]] += 1
        elif state == Housing.INSTITUTION:
            if chance(pick(out, people.id[i], 1), p.no_home_institution_exit):
                move(people, i, UNPLACED)
        elif state == Housing.TRANSITIONAL and not has_support(world.supports, TRANSITIONAL_HOUSING, i):
            move(people, i, UNPLACED)
        elif state == Housing.HOSTED_AGREEMENT:
            if chance(pick(family, people.id[i], 0), p.hosts_family_ends):
                end_support(world.supports, HOME_HOSTING, i)
            if not has_support(world.supports, HOME_HOSTING, i):
                move(people, i, UNPLACED)
        elif state == Housing.OWN:
            zones.own_homes[people.zone[i]] += 1


@kernel
def room_with_hosts(zones: Zones, p: Values, z: int) -> int:
    """Return how many people hosts of a zone can take in at once."""
    return zones.hosts[z] + int(p.hosts_leavers_share * zones.own_homes[z])


@kernel
def host_chance(people: People, p: Values, i: int) -> float:
    """Return 1 - (1 - h)^ties, h falling by a fifth with every stay so far."""
    h = p.hosts_uptake
    for _ in range(people.stays[i]):
        h = h * (1.0 - p.hosts_fatigue)
    none = 1.0
    for _ in range(people.bonds[i]):
        none = none * (1.0 - h)
    return 1.0 - none


@kernel
def informal_share(zones: Zones, p: Values, z: int, month: int) -> float:
    """Return the share of those left who sleep in informal settlements, not in the street."""
    kind = zones.kind[z]
    if (kind == ZoneKind.RURAL or zones.farm_camps[z] == 1) and 4 <= month <= 9:
        return p.no_home_informal_harvest
    if zones.squats[z] == 1:
        return p.no_home_informal_squats
    return p.no_home_informal


@kernel
def shelter_beds(world: World, programme: Programme, p: Values, t: int, month: int) -> int:
    """Return the beds for our people this month: today's, and those of the programme that are paid for."""
    beds = world.services.capacity[0]
    if is_winter(month):
        beds += int(beds * p.no_home_winter_beds)
    for a in range(programme.actions.kind.size):
        if programme.actions.kind[a] != SHELTER_BEDS or programme.open[a, t] == 0:
            continue
        if programme.actions.winter_only[a] == 1 and not is_winter(month):
            continue
        extra = programme.places[a, t]
        if extra > 0 and pay(programme, world.ledger, a, t, extra * programme.actions.unit_cost[a]):
            beds += extra
            world.ledger.served[a, t] += extra
    return beds


@built_in_kernel
def find_bed_or_host(people: People, zones: Zones, p: Values, i: int, bed: int, host: int) -> bool:
    """Try a bed without contract, then a host; say whether either was found."""
    price = int(p.tenancy_bed_price)
    if people.household[i] == 1 and people.income[i] >= 2 * price and people.savings[i] >= price:
        if chance(pick(bed, people.id[i], 0), p.no_home_bed + p.no_home_bed_ties * people.bonds[i]):
            move(people, i, Housing.BED)
            return True
    z = people.zone[i]
    if people.hosting_left[i] == 0 and zones.hosted[z] < room_with_hosts(zones, p, z):
        if chance(pick(host, people.id[i], 0), host_chance(people, p, i)):
            zones.hosted[z] += 1
            people.stays[i] += 1
            move(people, i, Housing.HOSTED)
            return True
    return False


@kernel
def list_without(world: World, t: int, rows: Ints, count: int, who: Ints, score: Floats) -> int:
    """Write who of `rows` looks for where to sleep, and their luck of the month; return how many there are now.

    Behind the `count` who are listed already.
    """
    people = world.people
    key = stream(world.seed[0], draws.NO_HOME_ORDER, t)
    listed = count
    for i in rows:  # without a branch: who is among them cannot be foreseen
        state = int(people.housing[i])
        who[listed] = i
        listed += ((WITHOUT >> state) & 1) * int(people.away[i] == 0)
    for k in range(count, listed):
        score[k] = uniform(pick(key, people.id[who[k]], 0))
    return listed


@kernel
def find_where_to_sleep(world: World, p: Values, t: int, who: Ints, order: Ints, free: int) -> None:
    """Let them find where to sleep one after the other; `free` are the beds of the shelters."""
    people, seed = world.people, world.seed[0]
    month = world.calendar.month[t + world.burn[0]]
    bed = stream(seed, draws.BED, t)
    host = stream(seed, draws.HOST, t)
    shelter = stream(seed, draws.SHELTER, 0)
    inside = stream(seed, draws.INSTITUTION, t)
    informal = stream(seed, draws.INFORMAL, 0)
    kept = 0  # beds of those who slept in the shelter last month and have not had their turn yet
    for i in who:
        kept += people.housing[i] == Housing.SHELTER
    used = 0
    last, far = order.size - 1, is_far(world)
    for k in range(order.size):
        if far:
            fetch(people, who[order[min(k + SOON, last)]])
        i = who[order[k]]
        if people.housing[i] == Housing.SHELTER:
            kept -= 1
        has_bed = used < free if people.housing[i] == Housing.SHELTER else used + kept < free
        if find_bed_or_host(people, world.zones, p, i, bed, host):
            continue
        accepts = p.no_home_shelter_women if people.sex[i] == Sex.FEMALE else p.no_home_shelter_men
        if has_bed and people.minors[i] == 0 and chance(pick(shelter, people.id[i], 0), accepts):
            used += 1
            move(people, i, Housing.SHELTER)
        elif chance(pick(inside, people.id[i], 0), p.no_home_institution):
            move(people, i, Housing.INSTITUTION)
        elif chance(pick(informal, people.id[i], 0), informal_share(world.zones, p, people.zone[i], month)):
            move(people, i, Housing.INFORMAL)
        else:
            move(people, i, Housing.STREET)
    world.services.users[0] = used
    world.services.capacity[1] = free


@kernel
def weigh_on_hosts(zones: Zones) -> None:
    """Write by zone how many guests of leavers there are for each leaver with a home of their own."""
    for z in range(zones.hosted.size):
        guests = zones.hosted[z] - zones.hosts[z]
        zones.host_load[z] = guests / zones.own_homes[z] if guests > 0 and zones.own_homes[z] > 0 else 0.0


@allocating_kernel
def no_home(world: World, programme: Programme, p: Values, t: int) -> None:
    """Everybody without a home finds where to sleep, in a keyed order of the month: scarce places are never shuffled.

    A bed without contract, a host, a shelter bed (accepted by some, and kept from month to month), a hospital or prison
    (rarely), then an informal settlement or the street by the place, the season and the person's own fixed luck.
    """
    world.zones.hosted[:] = 0
    world.zones.own_homes[:] = 0
    who, score = np.empty(world.crowd[0], np.int64), np.empty(world.crowd[0], np.float64)
    count = 0
    for start in range(0, world.crowd[0], TOGETHER):
        here = block_of(world, world.present, start)
        fetch_people(world, here)
        end_stays(world, p, t, block_of(world, world.alike, start))
        count = list_without(world, t, here, count, who, score)
    free = shelter_beds(world, programme, p, t, world.calendar.month[t + world.burn[0]])
    order = np.empty(count, np.int64)
    order_by_luck(score, np.empty(count, np.int64), order)
    find_where_to_sleep(world, p, t, who[:count], order, free)
    weigh_on_hosts(world.zones)
