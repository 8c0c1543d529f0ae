"""Every item with its answer, what the level in place means, and what it moves in the model."""

from approdo.experiments.assess.questionnaire import EVERY_LEVER, Item
from approdo.experiments.assess.scoring import Scores
from approdo.model.levers import LEVERS
from approdo.viz.report.pieces import Block, Joined, Paragraph, Piece, Section, Table, Told, Words

from .phrases import heads, level, question


def section(last: Scores) -> Section:
    """Return the questionnaire as it was filled in, a table for each dimension."""
    asked = last.asked
    blocks: list[Block] = [Paragraph(Words("assess.answers_told"))]
    for dimension in asked.dimensions:
        rows = tuple(
            (question(item), _given(last, item), Told(item, "anchor"), _moved(item)) for item in asked.of(dimension.id)
        )
        blocks.append(
            Table(
                f"answers-{dimension.id}",
                Told(dimension),
                heads("item", "answer", "anchor", "moves"),
                rows,
                numbers=False,
                widths=(0.27, 0.13, 0.31, 0.29),
            )
        )
    return Section("answers", Words("assess.answers"), tuple(blocks))


def _given(last: Scores, item: Item) -> Piece:
    if item.id in last.answers.not_applicable:
        return Words("assess.not_applicable")
    if item.id in last.answers.missing:
        return Words("assess.not_answered")
    return level(last.asked, last.answers.levels[item.id])


def _moved(item: Item) -> Piece:
    if not item.moves:
        return Joined((Words("assess.outside"), Told(item, "outside")), " ")
    told: dict[str, Piece] = {}
    for move in item.moves:
        told[f"{move.lever}.{move.field}"] = _move(move.lever, move.field)
    return Joined(tuple(told.values()), "; ")


def _move(lever: str, name: str) -> Piece:
    if lever == EVERY_LEVER:
        common = next(iter(LEVERS.values())).common[name]
        return Joined((Words("assess.every_action"), Told(common)), ": ")
    known = {**LEVERS[lever].common, **LEVERS[lever].fields}
    return Joined((Told(LEVERS[lever]), Told(known[name])), ": ")
