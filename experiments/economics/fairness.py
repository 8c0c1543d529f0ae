"""Who gains: effects by group, the share of the gain that each gets, and whether anybody is made worse off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.experiments.statistics import Estimate, Real, estimate
from approdo.model.errors import BadInput

WORSE: Final = 0.02  # of the level without the policy: the guardrail of every search


@dataclass(frozen=True)
class GroupEffect:
    """A group: change per person (below 0 is better), its part of the people and of all that is spared, and a mark.

    `worse`: the change is clearly above 0 and more than 2 % of the level without the policy.
    """

    name: str
    change: Estimate
    people: float
    gain: float | None
    worse: bool


def by_group(
    base: Mapping[str, Real], policy: Mapping[str, Real], sizes: Mapping[str, float]
) -> tuple[GroupEffect, ...]:
    """Return the effect on each group, for an outcome of which less is better (homeless months per person).

    Args:
        base: level per person without the policy, ``[runs]`` for each group.
        policy: with it, over the same seeds.
        sizes: people of each group.

    Raises:
        BadInput: the groups are not the same, or have nobody.
    """
    if not base.keys() == policy.keys() == sizes.keys() or not base:
        raise BadInput(f"groups {sorted(base)}, {sorted(policy)} and {sorted(sizes)}: expected the same.")
    if min(sizes.values()) <= 0:
        raise BadInput("every group needs at least one person.")
    everybody = sum(sizes.values())
    changes = {name: estimate(policy[name] - base[name]) for name in base}
    spared = {name: -(changes[name].mean or 0.0) * sizes[name] for name in base}
    whole = sum(spared.values())
    found = []
    for name, change in changes.items():
        level = estimate(base[name]).mean or 0.0
        worse = change.low is not None and change.low > 0 and (change.mean or 0.0) > WORSE * level
        share = spared[name] / whole if whole > 0 else None
        found.append(GroupEffect(name, change, sizes[name] / everybody, share, worse))
    return tuple(found)


def equal_equivalent(levels: Real, sizes: Real, aversion: float) -> float:
    """Return the level that, given to everybody, would be as good as these levels (Atkinson).

    Args:
        levels: of something good (months in a home), above 0, one for each group.
        sizes: people of each group.
        aversion: to inequality, 0 (the mean) and up.

    Raises:
        BadInput: a level or size that is not above 0, or an aversion below 0.
    """
    if levels.shape != sizes.shape or not len(levels) or levels.min() <= 0 or sizes.min() <= 0 or aversion < 0:
        raise BadInput("levels and sizes must be above 0 and as many as each other, and the aversion 0 or more.")
    weights = sizes / sizes.sum()
    if aversion == 1.0:
        return float(np.exp(weights @ np.log(levels)))
    return float((weights @ levels ** (1.0 - aversion)) ** (1.0 / (1.0 - aversion)))
