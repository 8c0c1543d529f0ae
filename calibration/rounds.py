"""Runs the rounds of a calibration within a budget, keeps every batch of lives, and fits as the runs grow.

A batch is written whole or not at all, and every run is a pure function of the seed and its number: a calibration that
was killed goes on where it stopped and ends with the same bytes.
"""

import hashlib
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, Generic

import numpy as np

from approdo.experiments.pool import Processes, run_all
from approdo.experiments.seeds import run_seed
from approdo.model.errors import BadInput, Failure

from .data import Data, L
from .fit import LEAST_RUNS, box_of
from .lives import Array, Simulator
from .observe import Flags
from .priors import ROUND, Box, Floats, deviations
from .solve import Round, Solution, solve

BATCH: Final = 10  # runs that are kept together
TWO_ROUNDS: Final = 4000  # runs from which there is a second round
FIRST_SHARE: Final = 0.4  # of the runs, drawn from the whole prior when there are two rounds
LIVES: Final = 7  # the luck of worlds
CHECKPOINTS: Final = (200, 500, 1000, 2000)
FAILED: Final = "failed"  # the part that every simulator has

Progress = Callable[[int, int], None]
Kept = Callable[[Solution], None]


@dataclass(frozen=True)
class Budget:
    """How much to compute: `runs` in all, `minutes` of simulation at most (None: no limit), in `workers` processes."""

    runs: int
    minutes: float | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        wrong = []
        if not LEAST_RUNS <= self.runs <= 1_000_000:
            wrong.append(f"runs = {self.runs}, expected {LEAST_RUNS} to 1000000.")
        if self.minutes is not None and not 0 < self.minutes <= 100_000:
            wrong.append(f"minutes = {self.minutes:g}, expected more than 0 (minutes).")
        if not 1 <= self.workers <= 1024:
            wrong.append(f"workers = {self.workers}, expected 1 to 1024 (processes).")
        if wrong:
            raise BadInput("\n".join(wrong))


@dataclass(frozen=True, eq=False)
class Batch:
    """The runs from `first` of a round, and all that a worker process needs to compute them."""

    simulator: Simulator[Any]
    seed: int
    box: Box
    folder: Path
    round_: int
    first: int
    size: int

    @property
    def path(self) -> Path:
        """Where its lives are kept: runs of another box have another name."""
        box = hashlib.sha256(self.box.low.tobytes() + self.box.high.tobytes()).hexdigest()[:12]
        return self.folder / f"round{self.round_ + 1}-{box}-{self.first:07d}-{self.size}.npz"

    def draws(self) -> Floats:
        """Return the draws of its runs on the unit scale."""
        last = self.first + self.size
        return self.simulator.priors.draw(last, self.seed, self.box, self.round_)[self.first :]


def live_batch(batch: Batch) -> None:
    """Compute the lives of a batch and keep them; a run that breaks is kept as broken."""
    simulator, last = batch.simulator, batch.first + batch.size
    unit, size = batch.draws(), len(simulator.priors.rows)
    normal = deviations(last, simulator.sites, size, batch.seed, batch.round_)[batch.first :]
    parts, failed = simulator.empty(batch.size), np.zeros(batch.size, np.bool_)
    for row in range(batch.size):
        luck = run_seed(batch.seed, batch.first + row, point=LIVES + ROUND * batch.round_)
        try:
            for array, part in zip(parts.values(), simulator.live(unit[row], normal[row], luck), strict=True):
                array[row] = part
        except Exception:  # noqa: BLE001 - whatever breaks one run must not end the others; their share is reported
            failed[row] = True
    _keep(batch, parts, failed)


def lose_batch(batch: Batch) -> None:
    """Keep a batch whose process died each time as broken runs."""
    _keep(batch, batch.simulator.empty(batch.size), np.ones(batch.size, np.bool_))


def _keep(batch: Batch, parts: Mapping[str, Array], failed: Flags) -> None:
    path = batch.path
    kept: dict[str, Any] = {FAILED: failed, **parts}
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            np.savez_compressed(file, **kept)
        part.replace(path)
    except OSError as error:
        raise Failure(f"{path}: the runs cannot be kept ({error.strerror}). Choose another place: --keep DIR") from None


def folder_of(root: Path, simulator: Simulator[Any], seed: int) -> Path:
    """Return where the lives of a calibration are kept: another model, prior, design or seed has another place."""
    return root / hashlib.sha256(f"{simulator.key} {seed}".encode()).hexdigest()[:24]


def calibrate(
    simulator: Simulator[L],
    data: Data[L],
    budget: Budget,
    seed: int,
    root: Path,
    progress: Progress | None = None,
    kept: Kept | None = None,
    stopped: Callable[[], bool] | None = None,
) -> tuple[Solution, list[Round[L]]]:
    """Return the posterior of all runs that the budget allowed, and the runs.

    Args:
        simulator: gives lives to draws.
        data: what was recorded, and how.
        budget: runs, minutes, processes.
        seed: the same seed gives the same bytes.
        root: where lives are kept.
        progress: told ``(done, total)``.
        kept: told each answer as the runs grow; the last call has the final one.
        stopped: asked between batches; once true, what is done is fitted.

    Raises:
        Failure: nothing could be computed, or the budget ended before the least number of runs.
    """
    folder = folder_of(root, simulator, seed)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(f"the folder {folder} cannot be made ({error.strerror}). Choose another: --keep DIR") from None
    first = budget.runs
    if budget.runs >= TWO_ROUNDS:
        first = round(FIRST_SHARE * budget.runs) // BATCH * BATCH
    work = _Work(simulator, seed, budget, folder, progress or (lambda done, total: None), stopped or (lambda: False))
    told = kept or (lambda solution: None)
    box = Box.whole(len(simulator.priors.rows))
    begun: Round[L] | None = None
    solution: Solution | None = None
    for stop in [*(stop for stop in CHECKPOINTS if stop < first), first]:
        begun = work.run(0, stop, box) or begun
        if begun is None or work.out_of_time():
            break
        solution = solve(data, [begun], simulator.priors, box, seed)
        told(solution)
    if begun is None:
        raise Failure(
            f"the time was over before {LEAST_RUNS} runs were done. They are kept: the same command goes on from there."
        )
    rounds = [begun]
    if len(begun.unit) == first < budget.runs and solution is not None and not work.out_of_time():
        narrow = box_of(solution.cloud, box)
        second = work.run(1, budget.runs - first, narrow)
        if second is not None:
            rounds, box = [begun, second], narrow
    if solution is None or len(rounds) > 1 or len(begun.unit) != solution.runs + int(begun.failed.sum()):
        solution = solve(data, rounds, simulator.priors, box, seed)
        told(solution)
    return solution, rounds


class _Work(Generic[L]):
    """Computes batches until the time is over."""

    def __init__(
        self,
        simulator: Simulator[L],
        seed: int,
        budget: Budget,
        folder: Path,
        progress: Progress,
        stopped: Callable[[], bool],
    ) -> None:
        self.simulator, self.seed, self.budget, self.folder = simulator, seed, budget, folder
        self.ends = None if budget.minutes is None else time.monotonic() + 60 * budget.minutes
        self.progress, self.stopped, self.before = progress, stopped, 0

    def out_of_time(self) -> bool:
        return self.stopped() or (self.ends is not None and time.monotonic() >= self.ends)

    def run(self, number: int, size: int, box: Box) -> Round[L] | None:
        """Compute the first `size` runs of a round that are not kept yet, and return those that are; None: too few."""
        batches = [
            Batch(self.simulator, self.seed, box, self.folder, number, first, min(BATCH, size - first))
            for first in range(0, size, BATCH)
        ]
        missing = [batch for batch in batches if not batch.path.exists()]
        done = (self.before if number else 0) + size - sum(batch.size for batch in missing)
        self.progress(done, self.budget.runs)
        for batch in self._finished(missing):
            done += batch.size
            self.progress(done, self.budget.runs)
        self.before = size
        return self._read(batches)

    def _finished(self, missing: Sequence[Batch]) -> Iterator[Batch]:
        if self.budget.workers == 1 or len(missing) < 2:
            for batch in missing:
                if self.out_of_time():
                    return
                live_batch(batch)
                yield batch
            return
        processes = Processes(min(self.budget.workers, len(missing)))
        for batch, _ in run_all(live_batch, missing, processes, lost=lose_batch, stopped=self.out_of_time):
            yield batch

    def _read(self, batches: Sequence[Batch]) -> Round[L] | None:
        """Return the runs up to the first batch that is missing; None where those are too few."""
        found = [_opened(batch) for batch in takewhile(lambda batch: batch.path.exists(), batches)]
        count = sum(len(each[FAILED]) for each in found)
        if count < (LEAST_RUNS if batches[0].round_ == 0 else 1):
            return None
        unit = replace(batches[0], first=0, size=count).draws()
        parts = {name: np.concatenate([each[name] for each in found]) for name in found[0]}
        return Round(unit, self.simulator.lives(parts), parts[FAILED])


def _opened(batch: Batch) -> dict[str, Array]:
    """Return the parts of a batch that is kept."""
    try:
        with batch.path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in (FAILED, *batch.simulator.empty(0))}
    except (ValueError, OSError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        batch.path.unlink(missing_ok=True)
        raise Failure(
            f"{batch.path}: this batch of runs is damaged ({type(error).__name__}) and was removed. "
            "The same command computes it again."
        ) from None
