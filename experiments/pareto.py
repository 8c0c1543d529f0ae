"""The Pareto front: packages of which none is both cheaper and better, confirmed with fresh seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.errors import BadInput

from .doses import Dose, around, spread
from .search import CANDIDATES, EXPLORE, LEAST_RUNS, RAIL, REFINE, Simulator
from .statistics import Estimate, Real, estimate
from .surface import Surface, learn

POINTS: Final = 8


@dataclass(frozen=True)
class FrontPoint:
    """A package near the front; the numbers come from fresh seeds. `efficient`: no other of these is better in both."""

    doses: Mapping[str, float]
    cost: Estimate
    outcome: Estimate
    guardrails: Mapping[str, Estimate]
    efficient: bool


def front(
    doses: Sequence[Dose],
    cost: str,
    outcome: str,
    simulate: Simulator,
    *,
    guardrails: Sequence[str] = (),
    runs: int = 500,
    points: int = POINTS,
    seed: int = 0,
) -> tuple[FrontPoint, ...]:
    """Return packages along the front, the cheapest first, with at most `runs` runs in all.

    Args:
        doses: what may be chosen.
        cost: name of the first outcome of `simulate`; less is better.
        outcome: the second; less is better.
        simulate: runs packages; see `search.Simulator`.
        guardrails: names of outcomes whose mean must not be above 0.
        runs: at least 100.
        points: how many packages are confirmed, at most.
        seed: decides what is drawn here.

    Raises:
        BadInput: too few runs or points, or no doses.
    """
    if runs < LEAST_RUNS or not doses or points < 2:
        raise BadInput(f"runs = {runs}, points = {points}: expected at least {LEAST_RUNS} runs, 2 points and one dose.")
    rng = np.random.default_rng([seed, 7])
    names = (cost, outcome, *guardrails)
    x = spread(doses, int(EXPLORE * runs), rng)
    found = {name: np.asarray(values, np.float64) for name, values in simulate(x, 0).items() if name in names}
    tried = _along(doses, x, found, names, int(REFINE * runs), rng, seed)
    more = simulate(tried, 0)
    x = np.concatenate([x, tried])
    found = {name: np.concatenate([values, np.asarray(more[name], np.float64)]) for name, values in found.items()}
    chosen = np.unique(_along(doses, x, found, names, points, rng, seed), axis=0)
    each = (runs - len(x)) // len(chosen)
    fresh = simulate(np.repeat(chosen, each, axis=0), 1)
    sample = {name: np.asarray(fresh[name], np.float64).reshape(len(chosen), each) for name in names}
    means = np.column_stack([np.nanmean(sample[name], axis=1) for name in (cost, outcome)])
    efficient = efficient_rows(means)
    return tuple(
        FrontPoint(
            {dose.name: float(value) for dose, value in zip(doses, chosen[row], strict=True)},
            estimate(sample[cost][row]),
            estimate(sample[outcome][row]),
            {name: estimate(sample[name][row]) for name in guardrails},
            bool(efficient[row]),
        )
        for row in np.argsort(means[:, 0], kind="stable").tolist()
    )


def efficient_rows(values: Real) -> NDArray[np.bool_]:
    """Tell for each row whether no other is at least as low in every column and lower in one."""
    order = np.lexsort(values.T[::-1])
    kept = np.zeros(len(values), np.bool_)
    front_so_far: list[Real] = []
    for row in order:
        beaten = any((other <= values[row]).all() and (other < values[row]).any() for other in front_so_far)
        if not beaten:
            kept[row] = True
            front_so_far.append(values[row])
    return kept


def _along(
    doses: Sequence[Dose],
    x: Real,
    found: Mapping[str, Real],
    names: Sequence[str],
    count: int,
    rng: np.random.Generator,
    seed: int,
) -> Real:
    """Return packages spread along the emulated front: evenly over what they cost."""
    surfaces = {name: learn(x, found[name], seed, ("polynomial",)) for name in names}
    pool = spread(doses, CANDIDATES, rng)
    for _ in range(2):
        best = _inside(surfaces, pool, names)
        some = best[rng.permutation(len(best))[:16]]
        pool = np.unique(np.concatenate([pool, *(around(doses, one, 128, rng) for one in some)]), axis=0)
    best = _inside(surfaces, pool, names)
    costs = surfaces[names[0]].mean(best)
    wanted = np.linspace(costs.min(), costs.max(), count)
    chosen: Real = best[np.abs(costs[None, :] - wanted[:, None]).argmin(axis=1)]
    return chosen


def _inside(surfaces: Mapping[str, Surface], pool: Real, names: Sequence[str]) -> Real:
    """Return the efficient packages of a pool, of those that keep the guardrails if there are any."""
    levels = [surfaces[name].mean(pool) for name in names[:2]]
    kept = np.ones(len(pool), np.bool_)
    for name in names[2:]:
        kept &= surfaces[name].mean(pool, -RAIL) <= 0
    if not kept.any():
        kept[:] = True
    both = np.column_stack(levels)[kept]
    chosen: Real = pool[kept][efficient_rows(both)]
    return chosen
