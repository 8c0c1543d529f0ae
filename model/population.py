"""Who and what exists at the start: the same ids and traits in every scenario of a seed."""

from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np

from . import draws, flows
from .arithmetic import cents, chance, exp, log, uniform
from .codes import Family, Housing, Sector, Sex, Work
from .draws import pick, stream, whole
from .kernel import allocating_kernel, kernel
from .kinds import KINDS
from .parameters import Parameters, Values
from .processes.common import DISUSED, LET_OTHERS, occupy
from .processes.permits import duration
from .regimes import calendar_of
from .territory import Territory
from .world import (
    Dwellings,
    Employers,
    Floats,
    Ints,
    Landlords,
    People,
    Services,
    Supports,
    World,
    Zones,
    empty_ledger,
    empty_record,
    make_table,
)

BURN_IN = 36  # months of baseline life before the first recorded month
INCUMBENTS = 36  # months of leavers who are already out when the burn-in starts
SHIFT = 1 << 40  # ids: territory code, then a number within the territory
COHORT = 1 << 20


class Levels(NamedTuple):
    """The territory as arrays, and the numbers of rows to make."""

    kind: Ints
    rent: Floats
    residents: Ints
    foreign: Ints
    minutes: Ints
    stock: Ints  # dwellings of the accessible segment
    disused: Ints
    jobs: Ints  # [Z, sectors] posts a newcomer could fill
    composition: Floats  # [7, 5] cumulative shares
    figures: Floats  # leavers a month, unemployment, ask ratio, squats, farm camps, tourism


@lru_cache(maxsize=8)
def levels(territory: Territory, parameters_key: tuple[tuple[str, float], ...]) -> Levels:
    """Return the levels of a territory under a set of parameters (whole counts, rounded down by zone)."""
    p = dict(parameters_key)
    zones = territory.zones
    names = ("sex", "age", "origin", "permit", "family", "schooling", "channel")
    cumulative = np.ones((len(names), 5))
    for row, name in enumerate(names):
        total = 0.0
        for column, share in enumerate(territory.composition[name]):
            total += share
            cumulative[row, column] = total if column + 1 < len(territory.composition[name]) else 1.0
    figure = territory.figures
    return Levels(
        np.array([zone.kind for zone in zones], np.int64),
        np.array([zone.rent_m2 for zone in zones], np.float64),
        np.array([zone.residents for zone in zones], np.int64),
        np.array([zone.foreign_residents for zone in zones], np.int64),
        np.array(territory.minutes, np.int64),
        np.array([int(zone.private_let * p["market.accessible_share"]) for zone in zones], np.int64),
        np.array([zone.disused for zone in zones], np.int64),
        np.array([[int(count * p["work.accessible_jobs"]) for count in zone.jobs] for zone in zones], np.int64),
        cumulative,
        np.array(
            [
                figure["leavers_per_month"].value,
                figure["unemployment_rate"].value,
                figure["ask_ratio"].value,
                figure["squat_city"].value,
                figure["agri_season_city"].value,
                figure["tourist_pressure"].value,
            ],
            np.float64,
        ),
    )


@kernel
def cohort_size(key: int, cohort: int, mean: float) -> int:
    """Return a Poisson number of leavers of a month, by inversion of one uniform (split for large means)."""
    total = 0
    part = 0
    left = mean
    while left > 0.0:
        rate = left if left < 50.0 else 50.0
        left -= rate
        u = uniform(pick(key, cohort, part))
        part += 1
        term = exp(-rate)
        reached = term
        k = 0
        while u > reached and k < 400:
            k += 1
            term = term * rate / k
            reached += term
        total += k
    return total


@kernel
def category(z: int, shares: Floats, row: int) -> int:
    """Return the category whose cumulative share a draw falls under."""
    u = uniform(z)
    k = 0
    while k < 4 and u >= shares[row, k]:
        k += 1
    return k


@kernel
def fill_people(
    people: People, supports: Supports, at: Levels, p: Values, seed: int, base: int, first: int, sizes: Ints
) -> None:
    """Write ids and fixed traits, and the state of everybody at exit. `sizes` counts the cohorts from month `first`."""
    key = stream(seed, draws.TRAIT, 0)
    total_residents = 0
    for z in range(at.residents.size):
        total_residents += at.residents[z]
    i = 0
    for c in range(sizes.size):
        for n in range(sizes[c]):
            who = base + (first + c + 32768) * COHORT + n
            people.id[i] = who
            people.exit_due[i] = first + c
            people.sex[i] = category(pick(key, who, 0), at.composition, 0)
            people.age[i] = category(pick(key, who, 1), at.composition, 1)
            people.origin[i] = category(pick(key, who, 2), at.composition, 2)
            people.permit[i] = category(pick(key, who, 3), at.composition, 3)
            people.family[i] = category(pick(key, who, 4), at.composition, 4)
            people.schooling[i] = category(pick(key, who, 5), at.composition, 5)
            people.channel[i] = category(pick(key, who, 6), at.composition, 6)
            family = people.family[i]
            if family == Family.SINGLE_PARENT or family == Family.FAMILY:
                people.minors[i] = 1 + int(uniform(pick(key, who, 7)) * 3.0)
                if chance(pick(key, who, 8), p.population_young_child_share):
                    people.young_child[i] = 1
            adults = 2 if family == Family.COUPLE or family == Family.FAMILY else 1
            people.household[i] = adults + people.minors[i]
            # Eurostat: a room for the household, one for the couple or the adult, one for each two children
            people.rooms_needed[i] = 1 if people.household[i] == 1 else 1 + (people.minors[i] + 1) // 2 + adults // 2
            people.sector[i] = trade(pick(key, who, 9), people.sex[i])
            v = uniform(pick(key, who, 10))
            w = uniform(pick(key, who, 11))
            people.vulnerability[i] = min(1.0, (v if v < w else w) * 3.0 * p.population_vulnerability_mean)
            band = p.population_language_spread * (2.0 * uniform(pick(key, who, 12)) - 1.0)
            people.language[i] = min(1.0, max(0.0, p.population_language_at_exit + band))
            people.savings[i] = cents(-log(uniform(pick(key, who, 13))) * p.population_savings_at_exit)
            people.experience[i] = -log(uniform(pick(key, who, 14))) * p.population_experience_at_exit
            people.bonds[i] = min(20, int(2.0 * uniform(pick(key, who, 15)) * p.population_bonds_at_exit + 0.5))
            people.bridges[i] = min(20, int(2.0 * uniform(pick(key, who, 16)) * p.population_bridges_at_exit + 0.5))
            if chance(pick(key, who, 17), p.population_register_at_exit):
                people.registered[i] = 1
            months = int(2.0 * uniform(pick(key, who, 18)) * p.population_months_of_permit_left)
            people.permit_until[i] = people.exit_due[i] + min(months, duration(p, people.permit[i]))
            # reception is spread like the residents
            spot = uniform(pick(key, who, 19)) * total_residents
            z = 0
            seen = float(at.residents[0])
            while z < at.residents.size - 1 and spot >= seen:
                z += 1
                seen += at.residents[z]
            people.zone[i] = z
            people.home[i] = -1
            people.employer[i] = -1
            people.housing[i] = Housing.EXPECTED
            people.work[i] = Work.INACTIVE
            for k in range(KINDS):
                supports.by[k, i] = -1
            i += 1


@kernel
def trade(z: int, sex: int) -> int:
    """Return the sector of somebody's trade; shares by sex are assumptions."""
    u = uniform(z)
    if sex == Sex.FEMALE:
        if u < 0.1:
            return Sector.AGRICULTURE
        if u < 0.2:
            return Sector.INDUSTRY
        return Sector.SERVICES if u < 0.65 else Sector.DOMESTIC
    if u < 0.25:
        return Sector.AGRICULTURE
    if u < 0.5:
        return Sector.INDUSTRY
    if u < 0.7:
        return Sector.CONSTRUCTION
    return Sector.SERVICES if u < 0.97 else Sector.DOMESTIC


@kernel
def fill_dwellings(dwellings: Dwellings, landlords: Landlords, at: Levels, p: Values, seed: int, base: int) -> int:
    """Write the segment's dwellings, then the disused ones, zone by zone, and their owners; return the owners."""
    key = stream(seed, draws.DWELLING, 0)
    d, owners = 0, 0
    for part in range(2):
        for z in range(at.stock.size):
            count = at.stock[z] if part == 0 else at.disused[z]
            professional = -1
            held = 0
            for n in range(count):
                who = base + (z * 2 + part) * COHORT + n
                dwellings.id[d] = who
                dwellings.zone[d] = z
                u = uniform(pick(key, who, 0))
                rooms = 1 if u < 0.2 else (2 if u < 0.55 else (3 if u < 0.87 else 4))
                dwellings.rooms[d] = rooms
                dwellings.m2[d] = 22 + 18 * rooms
                spread = exp(0.3 * (uniform(pick(key, who, 1)) - 0.5))
                rent = at.rent[z] * 100.0 * at.figures[2] * p.market_accessible_rent_ratio * dwellings.m2[d] * spread
                dwellings.places[d] = 1
                if part == 0 and rooms >= 2 and chance(pick(key, who, 2), p.sharing_by_room):
                    dwellings.by_room[d] = 1
                    dwellings.places[d] = rooms
                    rent = rent * p.sharing_room_premium / rooms
                dwellings.base_rent[d] = cents(rent)
                dwellings.state[d] = LET_OTHERS if part == 0 else DISUSED
                dwellings.others[d] = dwellings.places[d] if part == 0 else 0
                dwellings.let_rent[d] = dwellings.base_rent[d]
                if part == 1 and chance(pick(key, who, 3), p.supply_renovation_consent):
                    dwellings.consents[d] = 1
                if part == 0 and chance(pick(key, who, 4), p.landlords_professional_share):
                    if professional < 0 or held == 15:
                        professional = owners
                        landlords.kind[owners] = 1
                        owners += 1
                        held = 0
                    held += 1
                    dwellings.landlord[d] = professional
                else:
                    dwellings.landlord[d] = owners
                    owners += 1
                d += 1
    return owners


@kernel
def fill_landlords(landlords: Landlords, p: Values, seed: int, base: int) -> None:
    """Write taste, belief and deposit of every owner; professionals have half the taste."""
    key = stream(seed, draws.LANDLORD, 0)
    for g in range(landlords.id.size):
        who = base + g
        landlords.id[g] = who
        spread = 1.0 + p.landlords_prejudice_spread * (2.0 * uniform(pick(key, who, 0)) - 1.0)
        landlords.taste[g] = p.landlords_prejudice_mean * spread
        if landlords.kind[g] == 1:
            landlords.taste[g] = landlords.taste[g] * 0.5
        landlords.alpha[g] = p.landlords_prior_mean * p.landlords_prior_weight
        landlords.beta[g] = (1.0 - p.landlords_prior_mean) * p.landlords_prior_weight
        landlords.deposit[g] = 2 if chance(pick(key, who, 1), 0.6) else 3


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


@kernel
def employers_in(posts: int, p: Values) -> int:
    """Return how many employers hold this many posts of a zone and sector."""
    if posts == 0:
        return 0
    return max(1, int(posts / p.work_posts_per_employer))


@kernel
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
                employers.language[e] = language_asked(s) + 0.2 * uniform(pick(key, who, 1))
                employers.bias[e] = 2.0 * p.work_employer_bias_mean * uniform(pick(key, who, 2))
                e += 1


@kernel
def language_asked(sector: int) -> float:
    """Return the least language a sector asks (0 to 1)."""
    if sector == Sector.AGRICULTURE:
        return 0.1
    if sector == Sector.SERVICES:
        return 0.3
    return 0.2


@allocating_kernel
def fill_zones(zones: Zones, employers: Employers, dwellings: Dwellings, at: Levels, p: Values) -> None:
    """Write zones: background hosts, other households and jobseekers in balance with the offers they usually meet."""
    places = np.zeros(at.kind.size, np.int64)
    for d in range(dwellings.id.size):
        if dwellings.state[d] != DISUSED:
            z = dwellings.zone[d]
            zones.stock[z] += 1
            places[z] += dwellings.places[d] if dwellings.by_room[d] == 1 else 0
    posts = np.zeros(at.kind.size, np.int64)
    for e in range(employers.id.size):
        posts[employers.zone[e]] += employers.posts[e]
    for z in range(at.kind.size):
        zones.id[z] = z
        zones.kind[z] = at.kind[z]
        zones.rent[z] = at.rent[z]
        zones.foreign_share[z] = at.foreign[z] / at.residents[z] if at.residents[z] > 0 else 0.0
        zones.hosts[z] = int(at.foreign[z] * p.hosts_background_share)
        zones.squats[z] = 1 if at.figures[3] > 0.0 and at.kind[z] <= 2 else 0
        zones.farm_camps[z] = 1 if at.figures[4] > 0.0 and at.kind[z] >= 2 else 0
        zones.rent_index[z] = 1.0
        offers = zones.stock[z] * p.market_turnover / 12.0 + places[z] * p.sharing_turnover
        zones.rivals_low[z] = 0.5 * p.rivals_per_offer * offers
        zones.rivals_low_in[z] = 0.5 * offers + p.rivals_quit * zones.rivals_low[z]
        zones.rivals_middle[z] = zones.rivals_low[z]
        zones.rivals_middle_in[z] = zones.rivals_low_in[z]
        openings = posts[z] * p.work_turnover
        zones.jobseekers[z] = p.work_rivals_per_opening * at.figures[1] / 0.1 * openings
        zones.jobseekers_in[z] = openings + p.work_rivals_quit * zones.jobseekers[z]


@kernel
def settle_incumbents(world: World, p: Values, first: int) -> None:
    """Give those who left before the burn-in a start: some the tenancy of another household, some a job."""
    people, dwellings, employers = world.people, world.dwellings, world.employers
    key = stream(world.seed[0], draws.START_STATE, 0)
    for i in range(people.id.size):
        if people.exit_due[i] >= first:
            continue
        who = people.id[i]
        people.housing[i] = Housing.STREET
        people.work[i] = Work.JOBSEEKER
        if employers.id.size > 0 and chance(pick(key, who, 0), p.population_start_employed):
            e = whole(pick(key, who, 1)) % employers.id.size
            if employers.staff[e] < employers.posts[e]:
                people.work[i] = Work.PERMANENT if chance(pick(key, who, 2), 0.6) else Work.FIXED_TERM
                people.contract_left[i] = 0 if people.work[i] == Work.PERMANENT else int(p.work_fixed_months)
                people.employer[i] = e
                people.wage[i] = employers.wage[e]
                employers.staff[e] += 1
        people.income[i] = people.wage[i]
        if dwellings.id.size == 0 or not chance(pick(key, who, 3), p.population_start_housed):
            continue
        for attempt in range(20):
            d = whole(pick(key, who, 10 + attempt)) % dwellings.id.size
            room = dwellings.by_room[d] == 1
            if dwellings.others[d] == 0 or dwellings.state[d] == DISUSED or (room and people.household[i] > 1):
                continue
            if not room and dwellings.rooms[d] < people.rooms_needed[i]:
                continue
            if dwellings.base_rent[d] > p.search_burden * people.income[i]:
                continue
            dwellings.others[d] -= 1
            state = Housing.SHARED if room else Housing.OWN
            lease = int(p.tenancy_room_months) if room else int(p.tenancy_lease_months)
            occupy(people, dwellings, i, d, state, dwellings.base_rent[d], lease)
            break


@allocating_kernel
def cohort_sizes(seed: int, first: int, count: int, mean: float) -> Ints:
    """Return how many leave reception in each of `count` months from `first`; more months change none of them."""
    key = stream(seed, draws.COHORT_SIZE, 0)
    sizes = np.zeros(count, np.int64)
    for c in range(count):
        sizes[c] = cohort_size(key, first + c, mean)
    return sizes


def create_world(territory: Territory, parameters: Parameters, start: int, months: int, seed: int) -> World:
    """Return the world as it is when the burn-in begins, `BURN_IN` months before recorded month 0.

    `start` is the calendar month of recorded month 0; people due to leave up to `months` later and a reception window
    beyond exist already.
    """
    p = parameters.record()
    at = levels(territory, tuple(parameters.canonical().items()))
    base = territory.code * SHIFT
    window = int(p.reception_window_months)
    first = -BURN_IN - INCUMBENTS
    sizes = cohort_sizes(seed, first, months + window - first, at.figures[0])
    people = make_table(People, int(sizes.sum()))
    wide = (KINDS, people.id.size)
    supports = Supports(np.zeros(wide, np.int16), np.zeros(wide, np.int8), np.zeros(wide, np.int8))
    fill_people(people, supports, at, p, seed, base, first, sizes)

    stock = int(at.stock.sum() + at.disused.sum())
    dwellings = make_table(Dwellings, stock)
    spare = make_table(Landlords, stock)
    owners = fill_dwellings(dwellings, spare, at, p, seed, base)
    landlords = cast(Landlords, cast(Any, spare)[:owners].copy().view(np.recarray))
    fill_landlords(landlords, p, seed, base)

    employers = make_table(Employers, sum(employers_in(int(posts), p) for posts in at.jobs.ravel()))
    fill_employers(employers, at, p, seed, base)
    zones = make_table(Zones, len(territory.zones))
    fill_zones(zones, employers, dwellings, at, p)
    beds = int(int(at.residents.sum()) / 10000.0 * p.no_home_shelter_beds_per_10k)
    world = World(
        people,
        supports,
        landlords,
        dwellings,
        employers,
        zones,
        at.minutes.copy(),
        Services(np.array([beds, beds], np.int64), np.zeros(2, np.int64)),
        empty_ledger(0, 1),
        np.zeros(1),
        np.zeros(2),
        np.zeros(flows.COUNT, np.int64),
        empty_record(1, people.id.size),
        calendar_of(start - BURN_IN, BURN_IN + months),
        np.zeros(people.id.size, np.int64),
        np.zeros(2, np.int64),
        np.array([seed], np.int64),
        np.array([BURN_IN], np.int64),
    )
    settle_incumbents(world, p, -BURN_IN)
    return world
