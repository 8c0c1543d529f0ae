"""1 Exits from reception."""

import numpy as np

from .. import draws
from ..arithmetic import chance
from ..codes import Channel, Housing, Permit
from ..draws import pick, stream
from ..flows import DEPARTURES, EXITS, TRANSFERS_BLOCKED
from ..kernel import allocating_kernel, kernel
from ..kinds import RECEPTION_EXTENSION
from ..parameters import Values
from ..world import Ints, World
from .ahead import fetch_soon
from .common import UNPLACED, depart, is_employed
from .supports import months_left

# What became of the move from CAS to SAI.
MOVED = 2
BLOCKED = 3
STAYS = 4
UNKNOWN = -(1 << 30)


@kernel
def is_inside(state: int) -> bool:
    """Say whether somebody is in reception, within the usual time or beyond it."""
    return (state == Housing.RECEPTION) | (state == Housing.PROLONGED_RECEPTION)


@kernel
def welcome(world: World, p: Values, t: int, inside: Ints) -> int:
    """Let people whose exit has come near into the population, and list who is in the territory.

    Rows are in order of the month due, so that those still expected are the last ones; `crowd` holds the length of the
    list and the first row still expected. The rows of those in reception are written to `inside`: returns how many.
    """
    people, present, crowd = world.people, world.present, world.crowd
    count, listed = 0, 0
    before = present[: crowd[0]]
    for k in range(before.size):  # without a branch: who is still here, and where, cannot be foreseen
        fetch_soon(world, before, k)
        i = before[k]
        state = people.housing[i]
        present[count] = i
        inside[listed] = i
        count += int(state != Housing.DEPARTED)
        listed += int(is_inside(state))
    first = crowd[1]
    while first < people.id.size and t >= people.exit_due[first] - p.reception_window_months:
        if people.housing[first] == Housing.EXPECTED:
            people.housing[first] = Housing.RECEPTION
            people.since[first] = 0
        present[count] = inside[listed] = first
        count += 1
        listed += int(is_inside(people.housing[first]))
        crowd[3] += people.channel[first] != Channel.NONE
        first += 1
    crowd[0], crowd[1] = count, first
    return listed


@kernel
def held_places(world: World, t: int) -> int:
    """Return how many SAI places longer stays hold beyond those that they have already kept somebody out of."""
    people = world.people
    held = 0
    for i in world.present[: world.crowd[0]]:
        if people.housing[i] == Housing.PROLONGED_RECEPTION and people.channel[i] != Channel.CAS:
            held += 1
        if people.transfer[i] == BLOCKED and t < people.exit_due[i]:
            held -= 1
    return held


@kernel
def transfers(world: World, p: Values, t: int, inside: Ints) -> None:
    """Holders in CAS who go on to SAI under no new policy do so months before their exit, if a place is free.

    Who goes is a fixed answer; a longer stay of somebody else in SAI holds the place, and the next in line leaves
    reception without having been in SAI.
    """
    people = world.people
    key = stream(world.seed[0], draws.SAI_TRANSFER, 0)
    share = p.reception_sai_share * p.reception_sai_free
    held = UNKNOWN
    for i in inside:
        if people.channel[i] != Channel.CAS or people.housing[i] != Housing.RECEPTION or people.transfer[i] != 0:
            continue
        if t < people.exit_due[i] - p.reception_sai_months:
            continue
        if people.permit[i] == Permit.NONE or not chance(pick(key, people.id[i], 0), share):
            people.transfer[i] = STAYS
            continue
        if held == UNKNOWN:
            held = held_places(world, t)
        if held > 0:
            held -= 1
            people.transfer[i] = BLOCKED
            world.flows[TRANSFERS_BLOCKED] += 1
            leave_reception(world, p, i)
        else:
            people.transfer[i] = MOVED
            people.channel[i] = Channel.SAI


@kernel
def leave_reception(world: World, p: Values, i: int) -> None:
    """Let somebody leave reception; where they sleep is settled later in the month."""
    people = world.people
    people.housing[i] = UNPLACED
    people.since[i] = 0
    world.flows[EXITS] += 1
    if people.permit[i] != Permit.NONE:
        people.savings[i] += int(p.reception_exit_grant)


@kernel
def end_stays_in_reception(world: World, p: Values, t: int, inside: Ints) -> None:
    """Let people leave reception when due or before.

    Before: when they give up, return to their country with assistance, are put out, or when income revokes the place.
    An early leaver departs from the territory with chance `abandon_departs`.
    """
    people, seed = world.people, world.seed[0]
    abandon = stream(seed, draws.ABANDON, t)
    revoke = stream(seed, draws.REVOKE, t)
    housing, due = people.housing, people.exit_due
    for i in inside:
        if housing[i] == Housing.RECEPTION:
            if t >= due[i]:
                leave_reception(world, p, i)
            elif chance(pick(abandon, people.id[i], 0), p.reception_abandon_hazard):
                if chance(pick(abandon, people.id[i], 1), p.reception_abandon_departs):
                    depart(world, i)
                    world.flows[DEPARTURES] += 1
                    continue
                leave_reception(world, p, i)
            elif chance(pick(abandon, people.id[i], 2), p.reception_return_hazard):
                depart(world, i)
                world.flows[DEPARTURES] += 1
            elif chance(pick(abandon, people.id[i], 3), p.reception_removal_hazard) or (
                people.channel[i] == Channel.CAS
                and is_employed(people.work[i])
                and people.income[i] > p.reception_income_limit
                and chance(pick(revoke, people.id[i], 0), p.reception_revoke_hazard)
            ):
                leave_reception(world, p, i)
        elif housing[i] == Housing.PROLONGED_RECEPTION:
            if months_left(world.supports, RECEPTION_EXTENSION, i) <= 1:  # the last month that was paid for is over
                housing[i] = UNPLACED
                people.since[i] = 0


@allocating_kernel
def exits(world: World, p: Values, t: int) -> None:
    """People enter the last year of reception, and leave it when due or before.

    Nobody is in the population before the last `reception_window` months of their stay. Who leaves is unplaced until
    the market and the services have answered.
    """
    rows = np.empty(world.people.id.size, np.int64)
    inside = rows[: welcome(world, p, t, rows)]
    transfers(world, p, t, inside)
    end_stays_in_reception(world, p, t, inside)
