"""What the fitted model says the pilot should have seen, beside what it saw: sim, data, error.

Rows are shares of people's known months in a part of the observation. They leave the machine: a share of the data is
told only where the pilot's rules for tables allow it (released.py).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from .fit import Cloud, Learned, quantiles
from .observe import NO_HOME, Plan
from .priors import Floats
from .released import ALL
from .summaries import WINDOWS

if TYPE_CHECKING:
    from .solve import Solution

BAND: Final = (0.05, 0.95)
ROWS: Final = {
    "without a home": tuple(f"home/{state.name.lower()}" for state in NO_HOME),
    "own or shared tenancy": ("home/shared", "home/own"),
    "paid work": ("work/undeclared", "work/regular"),
}


@dataclass(frozen=True)
class Row:
    """One line of the comparison; shares 0 to 1, `data` and `error` None where they may not leave."""

    outcome: str
    who: str
    part: int  # of the observation, from 1
    sim: float
    low: float
    high: float
    data: float | None
    error: float | None


def predicted(plan: Plan, solution: "Solution", shown: Collection[tuple[str, str, int]]) -> list[Row]:
    """Return the rows.

    Args:
        plan: the design.
        solution: the fit.
        shown: outcome, group and part of each share of the data that may leave.
    """
    names = list(solution.found.names)
    cloud, learned = solution.cloud, solution.learned
    rows = []
    for who in ("supported", "comparison") if plan.has_comparison else (ALL,):
        for outcome, parts in ROWS.items():
            for window in range(min(WINDOWS, plan.months)):
                when = f", part {window + 1}" if plan.months > 1 else ""
                columns = [names.index(f"{part}, {who}{when}") for part in parts]
                asked = float(solution.data.values[0, columns].sum())
                if np.isnan(asked):
                    continue
                runs = solution.found.values[cloud.kept][:, columns].sum(axis=1)
                moved = moved_there(runs[:, None], cloud, learned).clip(0.0, 1.0)
                low, high = quantiles(moved, cloud.weights, np.array(BAND))[:, 0]
                sim = float(cloud.weights @ moved[:, 0])
                told = (outcome, who, window + 1) in shown
                rows.append(
                    Row(
                        outcome, who, window + 1, sim, float(low), float(high),
                        asked if told else None, asked - sim if told else None,
                    )
                )  # fmt: skip
    return rows


def moved_there(runs: Floats, cloud: Cloud, learned: Learned) -> Floats:
    """Return statistics of the kept runs ``[kept, p]`` as they would be at the data: moved by a local-linear fit."""
    away = (learned.runs[cloud.kept] - learned.data[0]) / learned.noise
    design = np.column_stack([np.ones(len(away)), away])
    root = np.sqrt(cloud.weights)[:, None]
    fitted, *_ = np.linalg.lstsq(design * root, runs * root, rcond=1e-10)
    found: Floats = fitted[0] + runs - design @ fitted
    return found
