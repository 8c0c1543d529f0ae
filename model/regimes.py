"""Dated rules: which law holds in a country in a calendar month."""

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .calendar import parse_month
from .errors import BadInput
from .world import Calendar, make_table

FILE = Path(__file__).parent / "data" / "regimes.toml"


class Regime(NamedTuple):
    """The rules of a country from a month on."""

    start: int
    country: str
    name: str
    special_convertible: bool
    special_renewable: bool
    cas_courses: bool
    minimum_income: int  # EUR a month for a household of one adult; 0 none
    minimum_years: int  # years of residence it asks for
    minimum_families: bool  # only households with minors have it
    source: str


@cache
def regimes() -> tuple[Regime, ...]:
    """Return the dated regimes, by country the earliest first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["regime"]
    return tuple(Regime(parse_month(r["from"]), *(r[name] for name in Regime._fields[1:])) for r in rows)


def regime_of(month: int, country: str) -> Regime:
    """Return the regime of a calendar month; before the first one, the first holds.

    Raises:
        BadInput: no rules are known for the country.
    """
    known = [regime for regime in regimes() if regime.country == country]
    if not known:
        countries = ", ".join(sorted({regime.country for regime in regimes()}))
        raise BadInput(f'country = "{country}": no dated rules are known for it, only for {countries}.')
    return [regime for regime in known if regime.start <= month or regime is known[0]][-1]


def calendar_of(first: int, months: int, country: str) -> Calendar:
    """Return the calendar of `months` months from calendar month `first`."""
    calendar = make_table(Calendar, months)
    for t in range(months):
        regime = regime_of(first + t, country)
        calendar.month[t] = (first + t) % 12
        calendar.special_convertible[t] = regime.special_convertible
        calendar.special_renewable[t] = regime.special_renewable
        calendar.cas_courses[t] = regime.cas_courses
        calendar.minimum_income[t] = regime.minimum_income * 100
        calendar.minimum_years[t] = regime.minimum_years
        calendar.minimum_families[t] = regime.minimum_families
    return calendar
