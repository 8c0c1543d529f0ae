"""What must balance at the end of every month."""

import numpy as np

from . import flows, monthly
from .codes import Channel, Housing
from .kinds import SHELTER_BEDS
from .processes.climate import is_climate
from .processes.common import DISUSED, LET, LET_OTHERS, OFFERED, SHORT_LET, WITHHELD, WORKS
from .programme import Programme
from .world import World

WITH_DWELLING = (Housing.PROGRAMME, Housing.SHARED, Housing.OWN)  # a social tenancy may be outside the stock


class Unbalanced(AssertionError):
    """An account of the world does not balance: a bug of the model, never of the input."""


def _must(holds: bool, what: str, t: int) -> None:
    if not holds:
        raise Unbalanced(f"month {t}: {what}")


def check(world: World, programme: Programme, t: int) -> None:
    """Assert every account of recorded month `t`.

    Raises:
        Unbalanced: naming the account.
    """
    people, dwellings, ledger, month = world.people, world.dwellings, world.ledger, world.flows
    housing = people.housing
    _must(bool(((housing >= 0) & (housing <= Housing.DEPARTED)).all()), "somebody is in no housing state", t)
    lives = np.isin(housing, WITH_DWELLING)
    social = housing == Housing.SOCIAL
    _must(bool(((people.home >= 0) == lives)[~social].all()), "a home without a dwelling, or the other way round", t)
    tenants = np.bincount(people.home[people.home >= 0], minlength=dwellings.zone.size)
    _must(bool((tenants == dwellings.tenants).all()), "tenants of a dwelling are not who lives there", t)
    _must(bool((dwellings.tenants + dwellings.others <= dwellings.places).all()), "more tenants than places", t)
    _must(bool((dwellings.others >= 0).all() and (dwellings.tenants >= 0).all()), "fewer than nobody in a dwelling", t)
    states = (LET, LET_OTHERS, OFFERED, WITHHELD, SHORT_LET, DISUSED, WORKS)
    known = bool(np.isin(dwellings.state, states).all())
    _must(known, "let + offered + kept empty + disused + works is not the stock", t)
    full = dwellings.tenants + dwellings.others == dwellings.places
    let = (dwellings.state == LET) | (dwellings.state == LET_OTHERS)
    _must(bool((let == full).all()), "a dwelling is let and has a free place, or is full and on offer", t)
    staff = np.bincount(people.employer[people.employer >= 0], minlength=world.employers.id.size)
    _must(bool((staff == world.employers.staff).all()), "staff of an employer are not who works there", t)
    _must(bool((world.employers.staff <= world.employers.posts).all()), "more staff than posts", t)
    _must(bool((people.savings >= 0).all()), "savings below zero", t)
    _must(bool(((people.arrears > 0) == (people.unpaid > 0)).all()), "arrears in months and in cents disagree", t)
    paid = sum(
        int(month[place])
        for place in (flows.RENT_BY_TENANT, flows.RENT_BY_PROGRAMME, flows.RENT_BY_GUARANTEE, flows.RENT_UNPAID)
    )
    _must(paid == int(month[flows.RENT_DUE]), "rent due is not what was paid and owed", t)
    beds = int(world.services.capacity[1])
    _must(int(world.services.users[0]) <= beds, "more people in shelters than beds", t)
    _must(int((housing == Housing.SHELTER).sum()) <= beds, "people in shelters without a bed", t)
    roomy = world.zones.hosts + world.zones.own_homes
    _must(bool((world.zones.hosted <= np.maximum(roomy, 0)).all()), "more people hosted than hosts", t)
    _must(bool((ledger.spent.sum(axis=1) == ledger.total).all()), "spending by month is not the total", t)
    capped = programme.actions.budget >= 0
    _must(bool((ledger.total[capped] <= programme.actions.budget[capped]).all()), "spending above the budget", t)
    given = world.supports
    nobody = not (given.left[0].any() or given.served[0].any() or (given.by[0] != -1).any())
    _must(nobody, "somebody has a support that the programme has no action of", t)
    for a in range(programme.actions.kind.size):
        kind = programme.actions.kind[a]
        if kind != SHELTER_BEDS and not is_climate(kind):
            own = given.row[kind]
            held = (given.left[own] > 0) & (given.by[own] == a)
            most = int(programme.places[a, : t + 1].max())
            _must(int(held.sum()) <= most, f"action {a} serves more people than its places", t)
    row = world.record.series[t]
    counted = int(row[monthly.OUT]) + int(row[monthly.RECEPTION]) + int(row[monthly.DEPARTED])
    holders = (housing != Housing.EXPECTED) & (people.channel != Channel.NONE)
    _must(counted == int(holders.sum()), "population is not reception + out + departed", t)
