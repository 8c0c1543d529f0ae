"""Reads a territory file and says what in it looks odd: not wrong enough to refuse, odd enough to look at twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from approdo.model.codes import ZoneKind
from approdo.model.errors import BadInput
from approdo.model.levers.wording import shown
from approdo.model.territory import Territory, load_territory, territory_names

from .documents import Document, read_document
from .together import is_thin

# What the built-in provinces have, with room on both sides: (least, greatest).
LETS_PER_RESIDENT: Final = (0.01, 0.5)
JOBS_PER_RESIDENT: Final = (0.15, 0.8)
RENTS: Final = (1.0, 30.0)  # EUR/m2/month
LEAVERS_PER_100_000: Final = (0.1, 20.0)  # a month
PLACE: Final = re.compile(r"figures\.\w+|composition\.\w+|travel\.minutes|zone (?P<zone>\d+)")


@dataclass(frozen=True)
class Checked:
    """A territory that can be read, and sentences about what in it looks odd."""

    territory: Territory
    notes: tuple[str, ...]


def read_territory(name: str) -> Territory:
    """Return a territory by its name, or the one in a file of a user, which is not trusted: its size, kind and depth.

    Raises:
        BadInput: it cannot be read; with the line, where there is one.
    """
    if not name.endswith(".toml"):
        return load_territory(name)
    document = read_document(name, "a territory")
    try:
        return load_territory(name)
    except BadInput as error:
        raise BadInput(_located(str(error), document)) from None


def check_territory(name: str) -> Checked:
    """Read a built-in territory or a file.

    Raises:
        BadInput: it cannot be read; with the line, where there is one.
    """
    territory = read_territory(name)
    return Checked(territory, tuple(_notes(territory, built_in=not name.endswith(".toml"))))


def _located(said: str, document: Document) -> str:
    """Put the line into a complaint that names a figure, a composition or the number of a zone."""
    said = said.removeprefix(f"{document.name}: ")
    found = PLACE.search(said)
    keys: tuple[str | int, ...] = ("territory",)
    if found is not None and found["zone"]:
        keys = ("zone", int(found["zone"]) - 1)
    elif found is not None:
        keys = tuple(found[0].split("."))
    key = re.search(r"\b(\w+) = ", said)
    return f"{document.where(*keys, *([key[1]] if key else []))}: {said}"


def _notes(place: Territory, built_in: bool) -> Iterator[str]:
    residents = sum(zone.residents for zone in place.zones)
    if not built_in:
        yield from _clashes(place)
    if residents == 0:
        yield "nobody lives in its zones: residents are all 0."
        return
    if is_thin(place):
        yield f"the number of leavers is {place.figures['leavers_per_month'].status}: not in any total beside others."
    if "population" in place.figures and abs(place.figures["population"].value - residents) > 0.01 * residents:
        yield f"figures.population is {place.figures['population'].value:g}, but the zones have {residents} residents."
    if all(zone.kind != ZoneKind.CENTRE for zone in place.zones):
        yield "no zone is a centre."
    for zone in place.zones:
        if not RENTS[0] <= zone.rent_m2 <= RENTS[1]:
            yield f"zone {shown(zone.name)}: rent_m2 = {zone.rent_m2:g} EUR/m2/month; usual: {_span(RENTS)}."
        if zone.foreign_residents > zone.residents:
            yield f"zone {shown(zone.name)}: {zone.foreign_residents} foreign residents of {zone.residents}."
    lets = sum(zone.private_let for zone in place.zones) / residents
    jobs = sum(sum(zone.jobs) for zone in place.zones) / residents
    leavers = place.figures["leavers_per_month"].value / residents * 100_000
    for what, value, usual in (
        ("private_let per resident", lets, LETS_PER_RESIDENT),
        ("jobs per resident", jobs, JOBS_PER_RESIDENT),
        ("leavers a month per 100,000 residents", leavers, LEAVERS_PER_100_000),
    ):
        if not usual[0] <= value <= usual[1]:
            yield f"{what}: {value:.3g}; usual: {_span(usual)}."
    count = len(place.zones)
    odd = [
        (a, b)
        for a in range(count)
        for b in range(a)
        if abs(place.minutes[a][b] - place.minutes[b][a]) > 0.5 * max(place.minutes[a][b], place.minutes[b][a])
    ]
    if odd:
        a, b = odd[0]
        yield (
            f"travel.minutes: {place.minutes[a][b]} from zone {a + 1} to {b + 1} and {place.minutes[b][a]} back "
            f"({len(odd)} such pairs)."
        )


def _clashes(place: Territory) -> Iterator[str]:
    for name in territory_names():
        other = load_territory(name)
        if other.id == place.id:
            yield f'id = "{place.id}" is that of the built-in territory: results of the two cannot be told apart.'
        if other.code == place.code:
            yield f"code = {place.code} is that of {other.name}: the two would share their people's luck."


def _span(ends: tuple[float, float]) -> str:
    return f"{ends[0]:g} to {ends[1]:g}"
