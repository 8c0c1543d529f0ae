"""The runs of a study, point by point, with their seeds and their keys in the store."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.errors import BadInput
from approdo.model.outcomes import TOTALS

from .ledger import Member
from .runner import Run, run_keys
from .statistics import Real
from .store import Store
from .study import DesignPoint, Study

AT_ONCE: Final = 2000  # runs whose totals are read together


class Plan:
    """The runs of a study, in the order of the result, with their keys."""

    def __init__(
        self, study: Study, points: Sequence[DesignPoint] | None = None, runs: int | None = None, fresh: bool = False
    ) -> None:
        self.study = study
        chosen = study.design_points() if points is None else points
        self.points = tuple(replace(point, number=number) for number, point in enumerate(chosen))
        if not self.points:
            raise BadInput(f"{study.where('study')}: the design has no points.")
        self.per_point = study.runs_per_point if runs is None else runs
        self.seeds = [point.seeds(study.seed, self.per_point, fresh) for point in self.points]
        self.runs: list[Run] = []  # [point][territory][package][run]
        self.members: list[Member] = []
        for point, seeds in zip(self.points, self.seeds, strict=True):
            for scenario in (each for arms in study.all_scenarios(point.values) for each in arms):
                self.runs += [(scenario, seed) for seed in seeds]
                self.members += [
                    Member(point.number, scenario.territory.id, scenario.package.id, point.first_run + run, key)
                    for run, key in enumerate(run_keys(scenario, seeds))
                ]

    @property
    def keys(self) -> list[str]:
        """The key of every run."""
        return [member.key for member in self.members]

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """How many points, territories, packages, and runs of each."""
        return len(self.points), len(self.study.territories), len(self.study.packages), self.per_point

    def tasks(self) -> NDArray[np.int64]:
        """Return ``[territory, task, package]``: positions of the runs; a task shares a world and its burn-in."""
        points, territories, packages, runs = self.shape
        grid = np.arange(len(self.runs)).reshape(self.shape)
        return grid.transpose(1, 0, 3, 2).reshape(territories, points * runs, packages)


def read_totals(store: Store, plan: Plan) -> Real:
    """Return ``[point, territory, package, run, outcome]`` of the runs that are there, NaN for the others."""
    keys = plan.keys
    found = np.full((len(keys), len(TOTALS)), np.nan)
    for first in range(0, len(keys), AT_ONCE):
        chunk = keys[first : first + AT_ONCE]
        there = store.totals(chunk)
        for position, key in enumerate(chunk, first):
            if key in there:
                found[position] = there[key]
    return found.reshape(*plan.shape, len(TOTALS))
