"""What exists at the start beside people: dwellings and their owners, employers, zones and who else lives there."""

import numpy as np

from . import draws
from .arithmetic import cents, chance, uniform
from .codes import Sector, ZoneKind
from .draws import pick, stream
from .kernel import entrance, kernel
from .levels import COHORT, Levels
from .parameters import Values
from .processes.common import DISUSED, LET_OTHERS, dwellings_key
from .world import Dwellings, Employers, Landlords, Zones


@kernel
def rooms_of(p: Values, u: float) -> int:
    """Return the rooms of a dwelling, 1 to 4, from a uniform number."""
    below = p.market_one_room
    if u < below:
        return 1
    below += p.market_two_rooms
    if u < below:
        return 2
    below += p.market_three_rooms
    return 3 if u < below else 4


@kernel
def first_of(base: int, z: int, part: int) -> int:
    """Return the id of the first dwelling of a zone in part 0, the segment, or 1, the disused."""
    return base + (z * 2 + part) * COHORT


@kernel
def consents(key: int, p: Values, who: int) -> bool:
    """Say whether the owner of a disused home would agree to works."""
    return chance(pick(key, who, 3), p.supply_renovation_consent)


@entrance
def count_disused(at: Levels, p: Values, seed: int, base: int) -> int:
    """Return how many disused homes have an owner who would agree to works: the others are never anybody's home."""
    key = dwellings_key(seed)
    count = 0
    for z in range(at.disused.size):
        for n in range(at.disused[z]):
            count += consents(key, p, first_of(base, z, 1) + n)
    return count


@entrance
def fill_dwellings(dwellings: Dwellings, landlords: Landlords, at: Levels, p: Values, seed: int, base: int) -> int:
    """Write the segment's dwellings, then the disused ones, zone by zone; return how many owners there are.

    In `landlords` it is written which of them are professional. Owners of disused homes that are left out are counted.
    """
    key = dwellings_key(seed)
    d, owners, segment = 0, 0, dwellings.zone.size - dwellings.disused.size
    for part in range(2):
        for z in range(at.stock.size):
            count = at.stock[z] if part == 0 else at.disused[z]
            first = first_of(base, z, part)
            if part == 0:
                dwellings.above[z] = first - d
            professional = -1
            held = 0
            for n in range(count):
                who = first + n
                if part == 1:
                    if not consents(key, p, who):
                        owners += 1
                        continue
                    dwellings.disused[d - segment] = who
                dwellings.zone[d] = z
                u = uniform(pick(key, who, 0))
                rooms = rooms_of(p, u)
                dwellings.rooms[d] = rooms
                dwellings.places[d] = 1
                if part == 0 and rooms >= 2 and chance(pick(key, who, 2), p.sharing_by_room):
                    dwellings.places[d] = rooms
                dwellings.state[d] = LET_OTHERS if part == 0 else DISUSED
                dwellings.others[d] = dwellings.places[d] if part == 0 else 0
                owner = d
                if part == 0 and chance(pick(key, who, 4), p.landlords_professional_share):
                    if professional < 0 or held == int(p.landlords_professional_dwellings):
                        professional, held = d, 0
                        landlords.known[d] = 1
                    owner = professional
                    held += 1
                dwellings.landlord[d] = owner
                owners += owner == d
                d += 1
    return owners


@kernel
def sector_wage(p: Values, sector: int) -> float:
    """Return the usual net pay of a sector, cents a month."""
    if sector == Sector.AGRICULTURE:
        return p.work_wage_agriculture
    if sector == Sector.INDUSTRY:
        return p.work_wage_industry
    if sector == Sector.CONSTRUCTION:
        return p.work_wage_construction
    return p.work_wage_services if sector == Sector.SERVICES else p.work_wage_domestic


@entrance
def employers_in(posts: int, p: Values) -> int:
    """Return how many employers hold this many posts of a zone and sector."""
    if posts == 0:
        return 0
    return max(1, int(posts / p.work_posts_per_employer))


@entrance
def fill_employers(employers: Employers, at: Levels, p: Values, seed: int, base: int) -> None:
    """Write employers zone by zone and sector by sector; posts are spread evenly."""
    key = stream(seed, draws.EMPLOYER, 0)
    e = 0
    for z in range(at.jobs.shape[0]):
        for s in range(at.jobs.shape[1]):
            posts = at.jobs[z, s]
            count = employers_in(posts, p)
            for n in range(count):
                who = base + (z * 8 + s) * COHORT + n
                employers.id[e] = who
                employers.zone[e] = z
                employers.sector[e] = s
                employers.posts[e] = min(30000, posts // count + (1 if n < posts % count else 0))
                spread = 1.0 + p.work_wage_spread * (2.0 * uniform(pick(key, who, 0)) - 1.0)
                employers.wage[e] = cents(sector_wage(p, s) * spread)
                employers.language[e] = language_asked(p, s) + p.work_language_spread * uniform(pick(key, who, 1))
                employers.bias[e] = 2.0 * p.work_employer_bias_mean * uniform(pick(key, who, 2))
                e += 1


@kernel
def language_asked(p: Values, sector: int) -> float:
    """Return the least language a sector asks (0 to 1)."""
    if sector == Sector.AGRICULTURE:
        return p.work_language_agriculture
    if sector == Sector.SERVICES:
        return p.work_language_services
    return p.work_language_other


@entrance
def fill_zones(zones: Zones, employers: Employers, dwellings: Dwellings, at: Levels, p: Values) -> None:
    """Write zones: background hosts, other households and jobseekers in balance with the offers they usually meet."""
    places = np.zeros(at.kind.size, np.int64)
    for d in range(dwellings.zone.size):
        if dwellings.state[d] != DISUSED:
            z = dwellings.zone[d]
            zones.stock[z] += 1
            places[z] += dwellings.places[d] if dwellings.places[d] > 1 else 0
    posts = np.zeros(at.kind.size, np.int64)
    for e in range(employers.id.size):
        posts[employers.zone[e]] += employers.posts[e]
    for z in range(at.kind.size):
        zones.id[z] = z
        zones.kind[z] = at.kind[z]
        zones.rent[z] = at.rent[z]
        zones.foreign_share[z] = at.foreign[z] / at.residents[z] if at.residents[z] > 0 else 0.0
        zones.tourism[z] = at.figures[5] if at.kind[z] <= ZoneKind.SEMI_CENTRE else at.figures[5] * p.owners_outside
        zones.posts[z] = posts[z]
        zones.hosts[z] = int(at.foreign[z] * p.hosts_background_share)
        zones.squats[z] = 1 if at.figures[3] > 0.0 and at.kind[z] <= 2 else 0
        zones.farm_camps[z] = 1 if at.figures[4] > 0.0 and at.kind[z] >= 2 else 0
        if zones.farm_camps[z] == 1:
            zones.incomers[z] = at.residents[z] / 10000.0 * p.season_incomers_per_10k
        zones.rent_index[z] = 1.0
        offers = zones.stock[z] * p.market_turnover / 12.0 + places[z] * p.sharing_turnover
        zones.rivals_low[z] = 0.5 * p.rivals_per_offer * offers
        zones.rivals_low_in[z] = 0.5 * offers + p.rivals_quit * zones.rivals_low[z]
        zones.rivals_middle[z] = zones.rivals_low[z]
        zones.rivals_middle_in[z] = zones.rivals_low_in[z]
        openings = posts[z] * p.work_turnover
        zones.jobseekers[z] = p.work_rivals_per_opening * at.figures[1] / 0.1 * openings
        zones.jobseekers_in[z] = openings + p.work_rivals_quit * zones.jobseekers[z]
