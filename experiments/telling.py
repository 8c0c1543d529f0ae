"""The answer in words: a sentence, a table, and beside them what they cannot tell."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from approdo import __version__
from approdo.model.calendar import month_text
from approdo.model.outcomes import OUTCOMES

from .contrast import Contrast
from .numbers import decimals, interval, plain, signed
from .request import Request
from .runner import Tally
from .statistics import Estimate, Paired

WIDTH: Final = 110
UNITS: Final = {outcome.id: outcome.unit for outcome in OUTCOMES}
NOT_CLEAR: Final = "no detectable difference"


def tell(contrasts: Sequence[Contrast], request: Request, tally: Tally) -> str:
    """Return the whole answer as text for a terminal."""
    lines: list[str] = []
    if len(contrasts) > 1:
        lines += [*_overview(contrasts), ""]
    for contrast in contrasts:
        lines += [*_contrast(contrast), ""]
    lines += ["What this cannot tell:", *_bullets(cannot_tell(contrasts, request))]
    for package in {contrast.policy.id: contrast.policy.scenario.package for contrast in contrasts}.values():
        if package.not_modelled:
            lines += [f"Of {package.name}, not modelled:", *_bullets(package.not_modelled)]
        if package.notice:
            lines.append(f"{package.name}: {package.notice}.")
    lines += failures(tally)
    return "\n".join([*lines, f"Reproduce: {request.command}"])


def failures(tally: Tally) -> list[str]:
    """Return a line about the runs that failed, or nothing."""
    if not tally.failed:
        return []
    first = next(iter(tally.failed.values()))
    return [f"{len(tally.failed)} of {tally.total} runs failed and are left out; the first said: {first.short}"]


def sentence(contrast: Contrast) -> str:
    """Return the answer of one contrast in one sentence."""
    headline, package = contrast.headline, contrast.policy.scenario.package
    what = "homeless-months per leaver" if contrast.window else "homeless person-months"
    found = headline.difference
    if found.mean is None or headline.base is None or headline.policy is None:
        return f"{package.name}: {what} are not defined over this horizon ({found.why})."
    places = decimals(found, headline.base, headline.policy)
    levels = f"from {plain(headline.base, places)} to {plain(headline.policy, places)}"
    if found.low is None:
        return f"{package.name} moves {what} {levels}; {found.why}."
    size = interval(found, places, sign=True)
    if not found.clear:
        return f"{package.name}: {NOT_CLEAR} in {what} ({levels}; {signed(found.mean, places)} {size})."
    verb = "lowers" if found.mean < 0 else "raises"
    share = f", {abs(headline.relative):.0%}" if headline.relative is not None else ""
    return f"{package.name} {verb} {what} {levels}: {signed(found.mean, places)} {size}{share}."


def cannot_tell(contrasts: Sequence[Contrast], request: Request) -> list[str]:
    """Return, in plain words, what the results leave open."""
    rows = request.parameters.rows
    assumed = sum(row.status == "assumption" for row in rows)
    texts = [
        f"How sure we are of the model: the intervals hold only the chance of {request.runs} simulated pairs. "
        f"{assumed} of {len(rows)} parameters are assumptions (approdo parameters --status assumption), "
        "and rankings of policies are driven by priors.",
    ]
    for contrast in contrasts:
        texts += _departures(contrast, many=len(contrasts) > 1)
    if any(contrast.window for contrast in contrasts):
        texts.append(
            "What happens to late leavers: only those whose window after the scheduled exit fits into the horizon "
            "are in the headline."
        )
    texts += [
        "Where in the province: the positions of zones are synthetic; levels (rents, homes, jobs, residents) follow "
        "the sources in the territory file.",
        "What becomes of any one person: it compares options, it does not forecast people.",
    ]
    return texts


def _departures(contrast: Contrast, many: bool) -> list[str]:
    window = contrast.window
    if window is None:
        gone = contrast.totals["departures"].difference
        places = decimals(gone)
        return [f"How those who leave the territory fare: departures change by {signed(gone.mean, places)} people."]
    gone = contrast.totals[f"gone_{window}"].difference
    if gone.mean is None:
        return []
    bounds = [contrast.totals[name].difference for name in (f"hm_dep_matched_{window}", f"hm_dep_last_{window}")]
    places = max(decimals(found) for found in (*bounds, contrast.headline.difference))
    first, second, third = (
        f"{signed(found.mean, places)} {interval(found, places, sign=True)}".strip()
        for found in (contrast.headline.difference, *bounds)
    )
    where = f" ({contrast.policy.territory.name}, {contrast.policy.scenario.package.name})" if many else ""
    return [
        f"How those who leave the territory fare{where}: the share departed changes by "
        f"{_share(gone)}. Counted as housed elsewhere the difference is {first}, as those who stayed {second}, "
        f"as in their last month {third}."
    ]


def _share(found: Estimate) -> str:
    scaled = found.scaled(100)
    places = decimals(scaled)
    return f"{signed(scaled.mean, places)} points {interval(scaled, places, sign=True)}".strip()


def _contrast(contrast: Contrast) -> list[str]:
    scenario, totals, window = contrast.policy.scenario, contrast.totals, contrast.window
    people = f", {plain(totals[f'index_people_{window}'].base, 0)} leavers" if window else ""
    lines = [
        f"{contrast.policy.territory.name}, {scenario.months} months from {month_text(scenario.start)}{people}, "
        f"{contrast.pairs} paired runs, model {__version__}",
        *textwrap.wrap(sentence(contrast), WIDTH),
    ]
    if contrast.depends_on_definition:
        lines.append("The answer depends on the definition of homelessness: see the first three rows.")
    base = contrast.base.scenario.package
    compared = "no new policy" if not base.levers else base.name
    lines += [f"{scenario.package.name}, compared with {compared}:", *_table(_rows(contrast))]
    headline = contrast.headline
    if headline.correlation is not None:
        saved = (
            f"; independent seeds would need {headline.fewer_runs:,.1f} times the runs" if headline.fewer_runs else ""
        )
        lines.append(f"Pairing: correlation {headline.correlation:.3f} between the arms{saved}.")
    lines += _delivery(contrast)
    for text in contrast.warnings:
        lines += textwrap.wrap(f"Note: {text}", WIDTH, subsequent_indent="  ")
    return lines


def _delivery(contrast: Contrast) -> list[str]:
    levers, policy = contrast.policy.scenario.package.levers, contrast.policy
    told = [
        f"{lever.id} {served / planned:.0%}"
        for lever, planned, served in zip(
            levers, policy.planned.tolist(), policy.delivered_in_time.tolist(), strict=True
        )
        if planned > 0
    ]
    return (
        textwrap.wrap(f"Delivered of what is planned: {', '.join(told)}.", WIDTH, subsequent_indent="  ")
        if told
        else []
    )


Cells = tuple[str, str, str, str]


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
    change = found.difference.scaled(factor)
    if change.mean is None or found.base is None or found.policy is None:
        return label, "-", "", change.why
    base, policy = found.base * factor, found.policy * factor
    places = decimals(change, base, policy)
    levels = f"{plain(base, places)} -> {plain(policy, places)}{mark}"
    note = "" if change.clear or change.low is None else f"   {NOT_CLEAR}"
    return label, f"{front}{signed(change.mean, places)}", interval(change, places, sign=True), f"{levels}{note}"


def _ratio(label: str, found: Estimate, front: str, mark: str) -> Cells:
    if found.mean is None:
        return label, "-", "", found.why
    places = decimals(found)
    note = "" if found.clear else f"  {NOT_CLEAR}"
    return label, f"{front}{plain(found.mean, places)}{mark}", interval(found, places), note


def _table(rows: Sequence[Cells]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [f"  {row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:<{widths[2]}}  {row[3]}".rstrip() for row in rows]


def _overview(contrasts: Sequence[Contrast]) -> list[str]:
    """Return one line for each territory and package, the headline side by side."""
    cells: list[Cells] = []
    for contrast in contrasts:
        scenario = contrast.policy.scenario
        label = f"{contrast.policy.territory.name}, {scenario.package.name}"
        cells.append(_cells(label, contrast.outcome("strict"), contrast.headline))
    window = contrasts[0].window
    what = f"Homeless-months per leaver, {window} months" if window else "Homeless person-months"
    return [f"{what}, compared with the baseline:", *_table(cells)]


def _bullets(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")]
