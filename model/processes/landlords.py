"""11 Landlords learn; rents adjust; works finish."""

from ..arithmetic import exp, log
from ..kernel import kernel
from ..parameters import Values
from ..programme import Programme
from ..world import World
from .supply import works_finish


@kernel
def learn(world: World, p: Values) -> None:
    """Every belief forgets a little towards its prior and learns from the owner's rents and a pooled share of all.

    A month paid by a guarantee was counted in part by `tenancies`. Good contact lowers taste.
    """
    landlords = world.landlords
    paid, unpaid = world.seen[0], world.seen[1]
    seen = paid + unpaid
    pooled_paid = p.landlords_pooled * paid / seen if seen > 0.0 else 0.0
    pooled_unpaid = p.landlords_pooled * unpaid / seen if seen > 0.0 else 0.0
    keep = p.landlords_forgetting
    prior_good = p.landlords_prior_mean * p.landlords_prior_weight
    prior_bad = (1.0 - p.landlords_prior_mean) * p.landlords_prior_weight
    belief = 0.0
    for g in range(landlords.id.size):
        good, bad = landlords.seen_paid[g], landlords.seen_unpaid[g]
        alpha = prior_good + keep * (landlords.alpha[g] - prior_good) + p.landlords_learning * (good + pooled_paid)
        beta = prior_bad + keep * (landlords.beta[g] - prior_bad) + p.landlords_learning * (bad + pooled_unpaid)
        landlords.alpha[g] = alpha
        landlords.beta[g] = beta
        belief += alpha / (alpha + beta)
        if good > 0.0 and bad == 0.0:
            landlords.taste[g] = landlords.taste[g] * (1.0 - p.landlords_contact)
        landlords.seen_paid[g] = 0.0
        landlords.seen_unpaid[g] = 0.0
    world.seen[0] = 0.0
    world.seen[1] = 0.0
    world.belief[0] = belief / landlords.id.size if landlords.id.size > 0 else 0.0


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


@kernel
def landlords_and_rents(world: World, programme: Programme, p: Values, t: int) -> None:
    """Learn from this month, set next month's asking rents, finish works."""
    learn(world, p)
    rents(world, p, t)
    works_finish(world, programme)
