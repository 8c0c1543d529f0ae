"""Who exists at the start and who will come: the same ids and traits in every scenario of a seed."""

import numpy as np

from . import draws
from .arithmetic import cents, chance, exp, log, uniform
from .calendar import BURN_IN
from .codes import AgeBand, Channel, Family, Housing, Permit, Sector, Sex, Work
from .draws import option, pick, stream, whole
from .kernel import entrance, kernel
from .levels import COHORT, Levels
from .parameters import Values
from .processes.common import dwellings_key, occupy
from .processes.families import rooms_for
from .processes.leases import lease_months
from .processes.permits import duration
from .processes.supply import base_rent
from .world import Floats, Ints, People, World, Zones


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


@entrance
def cohort_sizes(seed: int, first: int, count: int, mean: float, group: int) -> Ints:
    """Return how many leave reception in each of `count` months from `first`; more months change none of them.

    Group 0 are holders of a permit, 1 people who leave without one.
    """
    key = stream(seed, draws.COHORT_SIZE, group)
    sizes = np.zeros(count, np.int64)
    for c in range(count):
        sizes[c] = cohort_size(key, first + c, mean)
    return sizes


@kernel
def category(z: int, shares: Floats, row: int) -> int:
    """Return the category whose cumulative share a draw falls under."""
    u = uniform(z)
    k = 0
    while k < 4 and u >= shares[row, k]:
        k += 1
    return k


@entrance
def fill_people(
    people: People,
    at: Levels,
    p: Values,
    seed: int,
    base: int,
    first: int,
    sizes: Ints,
    others: Ints,
) -> None:
    """Write ids and fixed traits, and the state of everybody at exit.

    `sizes` and `others` count holders and people without a permit in the cohorts from month `first`.
    """
    key = stream(seed, draws.TRAIT, 0)
    total_residents = 0
    for z in range(at.residents.size):
        total_residents += at.residents[z]
    i = 0
    for c in range(sizes.size):
        for n in range(sizes[c] + others[c]):
            holder = n < sizes[c]
            number = n if holder else COHORT // 2 + n - sizes[c]
            who = base + (first + c + 32768) * COHORT + number
            people.id[i] = who
            people.exit_due[i] = first + c
            people.sex[i] = category(pick(key, who, 0), at.composition, 0)
            people.age[i] = category(pick(key, who, 1), at.composition, 1)
            people.origin[i] = category(pick(key, who, 2), at.composition, 2)
            people.permit[i] = category(pick(key, who, 3), at.composition, 3)
            people.family[i] = category(pick(key, who, 4), at.composition, 4)
            people.schooling[i] = category(pick(key, who, 5), at.composition, 5)
            people.channel[i] = category(pick(key, who, 6), at.composition, 6)
            if people.channel[i] == Channel.SAI:
                people.channel[i] = sai_channel(p, uniform(pick(key, who, 20)))
            if people.channel[i] == Channel.MSNA:
                people.age[i] = AgeBand.AGE_18_24
                people.family[i] = Family.SINGLE
            if not holder:
                people.permit[i] = Permit.NONE
                people.channel[i] = Channel.NONE
            family = people.family[i]
            if family == Family.SINGLE_PARENT or family == Family.FAMILY:
                people.minors[i] = 1 + int(uniform(pick(key, who, 7)) * p.population_most_minors)
                if chance(pick(key, who, 8), p.population_young_child_share):
                    people.young_child[i] = 1
            adults = 2 if family == Family.COUPLE or family == Family.FAMILY else 1
            people.household[i] = adults + people.minors[i]
            people.rooms_needed[i] = rooms_for(people.household[i], people.minors[i])
            people.sector[i] = trade(p, pick(key, who, 9), people.sex[i])
            v = uniform(pick(key, who, 10))
            w = uniform(pick(key, who, 11))
            people.vulnerability[i] = min(1.0, (v if v < w else w) * 3.0 * p.population_vulnerability_mean)
            if people.channel[i] == Channel.DMDS and people.vulnerability[i] < p.population_dmds_vulnerability:
                people.vulnerability[i] = p.population_dmds_vulnerability
            band = p.population_language_spread * (2.0 * uniform(pick(key, who, 12)) - 1.0)
            people.language[i] = min(1.0, max(0.0, p.population_language_at_exit + band))
            people.savings[i] = cents(-log(uniform(pick(key, who, 13))) * p.population_savings_at_exit)
            people.experience[i] = -log(uniform(pick(key, who, 14))) * p.population_experience_at_exit
            people.bonds[i] = min(
                int(p.ties_most), int(2.0 * uniform(pick(key, who, 15)) * p.population_bonds_at_exit + 0.5)
            )
            people.bridges[i] = min(
                int(p.ties_most), int(2.0 * uniform(pick(key, who, 16)) * p.population_bridges_at_exit + 0.5)
            )
            if holder and chance(pick(key, who, 17), p.population_register_at_exit):
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
            i += 1


@kernel
def sai_channel(p: Values, u: float) -> int:
    """Return which kind of SAI place somebody leaves."""
    if u < p.population_msna_share:
        return Channel.MSNA
    return Channel.DMDS if u < p.population_msna_share + p.population_dmds_share else Channel.SAI


@kernel
def trade(p: Values, z: int, sex: int) -> int:
    """Return the sector of somebody's trade; shares by sex are assumptions."""
    u = uniform(z)
    if sex == Sex.FEMALE:
        if u < p.population_women_agriculture:
            return Sector.AGRICULTURE
        if u < p.population_women_agriculture + p.population_women_industry:
            return Sector.INDUSTRY
        below = p.population_women_agriculture + p.population_women_industry + p.population_women_services
        return Sector.SERVICES if u < below else Sector.DOMESTIC
    below = p.population_men_agriculture
    if u < below:
        return Sector.AGRICULTURE
    below += p.population_men_industry
    if u < below:
        return Sector.INDUSTRY
    below += p.population_men_construction
    if u < below:
        return Sector.CONSTRUCTION
    below += p.population_men_services
    return Sector.SERVICES if u < below else Sector.DOMESTIC


@kernel
def one_of(z: int, count: int) -> int:
    """Return one of `count`, 0 to `count` - 1; one of more is the same, or one of those added.

    Jump consistent hashing (Lamping, Veach 2014): each jump goes to where the answer would next be another one.
    """
    found, step, jump = 0, 0, 0.0
    while jump < count:
        found = int(jump)
        jump = (found + 1) / uniform(option(z, step))
        step += 1
    return found


@kernel
def any_home(zones: Zones, z: int, stock: int) -> int:
    """Return a home of the segment, which has `stock`: a zone by its share of them, then one of the zone's.

    Where every zone has more homes, most draws still give the same one.
    """
    place = min(int(uniform(z) * stock), stock - 1)  # the product may round up
    zone, first = 0, 0
    while place >= first + zones.stock[zone]:
        first += zones.stock[zone]
        zone += 1
    return first + one_of(z, zones.stock[zone])


@entrance
def settle_incumbents(world: World, p: Values) -> None:
    """Give those who left before the burn-in a start: some the tenancy of another household, some a job."""
    people, dwellings, employers = world.people, world.dwellings, world.employers
    stock = dwellings.zone.size - dwellings.disused.size
    key = stream(world.seed[0], draws.START_STATE, 0)
    homes = dwellings_key(world.seed[0])
    for i in range(people.id.size):
        if people.exit_due[i] >= -BURN_IN:
            continue
        who = people.id[i]
        people.housing[i] = Housing.STREET
        people.work[i] = Work.JOBSEEKER
        if people.permit[i] == Permit.NONE:
            continue
        if employers.id.size > 0 and chance(pick(key, who, 0), p.population_start_employed):
            e = whole(pick(key, who, 1)) % employers.id.size
            if employers.staff[e] < employers.posts[e]:
                people.work[i] = (
                    Work.PERMANENT if chance(pick(key, who, 2), p.population_start_permanent) else Work.FIXED_TERM
                )
                people.contract_left[i] = 0 if people.work[i] == Work.PERMANENT else int(p.work_fixed_months)
                people.employer[i] = e
                people.wage[i] = employers.wage[e]
                employers.staff[e] += 1
        people.income[i] = people.wage[i]
        if stock == 0 or not chance(pick(key, who, 3), p.population_start_housed):
            continue
        for attempt in range(20):
            d = any_home(world.zones, pick(key, who, 10 + attempt), stock)
            room = dwellings.places[d] > 1
            if dwellings.others[d] == 0 or (room and people.household[i] > 1):
                continue
            if not room and dwellings.rooms[d] < people.rooms_needed[i]:
                continue
            rent = base_rent(world, d, homes)
            if rent > p.search_burden * people.income[i]:
                continue
            dwellings.others[d] -= 1
            state = Housing.SHARED if room else Housing.OWN
            occupy(people, dwellings, i, d, state, rent, lease_months(world, p, d))
            break
