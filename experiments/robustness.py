"""Which policy is the safest choice when nobody knows the future: regret, satisficing, the worst tenth, and ranks.

A future is a draw of what is uncertain under one stress case; what a policy gives in it is the mean over its runs.
Every draw and every case weighs the same. Measures, all the better the lower, in the unit of the outcome:

- regret: how much worse than the best policy of that same future; its mean and its maximum over futures (minimax);
- shortfall: the share of futures in which a threshold is missed (satisficing is 1 less this);
- worst tenth: the mean of the outcome over the worst tenth of the policy's own futures.

Intervals: bootstrap over draws (over runs, where there is one draw), all cases of a draw together; of the shortfall,
Wilson's with as many trials as draws. The maximum over futures that were not run may be larger: its interval reaches
upwards no further than the futures that were.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from .seeds import generator_seed
from .statistics import LEVEL, Estimate, Real
from .uncertainty import share_of

REPEATS: Final = 1000
TENTH: Final = 0.1
MEASURES: Final = ("max_regret", "mean_regret", "worst_tenth", "shortfall")


@dataclass(frozen=True)
class Robust:
    """One policy: every measure with its interval, and the ranks it may have in each (1 is the best).

    Without a threshold there is no shortfall. `levels` and `regrets` are means by stress case.
    """

    policy: str
    measures: Mapping[str, Estimate]
    ranks: Mapping[str, tuple[int, int]]
    first: Mapping[str, float]
    levels: tuple[float, ...]
    regrets: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Robustness:
    """All policies over `draws` x cases futures; `dropped` draws are left out because some run failed.

    `luck` is how much of the largest mean regret the chance of few runs may be; None for one run in each future.
    """

    policies: tuple[Robust, ...]
    draws: int
    runs: int
    dropped: int
    luck: float | None

    def best(self, measure: str) -> tuple[str, ...]:
        """Return the policies that may be first by a measure: their ranks reach 1."""
        return tuple(each.policy for each in self.policies if each.ranks[measure][0] == 1)


def robustness(
    names: tuple[str, ...], losses: Real, missed: Real | None = None, *, seed: int = 1, repeats: int = REPEATS
) -> Robustness:
    """Compare policies over futures.

    Args:
        names: of the policies.
        losses: ``[policy, case, draw, run]`` of an outcome of which less is better; NaN where a run failed.
        missed: ``[policy, case, draw]``, 1 where the threshold is missed, NaN where that is not known.
        seed: of the bootstrap.
        repeats: of the bootstrap.

    Raises:
        ValueError: no draw in which every policy has a value in every case.
    """
    there = np.asarray(np.isfinite(losses).any(axis=3), np.bool_)
    if missed is not None:
        there &= np.isfinite(missed)
    whole = np.array([there[:, :, draw].all() for draw in range(there.shape[2])])
    if not whole.any():
        raise ValueError("no draw in which every policy has a value in every case")
    kept = losses[:, :, whole]
    late = None if missed is None else missed[:, :, whole]
    means = _means(kept)
    draws, runs = kept.shape[2], kept.shape[3]
    found = _measures(means, late)
    rng = np.random.default_rng(generator_seed(seed, "robustness"))
    drawn = np.stack([_measures(*_resampled(kept, means, late, rng)) for _ in range(repeats)])  # [repeat, measure, P]
    tails = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(drawn, [tails, 100 - tails], axis=0)
    ranks = _ranks(drawn)
    rank_low, rank_high = np.percentile(ranks, [tails, 100 - tails], axis=0, method="nearest").astype(int)
    lowest = ranks == 1
    first = (lowest / lowest.sum(axis=2, keepdims=True)).mean(axis=0)
    regret = means - means.min(axis=0)
    several = draws > 1 or runs > 1
    asked = MEASURES if late is not None else MEASURES[:-1]
    made = []
    for number, name in enumerate(names):
        measures = {
            measure: Estimate(
                float(found[at, number]),
                float(low[at, number]) if several else None,
                float(high[at, number]) if several else None,
                draws,
                "" if several else "one future gives no interval",
            )
            for at, measure in enumerate(asked)
        }
        if late is not None:
            # Wilson, with draws as what is independent: a bootstrap of nothing but successes would have no width.
            share = share_of(float(late[number].mean()) * draws, draws)
            measures["shortfall"] = Estimate(share.value, share.low, share.high, draws)
        made.append(
            Robust(
                name,
                measures,
                {m: (int(rank_low[at, number]), int(rank_high[at, number])) for at, m in enumerate(asked)},
                {m: float(first[at, number]) for at, m in enumerate(asked)},
                tuple(means[number].mean(axis=1).tolist()),
                tuple(regret[number].mean(axis=1).tolist()),
            )
        )
    return Robustness(tuple(made), draws, runs, int((~whole).sum()), _luck(kept))


def _means(values: Real) -> Real:
    """Return means over runs; runs that are missing are left out."""
    there = np.isfinite(values)
    found: Real = np.where(there, values, 0.0).sum(axis=3) / there.sum(axis=3)
    return found


def _measures(means: Real, missed: Real | None) -> Real:
    """Return ``[measure, policy]`` from ``[policy, case, draw]``."""
    regret = (means - means.min(axis=0)).reshape(len(means), -1)
    levels = np.sort(means.reshape(len(means), -1), axis=1)
    worst = math.ceil(TENTH * levels.shape[1])
    rows = [regret.max(axis=1), regret.mean(axis=1), levels[:, -worst:].mean(axis=1)]
    if missed is not None:
        rows.append(missed.reshape(len(means), -1).mean(axis=1))
    return np.stack(rows)


def _resampled(values: Real, means: Real, missed: Real | None, rng: np.random.Generator) -> tuple[Real, Real | None]:
    draws, runs = values.shape[2:]
    if draws > 1:
        chosen = rng.integers(draws, size=draws)
        return means[:, :, chosen], None if missed is None else missed[:, :, chosen]
    return _means(values[..., rng.integers(runs, size=runs)]), missed


def _ranks(measures: Real) -> Real:
    """Return ranks over the last axis, 1 for the lowest; equals share the better rank."""
    below: Real = (measures[..., None, :] < measures[..., :, None]).sum(axis=-1) + 1
    return below


def _luck(values: Real) -> float | None:
    """Return how much the mean regret owes to choosing the best policy of a future by the runs it is judged by.

    The best is chosen by one half of the runs and judged by the other; what remains of the regret is less than true.
    """
    runs = values.shape[3]
    if runs < 2:
        return None
    halves = [_means(values[..., half::2]) for half in (0, 1)]
    if not all(np.isfinite(half).all() for half in halves):
        return None
    honest = []
    for choose, judge in (halves, halves[::-1]):
        best = np.take_along_axis(judge, choose.argmin(axis=0)[None], axis=0)
        honest.append((judge - best).reshape(len(judge), -1).mean(axis=1))
    means = _means(values)
    plain = (means - means.min(axis=0)).reshape(len(means), -1).mean(axis=1)
    return float(max((plain - np.mean(honest, axis=0)).max(), 0.0))
