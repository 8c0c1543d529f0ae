"""Moves from province to province, where several are run together: who departs may arrive in another of them.

Between two months, after the last process. Which province does not depend on policy: each draws by its share of the
country's resident foreigners. Who arrives competes there for homes, work and places like everybody else, but is counted
with the people of the province whose reception they left, as departed.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from . import draws
from .codes import Channel, Housing, Work
from .draws import draw
from .parameters import Parameters
from .territory import MANY_PROVINCES, Territory
from .world import People, World, make_table

Flags = npt.NDArray[np.bool_]

GOES, ZONE, PROVINCE = 0, 1, 2  # attempts of the draw; provinces by PROVINCE + code
BITS = 53

# What begins anew: everything that belongs to a home, a job, a service or an office of the province left.
NOTHING = (
    *("away", "since", "rent", "wage", "income", "arrears", "unpaid", "covered", "lease_left", "contract_left"),
    *("registered", "bridges", "hosting_left", "stays", "reached", "plan"),
)


class Mover(NamedTuple):
    """Somebody on the way: the world and the row of the person there."""

    world: World
    row: int


def departed(world: World) -> Flags:
    """Return [N]: who has left the province."""
    gone: Flags = world.people.housing == Housing.DEPARTED
    return gone


def move(
    worlds: Sequence[World], places: Sequence[Territory], before: Sequence[Flags], parameters: Parameters, t: int
) -> list[list[Mover]]:
    """Return who arrives in each province after recorded month `t`, in the order of provinces and rows left.

    Args:
        worlds: one a province, after the month.
        places: the provinces.
        before: `departed` of each before the month.
        parameters: the model's numbers.
        t: recorded month.
    """
    coming: list[list[Mover]] = [[] for _ in worlds]
    drawing = {number: foreigners(place) for number, place in enumerate(places) if place.country == MANY_PROVINCES}
    for origin in drawing:
        world = worlds[origin]
        for row in np.flatnonzero(departed(world) & ~before[origin]).tolist():
            if not _happens(world, row, t, GOES, parameters["moves.in_country"]):
                continue
            left = parameters["moves.residents_it"] - drawing[origin]
            for number, residents in drawing.items():
                if number == origin:
                    continue
                if _happens(world, row, t, PROVINCE + places[number].code, residents / max(left, residents)):
                    coming[number].append(Mover(world, row))
                    break
                left -= residents
    return coming


def foreigners(place: Territory) -> int:
    """Return how many resident foreigners a province has."""
    return sum(zone.foreign_residents for zone in place.zones)


def arrive(
    world: World, place: Territory, movers: Sequence[Mover], own: Flags, parameters: Parameters, t: int
) -> tuple[World, Flags]:
    """Return the world with these people in it, without a home and looking for work, and who are its own.

    Their rows come before those of the people who are still expected. Months before their arrival count as departed.

    Args:
        world: after recorded month `t`.
        place: its province.
        movers: who arrives, in order.
        own: [N] who was of the province from the beginning.
        parameters: the model's numbers.
        t: recorded month.
    """
    if not movers:
        return world, own
    at = np.full(len(movers), world.crowd[1])
    holders = 0
    people = _rows(world.people, np.insert(np.arange(own.size), at, 0))
    for row, (home, left) in enumerate(movers, start=int(world.crowd[1])):
        _copy_row(home.people, left, people, row)
        people.exit_due[row] = min(int(people.exit_due[row]), t)  # out of reception, whenever it was due
        people.home[row] = people.employer[row] = -1
        people.housing[row], people.work[row] = Housing.STREET, Work.JOBSEEKER
        people.bonds[row] = int(parameters["moves.bonds"])
        people.zone[row] = _zone(place, _luck(home, left, t, ZONE))
        holders += people.channel[row] != Channel.NONE
    supports = world.supports._replace(
        left=np.insert(world.supports.left, at, 0, axis=1),
        by=np.insert(world.supports.by, at, -1, axis=1),
        served=np.insert(world.supports.served, at, 0, axis=1),
    )
    record = world.record._replace(
        states=np.insert(world.record.states, at, Housing.DEPARTED + 16 * Work.INACTIVE, axis=1),
    )
    crowd = world.crowd.copy()
    crowd[1] += len(movers)
    crowd[3] += holders
    present = np.zeros(people.id.size, np.int64)
    present[: crowd[0]] = world.present[: crowd[0]]
    present[crowd[0] : crowd[0] + len(movers)] = np.arange(world.crowd[1], crowd[1])
    crowd[0] += len(movers)
    changed = world._replace(
        people=people, supports=supports, record=record, present=present, alike=np.zeros_like(present), crowd=crowd
    )
    return changed, np.insert(own, at, False)


def _happens(world: World, row: int, t: int, attempt: int, probability: float) -> bool:
    return _luck(world, row, t, attempt) < int(probability * 2**BITS)


def _luck(world: World, row: int, t: int, attempt: int) -> int:
    """Return 0 to 2**53 - 1."""
    return int(draw(int(world.seed[0]), draws.MOVE, t, int(world.people.id[row]), attempt)) >> 64 - BITS


def _zone(place: Territory, luck: int) -> int:
    """Return a zone, each with a chance by its resident foreigners; `luck` is 0 to 2**53 - 1."""
    spot = luck * foreigners(place) >> BITS
    seen = 0
    for number, zone in enumerate(place.zones):
        seen += zone.foreign_residents
        if spot < seen:
            return number
    return len(place.zones) - 1


def own_people(world: World, own: Flags) -> World:
    """Return the world as its own people make it up: for the outcomes that are told per person of the province."""
    if own.all():
        return world
    record = world.record._replace(states=world.record.states[:, own])
    return world._replace(people=_rows(world.people, np.flatnonzero(own)), record=record)


def _rows(people: People, rows: npt.NDArray[np.int64]) -> People:
    """Return a table of these rows of another."""
    found: Any = make_table(People, rows.size)
    found[:] = np.asarray(people)[rows]
    return cast(People, found)


def _copy_row(source: People, row: int, target: People, to: int) -> None:
    """Copy somebody into another table, without what belongs to the province left."""
    table: Any = target
    table[to] = np.asarray(source)[row]
    for name in NOTHING:
        table[name][to] = 0
