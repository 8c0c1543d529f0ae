"""Reads runs from the store into arrays over runs, one arm beside the other."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np
from numpy.typing import NDArray

from .horizon import headline_window
from .people import COLUMN, counted, fates, group_sums, headline_months
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
    store: Store,
    scenarios: Sequence["Scenario"],
    runs: Sequence[Sequence["Run"]],
    firsts: "MutableMapping[str, First] | None" = None,
) -> dict[int, list["Part"]]:
    """Return what is kept of each run, by its position: one part for each arm.

    Args:
        store: as `gather`, and what follows too.
        scenarios: as above.
        runs: as above.
        firsts: runs of the first arm that were read before, by their keys; those that are read now are added.
    """
    keys = [keys_of(arm) for arm in runs]
    known = {} if firsts is None else firsts
    there = store.present([key for arm in keys for key in arm])
    whole = [position for position in range(len(keys[0])) if all(arm[position] in there for arm in keys)]
    parts: dict[int, list[Part]] = {}
    window = headline_window(scenarios[0].months)
    zones = len(cast("Territory", scenarios[0].territory).zones)
    for begun in range(0, len(whole), AT_ONCE):
        chunk = whole[begun : begun + AT_ONCE]
        new = [keys[0][position] for position in chunk if keys[0][position] not in known]
        first = {key: known[key] for position in chunk if (key := keys[0][position]) in known}
        first |= {key: First(record, window, zones) for key, record in store.load(new).items()}
        if firsts is not None:
            firsts.update(first)
        others = [store.load([arm[position] for position in chunk]) for arm in keys[1:]]
        for position in chunk:
            beside = first[keys[0][position]]
            records = (found[arm[position]] for found, arm in zip(others, keys[1:], strict=True))
            parts[position] = [beside.part, *(Part(beside, record, window, zones) for record in records)]
    return parts


def arms_of(scenarios: Sequence["Scenario"], parts: Mapping[int, Sequence["Part"]]) -> list[Arm]:
    """Return the arms that these parts make up, by the numbers of their runs; none where there is no part."""
    runs = sorted(parts)
    by_arm = zip(*(parts[run] for run in runs), strict=True)
    return [_arm(scenario, runs, part) for scenario, part in zip(scenarios, by_arm, strict=True)] if runs else []


class First:
    """A run of the first arm: its part, and of its people what those of the other arms are compared with."""

    def __init__(self, record: Record, window: int | None, zones: int) -> None:
        self.reached = record.people[:, REACHED] != 0
        self.strict = record.people[:, STRICT].copy()
        self.inside = counted(record.people, window)
        self.months = headline_months(record.people, window).copy()
        self.part = Part(self, record, window, zones)


class Part:
    """What is kept of one run beside the run of the first arm with the same seed."""

    def __init__(self, first: First, record: Record, window: int | None, zones: int) -> None:
        self.series, self.totals = record.series, record.totals
        self.planned, self.delivered = record.planned.sum(axis=1), record.delivered.sum(axis=1)
        self.in_time = np.where(record.planned > 0, record.delivered, 0).sum(axis=1)
        self.spent = record.spent.sum(axis=1)
        # Row by row the same people: the population is a matter of the seed, not of the policy.
        reached: NDArray[np.bool_] = (record.people[:, REACHED] != 0) | first.reached
        months = np.stack([first.strict, record.people[:, STRICT]])
        self.reached = months[:, reached].sum(axis=1, dtype=np.int64)
        self.others = months.sum(axis=1, dtype=np.int64) - self.reached
        self.groups = group_sums(record.people, window, zones)
        found = fates(first.inside, first.months, headline_months(record.people, window))
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
