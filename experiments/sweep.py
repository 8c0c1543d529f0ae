"""Runs a study: every point of its design, every package, every territory; what the store has is not computed again."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from approdo.model.outcomes import TOTALS

from .cost import check_room
from .ledger import write_study
from .plan import Plan, read_totals
from .runner import Progress, Tally, complete_runs
from .statistics import Real
from .store import Store
from .study import DesignPoint, Study

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class SweepResult:
    """What a study gave: `totals` is ``[point, territory, package, run, outcome]``.

    The packages are those of the study, the baseline first; the outcomes are `approdo.model.outcomes.TOTALS`. NaN: not
    defined in this run, or the run failed (`tally.failed`). `seeds` is ``[point, run]``; `keys` are those of the store.
    """

    study: Study
    points: tuple[DesignPoint, ...]
    runs: int
    seeds: NDArray[np.int64]
    totals: Real
    tally: Tally

    def matrix(self) -> Real:
        """Return ``[point, factor]``: the design as numbers (a text as its position among the factor's values)."""
        rows = [[factor.number(point.values[factor.path]) for factor in self.study.factors] for point in self.points]
        return np.array(rows, np.float64).reshape(len(self.points), len(self.study.factors))

    def outcome(self, name: str) -> Real:
        """Return ``[point, territory, package, run]`` of one outcome."""
        return self.totals[..., TOTALS.index(name)]

    def difference(self, name: str) -> Real:
        """Return ``[point, territory, package - 1, run]``: every other package minus the baseline, run by run."""
        values = self.outcome(name)
        return values[:, :, 1:] - values[:, :, :1]

    @cached_property
    def failed(self) -> int:
        """How many runs failed."""
        return len(self.tally.failed)

    def outcomes(self, language: str = "en") -> "pd.DataFrame":
        """Return the study's outcomes at each point of decision as a tidy data frame with units and labels.

        One row for each point, territory, outcome and package, and for each paired difference from the baseline; every
        factor of the point by its path. The mean and its interval are over draws where there are several, else over
        runs; single runs are in `frame`.

        Args:
            language: of the labels, "en" or "it".

        Raises:
            BadInput: the language is another.
        """
        from .sweep_answer import decided, outcome_rows
        from .tidy import tidy

        values = decided(self)
        return tidy(({**values[row["point"]], **row} for row in outcome_rows(self)), language)

    def frame(self) -> "pd.DataFrame":
        """Return one row a run: point, draw, every factor by its path, territory, package, run, seed, every total."""
        import pandas as pd

        shape = self.totals.shape[:4]
        point, place, package, run = (index.ravel() for index in np.indices(shape))
        columns: dict[str, Any] = {
            "point": np.array([each.number for each in self.points])[point],
            "draw": pd.array([each.draw for each in self.points], dtype="Int64")[point],
        }
        for factor in self.study.factors:
            columns[factor.path] = pd.Series([each.values[factor.path] for each in self.points])[point].to_numpy()
        columns |= {
            "territory": np.array([each.id for each in self.study.territories])[place],
            "package": np.array([each.id for each in self.study.packages])[package],
            "run": run + np.array([each.first_run for each in self.points])[point],
            "seed": self.seeds[point, run],
        }
        values = self.totals.reshape(-1, len(TOTALS))
        return pd.concat([pd.DataFrame(columns), pd.DataFrame(values, columns=list(TOTALS))], axis=1)


def sweep(
    study: Study,
    *,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    points: Sequence[DesignPoint] | None = None,
    runs: int | None = None,
    fresh: bool = False,
) -> SweepResult:
    """Run a study, or chosen points of it; the same call goes on where an interrupted one ended.

    Args:
        study: what to run.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        scheduler: address of a Dask cluster in place of processes.
        progress: told ``(runs done, runs in all)``.
        points: points to run in place of the study's design.
        runs: runs of each package at each point; None for the study's.
        fresh: with seeds that no other call has used, to confirm what a search found.

    Raises:
        BadInput: the design is empty, or a value is out of bounds.
        Failure: the store cannot be used, its disk is too small, or Ctrl-C.
    """
    if not isinstance(store, Store):
        with Store(store) as opened:
            return sweep(
                study,
                store=opened,
                workers=workers,
                scheduler=scheduler,
                progress=progress,
                points=points,
                runs=runs,
                fresh=fresh,
            )
    plan = Plan(study, points, runs, fresh)
    check_room(store, plan)
    write_study(store, study, plan.points, plan.members)
    tally = complete_runs(store, plan.runs, workers=workers, scheduler=scheduler, progress=progress)
    tally.store = store.name
    return SweepResult(
        study, plan.points, plan.per_point, np.array(plan.seeds, np.int64), read_totals(store, plan), tally
    )
