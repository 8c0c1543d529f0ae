"""8a Owners decide what to do with a void: let it, let it short, keep it empty."""

import numpy as np

from .. import draws
from ..arithmetic import gumbel, log
from ..codes import Housing
from ..draws import pick, stream
from ..flows import ENTRIES, REOPENED
from ..flows import WITHHELD as WITHHELD_HOMES
from ..kernel import allocating_kernel, kernel
from ..kinds import GUARANTEE_FUND
from ..parameters import Values
from ..programme import Programme
from ..world import Ints, World
from .ahead import fetch_home_soon
from .climate import is_partner
from .common import (
    ASKED,
    DISUSED,
    OFFERED,
    SHORT_LET,
    WITHHELD,
    WORKS,
    believed,
    dwelling_id,
    is_by_room,
    is_works,
    list_rows,
)
from .supports import given_by, has_support
from .turns import set_turn, turns_of

SUMMER = (4, 8)  # May to September, months from 0


@kernel
def guarantee_relief(world: World, programme: Programme) -> float:
    """Return the months of arrears an owner may expect a fund to cover: its months x the chance of such a tenant.

    The months are those covered less those the owner bears first. The chance is the number of people with a guarantee
    who search over the offers of last month, at most 1.
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
        if has_support(supports, GUARANTEE_FUND, i) and people.home[i] < 0 and people.housing[i] != Housing.SOCIAL:
            a = given_by(supports, GUARANTEE_FUND, i)
            covered = programme.actions.guarantee_months[a] - programme.actions.guarantee_excess[a]
            months += covered if covered > 0 else 0
    if offers == 0:
        return 0.0
    relief = months / offers
    return relief if relief < 12.0 else 12.0


@kernel
def decide(world: World, p: Values, d: int, key: int, relief: float, summer: bool) -> int:
    """Return the state an owner chooses for a void: logit on rent, risk (disbelief x loss, less relief), tourism.

    Short lets yield more in summer where there is tourism. One keyed Gumbel error per option, so that a better let
    never moves an owner between the two others.
    """
    dwellings, landlords, zones = world.dwellings, world.landlords, world.zones
    owner, z = dwellings.landlord[d], dwellings.zone[d]
    doubt = 1.0 - believed(landlords, world.memories, world.pooled, p, owner)
    if is_partner(world, owner):
        doubt = doubt * (1.0 - p.landlords_partner_risk)
    avoided = relief if relief < p.owners_loss_months else p.owners_loss_months
    let = p.owners_let + p.owners_rent * log(zones.rent_index[z]) - p.owners_risk * doubt * p.owners_loss_months
    let += p.market_entry_semi_elasticity * 100.0 * doubt * avoided / 12.0
    who = dwelling_id(dwellings, d)
    let += gumbel(pick(key, who, 0))
    short = p.owners_short_let + p.owners_tourism * (zones.tourism[z] - 0.5)
    if summer:
        short += p.owners_summer * zones.tourism[z]
    short += gumbel(pick(key, who, 1))
    keep = gumbel(pick(key, who, 2))
    if let >= short and let >= keep:
        return OFFERED
    return SHORT_LET if short >= keep else WITHHELD


@kernel
def turn_over(world: World, p: Values, d: int, choice: int, relief: float, summer: bool) -> None:
    """Let other households leave a place of dwelling `d`, or its owner decide anew."""
    dwellings = world.dwellings
    if is_by_room(dwellings, d):
        dwellings.others[d] -= 1
        dwellings.state[d] = OFFERED
        return
    closed = dwellings.state[d] == WITHHELD or dwellings.state[d] == SHORT_LET
    dwellings.others[d] = 0
    dwellings.state[d] = decide(world, p, d, choice, relief, summer)
    if closed and dwellings.state[d] == OFFERED:
        world.flows[ENTRIES] += 1


@kernel
def turn_in_order(world: World, p: Values, t: int, rows: Ints, relief: float) -> None:
    """Let the turns of these dwellings come, ascending, and draw the next ones."""
    choice, turns = stream(world.seed[0], draws.OWNER_CHOICE, t), turns_of(world)
    month = world.calendar.month[t + world.burn[0]]
    summer = month >= SUMMER[0] and month <= SUMMER[1]
    for k in range(rows.size):
        fetch_home_soon(world, rows, k)
        turn_over(world, p, rows[k], choice, relief, summer)
        set_turn(world.dwellings, p, rows[k], t, turns)


@allocating_kernel
def owners(world: World, programme: Programme, p: Values, t: int) -> None:
    """Other households move out in their month; owners of voids decide, and some think again in theirs."""
    state, turn = world.dwellings.state, world.dwellings.turn
    rows = np.empty(turn.size, np.int64)
    turn_in_order(world, p, t, rows[: list_rows(turn, ASKED, t, rows)], guarantee_relief(world, programme))
    withheld = 0
    for d in range(state.size):
        withheld += state[d] == WITHHELD
    world.flows[WITHHELD_HOMES] += withheld
    for a in range(programme.actions.kind.size):
        if is_works(programme.actions.kind[a]):
            count_reopened(world)
            return


@kernel
def count_reopened(world: World) -> None:
    """Count the formerly disused homes that are in use."""
    state = world.dwellings.state
    reopened = 0
    for d in range(state.size - world.dwellings.disused.size, state.size):
        reopened += (state[d] != DISUSED) & (state[d] != WORKS)
    world.flows[REOPENED] += reopened
