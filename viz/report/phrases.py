"""Phrases and table rows that several sections share."""

from typing import Final

from approdo.experiments.contrast import Contrast
from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate, Paired
from approdo.experiments.telling import FEWEST_FOR_95
from approdo.model.outcomes import OUTCOMES
from approdo.viz.words.verdict import better

from .pieces import Number, Piece, Size, Told, Unit, Words

DEFINED: Final = {outcome.id: outcome for outcome in OUTCOMES}
HEADS: Final = ("outcome", "unit", "baseline", "package", "difference", "reading")
WIDTHS: Final = (0.3, 0.11, 0.11, 0.11, 0.19, 0.18)

Row = tuple[Piece, ...]


def heads(*names: str) -> Row:
    """Return the heads of a table by their keys."""
    return tuple(Words(f"report_head.{name}") for name in names)


def name_of(contrast: Contrast) -> str:
    """Return what a package is called."""
    return contrast.policy.scenario.package.name


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


def outcome_row(name: str, found: Paired, label: Piece | None = None) -> Row:
    """Return the row of an outcome: label, unit, both levels, the difference with its worlds, the verdict."""
    outcome = DEFINED[name]
    share = outcome.unit == "share"
    factor = 100.0 if share else 1.0
    change = found.difference.scaled(factor)
    base, policy = (None if level is None else level * factor for level in (found.base, found.policy))
    places = decimals(change, base, policy)
    return (
        Told(outcome) if label is None else label,
        Words("report.points") if share else Unit(outcome.unit),
        Number(base, places),
        Number(policy, places),
        Size(found.worlds, factor, places=places),
        reading(name, found.difference),
    )
