"""Runs packages for one profile with common random numbers, and reads what became of its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from approdo.experiments.package import Package, load_package
from approdo.experiments.parameter_draws import Given
from approdo.experiments.people import COLUMN, INDEX_PERSON
from approdo.experiments.records import Record
from approdo.experiments.request import BASELINE, Request, read_request
from approdo.experiments.runner import Progress, Tally, complete_runs, keys_of
from approdo.experiments.statistics import Real
from approdo.experiments.store import Store
from approdo.model.outcomes import NO_WINDOW, TOTALS
from approdo.model.territory import Territory

from .profile import Profile

WINDOW: Final = 12  # months after the scheduled exit: what happens in the year that a plan is about
AT_ONCE: Final = 50  # runs in memory with all their people


@dataclass(frozen=True, eq=False)
class Arm:
    """What became of the profile under one package, a value a run; NaN where the run or the people are missing.

    `homeless`, `stable` and `work` are means over the people with a full year after their exit: months without a home,
    and shares at its end. `strict`, `lenient` and `plus` are homeless months a person over all months, by definition.
    `everybody` are the homeless months of all people of the model, `cost` EUR without days in reception.
    """

    package: Package
    people: Real
    homeless: Real
    stable: Real
    work: Real
    strict: Real
    lenient: Real
    plus: Real
    everybody: Real
    cost: Real


@dataclass(eq=False)
class Trial:
    """The arms of one guideline: one territory, profile and start; `tally` counts what was run for it so far."""

    store: Store
    territory: Territory
    profile: Profile
    months: int
    runs: int
    seed: int
    start: int | str | None = None
    parameters: Given = "prior"
    workers: int | None = None
    scheduler: str | None = None
    progress: Progress | None = None
    tally: Tally = field(default_factory=lambda: Tally(0))

    def arms(self, packages: Sequence[Package], *, fresh: bool = False) -> dict[str, Arm]:
        """Run the packages beside no new policy and return every arm by its id, the baseline first.

        Args:
            packages: all run with the same worlds: the same luck and the same draws of the assumptions.
            fresh: other worlds than before, for what was chosen by the others.
        """
        request = read_request(
            "guidelines",
            self.territory,
            packages or [load_package(BASELINE)],
            baseline=load_package(BASELINE) if packages else None,
            months=self.months,
            runs=self.runs,
            seed=self.seed,
            start=self.start,
            parameters=self.parameters,
        )
        numbers = range(self.runs, 2 * self.runs) if fresh else range(self.runs)
        self._run(request, numbers)
        return {
            scenario.package.id: self._arm(scenario.package, keys_of(request.arm_runs(scenario, numbers)))
            for scenario in request.scenarios[0]
        }

    def _run(self, request: Request, numbers: range) -> None:
        done = complete_runs(
            self.store,
            request.all_runs(numbers),
            workers=self.workers,
            scheduler=self.scheduler,
            progress=self.progress,
        )
        known = self.tally
        known.total += done.total
        known.found += done.found
        known.computed += done.computed
        known.failed.update(done.failed)
        known.seconds += done.seconds
        known.workers, known.store = max(known.workers, done.workers), self.store.name

    def _arm(self, package: Package, keys: Sequence[str]) -> Arm:
        values = np.full((len(keys), len(_COLUMNS)), np.nan)
        for first in range(0, len(keys), AT_ONCE):
            chunk = keys[first : first + AT_ONCE]
            there = self.store.load(chunk)
            for at, key in enumerate(chunk, first):
                if key in there:
                    values[at] = [measure_of(there[key], self.profile)[name] for name in _COLUMNS]
        return Arm(package, **{name: values[:, at] for at, name in enumerate(_COLUMNS)})


_COLUMNS: Final = ("people", "homeless", "stable", "work", "strict", "lenient", "plus", "everybody", "cost")


def measure_of(record: Record, profile: Profile) -> Mapping[str, float]:
    """Return what one run says about a profile, by the names of `Arm`; NaN where nobody of it is there."""
    people = record.people[profile.members(record.people)]
    index = people[people[:, COLUMN["leaver"]] == INDEX_PERSON]
    followed = people[people[:, COLUMN[f"hm_{WINDOW}"]] != NO_WINDOW]
    made = {"people": float(len(followed))}
    ends = (("homeless", "hm"), ("stable", "stable"), ("work", "work"))
    made |= {name: _mean(followed, f"{column}_{WINDOW}") for name, column in ends}
    made |= {name: _mean(index, f"hm_{name}") for name in ("strict", "lenient", "plus")}
    made["everybody"] = float(record.totals[TOTALS.index("hm_total")])
    made["cost"] = float(record.totals[TOTALS.index("cost_gross")])
    return made


def _mean(people: np.ndarray, column: str) -> float:
    return float(people[:, COLUMN[column]].mean(dtype=np.float64)) if len(people) else float("nan")
