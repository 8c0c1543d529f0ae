"""The lines of a profile, and their values in a territory: known with its range, or not known and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from approdo.experiments.documents import read_document
from approdo.experiments.together import UNKNOWN, is_thin
from approdo.model.territory import Territory

FILE: Final = Path(__file__).parent / "lines.toml"
INTERNAL: Final = "internal"
HIGH: Final = "high"


@dataclass(frozen=True)
class Line:
    """A line of the profile; `unknown` says why no territory has it, and is empty for the others."""

    id: str
    side: str
    better: str
    label_en: str
    label_it: str
    short_en: str = ""
    short_it: str = ""
    places: int = 0
    percent: bool = False
    simulated: bool = False
    unit_en: str = ""
    unit_it: str = ""
    with_good: tuple[str, ...] = ()
    with_bad: tuple[str, ...] = ()
    unknown: str = ""


@dataclass(frozen=True)
class Rules:
    """How many neighbours, how many peers a comparison needs, and by which figures territories are alike."""

    neighbours: int
    fewest_peers: int
    alike: tuple[str, ...]


@dataclass(frozen=True)
class Value:
    """The value of a line in a territory, with the range that its sources or runs leave; None: `why` not known."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@cache
def lines() -> tuple[Line, ...]:
    """Return every line, in the order of the profile."""
    made = []
    for each in read_document(FILE, "the lines of a profile").table["line"]:
        lists = {name: tuple(each[name]) for name in ("with_good", "with_bad") if name in each}
        made.append(Line(**{**each, **lists}))
    return tuple(made)


@cache
def rules() -> Rules:
    """Return the rules of comparison."""
    table = read_document(FILE, "the lines of a profile").table["rules"]
    return Rules(table["neighbours"], table["fewest_peers"], tuple(table["alike"]))


@cache
def packages() -> Mapping[str, str]:
    """Return the package that holds each lever alone."""
    found: Mapping[str, str] = read_document(FILE, "the lines of a profile").table["packages"]
    return found


def data_value(name: str, place: Territory) -> Value:
    """Return what the data say about a line, or about one of the figures by which territories are alike.

    A number that is an assumption, or taken from another place, is not known.
    """
    try:
        value, low, high = VALUES[name](place)
    except _Unknown as unknown:
        return Value(None, why=str(unknown))
    return Value(value, min(low, value), max(high, value))


class _Unknown(Exception):
    """A figure that a line needs is not known; the text is the reason."""


Numbers = tuple[float, float, float]


def _figure(place: Territory, name: str) -> Numbers:
    found = place.figures.get(name)
    if found is None:
        raise _Unknown("missing")
    if found.status in UNKNOWN:
        raise _Unknown(found.status)
    return found.value, found.low, found.high


def _per(above: Numbers, below: float, factor: float = 1.0) -> Numbers:
    if below <= 0:
        raise _Unknown("missing")
    return above[0] / below * factor, above[1] / below * factor, above[2] / below * factor


def _over(above: float, below: Numbers) -> Numbers:
    """Return a number over a figure: the larger the figure the smaller the result."""
    value, low, high = below
    if low <= 0:
        raise _Unknown("missing")
    return above / value, above / high, above / low


def _rent(place: Territory) -> Numbers:
    lets = sum(zone.private_let for zone in place.zones)
    if is_thin(place):
        raise _Unknown("assumption")
    if not lets:
        raise _Unknown("missing")
    mean = sum(zone.rent_m2 * zone.private_let for zone in place.zones) / lets
    return mean, mean, mean


def _leavers(place: Territory) -> Numbers:
    return _per(_figure(place, "leavers_per_month"), _figure(place, "population")[0], 12 * 100_000)


def _lets_per_leaver(place: Territory) -> Numbers:
    return _over(_figure(place, "private_let_stock")[0] / 12, _figure(place, "leavers_per_month"))


VALUES: Final[Mapping[str, Callable[[Territory], Numbers]]] = {
    "population": lambda place: _figure(place, "population"),
    "industry": lambda place: _figure(place, "sector_share_industry"),
    "sai_share": lambda place: _figure(place, "sai_share_of_leavers"),
    "lets_per_leaver": _lets_per_leaver,
    "rent": _rent,
    "room_rent": lambda place: _figure(place, "room_rent"),
    "disused": lambda place: _per(_figure(place, "recoverable_disused"), _figure(place, "households")[0], 1000),
    "unemployment": lambda place: _figure(place, "unemployment_rate"),
    "jobs": lambda place: _per(_figure(place, "jobs"), _figure(place, "population")[0], 100),
    "agriculture": lambda place: _figure(place, "sector_share_agriculture"),
    "leavers": _leavers,
    "foreign_share": lambda place: _per(_figure(place, "foreign_residents"), _figure(place, "population")[0]),
    "settlements": lambda place: _per(
        _figure(place, "informal_settlement_persons"), _figure(place, "population")[0], 1000
    ),
}
