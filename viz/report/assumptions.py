"""What the answer rests on: the ledger of assumptions, and every number without a source."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence

from matplotlib.figure import Figure

from approdo.experiments.influence import Screened, Screening, read_screening
from approdo.experiments.package import load_package
from approdo.model.engine import model_hash
from approdo.model.parameters import Parameter
from approdo.model.territory import load_territory
from approdo.viz.figures import forest

from .doubts import FEWEST, MOST, Doubt, Ledger, ledger
from .material import Material
from .phrases import QUOTED, Row, axis_of, day, heads, name_of
from .pieces import Block, Joined, Named, Number, Paragraph, Picture, Piece, Section, Size, Table, Unit, Words
from .place import ranged, spread
from .speech import speak


def parameter_name(name: str) -> Piece:
    """Return what a number of the model is, in words, and in brackets its name in files and commands."""
    return Joined((Named("parameter", name), " (", name, ")"), "")


def ledgers(material: Material) -> list[Ledger | None]:
    """Return the ledger of each contrast."""
    return [ledger(contrast, options.drawn) for options in material.options for contrast in options.contrasts]


def section(material: Material) -> Section:
    """Return the ledger and every assumption with its range and what is said about it."""
    counts = Counter(row.status for row in material.parameters.rows)
    fields: dict[str, Piece] = {
        "all": Number(len(material.parameters)),
        "assumed": Number(counts["assumption"]),
        "verified": Number(counts["verified"]),
        "derived": Number(counts["derived"]),
        "recalled": Number(counts["recalled"]),
        "fitted": Number(counts["fitted"]),
    }
    told = Paragraph(Words("report.assumptions_told", fields))
    blocks = (told, *ledgers_told(material), *screening_blocks(material.assumptions), _every(material))
    return Section("assumptions", Words("report.assumptions"), blocks)


def ledgers_told(material: Material) -> Iterator[Block]:
    """Yield the ledger of each contrast, or why there is none."""
    yield Paragraph(Words("report.ledger_told"))
    for number, (contrast, found) in enumerate(zip(material.contrasts, ledgers(material), strict=True)):
        told: dict[str, Piece] = {"package": name_of(contrast), "fewest": Number(FEWEST)}
        if found is None:
            yield Paragraph(Words("report.ledger_none", told), "note")
        else:
            yield from ledger_blocks(found, material.parameters.rows, told, axis_of(contrast), number)


def ledger_blocks(
    found: Ledger, parameters: Sequence[Parameter], fields: dict[str, Piece], axis: Piece, number: int = 0
) -> Iterator[Block]:
    """Yield one ledger: how much of it is chance, the strongest assumptions as a figure and a table.

    Args:
        found: the ledger.
        parameters: of the model, for their ranges and sources.
        fields: `package`, what the difference is of.
        axis: what is measured.
        number: of the ledger in its document.
    """
    noise: dict[str, Piece] = {
        **fields,
        "worlds": Number(found.worlds),
        "all": Number(len(found.doubts)),
        "single": Number(found.single, 2),
        "beyond": Number(found.beyond),
        "expected": Number(found.expected),
        "most": Number(found.all, 2),
        "sure": Number(len(found.sure)),
    }
    yield Paragraph(Words("report.ledger_noise", noise), "warning")
    key = "sure" if found.sure else "no_sure" if found.all < 1 else "few"  # no correlation exceeds one
    yield Paragraph(Words(f"report.ledger_{key}", noise))
    yield _picture(found, fields, axis, number)
    yield _table(found, parameters, fields, number)


def _picture(found: Ledger, fields: dict[str, Piece], axis: Piece, number: int) -> Picture:
    def draw(language: str) -> Figure:
        lines = [
            forest.Line(speak(Named("parameter", doubt.name), language), "", (doubt.low, doubt.high))
            for doubt in found.shown
        ]
        keys = [speak(Words(f"report.third_{end}"), language) for end in ("low", "high")]
        return forest.draw(lines, speak(axis, language), language, keys)

    return Picture(
        f"ledger-{number}",
        draw,
        Words("report.ledger_caption", {**fields, "n": Number(len(found.shown))}),
        Words("report.ledger_figure_told", fields),
        f"ledger-table-{number}",
    )


def _table(found: Ledger, parameters: Sequence[Parameter], fields: dict[str, Piece], number: int) -> Table:
    rows = {row.name: row for row in parameters}

    def line(doubt: Doubt) -> Row:
        row = rows.get(doubt.name)
        return (
            parameter_name(doubt.name),
            "–" if row is None else spread(row.low, row.high),
            Number(doubt.correlation, 2, sign=True),
            Size(doubt.low),
            Size(doubt.high),
            "–" if row is None else row.source,
        )

    return Table(
        f"ledger-table-{number}",
        Words("report.ledger_table", fields),
        heads("assumption", "range", "correlation", "third_low", "third_high", "why"),
        tuple(line(doubt) for doubt in found.shown),
        Joined((Words("report.ledger_note"), *QUOTED), " "),
        numbers=False,
        widths=(0.26, 0.11, 0.08, 0.17, 0.17, 0.21),
    )


def screening_blocks(assumptions: Sequence[Parameter]) -> Iterator[Block]:
    """Yield what a wider screening, recorded with the program, says of the assumptions; nothing without a record."""
    screening = read_screening()
    if screening is not None:
        yield _screened(assumptions, screening)


def _screened(assumptions: Sequence[Parameter], screening: Screening) -> Table:
    known = {row.name: row for row in assumptions}
    strongest = sorted(screening.influences, key=lambda each: (-each.size, each.name))
    shown = [each for each in strongest if each.name in known][:MOST]

    def line(each: Screened) -> Row:
        found = (each.level, each.change)
        told = (Joined(tuple(Number(value, 2, sign=True) for value in values), "; ") for values in found)
        return (parameter_name(each.name), spread(known[each.name].low, known[each.name].high), *told)

    about: dict[str, Piece] = {
        "draws": Number(screening.draws),
        "places": ", ".join(load_territory(name).name for name in screening.territories),
        "package": load_package(screening.package).name,
        "chance": Number(screening.chance, 2),
        "computed": day(datetime.date.fromisoformat(screening.computed)),
    }
    present = screening.model == model_hash()
    return Table(
        "screening",
        Words("report.screening", about),
        heads("assumption", "range", "with_level", "with_change"),
        tuple(line(each) for each in shown),
        Words("report.screening_note" if present else "report.screening_note_old", about),
        widths=(0.4, 0.2, 0.2, 0.2),
    )


def _every(material: Material) -> Table:
    rows = tuple(
        (
            parameter_name(row.name),
            *ranged(row.value, row.low, row.high),
            Unit(row.unit),
            row.source,
        )
        for row in material.assumptions
    )
    return Table(
        "every-assumption",
        Words("report.every_assumption"),
        heads("assumption", "value", "range", "unit", "why"),
        rows,
        Joined(QUOTED, " "),
        numbers=False,
        widths=(0.33, 0.09, 0.13, 0.13, 0.32),
    )
