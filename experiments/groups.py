"""The headline by group: levels and paired differences, gaps between a group and the others, small groups merged.

Groups are fixed by what a person was before the first recorded month, the same in every arm. Never by origin.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.model.outcomes import TRAITS

from .contrast import Contrast
from .people import GROUPS
from .statistics import Paired, Real, paired

FEWEST: Final = 10  # people a group must have (mean over runs), or its numbers would be about a few synthetic lives
MERGED: Final = "other"


@dataclass(frozen=True)
class Group:
    """One group: homeless-months per person, and the same against everybody else of the trait.

    `people` is the mean over runs; `base` and `policy` are the levels run by run. `gap` is the group's level less that
    of all others, in both arms; its difference says whether the package narrows or widens the gap.
    """

    trait: str
    name: str
    people: float
    base: Real
    policy: Real
    gap: Paired

    @property
    def id(self) -> str:
        """What rows call it, ``sex:female``."""
        return f"{self.trait}:{self.name}"

    @property
    def homeless(self) -> Paired:
        """Homeless-months per person of the group in both arms."""
        return paired(self.base, self.policy)


def group_names(contrast: Contrast, trait: str) -> tuple[str, ...]:
    """Return the names of the groups of a trait, in the order of their codes."""
    if trait == "zone":
        return tuple(zone.name for zone in contrast.policy.territory.zones)
    return GROUPS[trait]


def groups(contrast: Contrast, traits: tuple[str, ...] = TRAITS) -> Iterator[Group]:
    """Yield every group of every trait that has at least two of a size that may be shown."""
    for trait in traits:
        base, policy = contrast.base.groups[trait], contrast.policy.groups[trait]  # [R, groups, MEASURES]
        parts = _parts(group_names(contrast, trait), base[:, :, 0].mean(axis=0))
        if len(parts) < 2:
            continue
        for name, members in parts:
            everybody = [code for _, codes in parts for code in codes]
            others = [code for code in everybody if code not in members]
            yield Group(
                trait,
                name,
                float(base[:, members, 0].sum(axis=1).mean()),
                _level(base, members),
                _level(policy, members),
                paired(
                    _level(base, members) - _level(base, others),
                    _level(policy, members) - _level(policy, others),
                ),
            )


def _parts(names: tuple[str, ...], sizes: Real) -> list[tuple[str, list[int]]]:
    """Return groups as lists of codes: large ones alone, small ones together, and nothing of too few even so."""
    large = [(name, [code]) for code, name in enumerate(names) if sizes[code] >= FEWEST]
    small = [code for code in range(len(names)) if 0 < sizes[code] < FEWEST]
    if len(small) == 1 or sizes[small].sum() < FEWEST:
        return large
    return [*large, (MERGED, small)]


def _level(sums: Real, codes: list[int]) -> Real:
    """Return homeless months per person in each run; NaN for a run without anybody."""
    chosen = sums[:, codes, :].sum(axis=1)
    found = np.full(len(chosen), np.nan)
    np.divide(chosen[:, 1], chosen[:, 0], out=found, where=chosen[:, 0] > 0)
    return found
