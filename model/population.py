"""The world as it is when the burn-in begins."""

import numpy as np

from . import flows
from .calendar import BURN_IN
from .leavers import cohort_sizes, fill_people, settle_incumbents
from .levels import SHIFT, levels
from .parameters import Parameters
from .processes.turns import set_first_turns
from .regimes import calendar_of
from .stock import count_disused, employers_in, fill_dwellings, fill_employers, fill_zones
from .territory import Territory
from .world import (
    Dwellings,
    Employers,
    Landlords,
    Memories,
    People,
    Services,
    World,
    Zones,
    empty_ledger,
    empty_record,
    empty_supports,
    make_columns,
    make_table,
    room,
)

INCUMBENTS = 36  # months of leavers who are already out when the burn-in starts
ONE_BUCKET = 65536  # dwellings of a market that is not divided
BUCKET = 16384  # dwellings of each bucket of a larger one, at the least


def buckets_for(dwellings: int) -> int:
    """Return into how many buckets a market with so many dwellings is divided: 1, in a large one a power of two."""
    return 1 if dwellings <= ONE_BUCKET else 1 << (dwellings // BUCKET).bit_length() - 1


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
    sizes = cohort_sizes(seed, first, months + window - first, at.figures[0], 0)
    others = cohort_sizes(seed, first, months + window - first, at.figures[6] * p.population_no_right_stay, 1)
    people = make_table(People, int(sizes.sum() + others.sum()))
    fill_people(people, at, p, seed, base, first, sizes, others)

    stock = int(at.stock.sum() + at.disused.sum())
    disused = count_disused(at, p, seed, base)
    by_zone, ids = np.zeros(at.stock.size, np.int64), np.zeros(disused, np.int64)
    dwellings = make_columns(Dwellings, int(at.stock.sum()) + disused, above=by_zone, disused=ids)
    landlords = Landlords(room(dwellings.zone.size, np.int32))
    owners = fill_dwellings(dwellings, landlords, at, p, seed, base)
    taste = p.landlords_prejudice_mean * at.figures[7]
    size = (int(p.market_m2_base), int(p.market_m2_per_room))
    asked = (at.figures[2], p.market_accessible_rent_ratio, *size, p.market_rent_spread, p.sharing_room_premium)
    terms = (taste, p.landlords_prejudice_spread, p.landlords_professional_taste, p.landlords_two_months_deposit)

    employers = make_table(Employers, sum(employers_in(int(posts), p) for posts in at.jobs.ravel()))
    fill_employers(employers, at, p, seed, base)
    zones = make_table(Zones, len(territory.zones))
    fill_zones(zones, employers, dwellings, at, p)
    beds = int(int(at.residents.sum()) / 10000.0 * p.no_home_shelter_beds_per_10k)
    services = make_table(Services, 2)
    services.capacity[:] = beds
    world = World(
        people,
        empty_supports((), people.id.size),
        landlords,
        make_table(Memories, owners, room),
        dwellings,
        employers,
        zones,
        at.minutes.copy(),
        services,
        empty_ledger(0, 1),
        np.zeros(1),
        np.zeros(2),
        np.zeros(3),
        np.array(asked, np.float64),
        np.array(terms, np.float64),
        np.zeros(2),
        np.zeros(flows.COUNT, np.int64),
        empty_record(1, people.id.size),
        calendar_of(start - BURN_IN, BURN_IN + months, territory.country),
        np.zeros(people.id.size, np.int64),
        np.zeros(people.id.size, np.int64),
        np.zeros(4, np.int64),
        np.array([buckets_for(stock)], np.int64),
        np.array([owners], np.int64),
        np.array([seed], np.int64),
        np.array([BURN_IN], np.int64),
    )
    settle_incumbents(world, p)
    set_first_turns(world, p)
    return world
