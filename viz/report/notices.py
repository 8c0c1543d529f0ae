"""Notices that several documents begin or end with: failed runs, assumptions, thin places, the command."""

from collections.abc import Iterator, Sequence

from approdo import __version__
from approdo.experiments.parameter_draws import DRAWN, ParameterDraws
from approdo.experiments.runner import Tally
from approdo.experiments.together import is_thin
from approdo.model.engine import model_hash
from approdo.model.territory import Territory

from .phrases import called, heads
from .pieces import Block, Code, Number, Paragraph, Piece, Section, Table, Words


def notices(draws: ParameterDraws, tally: Tally, places: Sequence[Territory]) -> Iterator[Block]:
    """Yield what holds for a whole document: runs that failed, what follows from assumptions, thin places."""
    yield from failures(tally)
    rows = draws.base.rows
    known: dict[str, Piece] = {
        "assumed": Number(sum(row.status == DRAWN for row in rows)),
        "all": Number(len(rows)),
        "posterior": draws.name or "–",
    }
    yield Paragraph(Words(f"report.driven_{draws.kind}", known), "warning")
    for place in places:
        if is_thin(place):
            yield Paragraph(Words("report.thin", {"territory": called(place)}), "warning")


def failures(tally: Tally) -> Iterator[Block]:
    """Yield what must be known of runs that failed."""
    if tally.failed:
        first = next(iter(tally.failed.values())).short
        told: dict[str, Piece] = {"failed": Number(len(tally.failed)), "all": Number(tally.total), "first": first}
        yield Paragraph(Words("report.failed", told), "warning")


def reproduced(command: str) -> Section:
    """Return the section with the command that gives the same numbers again, and the rules that they depend on."""
    rows: tuple[tuple[Piece, ...], ...] = (
        (Words("report_repeat.version"), __version__),
        (Words("report_repeat.model"), model_hash()),
    )
    table = Table("versions", Words("report.versions"), heads("what", "value"), rows, numbers=False, widths=(0.3, 0.7))
    blocks = (Paragraph(Words("report.reproduce_told")), Code(command), table)
    return Section("reproduce", Words("report.reproduce"), blocks)
