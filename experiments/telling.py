"""The answer in words: a sentence, a table, and beside them what they cannot tell."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import Final

from approdo import __version__
from approdo.model.calendar import month_text
from approdo.model.outcomes import OUTCOMES, TOTALS

from .contrast import Contrast
from .details import detail_lines, fates_line
from .limits import cannot_tell
from .moved import moved_lines
from .numbers import decimals, interval, percent, plain, signed
from .package import Package
from .ranking_text import ranking_lines, rankings, unranked
from .request import Request
from .runner import Tally
from .statistics import Estimate, Paired, paired
from .together import THIN, THIN_TOO, added_up, in_totals, is_thin
from .uncertainty import Uncertainty

WIDTH: Final = 110
UNITS: Final = {outcome.id: outcome.unit for outcome in OUTCOMES}
NOT_CLEAR: Final = "no detectable difference"
DEPENDS: Final = "The answer depends on the definition of homelessness"
FEWEST_FOR_95: Final = 39  # worlds of which the outermost two enclose another one with 95 %


def tell(
    contrasts: Sequence[Contrast],
    request: Request,
    tally: Tally,
    ended: str = "",
    details: bool = False,
    thin_too: bool = False,
) -> str:
    """Return the whole answer as text for a terminal.

    `details` adds what does not fit on one screen, `thin_too` counts thin territories in totals and rankings.
    """
    lines: list[str] = []
    if len(contrasts) > 1:
        lines += [*_overview(contrasts, thin_too), ""]
    whole = details or len(contrasts) == 1
    for contrast in contrasts:
        lines += [*_contrast(contrast, request, details), ""] if whole else _brief(contrast)
    for ranking in rankings(contrasts, thin_too):
        lines += [*ranking_lines(ranking, contrasts, details), ""]
    for arm in [] if thin_too else unranked(contrasts):
        why = "even the number of leavers is a judgement or imputed"
        lines += [f"No ranking in {arm.territory.name}: {why}. All the same: --thin", ""]
    if not whole:
        lines += [*textwrap.wrap(_spread(contrasts[0], request, alone=False), WIDTH)]
        lines += ["The table of each, departures and groups: --details, or --json FILE.", ""]
    if request.moves:
        lines += [*moved_lines([arm for each in contrasts for arm in (each.base, each.policy)]), ""]
    lines += ["What this cannot tell:", *_bullets(cannot_tell(contrasts, request, brief=not whole))]
    lines += _of_packages([contrast.policy.scenario.package for contrast in contrasts])
    lines += failures(tally)
    if ended:
        lines.append(f"{ended[0].upper()}{ended[1:]}.")
    return "\n".join([*lines, f"Reproduce: {request.command}{' --thin' if thin_too else ''}"])


def _of_packages(packages: Sequence[Package]) -> list[str]:
    """Return what packages say about themselves; packages that say the same are named together."""
    said: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for package in packages:
        names = said.setdefault((package.not_modelled, package.notice), [])
        if package.name not in names:
            names.append(package.name)
    lines: list[str] = []
    for (not_modelled, notice), names in said.items():
        if not_modelled:
            lines += [f"Of {' and '.join(names)}, not modelled:", *_bullets(not_modelled)]
        if notice:
            lines.append(f"{', '.join(names)}: {notice}.")
    return lines


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
    found, worlds = headline.difference, contrast.worlds(contrast.outcome("strict"))
    if found.mean is None or headline.base is None or headline.policy is None:
        return f"{package.name}: {what} are not defined over this horizon ({found.why})."
    places = decimals(found, headline.base, headline.policy)
    levels = f"from {plain(headline.base, places)} to {plain(headline.policy, places)}"
    if found.low is None:
        return f"{package.name} moves {what} {levels}; {found.why}."
    if worlds.same:
        return f"{package.name}: no difference in {what}, identical in all {found.n} worlds."
    size = f"{signed(found.mean, places)} {interval(headline.worlds, places, sign=True)}"
    if not found.clear:
        return f"{package.name}: {NOT_CLEAR} in {what} ({levels}; {size})."
    verb = "lowers" if found.mean < 0 else "raises"
    share = f", {percent(abs(headline.relative))}" if headline.relative is not None else ""
    return f"{package.name} {verb} {what} {levels}: {size}{share}{_sign(worlds)}."


def _sign(worlds: Uncertainty) -> str:
    if worlds.flips is None:
        return ""
    if worlds.flips.value == 0:
        return f"; the other sign in none of {worlds.mean.n} worlds"
    return f"; the other sign in {percent(worlds.flips.value)} of worlds"


def _spread(contrast: Contrast, request: Request, alone: bool = True) -> str:
    """Return what the brackets hold; if the contrast stands `alone`, also how much of it is chance, and the error."""
    found = contrast.headline.difference
    if found.mean is None or found.low is None:
        return ""
    places = decimals(found)
    known = f"; the mean itself is known to ±{plain(found.mean - found.low, places)}." if alone else "."
    what = f"95 % of {found.n} worlds" if found.n >= FEWEST_FOR_95 else f"all {found.n} worlds"
    if not request.draws.vary:
        return f"[ ] holds {what}, which differ by luck only (parameters fixed){known}"
    drawn = "the assumptions" if request.draws.kind == "prior" else "the posterior"
    text = f"[ ] holds {what}, each with its own luck and its own draw of {drawn}"
    split = contrast.split if alone else None
    if split is None:
        return f"{text}{known}"
    chance, parameters = percent(split.chance.value), percent(split.parameters.value)
    return f"{text}; of their spread about {chance} is chance and {parameters} unknown parameters{known}"


def _brief(contrast: Contrast) -> list[str]:
    """Return one contrast among several: the sentence, and what must not be missed."""
    lines = textwrap.wrap(f"{contrast.policy.territory.name}: {sentence(contrast)}", WIDTH, subsequent_indent="  ")
    if contrast.depends_on_definition:
        lines.append(f"  {DEPENDS} (--details).")
    for text in contrast.warnings:
        lines += textwrap.wrap(f"  Note: {text}", WIDTH, subsequent_indent="    ")
    return lines


def _contrast(contrast: Contrast, request: Request, details: bool) -> list[str]:
    scenario, totals, window = contrast.policy.scenario, contrast.totals, contrast.window
    people = f", {plain(totals[f'index_people_{window}'].base, 0)} leavers" if window else ""
    lines = [
        f"{contrast.policy.territory.name}, {scenario.months} months from {month_text(scenario.start)}{people}, "
        f"{contrast.pairs} paired runs, model {__version__}",
        *textwrap.wrap(sentence(contrast), WIDTH),
        *textwrap.wrap(_spread(contrast, request), WIDTH),
    ]
    if contrast.depends_on_definition:
        lines.append(f"{DEPENDS}: see the first three rows.")
    base = contrast.base.scenario.package
    compared = "no new policy" if not base.levers else base.name
    lines += [f"{scenario.package.name}, compared with {compared}:", *_table(_rows(contrast))]
    lines += textwrap.wrap(fates_line(contrast), WIDTH)
    lines += _delivery(contrast)
    for text in contrast.warnings:
        lines += textwrap.wrap(f"Note: {text}", WIDTH, subsequent_indent="  ")
    return [*lines, *detail_lines(contrast)] if details else lines


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


def _table(rows: Sequence[Cells]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [f"  {row[0]:<{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:<{widths[2]}}  {row[3]}".rstrip() for row in rows]


def _overview(contrasts: Sequence[Contrast], thin_too: bool) -> list[str]:
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
    lines = [f"{what}, compared with the baseline:", *_table([*known, *_together(contrasts, name, thin_too), *thin])]
    return [*lines, f"  * {THIN_TOO if thin_too else THIN}."] if thin else lines


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


def _bullets(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")]
