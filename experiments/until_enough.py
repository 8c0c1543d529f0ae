"""Runs of a comparison in batches, until all are done, the answer is precise enough, or the time is up."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from approdo.model.errors import Failure

from .horizon import headline_outcome
from .request import Request
from .runner import Progress, Run, Tally, complete_runs, keys_of
from .sequential import Stopping
from .statistics import Real
from .store import Store

REPEATED: Final = 4  # one run in so many is repeated with other luck, to tell chance from parameters
MOST_REPEATS: Final = 16


@dataclass(frozen=True)
class Batches:
    """What was run: `request` has the number of runs that there are; `ended` says in words why no more."""

    request: Request
    tally: Tally
    ended: str = ""

    @property
    def repeats(self) -> range:
        """The numbers of the runs that are repeated with other luck."""
        return _repeats(self.request, self.request.runs)


def _repeats(request: Request, runs: int) -> range:
    return range(min(runs // REPEATED, MOST_REPEATS) if request.draws.vary else 0)


def run_batches(
    store: Store,
    request: Request,
    stopping: Stopping,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
) -> Batches:
    """Compute what is missing, batch by batch, and stop as `stopping` says; errors as those of `complete`.

    Raises:
        Failure: the time was too short for a single run of every arm.
    """
    tally, deadline = Tally(0), stopping.deadline()
    most = len(request.all_scenarios) * (request.runs + len(_repeats(request, request.runs)))
    done = 0
    for look in stopping.looks(request.runs):
        again = _repeats(request, look)[len(_repeats(request, done)) :]
        runs = request.all_runs(range(done, look)) + request.all_runs(again, repeat=True)
        told = _after(tally, most, progress)
        _add(tally, complete_runs(store, runs, workers=workers, scheduler=scheduler, progress=told, until=deadline))
        done = look
        if time.monotonic() >= deadline:
            reached = _whole(store, request, tally, done)
            if not reached:
                raise Failure(
                    f"no run of every arm was finished within {stopping.minutes:g} minutes. Give it more time."
                )
            if reached < request.runs:
                ended = f"stopped after {stopping.minutes:g} minutes, with {reached} runs"
                return Batches(replace(request, runs=reached), tally, ended)
        if stopping.precision is not None:
            now = replace(request, runs=done)
            if all(stopping.precision.reached(each) for each in _headlines(store, now)):
                return Batches(now, tally, f"stopped after {done} runs: ±{stopping.precision} reached")
            if done == request.runs:
                return Batches(request, tally, f"±{stopping.precision} not reached within {done} runs")
    return Batches(request, tally)


def _after(tally: Tally, most: int, progress: Progress | None) -> Progress | None:
    if progress is None:
        return None
    before = tally.kept + len(tally.failed)
    return lambda done, total: progress(before + done, max(most, before + total))


def _add(tally: Tally, part: Tally) -> None:
    tally.total += part.total
    tally.found += part.found
    tally.computed += part.computed
    tally.failed.update(part.failed)
    tally.seconds += part.seconds
    tally.workers = max(tally.workers, part.workers)


def _whole(store: Store, request: Request, tally: Tally, done: int) -> int:
    """Return how many runs from the first on are there in every arm, so that the same number gives the same answer."""
    arms = [keys_of(request.arm_runs(scenario, range(done))) for scenario in request.all_scenarios]
    there = store.present([key for keys in arms for key in keys]) | tally.failed.keys()
    return next((run for run in range(done) if not all(keys[run] in there for keys in arms)), done)


def _headlines(store: Store, request: Request) -> list[Real]:
    """Return the difference of the headline, run by run, of every package in every territory."""
    found: list[Real] = []
    for arms in request.scenarios:
        base, *others = (headline_of(store, request.arm_runs(each, range(request.runs)), request) for each in arms)
        found += [other - base for other in others]
    return found


def headline_of(store: Store, runs: Sequence[Run], request: Request) -> Real:
    """Return the headline of each run; NaN for a run that failed or where it is not defined."""
    keys = keys_of(runs)
    values = store.summary(keys, headline_outcome(request.months, "strict"))
    return np.array([np.nan if (value := values.get(key)) is None else value for key in keys], np.float64)
