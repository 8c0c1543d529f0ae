"""Turns of homes: the month in which other households leave a place, or an owner decides anew."""

from .. import draws
from ..arithmetic import log, uniform
from ..calendar import BURN_IN
from ..draws import chooser, option, stream
from ..kernel import kernel
from ..parameters import Values
from ..world import Dwellings
from .common import DISUSED, LET_OTHERS, NEVER, OFFERED, SHORT_LET, WITHHELD, WORKS, dwelling_id, is_by_room

BEFORE = -BURN_IN - 1  # the month from which all turns are counted
LONG = 20000.0  # months of a wait that never ends
EVENTS = 4096  # numbers kept for the events of a kind

# What a dwelling waits for.
LEAVING = 0
WITHDRAWAL = 1
RECONSIDERING = 2
ROOMS = 3  # and how many of its places other households have


@kernel
def turns_key(seed: int) -> int:
    """Return the stream of the turns of dwellings, the same in every month."""
    return stream(seed, draws.TURN, 0)


@kernel
def next_event(mine: int, kind: int, hazard: float, t: int) -> int:
    """Return the first month after `t` with an event of a monthly hazard; `mine` is whose events they are.

    The events of each kind have their months for good, waits of a geometric law one after the other from `BEFORE` on,
    by inversion of uniform numbers: whatever happened until `t`, and when, the next event is the same one.
    """
    if hazard <= 0.0:
        return NEVER
    if hazard >= 1.0:
        return t + 1
    rate = log(1.0 - hazard)
    month, step = BEFORE, 0
    while month <= t:
        wait = log(uniform(option(mine, kind * EVENTS + step))) / rate
        if wait >= LONG:
            return NEVER
        month += 1 + int(wait)
        step += 1
    return month


@kernel
def set_turn(dwellings: Dwellings, p: Values, d: int, t: int, key: int) -> None:
    """Find the first month after `t` in which a place of dwelling `d` turns; `key` is `turns_key`.

    Let to others: they leave. Let by the room: one of them leaves. On offer, kept empty or let short: the owner
    decides anew.
    """
    state, others = dwellings.state[d], int(dwellings.others[d])
    kind, hazard = LEAVING, 0.0
    if dwellings.managed[d] > 0 or state == DISUSED or state == WORKS:
        hazard = 0.0
    elif is_by_room(dwellings, d):
        kind, hazard = ROOMS + others, p.sharing_turnover * others
    elif state == LET_OTHERS:
        hazard = p.market_turnover / 12.0
    elif state == OFFERED:
        kind, hazard = WITHDRAWAL, p.owners_withdraws if dwellings.tenants[d] == 0 else 0.0
    elif state == WITHHELD or state == SHORT_LET:
        kind, hazard = RECONSIDERING, p.owners_reconsiders
    dwellings.turn[d] = next_event(chooser(key, dwelling_id(dwellings, d)), kind, hazard, t)
