"""The ledger of assumptions of any document that rests on simulated differences."""

from collections.abc import Iterator, Sequence

from approdo.experiments.parameter_draws import DRAWN, ParameterDraws
from approdo.experiments.statistics import Real

from .assumptions import ledger_blocks, screening_blocks
from .doubts import FEWEST, ledger_of
from .material import drawn_for
from .pieces import Block, Number, Paragraph, Piece, Section, Words


def section(change: Real, draws: ParameterDraws, worlds: Sequence[int], what: Piece, axis: Piece) -> Section:
    """Return the section: which unsourced numbers a difference follows, and how it moves over their ranges.

    Args:
        change: the difference, a value a world; NaN where it is not known.
        draws: the parameters of the worlds.
        worlds: their numbers, one for each value of `change`.
        what: what the difference is of.
        axis: what is measured.
    """
    return Section("assumptions", Words("report.assumptions"), tuple(_blocks(change, draws, worlds, what, axis)))


def _blocks(change: Real, draws: ParameterDraws, worlds: Sequence[int], what: Piece, axis: Piece) -> Iterator[Block]:
    rows = draws.base.rows
    yield Paragraph(Words("report.ledger_told"))
    found = ledger_of(change, drawn_for(draws, worlds))
    fields: dict[str, Piece] = {"package": what, "fewest": Number(FEWEST)}
    if found is None:
        yield Paragraph(Words("report.ledger_none", fields), "note")
    else:
        yield from ledger_blocks(found, rows, fields, axis)
    yield from screening_blocks([row for row in rows if row.status == DRAWN])
