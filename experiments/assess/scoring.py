"""Scores of the answers: by dimension and in all, as bounds where answers are missing, and which step lifts most."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from .answers import Answers
from .questionnaire import Questionnaire, Thresholds, questionnaire

GOOD: Final = "good"
FAIR: Final = "fair"
WEAK: Final = "weak"
UNKNOWN: Final = "not_scored"


@dataclass(frozen=True)
class Score:
    """A share of the points that can be had, between `low` and `high`; both None where nothing is answered.

    `low` takes every missing answer for the lowest level, `high` for the highest; without missing answers they are one.
    """

    low: float | None
    high: float | None
    answered: int = 0
    missing: int = 0

    @property
    def exact(self) -> bool:
        """Tell whether the score is one number."""
        return self.low is not None and self.low == self.high

    def standing(self, thresholds: Thresholds) -> tuple[str, ...]:
        """Return the standing, or every one that the missing answers leave open, the worst first."""
        if self.low is None or self.high is None:
            return (UNKNOWN,)
        ladder = (WEAK, FAIR, GOOD)
        first, last = (ladder.index(_standing(end, thresholds)) for end in (self.low, self.high))
        return ladder[first : last + 1]


def _standing(share: float, thresholds: Thresholds) -> str:
    if _reaches(share, thresholds.good):
        return GOOD
    return FAIR if _reaches(share, thresholds.fair) else WEAK


def _reaches(share: float, threshold: float) -> bool:
    # 0.7 of 40 points is 28 of them, whatever the last bit of the division says
    return share >= threshold - 1e-9


@dataclass(frozen=True)
class Lift:
    """Bringing one item to the level at which it is in place: what that does to its dimension and to the total."""

    item: str
    dimension: str
    now: int
    then: int
    dimension_gain: float
    total_gain: float
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def crosses(self) -> bool:
        """Tell whether it brings the dimension to another standing."""
        return self.before != self.after


@dataclass(frozen=True, eq=False)
class Scores:
    """All scores of one file of answers."""

    answers: Answers
    asked: Questionnaire

    @cached_property
    def dimensions(self) -> dict[str, Score]:
        """The score of each dimension."""
        return {each.id: self._score(each.id) for each in self.asked.dimensions}

    @cached_property
    def total(self) -> Score:
        """The mean of the dimensions that are scored: each counts the same, however many items it has."""
        return _mean(list(self.dimensions.values()))

    @property
    def good_practice(self) -> bool | None:
        """Every dimension and the total reach their thresholds; None where missing answers leave it open."""
        limits = self.asked.thresholds
        scored = [score for score in self.dimensions.values() if score.low is not None or score.missing]
        if not scored:
            return None
        verdicts = [_reached(score, limits.each) for score in scored] + [_reached(self.total, limits.total)]
        if False in verdicts:
            return False
        return None if None in verdicts else True

    @cached_property
    def lifts(self) -> tuple[Lift, ...]:
        """Answered items below the level in place, most gained first; then those that change a standing, then order."""
        found = [self._lift(item.id) for item in self.asked.items if self._below(item.id)]
        return tuple(sorted(found, key=lambda lift: (-round(lift.total_gain, 9), not lift.crosses)))

    def _below(self, item: str) -> bool:
        return self.answers.levels.get(item, self.asked.top) < self.asked.in_place

    def _lift(self, name: str) -> Lift:
        dimension = self.asked.item(name).dimension
        now, then = self.answers.levels[name], self.asked.in_place
        before, after = self.dimensions[dimension], self._score(dimension, {name: then})
        total = _mean([after if each == dimension else score for each, score in self.dimensions.items()])
        return Lift(
            name,
            dimension,
            now,
            then,
            _gain(before, after),
            _gain(self.total, total),
            before.standing(self.asked.thresholds),
            after.standing(self.asked.thresholds),
        )

    def _score(self, dimension: str, instead: dict[str, int] | None = None) -> Score:
        levels = {**self.answers.levels, **(instead or {})}
        names = [item.id for item in self.asked.of(dimension)]
        given = [levels[name] for name in names if name in levels]
        missing = sum(name in self.answers.missing for name in names)
        if not given:
            return Score(None, None, 0, missing)
        points, top = self.asked.top * (len(given) + missing), self.asked.top
        return Score(sum(given) / points, (sum(given) + top * missing) / points, len(given), missing)


def score(answers: Answers) -> Scores:
    """Return the scores of a file of answers."""
    return Scores(answers, questionnaire())


def _mean(scores: Sequence[Score]) -> Score:
    """Return the mean; a dimension without an answer yet may have any score, one that does not apply has none."""
    there = [each for each in scores if each.low is not None or each.missing]
    answered, missing = sum(each.answered for each in there), sum(each.missing for each in there)
    if not answered:
        return Score(None, None, 0, missing)
    low = sum(0.0 if each.low is None else each.low for each in there) / len(there)
    high = sum(1.0 if each.high is None else each.high for each in there) / len(there)
    return Score(low, high, answered, missing)


def _reached(score: Score, threshold: float) -> bool | None:
    low, high = score.low or 0.0, 1.0 if score.high is None else score.high
    if _reaches(low, threshold):
        return True
    return None if _reaches(high, threshold) else False


def _gain(before: Score, after: Score) -> float:
    """Return how much the lower end rises; it is the same for the upper end."""
    return (after.low or 0.0) - (before.low or 0.0)
