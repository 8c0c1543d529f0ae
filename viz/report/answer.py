"""The first page: the answer in one sentence for each option, what stands beside it, and what it cannot carry."""

from collections.abc import Iterator
from typing import Final

from matplotlib.figure import Figure

from approdo import __version__
from approdo.experiments.contrast import DEFINITIONS, Contrast
from approdo.experiments.numbers import decimals
from approdo.experiments.together import is_thin
from approdo.viz.figures import forest

from . import notices
from .material import Material
from .phrases import (
    HEADS,
    WIDTHS,
    axis_of,
    baseline,
    called,
    heads,
    level_places,
    measured,
    name_of,
    outcome_row,
    worlds,
)
from .pieces import Block, Joined, Number, Paragraph, Picture, Piece, Section, Size, Table, Words
from .speech import speak

A_DAY: Final = 12 / 365  # in months


def section(material: Material) -> Section:
    """Return the section."""
    blocks: list[Block] = [*failures(material)]
    for contrast in material.contrasts:
        blocks.append(Paragraph(sentence(contrast), "lead"))
        beside = tuple(_beside(contrast))
        if beside:
            blocks.append(Paragraph(Joined(beside, " ")))
        blocks += [Paragraph(each, "warning") for each in _warnings(contrast)]
    blocks += [Paragraph(each, "warning") for each in cautions(material)]
    blocks += [_picture(material), *(_table(contrast, number) for number, contrast in enumerate(material.contrasts))]
    return Section("answer", Words("report.answer"), tuple(blocks))


def sentence(contrast: Contrast) -> Piece:
    """Return what a package would do, compared with what, where, over how long; never more than the runs carry."""
    headline, change = contrast.headline, contrast.headline.difference
    fields: dict[str, Piece] = {
        "package": name_of(contrast),
        "baseline": baseline(contrast),
        "territory": called(contrast.policy.territory),
        "months": Number(contrast.months),
        "what": measured(contrast),
        "n": Number(change.n),
    }
    if change.mean is None:
        return Words("report.would_undefined", fields)
    places = level_places(change, headline.base, headline.policy)
    fields |= {"base": Number(headline.base, places), "policy": Number(headline.policy, places)}
    fields["change"] = Size(headline.worlds, places=places)
    fields["worlds"] = worlds(headline.worlds)
    if contrast.worlds(contrast.outcome("strict")).same:
        return Words("report.would_same", fields)
    if change.low is None:
        return Words("report.would_once", fields)
    if not change.clear:
        return Words("report.would_nothing", fields)
    return Words("report.would_lower" if change.mean < 0 else "report.would_raise", fields)


def _beside(contrast: Contrast) -> Iterator[Piece]:
    """Yield what must stand beside the headline: how sure it is, departures, and how many it is about."""
    change = contrast.headline.difference
    if change.mean is None:
        return
    yield from small(contrast)
    found = contrast.worlds(contrast.outcome("strict"))
    if change.low is not None and not found.same:
        if found.flips is not None:
            flips = Number(100 * found.flips.value, 0, mark=" %")
            yield Words(
                "report.other_sign",
                {"share": flips, "half": _error(found.half_width or 0.0, decimals(change)), "n": Number(change.n)},
            )
        if contrast.split is not None:
            chance, known = contrast.split.chance.value, contrast.split.parameters.value
            yield Words("report.split", {"chance": Number(100 * chance), "parameters": Number(100 * known)})
    window = contrast.window
    gone = contrast.totals[f"gone_{window}" if window else "departures"]
    factor = 100.0 if window else 1.0
    fields: dict[str, Piece] = {
        "change": Size(gone.worlds, factor, places=decimals(gone.difference.scaled(factor))),
        "window": Number(window),
    }
    key = "departed" if window else "departures"
    yield Words(
        f"report.{key}" if gone.difference.clear or gone.difference.low is None else f"report.{key}_nothing", fields
    )
    if contrast.fates["same"].mean is not None:
        yield Words(
            "report.fates",
            {name: Number(share.scaled(100).mean, 1, mark=" %") for name, share in contrast.fates.items()},
        )
    yield Words("report.about_runs", {"n": Number(contrast.pairs), "version": __version__, "people": _people(contrast)})


def small(contrast: Contrast) -> Iterator[Piece]:
    """Yield that a clear change is less than a day a person, where it is."""
    change = contrast.headline.difference
    if contrast.window and change.clear and change.mean is not None and abs(change.mean) < A_DAY:
        yield Words("report.less_than_a_day")


def _error(half: float, places: int) -> Piece:
    """Return an error of the mean; one that would be rounded to nothing is told as less than the last digit."""
    least: float = 10.0**-places
    front, shown = ("±", half) if half >= least / 2 else ("< ", least)
    return Joined((front, Number(shown, places)), "")


def _people(contrast: Contrast) -> Piece:
    if contrast.window is None:
        return Words("report.everybody")
    count = contrast.totals[f"index_people_{contrast.window}"].base
    return Words("report.leavers", {"n": Number(count)})


def _warnings(contrast: Contrast) -> Iterator[Piece]:
    package = contrast.policy.scenario.package
    if contrast.depends_on_definition:
        yield Words("report.depends", {"package": package.name})
    if package.notice:
        illustrative = "illustrative doses" in package.notice
        key = "report.illustrative" if illustrative else "report.notice"
        yield Words(key, {"package": package.name, "notice": package.notice})


def cautions(material: Material) -> Iterator[Piece]:
    """Yield what holds for the whole report: thin data, results that follow from assumptions."""
    assumed: dict[str, Piece] = {
        "assumed": Number(len(material.assumptions)),
        "all": Number(len(material.parameters)),
        "posterior": material.posterior or "–",
    }
    yield Words(f"report.driven_{material.kind}", assumed)
    if is_thin(material.territory):
        yield Words("report.thin", {"territory": called(material.territory)})


def failures(material: Material) -> Iterator[Block]:
    """Yield what must be known of runs that failed, or that were not asked for to the end."""
    yield from notices.failures(material.tally)
    if material.ended:
        yield Paragraph(Words("report.ended", {"n": Number(material.pairs)}), "note")


def _picture(material: Material) -> Picture:
    rows = [
        (contrast, Words(f"report.definition_{definition}"), contrast.totals[contrast.outcome(definition)].worlds)
        for contrast in material.contrasts
        for definition in DEFINITIONS
    ]

    def draw(language: str) -> Figure:
        lines = [forest.Line(speak(label, language), name_of(contrast), (found,)) for contrast, label, found in rows]
        axis = speak(axis_of(material.first), language)
        return forest.draw(lines, axis, language)

    return Picture(
        "headline",
        draw,
        Words("report.headline_caption", {"worlds": worlds(material.first.headline.worlds)}),
        Words("report.headline_told", {"n": Number(len(material.contrasts))}),
        "headline-0",
    )


def _table(contrast: Contrast, number: int) -> Table:
    window, totals = contrast.window, contrast.totals
    names = [contrast.outcome(definition) for definition in DEFINITIONS]
    if window:
        names += [f"gone_{window}", f"housed_{window}", f"stable_{window}", f"work_{window}"]
    else:
        names.append("departures")
    rows = [outcome_row(name, totals[name]) for name in [*names, "hm_total", "cost_gross", "cost_total"]]
    ratio = contrast.cost_per_month
    rows.append(
        (
            Words("report.cost_per_month"),
            "EUR",
            "",
            "",
            Size(ratio, sign=False) if ratio.mean is not None else Words("report.not_given"),
            "",
        )
    )
    return Table(
        f"headline-{number}",
        Words("report.table_of", {"package": name_of(contrast), "baseline": baseline(contrast)}),
        heads(*HEADS),
        tuple(rows),
        Words("report.table_note", {"worlds": worlds(contrast.headline.worlds)}),
        widths=WIDTHS,
    )
