"""How many times fewer runs the same luck needs than independent seeds, by outcome and horizon."""

from collections.abc import Iterable
from multiprocessing import get_context
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from approdo.model.engine import RunResult, run_arms
from approdo.model.levers import read_lever
from approdo.model.outcomes import MONTHLY
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory
from tests.worlds import START

from .large import times

SEEDS: Final = 1536  # with 384 the lower bounds are a sixth below the ratios themselves, with 48 a third
WORKERS: Final = 2
MONTHS: Final = 36
HORIZONS: Final = (12, 24, 36)
OUTCOMES: Final = ("broad", "core", "shared", "own", "employed")
RESAMPLES: Final = 2000
LEVERS: Final = {
    "guarantee": {"kind": "guarantee_fund", "months": MONTHS},
    "+10 tutors": {"kind": "tutoring", "tutors": 10, "months": MONTHS},
}

Reals = npt.NDArray[np.float64]


class Saving(NamedTuple):
    """Runs that independent seeds need over those that pairs need for one error, with its lower 95 % bound."""

    change: str
    outcome: str
    horizon: int
    ratio: float
    low: float


def saving(with_it: Reals, without: Reals, seed: int = 0) -> tuple[float, float]:
    """Return (var a + var b) / var (a - b) and its lower one-sided 95 % bound by resampling of seeds.

    No difference at all in any seed needs no second run: infinite.
    """

    def ratio(a: Reals, b: Reals) -> Reals:
        apart = (a - b).var(axis=-1, ddof=1)
        both = a.var(axis=-1, ddof=1) + b.var(axis=-1, ddof=1)
        found: Reals = np.divide(both, apart, out=np.full(np.shape(both), np.inf), where=apart > 0.0)
        return found

    rows = np.random.default_rng(seed).integers(0, with_it.size, (RESAMPLES, with_it.size))
    whole = float(ratio(with_it[None], without[None])[0])
    return whole, float(np.quantile(ratio(with_it[rows], without[rows]), 0.05, method="lower"))


def outcomes_of(run: RunResult) -> Reals:
    """Return the outcomes of a run at the horizons: the mean of the last three months before each."""
    columns = [MONTHLY.index(name) for name in OUTCOMES]
    return np.array([[run.series[horizon - 3 : horizon, c].mean() for horizon in HORIZONS] for c in columns])


def outcomes(seeds: Iterable[int]) -> Reals:
    """Return the outcomes of all arms in Padova: seeds, arms (the first without policy), outcomes, horizons."""
    place, parameters = load_territory("padova"), load_parameters()
    more = times(place, 1.0, 1.05)
    arms = [(), *((read_lever(dict(lever)),) for lever in LEVERS.values())]
    runs = []
    for seed in seeds:
        each = run_arms(place, parameters, arms, START, MONTHS, seed)
        each += run_arms(more, parameters, [()], START, MONTHS, seed)
        runs.append([outcomes_of(run) for run in each])
    return np.array(runs)


def savings(seeds: int = SEEDS) -> list[Saving]:
    """Return the savings of each change against no new policy."""
    with get_context("spawn").Pool(WORKERS) as pool:
        values = np.concatenate(pool.map(outcomes, [range(n, seeds, WORKERS) for n in range(WORKERS)]))
    made = []
    for n, change in enumerate((*LEVERS, "+5 % dwellings")):
        for o, outcome in enumerate(OUTCOMES):
            for h, horizon in enumerate(HORIZONS):
                made.append(Saving(change, outcome, horizon, *saving(values[:, n + 1, o, h], values[:, 0, o, h])))
    return made
