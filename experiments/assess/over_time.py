"""Answers of several dates beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from .answers import Answers
from .scoring import Scores, score


@dataclass(frozen=True)
class Step:
    """One item at the first and at the last date; None: not answered, or not applicable."""

    item: str
    first: int | None
    last: int | None

    @property
    def change(self) -> int | None:
        """Levels gained; None where one of the two is not known."""
        return None if self.first is None or self.last is None else self.last - self.first


@dataclass(frozen=True, eq=False)
class OverTime:
    """Scores of several dates, the oldest first."""

    scores: tuple[Scores, ...]

    @property
    def last(self) -> Scores:
        """The newest."""
        return self.scores[-1]

    @property
    def projects(self) -> tuple[str, ...]:
        """The names of the projects, each once."""
        return tuple(dict.fromkeys(each.answers.name for each in self.scores))

    @property
    def steps(self) -> tuple[Step, ...]:
        """Items whose answer differs between the first and the last date, the greatest loss first."""
        first, last = self.scores[0].answers.levels, self.last.answers.levels
        names = [item.id for item in self.last.asked.items if first.get(item.id) != last.get(item.id)]
        found = [Step(name, first.get(name), last.get(name)) for name in names]
        return tuple(sorted(found, key=lambda step: (step.change is None, step.change or 0)))


def over_time(files: Sequence[Answers]) -> OverTime:
    """Return the scores of one or several files by date; files of one date stay in their order."""
    return OverTime(tuple(score(each) for each in sorted(files, key=lambda answers: answers.date)))
