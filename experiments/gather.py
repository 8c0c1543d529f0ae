"""Reads runs from the store into arrays over runs, one arm beside the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

from .records import Record
from .runner import run_keys
from .statistics import Real
from .store import Store

if TYPE_CHECKING:
    from approdo.model.territory import Territory

    from .scenario import Scenario

AT_ONCE: Final = 100  # runs of an arm in memory with all their people

# Columns of `Record.people`; see approdo.model.outcomes.people_table.
STRICT, REACHED = 0, 3


@dataclass(frozen=True, eq=False)
class Arm:
    """The runs of one scenario, in the order of their seeds.

    `series` is ``[R, months, K]`` and `totals` ``[R, K2]`` (columns: outcomes.MONTHLY, outcomes.TOTALS). `planned`,
    `delivered` (person-, dwelling- or bed-months) and `spent` (EUR) are means over the runs, one per lever;
    `delivered_in_time` leaves out what goes on after the planned end. `homeless_reached` and `homeless_others`,
    ``[R, 2]``, are strict homeless months in the first arm and in this one: of the people whom either policy reached
    in that run, and of the others.
    """

    scenario: "Scenario"
    series: Real
    totals: Real
    planned: Real
    delivered: Real
    delivered_in_time: Real
    spent: Real
    homeless_reached: Real
    homeless_others: Real

    @property
    def territory(self) -> "Territory":
        """The province."""
        return cast("Territory", self.scenario.territory)

    @property
    def id(self) -> str:
        """The package's short name."""
        return self.scenario.package.id


def gather(store: Store, scenarios: Sequence["Scenario"], seeds: Sequence[int]) -> tuple[list[int], list[Arm]]:
    """Return the seeds for which every arm has its run, and the arms over these seeds, in the order of `scenarios`.

    The first scenario is the one that the others are compared with.
    """
    keys = [run_keys(scenario, seeds) for scenario in scenarios]
    there = store.present([key for arm in keys for key in arm])
    whole = [position for position in range(len(seeds)) if all(arm[position] in there for arm in keys)]
    parts: list[list[_Part]] = [[] for _ in scenarios]
    for first in range(0, len(whole), AT_ONCE):
        chunk = whole[first : first + AT_ONCE]
        loaded = [store.load([arm[position] for position in chunk]) for arm in keys]
        for position in chunk:
            records = [runs[arm[position]] for runs, arm in zip(loaded, keys, strict=True)]
            for part, record in zip(parts, records, strict=True):
                part.append(_Part(records[0], record))
    arms = [_arm(scenario, part) for scenario, part in zip(scenarios, parts, strict=True)] if whole else []
    return [seeds[position] for position in whole], arms


class _Part:
    """What is kept of one run beside the run of the first arm with the same seed."""

    def __init__(self, first: Record, record: Record) -> None:
        self.series, self.totals = record.series, record.totals
        self.planned, self.delivered = record.planned.sum(axis=1), record.delivered.sum(axis=1)
        self.in_time = np.where(record.planned > 0, record.delivered, 0).sum(axis=1)
        self.spent = record.spent.sum(axis=1)
        # Row by row the same people: the population is a matter of the seed, not of the policy.
        reached: NDArray[np.bool_] = (record.people[:, REACHED] != 0) | (first.people[:, REACHED] != 0)
        months = np.stack([first.people[:, STRICT], record.people[:, STRICT]]).astype(np.int64)
        self.reached, self.others = months[:, reached].sum(axis=1), months[:, ~reached].sum(axis=1)


def _arm(scenario: "Scenario", parts: Sequence[_Part]) -> Arm:
    runs = len(parts)

    def mean(values: list[NDArray[np.int64]]) -> Real:
        total = np.zeros(values[0].shape, np.int64)
        for value in values:
            total += value
        return total / runs

    return Arm(
        scenario,
        series=np.stack([part.series for part in parts]),
        totals=np.stack([part.totals for part in parts]),
        planned=mean([part.planned for part in parts]),
        delivered=mean([part.delivered for part in parts]),
        delivered_in_time=mean([part.in_time for part in parts]),
        spent=mean([part.spent for part in parts]) / 100,
        homeless_reached=np.stack([part.reached for part in parts]).astype(np.float64),
        homeless_others=np.stack([part.others for part in parts]).astype(np.float64),
    )
