"""What the model expects of a pilot: the same people, followed in the same months, in many simulated worlds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from approdo.experiments.parameter_draws import ParameterDraws
from approdo.experiments.pool import Processes, run_all
from approdo.experiments.seeds import run_seed
from approdo.model.errors import Failure
from approdo.model.levers import Lever
from approdo.model.parameters import Parameters
from approdo.model.territory import Territory

from ..cohort import live_cohort
from ..lives import choose
from ..observe import Codes, Months, Plan, homes, jobs, record
from ..posterior import Posterior
from ..priors import OBSERVED, RECORD, Floats, Priors

MOST_BROKEN: Final = 0.1  # share of worlds that may break before nothing is said

Progress = Callable[[int, int], None]


class World(Protocol):
    """What gives the pilot's people a life; a life is a pure function of the parameters and the seed."""

    def live(self, parameters: Parameters, seed: int) -> tuple[Codes, Codes]:
        """Return homes and jobs ``[people, months]``."""


@dataclass(frozen=True, eq=False)
class PilotWorld:
    """The model in each territory of the plan, with what the pilot does there, from month number `start`."""

    plan: Plan
    territories: tuple[Territory, ...]
    levers: tuple[tuple[Lever, ...], ...]
    start: int

    def live(self, parameters: Parameters, seed: int) -> tuple[Codes, Codes]:
        """Return homes and jobs ``[people, months]``: one world in each territory, in it people like the pilot's."""
        plan = self.plan
        shape = (plan.people, plan.months)
        home, job = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        for number, (place, levers) in enumerate(zip(self.territories, self.levers, strict=True)):
            luck = run_seed(seed, 0, point=place.code)
            cohort = live_cohort(place, parameters, levers, self.start, plan.months, luck)
            rows = np.flatnonzero(plan.site == number)
            chosen = choose(plan, rows, cohort)
            home[rows], job[rows] = homes(cohort.housing[chosen]), jobs(cohort.work[chosen])
        return home, job


@dataclass(frozen=True)
class Recording:
    """How months come to be recorded: the free numbers of the record, a draw for each run on the unit scale."""

    priors: Priors
    unit: Floats

    @classmethod
    def drawn(cls, runs: int, seed: int, posterior: Posterior | None = None) -> "Recording":
        """Return draws from the ranges of the record, or those of a posterior that has them."""
        names = [row.name for row in RECORD]
        if posterior is None or not set(names) <= set(posterior.priors.names):
            priors = Priors(RECORD)
            return cls(priors, priors.draw(runs, seed))
        columns = [posterior.priors.position(name) for name in names]
        rows = np.arange(runs) % len(posterior.draws)
        return cls(Priors(tuple(posterior.priors.rows[c] for c in columns)), posterior.draws[rows][:, columns])


@dataclass(frozen=True)
class Expected:
    """What was simulated: cohorts as the pilot would have recorded them, and how many worlds broke."""

    months: Months
    failed: int


@dataclass(frozen=True, eq=False)
class _Job:
    world: World
    parameters: Parameters
    seed: int
    run: int


def expected(
    plan: Plan,
    world: World,
    draws: ParameterDraws,
    recording: Recording,
    seed: int,
    workers: int = 1,
    progress: Progress | None = None,
) -> Expected:
    """Simulate one cohort for each draw of the record.

    Args:
        plan: who is followed from when, and which months are not written down.
        world: gives lives.
        draws: the model's parameters in each run.
        recording: how each run is written down.
        seed: the same seed gives the same cohorts, for any number of workers.
        workers: processes.
        progress: told ``(done, total)``.

    Raises:
        Failure: more than a tenth of the worlds broke.
    """
    runs, told = len(recording.unit), progress or (lambda done, total: None)
    work = [_Job(world, draws.at(run), run_seed(seed, run), run) for run in range(runs)]
    found: dict[int, Months | None] = {}
    told(0, runs)
    if workers == 1:
        for job in work:
            found[job.run] = _live(job)
            told(len(found), runs)
    else:
        for job, lives in run_all(_live, work, Processes(min(workers, runs)), lost=_lost, stopped=lambda: False):
            found[job.run] = lives
            told(len(found), runs)
    cohorts = []
    for run in range(runs):
        lives = found[run]
        if lives is not None:
            luck = np.random.default_rng(run_seed(seed, run, point=OBSERVED))
            cohorts.append(record(plan, lives, recording.priors, recording.unit[[run]], luck))
    failed = runs - len(cohorts)
    if failed > MOST_BROKEN * runs:
        raise Failure(f"{failed} of {runs} simulated worlds broke: too many to say what was to be expected.")
    stacked = (np.concatenate([getattr(each, part) for each in cohorts]) for part in ("home", "job"))
    return Expected(Months(*stacked), failed)


def _live(job: _Job) -> Months | None:
    try:
        home, work = job.world.live(job.parameters, job.seed)
    except Exception:  # noqa: BLE001 - whatever breaks one world must not end the others; their number is told
        return None
    return Months(home[None], work[None])


def _lost(job: _Job) -> None:
    """Tell that a world was lost with its process."""
