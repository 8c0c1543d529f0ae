"""One package in several territories: one table, a line for each, and what they add up to."""

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Final

from approdo import __version__
from approdo.model.calendar import month_text
from approdo.model.outcomes import TOTALS

from .gather import Arm
from .horizon import headline_window
from .numbers import decimals, interval, plain
from .statistics import Real, estimate
from .together import THIN, THIN_TOO, added_up, in_totals, is_thin

if TYPE_CHECKING:
    from .scenario import Scenario

SHARES: Final = ("stable", "work", "gone")
GAP: Final = "  "


def side_by_side(arms: Sequence[Arm], thin_too: bool = False) -> list[str]:
    """Return the lines of the table; everything else is in the rows (``--json``), or in a run of one territory.

    `thin_too` counts thin territories in the total.
    """
    scenario: Scenario = arms[0].scenario
    window = headline_window(scenario.months)
    columns = _columns(window)
    heads = ["", *columns.values(), "delivered", "cost, EUR"]
    known = [arm for arm in arms if not is_thin(arm.territory)]
    rows = [_row(arm.territory.name, arm.totals, columns, _delivered([arm])) for arm in known]
    adding = in_totals(arms, thin_too)
    total = added_up(adding) if len(adding) > 1 else None
    if total is not None:
        rows.append(_row(f"all {len(adding)} together", total, columns, _delivered(adding)))
    thin = [arm for arm in arms if is_thin(arm.territory)]
    rows += [_row(f"{arm.territory.name} *", arm.totals, columns, _delivered([arm])) for arm in thin]
    lines = [
        f"{scenario.package.name}, {scenario.months} months from {_starts(arms)}, {len(arms[0].totals)} runs, "
        f"model {__version__}",
        *_aligned([heads, *rows]),
        f"  Leavers: followed for {window} months after the scheduled exit." if window else "  Nobody has a full year.",
        "  Person-months: homeless, everybody, the whole horizon. Delivered: of what is planned, mean of the actions.",
    ]
    lines += [f"  * {THIN_TOO if thin_too else THIN}."] if thin else []
    return [*lines, "Every outcome of every territory: --json FILE, or one territory at a time."]


def _starts(arms: Sequence[Arm]) -> str:
    months = sorted({arm.scenario.start for arm in arms})
    return " or ".join(month_text(month) for month in months)


def _columns(window: int | None) -> dict[str, str]:
    if window is None:
        return {"hm_total": "homeless person-months", "departures": "departures"}
    return {
        f"index_people_{window}": "leavers",
        f"hm_strict_{window}": "homeless-months per leaver",
        f"stable_{window}": "stable %",
        f"work_{window}": "job %",
        f"gone_{window}": "gone %",
        "hm_total": "person-months",
    }


def _row(name: str, totals: Real, columns: dict[str, str], delivered: str) -> list[str]:
    cells = [name]
    for outcome in columns:
        found = estimate(totals[:, TOTALS.index(outcome)])
        found = found.scaled(100) if outcome.startswith(SHARES) else found
        places = decimals(found)
        # the headline with its interval; the rest as levels
        told = interval(found, places) if outcome.startswith("hm_strict") else ""
        cells.append(f"{plain(found.mean, places)} {told}".strip())
    cost = estimate(totals[:, TOTALS.index("cost_gross")])
    return [*cells, delivered, plain(cost.mean, 0)]


def _delivered(arms: Sequence[Arm]) -> str:
    shares = [
        served / planned
        for arm in arms
        for planned, served in zip(arm.planned.tolist(), arm.delivered_in_time.tolist(), strict=True)
        if planned > 0
    ]
    return f"{fmean(shares):.0%}" if shares else "-"


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        GAP
        + (
            row[0].ljust(widths[0])
            + GAP
            + GAP.join(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        )
        for row in rows
    ]
