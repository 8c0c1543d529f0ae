"""How scores, levels and items are said."""

from typing import Final

from approdo.experiments.assess.questionnaire import Item, Questionnaire
from approdo.experiments.assess.scoring import UNKNOWN, Score
from approdo.viz.report.pieces import Joined, Number, Piece, Told, Words

PERCENT: Final = " %"


def heads(*names: str) -> tuple[Piece, ...]:
    """Return the heads of a table by their keys."""
    return tuple(Words(f"assess_head.{name}") for name in names)


def share(value: float) -> Piece:
    """Return a share as per cent."""
    return Number(100 * value, 0, mark=PERCENT)


def points(gain: float) -> Piece:
    """Return a difference of shares in percentage points."""
    return Number(100 * gain, 1, sign=True)


def scored(found: Score) -> Piece:
    """Return a score: one number, its bounds, or that there is none."""
    if found.low is None or found.high is None:
        return Words("assess.not_scored")
    return share(found.low) if found.exact else Joined((share(found.low), share(found.high)), " – ")


def standing(found: tuple[str, ...]) -> Piece:
    """Return a standing, or the worst and the best of those that are left open."""
    names = [Words("assess.not_scored" if name == UNKNOWN else f"assess_standing.{name}") for name in found]
    if len(names) == 1:
        return names[0]
    return Words("assess.open", {"worst": names[0], "best": names[-1]})


def level(asked: Questionnaire, number: int | None) -> Piece:
    """Return a level with its word."""
    return "–" if number is None else Joined((str(number), Told(asked.levels[number])), " ")


def question(item: Item) -> Piece:
    """Return the text of an item."""
    return Told(item, "text")
