"""The fit: learned summaries, nearest runs, and a local-linear adjustment that stays inside the prior.

1. Each free number is regressed on all statistics by ridge regression, cross-fitted: a run's summary comes from a model
   that has not seen that run, so that runs and data are treated alike.
2. The runs nearest to the data in these summaries are kept, weighted by distance.
3. Their draws are moved to where the data are by a local-linear regression whose spread may differ from place to place,
   on the logit of the unit scale: no draw leaves the prior.

One thread of linear algebra, fixed order: the same bytes for any number of workers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.errors import Failure

from .priors import Box, Floats
from .summaries import Statistics

FOLDS: Final = 5
PENALTIES: Final = tuple(10.0**power for power in np.arange(-1, 5, 0.5))
LEAST_RUNS: Final = 100
NEAREST: Final = 0.5  # of the runs, at least LEAST_NEAREST and at most MOST_NEAREST
LEAST_NEAREST: Final = 250
MOST_NEAREST: Final = 500
SPREAD_RATIO: Final = 3.0  # most by which the local spread may widen or narrow a residual
INTERVAL: Final = 0.90


@contextmanager
def one_thread() -> Iterator[None]:
    """Keep linear algebra to one thread: sums in another order are other bytes."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # comes with scikit-learn

    with threadpool_limits(limits=1):
        yield


@dataclass(frozen=True, eq=False)
class Learned:
    """Learned summaries: of the runs, out of fold ``[runs, d]``; of the data ``[rows, d]``; `noise`: what they miss."""

    runs: Floats
    data: Floats
    noise: Floats
    used: tuple[str, ...]  # statistics that took part
    dropped: tuple[str, ...]  # statistics that the data do not have


def folds(runs: int) -> NDArray[np.int64]:
    """Return each run's fold: by number, so that more runs leave the old ones where they are."""
    return np.arange(runs) % FOLDS


def usable(found: Statistics, data: Statistics) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Return which statistics can be used, and the names of those that the data (or a run) do not have."""
    missing: NDArray[np.bool_] = np.isnan(np.concatenate([data.values, found.values])).any(axis=0)
    varied = np.zeros(missing.size, np.bool_)
    varied[~missing] = np.ptp(found.values[:, ~missing], axis=0) > 0
    return varied, tuple(name for name, gone in zip(found.names, missing, strict=True) if gone)


def learn(line: Floats, found: Statistics, data: Statistics) -> Learned:
    """Learn one summary for each free number.

    Args:
        line: draws on the logit scale ``[runs, d]``.
        found: statistics of the runs.
        data: statistics of the data, a row of the same names (several rows: several data sets).

    Raises:
        Failure: too few runs, or nothing that the data have varies over the runs.
    """
    from sklearn.linear_model import RidgeCV

    if len(line) < LEAST_RUNS:
        raise Failure(
            f"{len(line)} runs: at least {LEAST_RUNS} are needed for a fit. Give --runs {LEAST_RUNS} or more."
        )
    wanted, dropped = usable(found, data)
    if not wanted.any():
        raise Failure("the data hold no statistic that differs between runs: nothing can be learned from them.")
    values, observed = found.values[:, wanted], data.values[:, wanted]
    fold = folds(len(line))
    runs, at = np.empty_like(line), np.zeros((FOLDS, len(observed), line.shape[1]))
    for k in range(FOLDS):
        inside = fold != k
        centre, scale = values[inside].mean(axis=0), values[inside].std(axis=0)
        scale[scale == 0] = 1.0
        ridge = RidgeCV(PENALTIES, alpha_per_target=True)
        ridge.fit((values[inside] - centre) / scale, line[inside])
        runs[~inside] = ridge.predict((values[~inside] - centre) / scale).reshape(-1, line.shape[1])
        at[k] = ridge.predict((observed - centre) / scale).reshape(-1, line.shape[1])
    used = tuple(name for name, keep in zip(found.names, wanted, strict=True) if keep)
    return Learned(runs, at.mean(axis=0), (line - runs).std(axis=0), used, dropped)


def keep_of(runs: int) -> int:
    """Return how many of the nearest runs are kept."""
    return min(runs, MOST_NEAREST, max(LEAST_NEAREST, round(NEAREST * runs)))


@dataclass(frozen=True, eq=False)
class Cloud:
    """Weighted draws on the logit scale ``[kept, d]``; `kept` are the rows of the runs they come from."""

    line: Floats
    weights: Floats
    kept: NDArray[np.int64]

    @property
    def effective(self) -> float:
        """How many equally weighted draws these are worth."""
        return float(1.0 / (self.weights**2).sum())


def adjust(line: Floats, summaries: Floats, at: Floats, noise: Floats, skip: int = -1) -> Cloud:
    """Return the posterior at `at`: the nearest runs, moved there.

    Args:
        line: draws on the logit scale ``[runs, d]``.
        summaries: learned summaries ``[runs, d]``.
        at: those of the data ``[d]``.
        noise: what each summary misses ``[d]``: a difference counts in units of it.
        skip: a run to leave out, when it plays the data; -1 for none.
    """
    away = (summaries - at) / noise
    distance = np.einsum("ij,ij->i", away, away)
    if skip >= 0:
        distance[skip] = np.inf
    count = keep_of(len(line) - (skip >= 0))
    kept = np.sort(np.argsort(distance, kind="stable")[:count])
    furthest = distance[kept].max()
    weights = 1.0 - distance[kept] / furthest if furthest > 0 else np.ones(count)
    weights = np.maximum(weights, 1e-6)
    weights /= weights.sum()
    design = np.column_stack([np.ones(count), away[kept]])
    root = np.sqrt(weights)[:, None]
    fitted, *_ = np.linalg.lstsq(design * root, line[kept] * root, rcond=1e-10)
    residual = line[kept] - design @ fitted
    effective = 1.0 / (weights**2).sum()
    spread, *_ = np.linalg.lstsq(design * root, np.log(residual**2 + 1e-12) * root, rcond=1e-10)
    ratio = np.exp(0.5 * np.clip((spread[0] - design @ spread), -2 * np.log(SPREAD_RATIO), 2 * np.log(SPREAD_RATIO)))
    # A regression takes as many degrees of freedom as it has numbers: residuals are that much too small.
    free = np.sqrt(effective / max(effective - design.shape[1], 1.0))
    moved = residual * ratio
    moved -= weights @ moved
    return Cloud(fitted[0] + free * moved, weights, kept)


def quantiles(values: Floats, weights: Floats, levels: Floats) -> Floats:
    """Return weighted quantiles of each column, ``[levels, d]``."""
    found = np.empty((len(levels), values.shape[1]))
    for column in range(values.shape[1]):
        order = np.argsort(values[:, column], kind="stable")
        middle = np.cumsum(weights[order]) - 0.5 * weights[order]
        found[:, column] = np.interp(levels, middle, values[order, column])
    return found


def box_of(cloud: Cloud, box: Box) -> Box:
    """Return the part of the unit cube that the posterior covers, with a margin: where the second round draws."""
    levels = quantiles(cloud.line, cloud.weights, np.array([0.002, 0.998]))
    middle, half = levels.mean(axis=0), 0.5 * np.ptp(levels, axis=0)
    low, high = box.to_unit(middle - 1.15 * half), box.to_unit(middle + 1.15 * half)
    # An end of the range that the posterior comes near stays in.
    return Box(np.where(low < 0.02, box.low, low), np.where(high > 0.98, box.high, high))
