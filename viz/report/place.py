"""The territory as the model has it: figures with their sources, who leaves reception, zones; and the baseline."""

import re
from collections.abc import Sequence
from typing import Final

from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import estimate
from approdo.experiments.together import is_thin
from approdo.model.outcomes import MONTHLY
from approdo.model.territory import COMPOSITIONS, Figure
from approdo.viz.words.groups import group_words

from .material import Material
from .phrases import DEFINED, QUOTED, baseline, called, heads, measured
from .pieces import Block, Joined, Month, Named, Number, Paragraph, Piece, Section, Size, Table, Told, Unit, Words
from .swot import stands_out

# English words of a zone's name that say its kind again, which has a column of its own.
KIND_IN_NAME: Final = re.compile(r"^(Belt|Rural) \d+: | \((centre|semi-centre|periphery)\)$")
LEVELS: Final = ("broad", "core", "hidden", "employed", "exits", "offers", "others_searching")


def territory(material: Material) -> Section:
    """Return the territory's profile."""
    place = material.territory
    fields: dict[str, Piece] = {
        "territory": called(place),
        "region": place.region,
        "zones": Number(len(place.zones)),
        "data": Month(place.data_month),
    }
    blocks: list[Block] = [Paragraph(Words("report.territory_told", fields))]
    if is_thin(place):
        blocks.append(Paragraph(Words("report.thin", fields), "warning"))
    blocks += [figures(material), _composition(material), _zones(material)]
    blocks += stands_out(place)
    return Section("territory", Words("report.territory"), tuple(blocks))


def places_of(value: float) -> int:
    """Return the decimals of a number that is shown as its source has it: four at most, two from 1 up."""
    most = 4 if abs(value) < 1 else 2
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def spread(low: float, high: float) -> Piece:
    """Return a range."""
    return ranged(low, low, high)[1]


def ranged(value: float, low: float, high: float) -> tuple[Piece, Piece]:
    """Return a value and its range, with the same decimals."""
    places = max(places_of(each) for each in (value, low, high))
    return Number(value, places), Joined((Number(low, places), Number(high, places)), " – ")


def figured(figure: Figure) -> tuple[Piece, Piece, Piece]:
    """Return the value of a territory's figure, its range and its unit: shares in per cent, flags in words."""
    known = (figure.value, figure.low, figure.high)
    if figure.unit == "flag":
        value, low, high = (Words("report.yes" if each else "report.no") for each in known)
        return value, Joined((low, high), " – "), "–"
    if figure.unit == "share":
        # Rounded like the source, before per cent adds digits that are only arithmetic.
        return *ranged(*(100 * round(each, 4) for each in known)), "%"
    return *ranged(*known), Unit(figure.unit)


def figures(material: Material, only: Sequence[str] = ()) -> Table:
    """Return the figures of the territory with their sources; `only` some of them where it has these."""
    rows = tuple(
        (
            Named("report_figure", name),
            *figured(figure),
            Named("status", figure.status),
            figure.source,
        )
        for name, figure in material.territory.figures.items()
        if not only or name in only
    )
    return Table(
        "figures",
        Words("report.figures"),
        heads("figure", "value", "range", "unit", "status", "source"),
        rows,
        Joined(QUOTED, " "),
        numbers=False,
        widths=(0.22, 0.1, 0.15, 0.13, 0.1, 0.3),
    )


def _composition(material: Material) -> Table:
    shown = [name for name in COMPOSITIONS if name != "origin"]
    rows = []
    for name in shown:
        parts = zip(COMPOSITIONS[name], material.territory.composition[name], strict=True)
        told = (
            Joined((group(name, part), Number(100 * share, 0, mark=" %")), " ") for part, share in parts if share > 0
        )
        rows.append((Words(f"report_trait.{name}"), Joined(tuple(told))))
    return Table(
        "leavers",
        Words("report.composition"),
        heads("trait", "shares"),
        tuple(rows),
        numbers=False,
        widths=(0.25, 0.75),
    )


def group(trait: str, name: str) -> Piece:
    """Return the word for a group of people of a trait."""
    return Named(*group_words(trait, name))


def _zones(material: Material) -> Table:
    rows = tuple(
        (
            KIND_IN_NAME.sub("", zone.name) or zone.name,
            Named("zone_kind", zone.kind.name.lower()),
            Number(zone.residents),
            Number(zone.rent_m2, 2),
            Number(zone.private_let),
            Number(zone.disused),
            Number(sum(zone.jobs)),
        )
        for zone in material.territory.zones
    )
    return Table(
        "zones",
        Words("report.zones"),
        heads("zone", "kind", "residents", "rent", "lets", "disused", "jobs"),
        rows,
        Words("report.zones_note"),
        widths=(0.26, 0.14, 0.13, 0.12, 0.12, 0.11, 0.12),
    )


def baseline_section(material: Material) -> Section:
    """Return what happens without the options, and what this baseline was and was not checked against."""
    contrast, rows = material.first, []
    for name in LEVELS:
        values = contrast.base.series[:, :, MONTHLY.index(name)]
        first, mean, last = (estimate(each) for each in (values[:, 0], values.mean(axis=1), values[:, -1]))
        places = decimals(mean)
        levels = Number(first.mean, places), Size(mean, sign=False), Number(last.mean, places)
        rows.append((Told(DEFINED[name]), Unit(DEFINED[name].unit), *levels))
    headline = contrast.headline
    table = Table(
        "baseline",
        Words("report.baseline_table", {"baseline": baseline(contrast)}),
        heads("outcome", "unit", "first_month", "mean_months", "last_month"),
        tuple(rows),
        Words("report.error_note", {"n": Number(contrast.pairs)}),
        widths=(0.36, 0.14, 0.14, 0.22, 0.14),
    )
    blocks: list[Block] = [table]
    if headline.base is not None:
        blocks.insert(0, _headline(material))
    blocks.append(Paragraph(Words("report.fit_posterior" if material.kind == "posterior" else "report.fit_none")))
    return Section("baseline", Words("report.baseline"), tuple(blocks))


def _headline(material: Material) -> Paragraph:
    level = material.first.headline.base
    fields: dict[str, Piece] = {
        "baseline": baseline(material.first),
        "what": measured(material.first),
        "level": Number(level, 1),
    }
    return Paragraph(Words("report.baseline_level", fields))
