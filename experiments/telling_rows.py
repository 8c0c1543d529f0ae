"""The tables of an answer: the rows of one comparison, and all territories and packages line by line."""

from collections.abc import Iterable, Sequence
from typing import Final

from approdo.model.outcomes import OUTCOMES, TOTALS

from .contrast import Contrast
from .numbers import decimals, interval, plain, signed
from .page import Page
from .statistics import Estimate, Paired, paired
from .together import THIN, THIN_TOO, added_up, in_totals, is_thin

UNITS: Final = {outcome.id: outcome.unit for outcome in OUTCOMES}
NOT_CLEAR: Final = "no detectable difference"

Cells = tuple[str, str, str, str]


def main_table(contrast: Contrast, page: Page) -> list[str]:
    """Return the outcomes of one comparison, a row each."""
    return _table(_rows(contrast), page)


def overview(contrasts: Sequence[Contrast], thin_too: bool, page: Page) -> list[str]:
    """Return one line for each territory and package, the headline side by side; then totals, then thin territories."""
    name, window = contrasts[0].outcome("strict"), contrasts[0].window
    known, thin = [], []
    for contrast in contrasts:
        label = f"{contrast.policy.territory.name}, {contrast.policy.scenario.package.name}"
        if is_thin(contrast.policy.territory):
            thin.append(_with_departures(contrast, f"{label} *", name))
        else:
            known.append(_with_departures(contrast, label, name))
    what = f"Homeless-months per leaver, {window} months" if window else "Homeless person-months"
    rows = [*known, *_together(contrasts, name, thin_too), *thin]
    lines = [f"{what}, compared with the baseline:", *_table(rows, page)]
    return [*lines, *page.prose(f"* {THIN_TOO if thin_too else THIN}.", "  ", "  ")] if thin else lines


def _rows(contrast: Contrast) -> list[Cells]:
    window, totals = contrast.window, contrast.totals
    within = f", {window} months" if window else ""
    per = "homeless-months per leaver" if window else "homeless person-months"
    shown = [
        (f"{per}{within}", contrast.outcome("strict")),
        ("  programme places counted as homes", contrast.outcome("lenient")),
        ("  beds and prolonged reception too", contrast.outcome("plus")),
    ]
    if window:
        shown += [
            (f"departed by month {window}", f"gone_{window}"),
            (f"in a home with a title at month {window}", f"housed_{window}"),
            ("  of their own, not the programme's", f"stable_{window}"),
            (f"with a job at month {window}", f"work_{window}"),
        ]
    shown.append(("months to a stable home", "months_to_stable_home"))
    if window:
        shown.append(("homeless person-months, everybody", "hm_total"))
    shown.append(("other households' months of search", "others_searching_total"))
    cells = [_cells(label, name, totals[name]) for label, name in shown]
    cells.append(_ratio("of which displaced onto others", contrast.displaced.scaled(100), "", " %"))
    cells.append(_cells("cost of the package", "cost_gross", totals["cost_gross"]))
    cells.append(_cells("cost net of days in reception", "cost_total", totals["cost_total"]))
    cells.append(_ratio("cost per homeless-month averted", contrast.cost_per_month, "EUR ", ""))
    return cells


def _cells(label: str, name: str, found: Paired) -> Cells:
    unit = UNITS[name]
    factor, mark = (100.0, " %") if unit == "share" else (1.0, "")
    front = "EUR " if unit == "EUR" else ""
    change, worlds = found.difference.scaled(factor), found.worlds.scaled(factor)
    if change.mean is None or found.base is None or found.policy is None:
        return label, "-", "", change.why
    base, policy = found.base * factor, found.policy * factor
    places = decimals(change, base, policy)
    levels = f"{plain(base, places)} -> {plain(policy, places)}{mark}"
    note = "" if change.clear or change.low is None else f"   {NOT_CLEAR}"
    return label, f"{front}{signed(change.mean, places)}", interval(worlds, places, sign=True), f"{levels}{note}"


def _ratio(label: str, found: Estimate, front: str, mark: str) -> Cells:
    if found.mean is None:
        return label, "-", "", found.why
    places = decimals(found)
    note = "" if found.clear else f"  {NOT_CLEAR}"
    return label, f"{front}{plain(found.mean, places)}{mark}", interval(found, places), note


def _table(rows: Sequence[Cells], page: Page) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    under = 2 + widths[0] + 2 + widths[1] + 2  # the interval
    lines: list[str] = []
    for label, size, range_, levels in rows:
        front = f"  {label:<{widths[0]}}  {size:>{widths[1]}}  {range_:<{widths[2]}}  "
        lines += page.row(front, levels, under)
    return lines


def _with_departures(contrast: Contrast, label: str, name: str) -> Cells:
    """Return the headline with the change in departures beside it: who has left is not homeless here."""
    gone = contrast.totals[_gone(contrast)].difference
    return _departed(_cells(label, name, contrast.headline), gone, contrast.window)


def _gone(contrast: Contrast) -> str:
    return f"gone_{contrast.window}" if contrast.window else "departures"


def _departed(front: Cells, gone: Estimate, window: int | None) -> Cells:
    moved = gone.scaled(100.0) if window else gone
    if moved.mean is None:
        return front
    what = "points" if window else "people"
    return (*front[:3], f"{front[3]}   departed {signed(moved.mean, max(1, decimals(moved)))} {what}")


def _together(contrasts: Sequence[Contrast], name: str, thin_too: bool) -> Iterable[Cells]:
    """Yield a line for each package: all territories together, run by run."""
    for package in dict.fromkeys(contrast.policy.id for contrast in contrasts):
        chosen = [contrast for contrast in contrasts if contrast.policy.id == package]
        policies = in_totals([contrast.policy for contrast in chosen], thin_too)
        base = added_up([contrast.base for contrast in chosen if contrast.policy in policies])
        policy = added_up(policies)
        if len(policies) > 1 and base is not None and policy is not None:
            both = {
                each: paired(base[:, TOTALS.index(each)], policy[:, TOTALS.index(each)])
                for each in (name, _gone(chosen[0]))
            }
            label = f"all {len(policies)} together, {policies[0].scenario.package.name}"
            front = _cells(label, name, both[name])
            yield _departed(front, both[_gone(chosen[0])].difference, chosen[0].window)
