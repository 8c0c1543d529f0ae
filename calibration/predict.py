"""What the fitted model says the pilot should have seen, beside what it saw: sim, data, error.

Rows are shares of people's known months in a part of the observation. They leave the machine: a share of the data is
told only where the pilot's rules for tables allow it (released.py). What is not defined is None, with the reason.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.model.calendar import month_text

from .observe import NO_HOME, Plan
from .prediction import prediction
from .priors import Floats
from .published import Published
from .released import ALL
from .summaries import WINDOWS

if TYPE_CHECKING:
    from .solve import Solution

BAND: Final = (0.05, 0.95)
LEAST: Final = 30  # runs that must have recorded a share, for the model to say something about it
HIDDEN: Final = "hidden: few people stand behind it, or behind what it would give away"
UNRECORDED: Final = "nobody's months were recorded"
ROWS: Final = {
    "without a home": tuple(f"home/{state.name.lower()}" for state in NO_HOME),
    "own or shared tenancy": ("home/shared", "home/own"),
    "paid work": ("work/undeclared", "work/regular"),
}


@dataclass(frozen=True)
class Row:
    """One line of the comparison; shares 0 to 1, None where `why` says."""

    outcome: str
    who: str
    part: int | None  # of the observation, from 1; None for a published share
    sim: float | None
    low: float | None
    high: float | None
    data: float | None
    error: float | None
    why: str = ""
    month: str | None = None  # of a published share, or
    since_exit: int | None = None  # months since the exit from reception
    n: int | None = None  # people behind it


def predicted(plan: Plan, solution: "Solution", shown: Collection[tuple[str, str, int]]) -> list[Row]:
    """Return the rows.

    Args:
        plan: the design.
        solution: the fit.
        shown: outcome, group and part of each share of the data that may leave.
    """
    names = list(solution.found.names)
    rows = []
    for who in ("supported", "comparison") if plan.has_comparison else (ALL,):
        for outcome, parts in ROWS.items():
            for window in range(min(WINDOWS, plan.months)):
                when = f", part {window + 1}" if plan.months > 1 else ""
                columns = [names.index(f"{part}, {who}{when}") for part in parts]
                asked = float(solution.data.values[0, columns].sum())
                runs = solution.found.values[:, columns].sum(axis=1)
                sim, low, high, why = foretold(runs, solution.place, solution.drawn)
                data, error = None, None
                if np.isnan(asked):
                    why = UNRECORDED
                elif (outcome, who, window + 1) not in shown:
                    why = HIDDEN
                else:
                    data, error = asked, None if sim is None else asked - sim
                rows.append(Row(outcome, who, window + 1, sim, low, high, data, error, why))
    return rows


def foretold_shares(published: Published, solution: "Solution") -> list[Row]:
    """Return a row for each published share; the band holds the chance of asking no more people than were asked."""
    rows = []
    for column, share in enumerate(published.rows):
        sim, low, high, why = foretold(solution.found.values[:, column], solution.place, solution.drawn)
        error = None if sim is None else share.value - sim
        who = share.territory if share.group == ALL else f"{share.territory}, {share.group}"
        month = None if share.month is None else month_text(share.month)
        rows.append(
            Row(
                share.indicator, who, None, sim, low, high, share.value, error, why,
                month=month, since_exit=share.since_exit, n=share.n,
            )
        )  # fmt: skip
    return rows


def foretold(runs: Floats, place: Floats, draws: Floats) -> tuple[float | None, float | None, float | None, str]:
    """Return mean and 90 % band of a share under the posterior, and why there are none.

    A run whose record says nothing of the share is no prediction of a record that does: it is left out.

    Args:
        runs: the share in each run, not a number where nothing was recorded.
        place: where each run lies, a number from 0 to 1 for each free number ``[runs, d]``.
        draws: likewise of the posterior ``[draws, d]``.
    """
    there = np.isfinite(runs)
    count = int(there.sum())
    if count < LEAST:
        return None, None, None, f"recorded in {count} of {runs.size} runs, {LEAST} are needed"
    found = prediction(runs[there], place[there], draws).clip(0.0, 1.0)
    low, high = np.quantile(found, BAND)
    return float(found.mean()), float(low), float(high), ""
