"""Turns of homes: the month in which other households leave a place, or an owner decides anew."""

from typing import NamedTuple

from .. import draws
from ..arithmetic import threshold
from ..calendar import BURN_IN
from ..draws import chooser, option, stream, whole
from ..kernel import entrance, kernel
from ..parameters import Values
from ..world import Dwellings, World
from .common import DISUSED, LET_OTHERS, NEVER, OFFERED, SHORT_LET, WITHHELD, WORKS, dwelling_id, is_by_room

BEFORE = -BURN_IN - 1  # the month before the first


class Turns(NamedTuple):
    """What the turns of all dwellings are drawn from."""

    key: int  # of their stream, the same in every month
    last: int  # the last month that the world was made for


@kernel
def turns_of(world: World) -> Turns:
    """Return what the turns of a world are drawn from."""
    return Turns(stream(world.seed[0], draws.TURN, 0), world.calendar.month.size - world.burn[0] - 1)


@kernel
def turn_hazard(dwellings: Dwellings, p: Values, d: int) -> float:
    """Return the chance that a place of dwelling `d` turns in a month.

    Let to others: they leave. Let by the room: one of them leaves. On offer with nobody of ours in it, kept empty or
    let short: the owner decides anew.
    """
    state = dwellings.state[d]
    if dwellings.managed[d] > 0 or state == DISUSED or state == WORKS:
        return 0.0
    if is_by_room(dwellings, d):
        return p.sharing_turnover * dwellings.others[d]
    if state == LET_OTHERS:
        return p.market_turnover / 12.0
    if state == OFFERED and dwellings.tenants[d] == 0:
        return p.owners_withdraws
    return p.owners_reconsiders if state == WITHHELD or state == SHORT_LET else 0.0


@kernel
def set_turn(dwellings: Dwellings, p: Values, d: int, t: int, turns: Turns) -> None:
    """Find the first month after `t` in which a place of dwelling `d` turns, as things are.

    A month has one number for each dwelling, whatever it waits for and since when.
    """
    below = threshold(turn_hazard(dwellings, p, d))
    dwellings.turn[d] = NEVER
    if below > 0:
        mine = chooser(turns.key, dwelling_id(dwellings, d))
        for month in range(t + 1, turns.last + 1):
            if whole(option(mine, month - BEFORE)) < below:
                dwellings.turn[d] = month
                return


@entrance
def set_first_turns(world: World, p: Values) -> None:
    """Find the first turn of every dwelling."""
    turns = turns_of(world)
    for d in range(world.dwellings.zone.size):
        set_turn(world.dwellings, p, d, BEFORE, turns)
