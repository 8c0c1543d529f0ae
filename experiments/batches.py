"""Runs one function for many seeds, in this process or in several, with the results in the order of the seeds."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from approdo.model.errors import BadInput, Failure

from .pool import Processes, run_all
from .runner import Progress

R = TypeVar("R")

WORTH_A_POOL: Final = 3.0  # seconds of work left below which this process is faster than starting others


@dataclass(frozen=True, eq=False)
class _Job:
    function: Callable[[Any, int], Any]
    about: Any
    seed: int


def for_seeds(
    function: Callable[[Any, int], R],
    about: Any,
    seeds: Sequence[int],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[R]:
    """Return ``function(about, seed)`` for every seed; the same for any number of workers.

    Args:
        function: of an importable module.
        about: what it is given beside the seed; it must travel between processes.
        seeds: all different.
        workers: processes; None for one per processor (and none at all for little work), 1 for this process only.
        progress: told ``(done, total)`` after every seed.

    Raises:
        BadInput: `workers` is not at least 1.
        Failure: processes keep dying.
    """
    if workers is not None and not 1 <= workers <= 1024:
        raise BadInput(f"workers = {workers}, expected 1 to 1024 (processes).")
    told = progress or (lambda done, total: None)
    found: dict[int, R] = {}
    told(0, len(seeds))
    seconds: list[float] = []
    for number, seed in enumerate(seeds):
        left = len(seeds) - number
        # The first seed also loads (or compiles) the rules, so it says nothing about the others.
        per_seed = sum(seconds[1:]) / len(seconds[1:]) if len(seconds) > 1 else 0.0
        size = min(workers if workers is not None else len(os.sched_getaffinity(0)), left)
        if size > 1 and per_seed * left > WORTH_A_POOL:
            jobs = [_Job(function, about, each) for each in seeds[number:]]
            for job, result in run_all(_do, jobs, Processes(size), lost=_lost, stopped=lambda: False):
                found[job.seed] = result
                told(len(found), len(seeds))
            break
        begun = time.monotonic()
        found[seed] = function(about, seed)
        seconds.append(time.monotonic() - begun)
        told(len(found), len(seeds))
    return [found[seed] for seed in seeds]


def _do(job: _Job) -> Any:
    return job.function(job.about, job.seed)


def _lost(job: _Job) -> Any:
    raise Failure(f"the process that computed seed {job.seed} died each time (often: not enough memory).")
