"""PRIM, the patient rule induction method: peel thin slices off the space until mostly failures are left.

After Friedman and Fisher (1999) and its use for scenario discovery by Bryant and Lempert (2010): the peeling trajectory
trades coverage for density; a point of it is chosen, rid of restrictions that chance would explain (quasi-p values),
and pasted. A box is believed only if failures dealt out at random rarely give one as good (permutation test), and
its coverage and density are told for points that had no part in finding it (cross-validation).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from .box import Box, Flags, coverage_density, whole_space
from .seeds import generator_seed
from .statistics import Real

PEEL: Final = 0.05  # share of the points of a box that one slice takes
LEAST: Final = 10  # points in a box, or PEEL of all, whichever is more
FOLDS: Final = 5
PERMUTATIONS: Final = 99
SURE: Final = 0.05


@dataclass(frozen=True)
class Step:
    """A box of the trajectory."""

    box: Box
    points: int
    coverage: float
    density: float


@dataclass(frozen=True)
class Restriction:
    """A restricted input, with its quasi-p value: the chance of so many failures without this restriction."""

    number: int
    quasi_p: float


@dataclass(frozen=True)
class Found:
    """A box that explains failures. `tested` are coverage and density on points that it was not found with.

    `p` is the share of random deals with a trajectory at least as good; a box with more than `SURE` is none.
    """

    step: Step
    restrictions: tuple[Restriction, ...]
    trajectory: tuple[Step, ...]
    tested: tuple[float, float]
    p: float

    @property
    def sure(self) -> bool:
        """Tell whether the box is more than chance."""
        return self.p <= SURE and bool(self.restrictions)


def find_boxes(
    x: Real,
    y: Flags,
    *,
    boxes: int = 3,
    density: float | None = None,
    seed: int = 1,
    permutations: int = PERMUTATIONS,
) -> tuple[Found, ...]:
    """Return boxes one after the other, each from the points that those before it leave; the last may be unsure.

    Args:
        x: ``[points, inputs]``.
        y: which points fail.
        boxes: at most so many.
        density: the box of a trajectory is the one with most coverage of at least this density; None: the one that is
            least like chance, which balances the two.
        seed: of the folds and permutations.
        permutations: of the test.
    """
    found: list[Found] = []
    left = np.ones(len(y), bool)
    for number in range(boxes):
        if not 0 < int(y[left].sum()) < int(left.sum()) or int(left.sum()) < 2 * LEAST:
            break
        rng = np.random.default_rng(generator_seed(seed, "prim", number))
        box = _find(x[left], y[left], density, rng, permutations)
        if found and not box.sure:
            break
        if found:  # told of all failures, not only of those left
            coverage = float((box.step.box.inside(x) & left & y).sum() / y.sum())
            step = Step(box.step.box, box.step.points, coverage, box.step.density)
            tested = (box.tested[0] * float(y[left].sum() / y.sum()), box.tested[1])
            box = Found(step, box.restrictions, box.trajectory, tested, box.p)
        found.append(box)
        if not box.sure:
            break
        left &= ~box.step.box.inside(x)
    return tuple(found)


def _find(x: Real, y: Flags, density: float | None, rng: np.random.Generator, permutations: int) -> Found:
    trajectory = tuple(peel(x, y))
    box = _chosen(trajectory, x, y, density)
    best = max(_score(step, len(y), int(y.sum())) for step in trajectory)
    as_good = 0
    for _ in range(permutations):
        dealt = rng.permutation(y)
        as_good += max(_score(step, len(y), int(y.sum())) for step in peel(x, dealt)) >= best
    tested = _tested(x, y, density, rng)
    restrictions = tuple(Restriction(number, quasi_p(box, number, x, y)) for number in box.restricted)
    return Found(_step(box, x, y), restrictions, trajectory, tested, (1 + as_good) / (1 + permutations))


def _chosen(trajectory: tuple[Step, ...], x: Real, y: Flags, density: float | None) -> Box:
    """Return the box of a trajectory that is wanted, pasted and without needless restrictions."""
    dense = [step for step in trajectory if density is not None and step.density >= density]
    failures = int(y.sum())
    step = (
        max(dense, key=lambda each: each.coverage)
        if dense
        else max(trajectory, key=lambda each: _score(each, len(y), failures))
    )
    box = step.box
    while box.restricted:
        values = {number: quasi_p(box, number, x, y) for number in box.restricted}
        weakest = max(values, key=lambda number: values[number])
        if values[weakest] <= SURE:
            break
        box = box.with_ends(weakest, -math.inf, math.inf)
    return paste(box, x, y)


def _tested(x: Real, y: Flags, density: float | None, rng: np.random.Generator) -> tuple[float, float]:
    """Return coverage and density over points left out fold by fold."""
    fold = rng.permutation(len(y)) % FOLDS
    inside = np.zeros(len(y), bool)
    for number in range(FOLDS):
        learn = fold != number
        if y[learn].any():
            inside[~learn] = _chosen(tuple(peel(x[learn], y[learn])), x[learn], y[learn], density).inside(x[~learn])
    hits = int((inside & y).sum())
    return hits / max(int(y.sum()), 1), hits / max(int(inside.sum()), 1)


def peel(x: Real, y: Flags) -> Iterator[Step]:
    """Yield the whole space, then boxes, each without the slice whose loss gains most density for each point lost."""
    box, order = whole_space(x.shape[1]), np.argsort(x, axis=0, kind="stable").T  # [inputs, points]: each in its order
    least = max(LEAST, math.ceil(PEEL * len(y)))
    failures = max(int(y.sum()), 1)
    rows = np.arange(x.shape[1])
    while True:
        n = order.shape[1]
        values, so_far = x[order, rows[:, None]], np.cumsum(y[order], axis=1)
        hits = int(so_far[0, -1])
        yield Step(box, n, hits / failures, hits / n)
        if hits == n:
            return
        size = max(1, int(PEEL * n))
        # Points of equal value go together: all from the bottom up to the slice's last, or from the top down.
        below = (values <= values[:, size - 1 : size]).sum(axis=1)
        upto = (values < values[:, n - size : n - size + 1]).sum(axis=1)
        kept = np.stack([n - below, upto])
        left = np.stack([hits - so_far[rows, below - 1], np.where(upto > 0, so_far[rows, upto - 1], 0)])
        gain = np.full(kept.shape, -np.inf)
        allowed = kept >= least
        gain[allowed] = (left[allowed] / kept[allowed] - hits / n) / (n - kept[allowed])
        side, number = np.unravel_index(int(gain.argmax()), gain.shape)
        if not np.isfinite(gain[side, number]):  # patient: a slice that costs density may open the way to a dense box
            return
        along = values[number]
        if side == 0:
            end = float(along[below[number] - 1] + along[below[number]]) / 2  # half way between two points
            box, gone = box.with_ends(int(number), end, box.high[number]), order[number, : below[number]]
        else:
            end = float(along[upto[number] - 1] + along[upto[number]]) / 2
            box, gone = box.with_ends(int(number), box.low[number], end), order[number, upto[number] :]
        inside = np.ones(len(y), bool)
        inside[gone] = False
        order = order[inside[order]].reshape(len(rows), -1)


def paste(box: Box, x: Real, y: Flags) -> Box:
    """Return the box with slices put back as long as they do not lower its density."""
    while True:
        inside = box.inside(x)
        density = float(y[inside].mean()) if inside.any() else 0.0
        size = max(1, int(PEEL * inside.sum()))
        best: tuple[float, Box] | None = None
        for number in box.restricted:
            for wider in _wider(box, number, x, size):
                now = wider.inside(x)
                found = float(y[now].mean())
                if now.sum() > inside.sum() and found >= density and (best is None or found > best[0]):
                    best = found, wider
        if best is None:
            return box
        box = best[1]


def _wider(box: Box, number: int, x: Real, size: int) -> Iterator[Box]:
    """Yield the box with `size` points more below, and above, along one input."""
    low, high = box.low[number], box.high[number]
    along = np.sort(x[box.with_ends(number, -math.inf, math.inf).inside(x), number])
    below, above = along[along < low], along[along > high]
    if below.size:
        rest = below[:-size]
        yield box.with_ends(number, (rest[-1] + below[-size]) / 2 if rest.size else -math.inf, high)
    if above.size:
        rest = above[size:]
        yield box.with_ends(number, low, (rest[0] + above[size - 1]) / 2 if rest.size else math.inf)


def quasi_p(box: Box, number: int, x: Real, y: Flags) -> float:
    """Return the chance of at least as many failures in the box if one restriction did nothing (binomial)."""
    from scipy.stats import binom

    inside, wider = box.inside(x), box.with_ends(number, -math.inf, math.inf).inside(x)
    return float(binom.sf(int((inside & y).sum()) - 1, int(inside.sum()), float(y[wider].mean())))


def _step(box: Box, x: Real, y: Flags) -> Step:
    return Step(box, int(box.inside(x).sum()), *coverage_density(box, x, y))


def _score(step: Step, points: int, failures: int) -> float:
    """Return how many standard deviations of a random deal the failures in a box lie above its mean."""
    if step.points == points:
        return 0.0
    share = failures / points
    mean = step.points * share
    spread = math.sqrt(mean * (1 - share) * (points - step.points) / (points - 1))
    return (step.coverage * failures - mean) / spread if spread > 0 else 0.0
