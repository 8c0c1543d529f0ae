"""What one open page has chosen. Solara keeps these apart for every page.

Only `jobs()`, `shelf()` and `limits()` are shared by all.
"""

from dataclasses import dataclass
from typing import Any, Final

import solara

from approdo.viz.words.tongue import Tongue, tongue

from .bench import Bench, first_bench
from .jobs import Jobs
from .limits import Limits
from .saved import Shelf
from .shown import Answer

LEVELS: Final = ("stakeholder", "analyst", "researcher")
LONGEST_TRAIL: Final = 100  # steps that can be taken back


@dataclass(frozen=True)
class Trail:
    """The bench as it is, as it was before, and what was taken back."""

    present: Bench
    past: tuple[Bench, ...] = ()
    future: tuple[Bench, ...] = ()

    def go(self, bench: Bench) -> "Trail":
        """Take a step."""
        return self if bench == self.present else Trail(bench, (*self.past, self.present)[-LONGEST_TRAIL:])

    def back(self) -> "Trail":
        """Take the last step back."""
        return Trail(self.past[-1], self.past[:-1], (self.present, *self.future)) if self.past else self

    def forth(self) -> "Trail":
        """Take again what was taken back."""
        return Trail(self.future[0], (*self.past, self.present), self.future[1:]) if self.future else self


trail: solara.Reactive[Trail] = solara.reactive(Trail(first_bench()))
page: solara.Reactive[str] = solara.reactive("answer")
language: solara.Reactive[str] = solara.reactive("en")
level: solara.Reactive[str] = solara.reactive("analyst")
pairs_wanted: solara.Reactive[int] = solara.reactive(0)  # 0: as many as the server computes by itself
answer: solara.Reactive[Answer | None] = solara.reactive(None)
progress: solara.Reactive[Any] = solara.reactive(None)  # an `asking.Asked`
explained: solara.Reactive[str] = solara.reactive("")  # the outcome whose explanation is open
message: solara.Reactive[str] = solara.reactive("")


def bench() -> Bench:
    """Return what is on the screen."""
    return trail.value.present


def change(new: Bench) -> None:
    """Put something else on the screen; it can be taken back."""
    trail.value = trail.peek().go(new)


def say() -> Tongue:
    """Return the speaker of the chosen language."""
    return tongue(language.value)


_limits = Limits()
_jobs: Jobs | None = None
_shelf: Shelf | None = None


def serve_with(limits: Limits, jobs: Jobs, shelf: Shelf) -> None:
    """Set what all pages share; called once, by the server."""
    global _limits, _jobs, _shelf
    _limits, _jobs, _shelf = limits, jobs, shelf


def limits() -> Limits:
    """Return the bounds of the server."""
    return _limits


def jobs() -> Jobs:
    """Return the queue of the server."""
    if _jobs is None:
        raise RuntimeError("the dashboard runs inside its server: approdo dashboard")
    return _jobs


def shelf() -> Shelf:
    """Return where scenarios are kept."""
    if _shelf is None:
        raise RuntimeError("the dashboard runs inside its server: approdo dashboard")
    return _shelf
