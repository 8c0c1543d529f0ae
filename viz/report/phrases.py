"""Phrases and table rows that several sections share."""

import datetime
from typing import Final

from approdo.experiments.contrast import Contrast
from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate, Paired
from approdo.experiments.telling import FEWEST_FOR_95
from approdo.model.outcomes import OUTCOMES
from approdo.model.territory import Territory
from approdo.viz.words.verdict import better

from .pieces import Joined, Month, Named, Number, Piece, Size, Told, Unit, Words

DEFINED: Final = {outcome.id: outcome for outcome in OUTCOMES}
HEADS: Final = ("outcome", "unit", "baseline", "package", "difference", "reading")
WIDTHS: Final = (0.28, 0.1, 0.11, 0.11, 0.23, 0.17)
SMALL: Final = 100  # levels below show decimals even where nothing differs

QUOTED: Final = (Words("report.sources_note"), Words("report.codes_note"))  # below every table that names sources

Row = tuple[Piece, ...]


def heads(*names: str) -> Row:
    """Return the heads of a table by their keys."""
    return tuple(Words(f"report_head.{name}") for name in names)


def name_of(contrast: Contrast) -> str:
    """Return what a package is called."""
    return contrast.policy.scenario.package.name


def called(territory: Territory) -> Piece:
    """Return the name of a territory in the language of the document."""
    return Named("territory_name", territory.name)


def baseline(contrast: Contrast) -> Piece:
    """Return what the baseline is called."""
    package = contrast.base.scenario.package
    return package.name if package.levers else Words("answer.no_policy")


def measured(contrast: Contrast) -> Piece:
    """Return what the headline counts."""
    if contrast.window is None:
        return Words("report.person_months")
    return Words("report.per_leaver", {"window": Number(contrast.window)})


def axis_of(contrast: Contrast) -> Piece:
    """Return what the axis of a figure of the headline is called."""
    return Words("report.axis_person_months" if contrast.window is None else "report.axis_per_leaver")


def worlds(found: Estimate) -> Piece:
    """Return what an interval of worlds holds: the middle 95 % of them, or all while they are few."""
    return Words("report.worlds_95" if found.n >= FEWEST_FOR_95 else "report.worlds_all", {"n": Number(found.n)})


def reading(name: str, change: Estimate) -> Piece:
    """Return the verdict on a difference; where it is not clear, that."""
    return Words(f"report_reading.{better(name, change) if change.mean is not None else 'undefined'}")


def level_places(change: Estimate, *levels: float | None) -> int:
    """Return the decimals of levels and of their difference; two for small levels that never differ."""
    places = decimals(change, *levels)
    if change.low is not None and change.low == change.high and any(level and level % 1 for level in levels):
        small = max(abs(level) for level in levels if level) < SMALL
        return max(places, 2 if small else 0)
    return places


def outcome_row(name: str, found: Paired, label: Piece | None = None) -> Row:
    """Return the row of an outcome: label, unit, both levels, the difference with its worlds, the verdict."""
    outcome = DEFINED[name]
    share = outcome.unit == "share"
    factor = 100.0 if share else 1.0
    change = found.difference.scaled(factor)
    base, policy = (None if level is None else level * factor for level in (found.base, found.policy))
    places = level_places(change, base, policy)
    return (
        Told(outcome) if label is None else label,
        Words("report.points") if share else Unit(outcome.unit),
        Number(base, places),
        Number(policy, places),
        Size(found.worlds, factor, places=places),
        reading(name, found.difference),
    )


def day(date: datetime.date) -> Piece:
    """Return a date as it is written in a text."""
    return Joined((str(date.day), Month(12 * date.year + date.month - 1)), " ")
