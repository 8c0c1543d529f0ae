"""The back-cast as a document: last year's exits and outcomes beside the model."""

from collections.abc import Iterator, Mapping

from matplotlib.figure import Figure

from approdo.calibration.exits.backcast import BackCast, Checked
from approdo.calibration.pilot.schema import CODES
from approdo.experiments.parameter_draws import DRAWN
from approdo.experiments.statistics import Estimate
from approdo.viz.figures import forest
from approdo.viz.report.notices import reproduced
from approdo.viz.report.phrases import Row, called
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Joined,
    Month,
    Number,
    Paragraph,
    Picture,
    Piece,
    Report,
    Section,
    Size,
    Table,
    Words,
)
from approdo.viz.report.reproduce import run as about_run
from approdo.viz.report.speech import speak

from .labels import label

LIMITS = ("today", "province", "bounds", "draws", "adults", "selected")


def content(found: BackCast, run: Mapping[str, str]) -> Report:
    """Return the document.

    Args:
        found: the back-cast.
        run: about this time (`reproduce.run`).
    """
    fields: dict[str, Piece] = {
        "territory": called(found.territory),
        "first": Month(found.last_year.first),
        "last": Month(found.last_year.last),
    }
    limits = Bullets(tuple(Words(f"backcast_limit.{name}") for name in LIMITS))
    return Report(
        Words("backcast.title", fields),
        Words("backcast.subtitle", fields),
        (
            Section("answer", Words("backcast.answer"), tuple(_answer(found))),
            Section("outcomes", Words("backcast.outcomes"), tuple(_outcomes(found))),
            Section("limits", Words("backcast.limits"), (limits,)),
            reproduced(found.command),
        ),
        about_run(run),
    )


def sentences(found: BackCast) -> Iterator[Piece]:
    """Yield the answer: how many outcomes the model gets, and whether the number of exits does."""
    fields: dict[str, Piece] = {
        "all": Number(len(found.outcomes)),
        **{name: Number(found.count(name)) for name in ("inside", "depends", "outside")},
    }
    yield Words("backcast.short", fields)
    own: dict[str, Piece] = {"own": Number(found.last_year.exits), "model": _exits(found)}
    yield Words("backcast.exits_inside" if found.exits_inside else "backcast.exits_outside", own)
    for each in found.outcomes:
        yield sentence(each)


def sentence(each: Checked) -> Piece:
    """Return the verdict on one outcome."""
    fields: dict[str, Piece] = {
        "outcome": label(CODES["after_exit"][each.known.outcome]),
        "months": Number(each.known.since),
        "own": _own(each),
        "model": _model(each),
        "unknown": Number(each.known.unknown),
    }
    return Words(f"backcast_verdict.{each.verdict}", fields)


def _answer(found: BackCast) -> Iterator[Block]:
    first, exits, *rest = sentences(found)
    yield Paragraph(first, "lead")
    yield Paragraph(exits)
    yield Bullets(tuple(rest))
    worst = "outside" if found.count("outside") else "depends" if found.count("depends") else "inside"
    yield Paragraph(Words(f"backcast_advice.{worst}"), "warning")
    yield Paragraph(Words("backcast.how", {"runs": Number(found.runs), "people": Number(found.last_year.exits)}))
    rows = found.draws.base.rows
    counts: dict[str, Piece] = {"assumed": Number(sum(row.status == DRAWN for row in rows)), "all": Number(len(rows))}
    yield Paragraph(Words("backcast.assumed", counts))
    if found.thin:
        yield Paragraph(Words("report.thin", {"territory": called(found.territory)}), "warning")


def _outcomes(found: BackCast) -> Iterator[Block]:
    yield Paragraph(Words("backcast.outcomes_told"))
    yield _picture(found)
    names = ("outcome", "since", "yes", "no", "unknown", "own", "model", "verdict")
    yield Table(
        "outcomes-table",
        Words("backcast.outcomes_caption"),
        tuple(Words(f"backcast_head.{name}") for name in names),
        tuple(_row(each) for each in found.outcomes),
        Words("backcast.outcomes_note"),
        widths=(0.24, 0.08, 0.07, 0.07, 0.08, 0.14, 0.16, 0.16),
    )


def _row(each: Checked) -> Row:
    known = each.known
    return (
        label(CODES["after_exit"][known.outcome]),
        Number(known.since),
        Number(known.yes),
        Number(known.no),
        Number(known.unknown),
        _own(each),
        _model(each),
        Words(f"backcast_standing.{each.verdict}"),
    )


def _own(each: Checked) -> Piece:
    low, high = (Number(100 * share, 0, mark=" %") for share in (each.known.low, each.known.high))
    return low if each.known.unknown == 0 else Joined((low, high), " – ")


def _model(each: Checked) -> Piece:
    return "–" if each.model.mean is None else Size(each.model, 100.0, sign=False, mark=" %", places=0)


def _exits(found: BackCast) -> Piece:
    return Size(found.exits, sign=False, places=0)


def _picture(found: BackCast) -> Picture:
    def draw(language: str) -> Figure:
        lines = [
            forest.Line(_line(each, language), "", (_bounds(each), each.model.scaled(100.0))) for each in found.outcomes
        ]
        keys = [speak(Words(f"backcast.{name}"), language) for name in ("own_key", "model_key")]
        return forest.draw(lines, speak(Words("backcast.axis"), language), language, keys)

    told = Words("backcast.figure_told", {"n": Number(len(found.outcomes))})
    return Picture("outcomes-figure", draw, Words("backcast.outcomes_caption"), told, "outcomes-table")


def _line(each: Checked, language: str) -> str:
    fields: dict[str, Piece] = {
        "outcome": label(CODES["after_exit"][each.known.outcome]),
        "months": Number(each.known.since),
    }
    return speak(Words("backcast.line", fields), language)


def _bounds(each: Checked) -> Estimate:
    low, high = 100 * each.known.low, 100 * each.known.high
    return Estimate((low + high) / 2, low, high, each.known.exits)
