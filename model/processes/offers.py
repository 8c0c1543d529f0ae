"""What is on offer this month, and what it costs to move in."""

from typing import NamedTuple

from ..arithmetic import chance
from ..draws import pick
from ..kernel import kernel
from ..parameters import Values
from ..world import Floats, Ints, Medium, Small, World
from .ahead import fetch_home_soon, fetch_offers, fetch_owners
from .climate import felt_taste, owner_open_to
from .common import (
    OFFERED,
    believed,
    dwelling_id,
    dwellings_key,
    is_by_room,
    is_professional,
    list_rows,
    owners_key,
    terms_in,
)
from .order import order_by_luck
from .supply import rent_now


class Offers(NamedTuple):
    """This month's private offers and their owners, bucket by bucket, cheapest first (ties: the lower row)."""

    row: Medium
    id: Ints
    zone: Small
    rooms: Small  # of a whole dwelling; 0 for a room in a shared one
    rent: Medium
    entry: Medium  # deposit, first month and agent's fee
    needed: Medium  # the same without the deposit, which a guarantee replaces
    near: Small  # [Z, offers] 1 within reach of the zone
    by_row: Medium  # positions in order of the dwellings' rows
    least_deposit: Ints  # [1] months of rent of the smallest deposit
    belief: Floats  # of the owner in tenants' reliability
    taste: Floats  # that the owner, or an agent, acts upon
    open_to: Floats  # what a partner of the programme makes of every applicant more
    reply: Floats  # logit of an answer to somebody of the value 0
    ends: Ints  # [buckets + 1] where the buckets begin, and where the last one ends


@kernel
def find_offers(world: World, rows: Ints) -> int:
    """Write the rows of the private dwellings with a free place, count them by zone, and return how many."""
    dwellings, zones = world.dwellings, world.zones
    for z in range(zones.id.size):
        zones.offers[z] = 0
    listed = 0
    for d in rows[: list_rows(dwellings.state, OFFERED, OFFERED, rows)]:
        if dwellings.managed[d] == 0:
            zones.offers[dwellings.zone[d]] += 1
            rows[listed] = d
            listed += 1
    return listed


@kernel
def ask_rents(world: World, rows: Ints, bucket: Ints, rents: Ints) -> None:
    """Write the bucket of each offered place, the same for good, and what it costs now, cents a month."""
    last, key = world.buckets[0] - 1, dwellings_key(world.seed[0])
    for k in range(rents.size):
        fetch_home_soon(world, rows, k)
        bucket[k] = dwelling_id(world.dwellings, rows[k]) & last  # the dwellings of a zone are dealt out in turn
        rents[k] = rent_now(world, rows[k], key)


@kernel
def order_by_rent(bucket: Ints, buckets: int, rents: Ints, share: Floats, ends: Ints, order: Ints) -> None:
    """Write the positions of the offers, bucket by bucket, cheapest first (ties: the lower position).

    `share` and `ends` are scratch.
    """
    if rents.size == 0:
        return
    low, high = rents[0], rents[0]
    for rent in rents:
        low, high = min(low, rent), max(high, rent)
    for k in range(rents.size):
        share[k] = (bucket[k] + (rents[k] - low) / (high - low + 1.0)) / buckets
    order_by_luck(share, ends, order)


@kernel
def list_offers(world: World, p: Values, offers: Offers, rows: Ints, rents: Ints, order: Ints, fees: int) -> None:
    """Write what each offer is and what its owner is like; `order` are the places in `rows` and `rents` by rent."""
    dwellings = world.dwellings
    offers.least_deposit[0] = 12
    key = owners_key(world)
    for n in range(offers.row.size):
        d = rows[order[n]]
        offers.row[n] = d
        offers.by_row[order[n]] = n
    fetch_owners(world, offers.row)
    fetch_offers(world, offers.row)
    for n in range(offers.row.size):
        d = offers.row[n]
        rent = rents[order[n]]
        owner = dwellings.landlord[d]
        taste, deposit = terms_in(world, owner, key)
        offers.least_deposit[0] = min(offers.least_deposit[0], deposit)
        offers.id[n] = dwelling_id(dwellings, d)
        offers.zone[n] = dwellings.zone[d]
        offers.rooms[n] = 0 if is_by_room(dwellings, d) else dwellings.rooms[d]
        offers.rent[n] = rent
        fee = rent if chance(pick(fees, offers.id[n], 0), p.search_agent_chance) else 0
        offers.belief[n] = believed(world.landlords, world.memories, world.pooled, p, owner)
        offers.taste[n] = felt_taste(world, p, owner, taste, fee > 0)
        offers.open_to[n] = owner_open_to(world, p, owner)
        offers.reply[n] = (
            p.landlords_reply_professional if is_professional(world.landlords, owner) else p.landlords_reply
        )
        offers.needed[n] = rent + fee
        offers.entry[n] = deposit * rent + rent + fee


@kernel
def list_reach(world: World, p: Values, offers: Offers) -> None:
    """Write which offers can be reached from each zone."""
    for z in range(world.zones.id.size):
        for n in range(offers.zone.size):
            offers.near[z, n] = world.minutes[z, offers.zone[n]] <= p.search_reach_minutes


@kernel
def entry_cost(offers: Offers, n: int, guaranteed: bool) -> int:
    """Return the cents needed to move in: deposit (none with a guarantee), first month, an agent's fee or none."""
    return offers.needed[n] if guaranteed else offers.entry[n]
