"""8a Owners decide what to do with a void: let it, let it short, keep it empty."""

from .. import draws
from ..arithmetic import chance, gumbel, log
from ..draws import pick, stream
from ..flows import ENTRIES, REOPENED
from ..flows import WITHHELD as WITHHELD_HOMES
from ..kernel import kernel
from ..kinds import GUARANTEE_FUND
from ..parameters import Values
from ..programme import Programme
from ..world import World
from .common import DISUSED, LET_OTHERS, OFFERED, SHORT_LET, WITHHELD, WORKS


@kernel
def guarantee_relief(world: World, programme: Programme) -> float:
    """Return the months of arrears an owner may expect a fund to cover: its months x the chance of such a tenant.

    The chance is the number of people with a guarantee who search over the offers of last month, at most 1.
    """
    people, supports = world.people, world.supports
    funds = 0
    for a in range(programme.actions.kind.size):
        if programme.actions.kind[a] == GUARANTEE_FUND:
            funds += 1
    if funds == 0:
        return 0.0
    offers = 0
    for z in range(world.zones.offers.size):
        offers += world.zones.offers[z]
    months = 0
    for i in world.present[: world.crowd[0]]:
        if supports.left[GUARANTEE_FUND, i] > 0 and people.home[i] < 0:
            months += programme.actions.guarantee_months[supports.by[GUARANTEE_FUND, i]]
    if offers == 0:
        return 0.0
    relief = months / offers
    return relief if relief < 12.0 else 12.0


@kernel
def decide(world: World, p: Values, d: int, key: int, relief: float) -> int:
    """Return the state an owner chooses for a void: logit on rent, risk (disbelief x loss, less relief), tourism.

    One keyed Gumbel error per option, so that a better let never moves an owner between the two others.
    """
    dwellings, landlords, zones = world.dwellings, world.landlords, world.zones
    owner, z = dwellings.landlord[d], dwellings.zone[d]
    doubt = landlords.beta[owner] / (landlords.alpha[owner] + landlords.beta[owner])
    avoided = relief if relief < p.owners_loss_months else p.owners_loss_months
    let = p.owners_let + p.owners_rent * log(zones.rent_index[z]) - p.owners_risk * doubt * p.owners_loss_months
    let += p.market_entry_semi_elasticity * 100.0 * doubt * avoided / 12.0
    let += gumbel(pick(key, dwellings.id[d], 0))
    short = p.owners_short_let + gumbel(pick(key, dwellings.id[d], 1))
    keep = gumbel(pick(key, dwellings.id[d], 2))
    if let >= short and let >= keep:
        return OFFERED
    return SHORT_LET if short >= keep else WITHHELD


@kernel
def owners(world: World, programme: Programme, p: Values, t: int) -> None:
    """Other households move out by the yearly turnover; owners of voids decide, and some reconsider."""
    dwellings = world.dwellings
    seed = world.seed[0]
    void = stream(seed, draws.VOID, t)
    choice = stream(seed, draws.OWNER_CHOICE, t)
    rooms = stream(seed, draws.ROOM_TURNOVER, t)
    relief = guarantee_relief(world, programme)
    leaving = p.market_turnover / 12.0
    for d in range(dwellings.id.size):
        state = dwellings.state[d]
        if state == DISUSED or state == WORKS:
            continue
        if dwellings.consents[d] == 1:
            world.flows[REOPENED] += 1
        if dwellings.managed[d] > 0:
            continue
        if dwellings.by_room[d] == 1:
            if dwellings.others[d] > 0 and chance(
                pick(rooms, dwellings.id[d], 0), p.sharing_turnover * dwellings.others[d]
            ):
                dwellings.others[d] -= 1
                dwellings.state[d] = OFFERED
        elif state == LET_OTHERS:
            if chance(pick(void, dwellings.id[d], 0), leaving):
                dwellings.others[d] = 0
                dwellings.state[d] = decide(world, p, d, choice, relief)
        elif (state == WITHHELD or state == SHORT_LET) and chance(pick(void, dwellings.id[d], 1), p.owners_reconsiders):
            dwellings.state[d] = decide(world, p, d, choice, relief)
            if dwellings.state[d] == OFFERED:
                world.flows[ENTRIES] += 1
        if dwellings.state[d] == WITHHELD:
            world.flows[WITHHELD_HOMES] += 1
