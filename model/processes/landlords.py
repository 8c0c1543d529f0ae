"""11 Landlords learn; rents adjust; works finish."""

from ..arithmetic import exp, log
from ..kernel import allocating_kernel, kernel
from ..parameters import Values
from ..programme import Programme
from ..world import World
from .common import belief_from
from .supply import works_finish


@kernel
def learn(world: World, p: Values) -> None:
    """Owners learn from the month's rents of their own tenants, and all of them a pooled share from everybody's.

    What was learned is slowly forgotten. A month paid by a guarantee was counted in part by `tenancies`. Good contact
    lowers taste.
    """
    memories, pooled, seen = world.memories, world.pooled, world.seen
    keep, rate = p.landlords_forgetting, p.landlords_learning
    all_seen = seen[0] + seen[1]
    for side in range(2):
        pooled[side] = keep * pooled[side]
        if all_seen > 0.0:
            pooled[side] += rate * p.landlords_pooled * seen[side] / all_seen
    belief = 0.0
    for m in range(world.crowd[2]):
        good, bad = memories.seen_paid[m], memories.seen_unpaid[m]
        memories.own_paid[m] = keep * memories.own_paid[m] + rate * good
        memories.own_unpaid[m] = keep * memories.own_unpaid[m] + rate * bad
        belief += belief_from(pooled, p, memories.own_paid[m], memories.own_unpaid[m])
        if good > 0.0 and bad == 0.0:
            memories.taste[m] = memories.taste[m] * (1.0 - p.landlords_contact)
        memories.seen_paid[m] = 0.0
        memories.seen_unpaid[m] = 0.0
    seen[0] = 0.0
    seen[1] = 0.0
    owners = world.owners[0]
    belief += (owners - world.crowd[2]) * belief_from(pooled, p, 0.0, 0.0)
    world.belief[0] = belief / owners if owners > 0 else 0.0


@kernel
def rents(world: World, p: Values, t: int) -> None:
    """Asking rents move with the segment's vacancy against the burn-in's usual one, and back to the data month's level.

    ln r' = ln r + k (v* - v) + l (ln r0 - ln r), at most 2 % a month; sitting rents do not move. During the burn-in
    rents stand still and the usual vacancy is found.
    """
    zones = world.zones
    for z in range(zones.offers.size):
        stock = zones.stock[z]
        vacancy = zones.offers[z] / stock if stock > 0 else 0.0
        if t < 0:
            zones.vacancy_sum[z] += vacancy
            zones.vacancy_usual[z] = zones.vacancy_sum[z] / world.burn[0]
            continue
        level = log(zones.rent_index[z])
        change = p.market_rent_speed * (zones.vacancy_usual[z] - vacancy) - p.market_rent_return * level
        if change > p.market_rent_cap:
            change = p.market_rent_cap
        if change < -p.market_rent_cap:
            change = -p.market_rent_cap
        zones.rent_index[z] = exp(level + change)


@allocating_kernel
def landlords_and_rents(world: World, programme: Programme, p: Values, t: int) -> None:
    """Learn from this month, set next month's asking rents, finish works."""
    learn(world, p)
    rents(world, p, t)
    works_finish(world, programme)
