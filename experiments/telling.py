"""The answer in words: a sentence, a table, and beside them what they cannot tell."""

from collections.abc import Iterable, Sequence
from typing import Final

from approdo import __version__
from approdo.model.calendar import month_text

from .contrast import Contrast
from .details import detail_lines, fates_line
from .limits import cannot_tell
from .moved import moved_lines
from .numbers import decimals, interval, percent, plain, signed
from .package import Package
from .page import Page
from .ranking_text import ranking_lines, rankings, unranked
from .request import Request
from .runner import Tally
from .telling_rows import NOT_CLEAR, main_table, overview
from .uncertainty import Uncertainty

DEPENDS: Final = "The answer depends on the definition of homelessness"
DRIVEN: Final = "Assumption-driven: more than half of the spread comes from numbers that nobody has measured."
FEWEST_FOR_95: Final = 39  # worlds of which the outermost two enclose another one with 95 %


def tell(
    contrasts: Sequence[Contrast],
    request: Request,
    tally: Tally,
    ended: str = "",
    details: bool = False,
    thin_too: bool = False,
    columns: int | None = None,
) -> str:
    """Return the whole answer as text.

    `details` adds what does not fit on one screen, `thin_too` counts thin territories in totals and rankings, and
    `columns` are those of the terminal that shows it (None: a file or a pipe).
    """
    page = Page(columns)
    lines: list[str] = []
    if len(contrasts) > 1:
        lines += [*overview(contrasts, thin_too, page), ""]
    whole = details or len(contrasts) == 1
    for contrast in contrasts:
        lines += [*_contrast(contrast, request, details, page), ""] if whole else _brief(contrast, page)
    for ranking in rankings(contrasts, thin_too):
        lines += [*ranking_lines(ranking, contrasts, details, page), ""]
    for arm in [] if thin_too else unranked(contrasts):
        why = "even the number of leavers is a judgement or imputed"
        lines += [*page.prose(f"No ranking in {arm.territory.name}: {why}. All the same: --thin"), ""]
    if not whole:
        lines += page.prose(_spread(contrasts[0], request, alone=False))
        lines += ["The table of each, departures and groups: --details, or --json FILE.", ""]
    if request.moves:
        lines += [*moved_lines([arm for each in contrasts for arm in (each.base, each.policy)], page), ""]
    lines += ["What this cannot tell:", *_bullets(cannot_tell(contrasts, request, brief=not whole), page)]
    lines += _of_packages([contrast.policy.scenario.package for contrast in contrasts], page)
    lines += failures(tally)
    if ended:
        lines.append(f"{ended[0].upper()}{ended[1:]}.")
    return "\n".join([*lines, f"Reproduce: {request.command}{' --thin' if thin_too else ''}"])


def _of_packages(packages: Sequence[Package], page: Page) -> list[str]:
    """Return what packages say about themselves; packages that say the same are named together."""
    said: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for package in packages:
        names = said.setdefault((package.not_modelled, package.notice), [])
        if package.name not in names:
            names.append(package.name)
    lines: list[str] = []
    for (not_modelled, notice), names in said.items():
        if not_modelled:
            lines += [*page.prose(f"Of {' and '.join(names)}, not modelled:"), *_bullets(not_modelled, page)]
        if notice:
            lines += page.prose(f"{', '.join(names)}: {notice}.")
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
    other = _other_way(worlds, "raises" if found.mean < 0 else "lowers")
    return f"{package.name} {verb} {what} {levels} on average: {size}{share}{other}."


def _other_way(worlds: Uncertainty, verb: str) -> str:
    """Return in how many worlds it goes the other way: the mean is clear, single worlds need not be."""
    if worlds.flips is None:
        return ""
    if worlds.flips.value == 0:
        return f"; in none of {worlds.mean.n} worlds it {verb} them"
    return f"; in {percent(worlds.flips.value)} of worlds it {verb} them"


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
    driven = f" {DRIVEN}" if request.draws.kind == "prior" and split.parameters.value > 0.5 else ""
    return f"{text}; of their spread about {chance} is chance and {parameters} unknown parameters{known}{driven}"


def _brief(contrast: Contrast, page: Page) -> list[str]:
    """Return one contrast among several: the sentence, and what must not be missed."""
    lines = page.prose(f"{contrast.policy.territory.name}: {sentence(contrast)}", then="  ")
    if contrast.depends_on_definition:
        lines.append(f"  {DEPENDS} (--details).")
    for text in contrast.warnings:
        lines += page.prose(f"  Note: {text}", then="    ")
    return lines


def _contrast(contrast: Contrast, request: Request, details: bool, page: Page) -> list[str]:
    scenario, totals, window = contrast.policy.scenario, contrast.totals, contrast.window
    people = f", {plain(totals[f'index_people_{window}'].base, 0)} leavers" if window else ""
    lines = [
        *page.prose(
            f"{contrast.policy.territory.name}, {scenario.months} months from {month_text(scenario.start)}{people}, "
            f"{contrast.pairs} paired runs, model {__version__}"
        ),
        *page.prose(sentence(contrast)),
        *page.prose(_spread(contrast, request)),
    ]
    if contrast.depends_on_definition:
        lines.append(f"{DEPENDS}: see the first three rows.")
    base = contrast.base.scenario.package
    compared = "no new policy" if not base.levers else base.name
    lines += [*page.prose(f"{scenario.package.name}, compared with {compared}:"), *main_table(contrast, page)]
    lines += page.prose(fates_line(contrast))
    lines += _delivery(contrast, page)
    for text in contrast.warnings:
        lines += page.prose(f"Note: {text}", then="  ")
    return [*lines, *detail_lines(contrast, page)] if details else lines


def _delivery(contrast: Contrast, page: Page) -> list[str]:
    levers, policy = contrast.policy.scenario.package.levers, contrast.policy
    told = [
        f"{lever.id} {served / planned:.0%}"
        for lever, planned, served in zip(
            levers, policy.planned.tolist(), policy.delivered_in_time.tolist(), strict=True
        )
        if planned > 0
    ]
    return page.prose(f"Delivered of what is planned: {', '.join(told)}.", then="  ") if told else []


def _bullets(texts: Iterable[str], page: Page) -> list[str]:
    return [line for text in texts for line in page.prose(text, "- ", "  ")]
