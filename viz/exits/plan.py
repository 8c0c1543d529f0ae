"""The exits planner as a document."""

from collections.abc import Iterator, Mapping, Sequence

from matplotlib.figure import Figure

from approdo.calibration.exits.planner import DIMENSIONS, HORIZONS, TOGETHER, GroupExits, Plan, Spread
from approdo.calibration.pilot.schema import CODES
from approdo.experiments.statistics import Estimate
from approdo.viz.figures import forest
from approdo.viz.report.notices import reproduced
from approdo.viz.report.phrases import Row
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Month,
    Named,
    Number,
    Paragraph,
    Picture,
    Piece,
    Report,
    Section,
    Size,
    Table,
    Told,
    Unit,
    Words,
)
from approdo.viz.report.place import ranged
from approdo.viz.report.reproduce import run as about_run
from approdo.viz.report.speech import speak

from .labels import label

LIMITS = ("counts", "delays", "newcomers", "queue", "small", "person", "opinion")
LISTS = {"permit": "permit_type", "family": "family_type"}


def content(found: Plan, command: str, run: Mapping[str, str]) -> Report:
    """Return the document.

    Args:
        found: the plan.
        command: the one that makes it again.
        run: about this time (`reproduce.run`).
    """
    fields: dict[str, Piece] = {"month": Month(found.office.month), "people": Number(found.office.people)}
    return Report(
        Words("exits.title", fields),
        Words("exits.subtitle", fields),
        (
            Section("answer", Words("exits.answer"), tuple(_answer(found))),
            _months(found),
            Section("groups", Words("exits.groups"), tuple(_groups(found))),
            _short(found),
            Section("delays", Words("exits.delays"), (Paragraph(Words("exits.delays_told")), _delays(found))),
            Section("limits", Words("exits.limits"), (Bullets(tuple(Words(f"exits_limit.{n}") for n in LIMITS)),)),
            reproduced(command),
        ),
        about_run(run),
    )


def sentences(found: Plan) -> Iterator[Piece]:
    """Yield what a reader needs first: exits within three, six and twelve months, and when places are short."""
    for horizon, each in zip(HORIZONS, found.everybody, strict=True):
        yield Words("exits.within", {"months": Number(horizon), **_fields(each)})
    yield short_sentence(found)


def short_sentence(found: Plan) -> Piece:
    """Return when SAI places are short, or why that is not known."""
    if found.short is None or found.chance_short is None:
        return Words("exits.short_unknown")
    last = found.short[-1]
    fields: dict[str, Piece] = {
        **_fields(last),
        "chance": Number(100 * found.chance_short[-1], 0, mark=" %"),
        "months": Number(len(found.short)),
    }
    first, likely = found.short_from("p90"), found.short_from("p50")
    if first is None:
        return Words("exits.short_never", fields)
    fields["first"] = Month(found.office.month + first)
    if likely is None:
        return Words("exits.short_perhaps", fields)
    if likely == first:
        return Words("exits.short_likely", fields)
    return Words("exits.short_from", {**fields, "likely": Month(found.office.month + likely)})


def _fields(each: Spread) -> dict[str, Piece]:
    return {"low": Number(each.p10), "middle": Number(each.p50), "high": Number(each.p90), "mean": Number(each.mean)}


def _size(each: Spread) -> Piece:
    return Size(_estimate(each), sign=False, places=0)


def _estimate(each: Spread) -> Estimate:
    return Estimate(each.p50, each.p10, each.p90, 0)


def _answer(found: Plan) -> Iterator[Block]:
    for each in sentences(found):
        yield Paragraph(each, "lead")
    yield Paragraph(Words("exits.how", {"futures": Number(found.futures), "month": Month(found.office.month)}))
    rows = tuple(
        (Words("exits.of_month", {"months": Number(horizon)}), _size(each), Number(each.mean, 1))
        for horizon, each in zip(HORIZONS, found.everybody, strict=True)
    )
    heads = tuple(Words(f"exits_head.{name}") for name in ("within", "people", "mean"))
    yield Table("within", Words("exits.within_caption"), heads, rows, Words("exits.interval_note"))
    reasons = tuple((Words(f"exits_reason.{name}"), _size(each), Number(each.mean, 1)) for name, each in found.reasons)
    heads = tuple(Words(f"exits_head.{name}") for name in ("reason", "people", "mean"))
    yield Table("reasons", Words("exits.reasons_caption"), heads, reasons)
    if found.office.notes:
        yield Paragraph(Words("exits.notes"), "note")
        yield Bullets(tuple(str(note) for note in found.office.notes))


def _months(found: Plan) -> Section:
    return Section(
        "months",
        Words("exits.months"),
        (_picture(found, found.exits, "exits"), _month_table(found, found.exits, "exits")),
    )


def _picture(found: Plan, spreads: Sequence[Spread], name: str) -> Picture:
    def draw(language: str) -> Figure:
        lines = [
            forest.Line(speak(Month(found.office.month + month), language), "", (_estimate(each),))
            for month, each in enumerate(spreads, 1)
        ]
        return forest.draw(lines, speak(Words(f"exits.{name}_axis"), language), language)

    caption = Words(f"exits.{name}_caption")
    return Picture(f"{name}-figure", draw, caption, Words("exits.figure_told"), f"{name}-table")


def _month_table(found: Plan, spreads: Sequence[Spread], name: str) -> Table:
    rows: list[Row] = []
    for month, each in enumerate(spreads, 1):
        row: Row = (Month(found.office.month + month), _size(each), Number(each.mean, 1))
        if name == "short" and found.chance_short is not None:
            row = (*row, Number(100 * found.chance_short[month - 1], 0, mark=" %"))
        rows.append(row)
    names = ("month", "people", "mean", "chance") if name == "short" else ("month", "people", "mean")
    heads = tuple(Words(f"exits_head.{head}") for head in names)
    return Table(f"{name}-table", Words(f"exits.{name}_caption"), heads, tuple(rows), Words(f"exits.{name}_note"))


def _groups(found: Plan) -> Iterator[Block]:
    yield Paragraph(Words("exits.groups_told"))
    for dimension in DIMENSIONS:
        rows = tuple(_row(each) for each in found.groups if each.dimension == dimension)
        months = tuple(Words("exits.of_month", {"months": Number(horizon)}) for horizon in HORIZONS)
        heads = (Words(f"exits_head.{dimension}"), Words("exits_head.present"), *months)
        note: Piece = Words("exits.groups_note") if dimension == DIMENSIONS[-1] else ""
        yield Table(f"by-{dimension}", Words(f"exits.by_{dimension}"), heads, rows, note)


def _row(each: GroupExits) -> Row:
    return (_name(each), Number(each.present), *(_size(within) for within in each.within))


def _name(each: GroupExits) -> Piece:
    if each.name == TOGETHER:
        return Words("exits.together")
    return each.name if each.dimension not in LISTS else label(CODES[LISTS[each.dimension]][each.name])


def _short(found: Plan) -> Section:
    blocks: list[Block] = [Paragraph(short_sentence(found), "lead"), Paragraph(Words("exits.short_told"))]
    if found.short is not None and found.transferred is not None:
        given: Piece = Size(_estimate(found.transferred[-1]), sign=False, places=0)
        blocks.append(Paragraph(Words("exits.transferred", {"people": given})))
        blocks += [_picture(found, found.short, "short"), _month_table(found, found.short, "short")]
    if found.office.other_places:
        told: dict[str, Piece] = {"places": Number(found.office.other_places)}
        blocks.append(Paragraph(Words("exits.other_places", told), "note"))
    return Section("short", Words("exits.short"), tuple(blocks))


def _delays(found: Plan) -> Table:
    rows = tuple(
        (
            Told(each),
            *ranged(each.value, each.low, each.high),
            Unit(each.unit),
            Named("status", each.status),
            Told(each, "source"),
        )
        for each in found.delays.values()
    )
    return Table(
        "delays",
        Words("exits.delays_caption"),
        tuple(Words(f"report_head.{name}") for name in ("field", "value", "range", "unit", "status", "source")),
        rows,
        Words("exits.delays_note"),
        numbers=False,
        widths=(0.3, 0.08, 0.13, 0.11, 0.11, 0.27),
    )
