"""Owners learn, rents move, works finish (ODD 7.11)."""

from .luck import exp, log
from .model import OracleModel
from .places import Dwelt, believed


def step(model: OracleModel) -> None:
    """Three parts."""
    learn(model)
    move_rents(model)
    if any(action.has_works for action in model.actions):
        finish_works(model)


def learn(model: OracleModel) -> None:
    """Beliefs follow one's own rents and a share of everybody's; good contact wears taste down."""
    p = model.p
    seen = (model.seen_paid, model.seen_unpaid)
    everything = model.seen_paid + model.seen_unpaid
    for side in range(2):
        model.pooled[side] = p.landlords_forgetting * model.pooled[side]
        if everything > 0.0:
            model.pooled[side] += p.landlords_learning * p.landlords_pooled * seen[side] / everything
    total = 0.0
    for owner in model.experienced:
        good, bad = owner.seen_paid, owner.seen_unpaid
        owner.own_paid = p.landlords_forgetting * owner.own_paid + p.landlords_learning * good
        owner.own_unpaid = p.landlords_forgetting * owner.own_unpaid + p.landlords_learning * bad
        total += owner.belief
        if good > 0.0 and bad == 0.0:
            owner.taste = owner.taste * (1.0 - p.landlords_contact)
        owner.seen_paid = owner.seen_unpaid = 0.0
    total += (model.owners - len(model.experienced)) * believed(model, 0.0, 0.0)
    model.seen_paid = model.seen_unpaid = 0.0
    model.belief = total / model.owners if model.owners else 0.0


def move_rents(model: OracleModel) -> None:
    """Rents answer to vacancy against the usual one, which the burn-in finds."""
    p = model.p
    for zone in model.zones:
        vacancy = zone.offers / zone.stock if zone.stock else 0.0
        if model.month < 0:
            zone.vacancy_sum += vacancy
            zone.vacancy_usual = zone.vacancy_sum / model.burn
            continue
        level = log(zone.rent_index)
        change = p.market_rent_speed * (zone.vacancy_usual - vacancy) - p.market_rent_return * level
        change = max(min(change, p.market_rent_cap), -p.market_rent_cap)
        zone.rent_index = exp(level + change)


def finish_works(model: OracleModel) -> None:
    """Renovated homes are ready to be lived in."""
    for dwelling in model.dwellings:
        if dwelling.state == Dwelt.WORKS:
            dwelling.works_left -= 1
            if dwelling.works_left <= 0:
                dwelling.state = Dwelt.OFFERED
                dwelling.places = 1
                model.happened["works finished"] += 1
