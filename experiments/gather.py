"""Reads runs from the store into arrays over runs, one arm beside the other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

from .horizon import headline_window
from .people import COLUMN, fates, group_sums
from .records import Record
from .runner import keys_of
from .statistics import Real
from .store import Store

if TYPE_CHECKING:
    from approdo.model.territory import Territory

    from .runner import Run
    from .scenario import Scenario

AT_ONCE: Final = 100  # runs of an arm in memory with all their people

STRICT, REACHED = COLUMN["hm_strict"], COLUMN["reached"]


@dataclass(frozen=True, eq=False)
class Arm:
    """The runs of one scenario, in the order of their seeds.

    `runs` are their places among those that were asked for: all of them, unless some failed. `series` is
    ``[R, months, K]`` and `totals` ``[R, K2]`` (columns: outcomes.MONTHLY, outcomes.TOTALS). `planned`, `delivered`
    (person-, dwelling- or bed-months) and `spent` (EUR) are means over the runs, one per lever; `delivered_in_time`
    leaves out what goes on after the planned end. `homeless_reached` and `homeless_others`, ``[R, 2]``, are strict
    homeless months in the first arm and in this one: of the people whom either policy reached in that run, and of the
    others. `groups` has the sums of each group of a trait, ``[R, groups, people.MEASURES]``; `fates`
    ``[R, people.FATES]`` how many people of the headline are better, worse or as well off as in the first arm.
    """

    scenario: "Scenario"
    runs: Sequence[int]
    series: Real
    totals: Real
    planned: Real
    delivered: Real
    delivered_in_time: Real
    spent: Real
    homeless_reached: Real
    homeless_others: Real
    groups: Mapping[str, Real]
    fates: Real

    @property
    def territory(self) -> "Territory":
        """The province."""
        return cast("Territory", self.scenario.territory)

    @property
    def id(self) -> str:
        """The package's short name."""
        return self.scenario.package.id


def gather(store: Store, scenarios: Sequence["Scenario"], runs: Sequence[Sequence["Run"]]) -> list[Arm]:
    """Return the arms over the runs that every one of them has; none where there is no such run.

    Args:
        store: where the runs are.
        scenarios: what each arm is called; the first is the one that the others are compared with.
        runs: those of each arm; at one position all arms have the same seed and parameters.
    """
    return arms_of(scenarios, read_parts(store, scenarios, runs))


def read_parts(
    store: Store, scenarios: Sequence["Scenario"], runs: Sequence[Sequence["Run"]]
) -> dict[int, list["Part"]]:
    """Return what is kept of each run, by its position: one part for each arm. Arguments as `gather`."""
    keys = [keys_of(arm) for arm in runs]
    there = store.present([key for arm in keys for key in arm])
    whole = [position for position in range(len(keys[0])) if all(arm[position] in there for arm in keys)]
    parts: dict[int, list[Part]] = {}
    window = headline_window(scenarios[0].months)
    zones = len(cast("Territory", scenarios[0].territory).zones)
    for first in range(0, len(whole), AT_ONCE):
        chunk = whole[first : first + AT_ONCE]
        loaded = [store.load([arm[position] for position in chunk]) for arm in keys]
        for position in chunk:
            records = [found[arm[position]] for found, arm in zip(loaded, keys, strict=True)]
            parts[position] = [Part(records[0], record, window, zones) for record in records]
    return parts


def arms_of(scenarios: Sequence["Scenario"], parts: Mapping[int, Sequence["Part"]]) -> list[Arm]:
    """Return the arms that these parts make up, by the numbers of their runs; none where there is no part."""
    runs = sorted(parts)
    by_arm = zip(*(parts[run] for run in runs), strict=True)
    return [_arm(scenario, runs, part) for scenario, part in zip(scenarios, by_arm, strict=True)] if runs else []


class Part:
    """What is kept of one run beside the run of the first arm with the same seed."""

    def __init__(self, first: Record, record: Record, window: int | None, zones: int) -> None:
        self.series, self.totals = record.series, record.totals
        self.planned, self.delivered = record.planned.sum(axis=1), record.delivered.sum(axis=1)
        self.in_time = np.where(record.planned > 0, record.delivered, 0).sum(axis=1)
        self.spent = record.spent.sum(axis=1)
        # Row by row the same people: the population is a matter of the seed, not of the policy.
        reached: NDArray[np.bool_] = (record.people[:, REACHED] != 0) | (first.people[:, REACHED] != 0)
        months = np.stack([first.people[:, STRICT], record.people[:, STRICT]]).astype(np.int64)
        self.reached, self.others = months[:, reached].sum(axis=1), months[:, ~reached].sum(axis=1)
        self.groups = group_sums(record.people, window, zones)
        found = fates(first.people, record.people, window)
        self.fates = np.array([found.better, found.worse, found.same], np.float64)


def _arm(scenario: "Scenario", runs: Sequence[int], parts: Sequence[Part]) -> Arm:

    def mean(values: list[NDArray[np.int64]]) -> Real:
        total = np.zeros(values[0].shape, np.int64)
        for value in values:
            total += value
        return total / len(runs)

    return Arm(
        scenario,
        runs,
        series=np.stack([part.series for part in parts]),
        totals=np.stack([part.totals for part in parts]),
        planned=mean([part.planned for part in parts]),
        delivered=mean([part.delivered for part in parts]),
        delivered_in_time=mean([part.in_time for part in parts]),
        spent=mean([part.spent for part in parts]) / 100,
        homeless_reached=np.stack([part.reached for part in parts]).astype(np.float64),
        homeless_others=np.stack([part.others for part in parts]).astype(np.float64),
        groups={trait: np.stack([part.groups[trait] for part in parts]) for trait in parts[0].groups},
        fates=np.stack([part.fates for part in parts]),
    )
