"""What is true for a pilot, out of paired worlds: level, effect, clustering and displacement of a package's people.

The people whom the package takes in are known in the world with it; the same people in the world without it, on the
same seed, are what lots drawn among them would show. People beside them, who are not taken in, show displacement.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.errors import Failure
from approdo.model.outcomes import NO_WINDOW, TOTALS

from .people import COLUMN, INDEX_PERSON
from .plan import Plan
from .power import Truth
from .statistics import Estimate, Real, estimate

if TYPE_CHECKING:
    from .store import Store
    from .sweep import SweepResult

AT_ONCE: Final = 50  # runs with all their people in memory
MEASURES: Final = ("stable", "work", "hm")  # columns of `PEOPLE`, by window: a home, work, homeless months
GROSS: Final = TOTALS.index("cost_gross")

People = NDArray[np.uint8]


@dataclass(frozen=True)
class Facts:
    """What the worlds say about one package and one outcome of people, over all its territories.

    `reached` are people a territory takes in who can be followed for the whole window within the horizon; `cost` is the
    package's spending for each person it takes in, in all. `clusters` tells what the correlation is between:
    ``"territories"`` or, with one of them, ``"worlds"``.
    """

    outcome: str
    level: Estimate
    effect: Estimate
    spillover: Estimate
    spread: float | None
    rho: float
    effect_spread: float
    reached: float
    cost: float | None
    clusters: str
    months: int

    def truths(self, per_territory: float) -> tuple[Truth, ...]:
        """Return what is true for a pilot that takes in `per_territory` people in each territory.

        The first has the mean effect, the others those at the ends of its interval. Displacement is taken to be in
        proportion to the people taken in beside the controls.
        """
        spill = (self.spillover.mean or 0.0) * per_territory / self.reached
        level = self.level.mean or 0.0
        least, most = (-level, 1.0 - level) if self.spread is None else (-np.inf, np.inf)
        ends = (self.effect.mean, self.effect.low, self.effect.high)
        return tuple(
            Truth(level, float(np.clip(effect, least, most)), self.spread, self.rho, self.effect_spread, spill)
            for effect in ends
            if effect is not None
        )


@dataclass(frozen=True)
class _Group:
    """The people of one territory in one pair of worlds who count: outcomes without and with, and of those beside."""

    without: Real
    with_it: Real
    beside: Real
    served: int


def read_facts(store: "Store", result: "SweepResult", arm: int, measure: str, window: int) -> Facts:
    """Read the people of every run of a study from the store.

    Args:
        store: where the runs are.
        result: of the sweep.
        arm: position of the package; the baseline is the first.
        measure: one of `MEASURES`.
        window: months from the exit to the measurement: 12, 24 or 36, of those who leave reception early enough; 0
            (homeless months only): the whole horizon, of everybody who is out of reception by its end.

    Raises:
        Failure: runs are missing, or nobody is taken in who can be followed so long.
    """
    study = result.study
    outcome = f"{measure}_{window}" if window else "hm_strict"
    by_place = [list(_groups(store, result, place, arm, outcome)) for place in range(len(study.territories))]
    groups = [group for place in by_place for group in place]
    if sum(group.without.size > 0 for group in groups) < 2:
        served = sum(group.served for group in groups) / len(groups)
        raise Failure(
            f"in {study.months} months, {study.packages[arm].id} takes in {served:.0f} people a territory, but next to "
            f"nobody who leaves reception in these months and can be followed for {window} more. More months, "
            "a package for recent leavers (eligibility = { months_since_exit_max = 12 }), or homeless months of "
            "everybody taken in: --measure hm --window 0."
        )
    several = len(study.territories) > 1
    # A pilot sees one world: its clusters are territories within a world, and only where there is one, worlds.
    sets = [list(each) for each in zip(*by_place, strict=True)] if several else by_place
    without = [[group.without for group in each if group.without.size] for each in sets]
    changes = [[group.with_it - group.without for group in each if group.without.size] for each in sets]
    within, between = components(without)
    _, effect_between = components(changes)
    spread = None if measure != "hm" else float(np.sqrt(within + between))
    spent = result.totals[:, :, arm, :, GROSS]
    served = sum(group.served for group in groups)
    return Facts(
        outcome,
        _over_worlds(by_place, lambda group: group.without),
        _over_worlds(by_place, lambda group: group.with_it - group.without),
        _over_worlds(by_place, lambda group: group.beside),
        spread,
        0.0 if within + between <= 0 else float(min(between / (within + between), 0.99)),
        float(np.sqrt(effect_between)),
        float(np.mean([group.without.size for group in groups])),
        float(np.nansum(spent) / served) if served else None,
        "territories" if several else "worlds",
        study.months,
    )


def components(sets: Sequence[Sequence[Real]]) -> tuple[float, float]:
    """Return the variance within and between clusters (analysis of variance), averaged over sets of clusters."""
    inner, outer, counted = 0.0, 0.0, 0
    for clusters in sets:
        sizes = np.array([cluster.size for cluster in clusters], np.float64)
        n, k = sizes.sum(), len(clusters)
        if k < 2 or n <= k:
            continue
        means = np.array([cluster.mean() for cluster in clusters])
        grand = float((sizes * means).sum() / n)
        within = sum(float(((cluster - mean) ** 2).sum()) for cluster, mean in zip(clusters, means, strict=True))
        within /= n - k
        between = float((sizes * (means - grand) ** 2).sum()) / (k - 1)
        inner += within
        outer += (between - within) / ((n - (sizes**2).sum() / n) / (k - 1))
        counted += 1
    # Negative estimates are averaged in before the sum is cut off at zero: cut one by one they would add up.
    return (inner / counted, max(outer / counted, 0.0)) if counted else (0.0, 0.0)


def _over_worlds(by_place: Sequence[Sequence[_Group]], of: Callable[[_Group], Real]) -> Estimate:
    """Return the mean over people, with an interval over worlds."""
    means = []
    for world in zip(*by_place, strict=True):
        values = np.concatenate([of(group) for group in world])
        if values.size:
            means.append(float(values.mean()))
    return estimate(np.array(means, np.float64))


def _groups(store: "Store", result: "SweepResult", place: int, arm: int, outcome: str) -> Iterator[_Group]:
    plan = Plan(result.study, result.points, result.runs)
    keys = np.array(plan.keys, dtype=object).reshape(plan.shape)[:, place]  # [point, package, run]
    pairs = [(point[0, run], point[arm, run]) for point in keys for run in range(result.runs)]
    for first in range(0, len(pairs), AT_ONCE):
        chunk = pairs[first : first + AT_ONCE]
        there = store.load([key for pair in chunk for key in pair])
        for without, with_it in chunk:
            if without not in there or with_it not in there:
                raise Failure("some runs failed; the same command tries them again.")
            yield _group(there[without].people, there[with_it].people, outcome)


def _group(without: People, with_it: People, outcome: str) -> _Group:
    column = COLUMN[outcome]
    if outcome == "hm_strict":
        index = without[:, COLUMN["leaver"]] <= INDEX_PERSON
    else:
        index = (without[:, COLUMN["leaver"]] == INDEX_PERSON) & (without[:, column] != NO_WINDOW)
    taken = (with_it[:, COLUMN["reached"]] != 0) & (without[:, COLUMN["reached"]] == 0)
    left, right = without[:, column].astype(np.float64), with_it[:, column].astype(np.float64)
    return _Group(left[index & taken], right[index & taken], (right - left)[index & ~taken], int(taken.sum()))
