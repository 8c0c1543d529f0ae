"""What is kept of the people of one run: sums by group, and who is better or worse off than under the first arm."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import AgeBand, Channel, Family, Permit, Sex
from approdo.model.outcomes import NO_WINDOW, PEOPLE, TRAITS

from .statistics import Real

COLUMN: Final[Mapping[str, int]] = {name: number for number, name in enumerate(PEOPLE)}
INDEX_PERSON: Final = 1  # value of the column `leaver`: due to leave in the recorded months
MEASURES: Final = ("people", "homeless", "stable", "work")  # columns of `GroupSums`
FATES: Final = ("better", "worse", "same")

# The groups of each trait, in the order of its codes; zones are named by the territory. Origin is no trait: results are
# never broken down by it.
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "sex": tuple(item.name.lower() for item in Sex),
    "age": ("18-24", "25-34", "35-49", "50+"),
    "permit": tuple(item.name.lower() for item in Permit),
    "family": tuple(item.name.lower() for item in Family),
    "vulnerability": ("low", "middle", "high"),
    "channel": tuple(item.name.lower() for item in Channel),
}
assert len(GROUPS["age"]) == len(AgeBand)  # noqa: S101 - a renamed code must not shift the labels

People = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Fates:
    """How many index people of a run have fewer, more, or as many homeless months as under the first arm."""

    better: int
    worse: int
    same: int


def counted(people: People, window: int | None) -> NDArray[np.bool_]:
    """Return who is in the headline: index people with a full window, or all index people where there is no window."""
    if window is None:
        found: NDArray[np.bool_] = people[:, COLUMN["leaver"]] == INDEX_PERSON
        return found
    full: NDArray[np.bool_] = people[:, COLUMN[f"hm_{window}"]] != NO_WINDOW
    return full


def group_sums(people: People, window: int | None, zones: int) -> dict[str, Real]:
    """Return for each trait the sums of its groups, ``[groups, MEASURES]``: people, homeless months, homes, jobs.

    Without a window homes and jobs are not known (NaN).
    """
    inside = people[counted(people, window)]
    ends = ("hm_strict",) if window is None else (f"hm_{window}", f"stable_{window}", f"work_{window}")
    weights = [inside[:, COLUMN[name]].astype(np.float64) for name in ends]
    made: dict[str, Real] = {}
    for trait in TRAITS:
        codes = inside[:, COLUMN[trait]].astype(np.int64)
        size = zones if trait == "zone" else len(GROUPS[trait])
        table = np.full((size, len(MEASURES)), np.nan)
        table[:, 0] = np.bincount(codes, minlength=size)
        for number, weight in enumerate(weights, 1):
            table[:, number] = np.bincount(codes, weights=weight, minlength=size)
        made[trait] = table
    return made


def headline_months(people: People, window: int | None) -> NDArray[np.uint8]:
    """Return everybody's homeless months in the headline, as far as they are `counted`."""
    return people[:, COLUMN["hm_strict" if window is None else f"hm_{window}"]]


def fates(inside: NDArray[np.bool_], first: NDArray[np.uint8], months: NDArray[np.uint8]) -> Fates:
    """Compare the homeless months of everybody in the headline, person by person: the same person, the same luck.

    Args:
        inside: who is counted.
        first: everybody's months in the first arm.
        months: the same in another.
    """
    change = months[inside].astype(np.int64) - first[inside]
    better, worse = int((change < 0).sum()), int((change > 0).sum())
    return Fates(better, worse, change.size - better - worse)
