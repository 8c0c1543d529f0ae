"""What the fitted model says the pilot should have seen, beside what it saw: sim, data, error.

Rows are shares of people's known months in a part of the observation. They leave the machine: a share of the data is
told only where the pilot's rules for tables allow it (released.py). What is not defined is None, with the reason.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.model.calendar import month_text

from .fit import FOLDS, PENALTIES, Cloud, Learned, folds
from .observe import NO_HOME, Plan
from .priors import Floats
from .published import Published
from .released import ALL
from .summaries import WINDOWS

if TYPE_CHECKING:
    from .solve import Solution

BAND: Final = (0.05, 0.95)
NEAR: Final = 100  # runs that lend a draw their luck
TURN: Final = (5**0.5 - 1) / 2  # of them, from one draw to the next: never the same ones in step
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

    The share is regressed on the free numbers, not on what was learned from the record: else the data would predict
    themselves. To what the regression gives at a draw comes what it missed in a run whose prediction is near, by a
    regression that has not seen that run: the luck of worlds and of the record. A run whose record says nothing of the
    share is no prediction of a record that does: it is left out.

    Args:
        runs: the share in each run, not a number where nothing was recorded.
        place: where each run lies, a number from 0 to 1 for each free number ``[runs, d]``.
        draws: likewise of the posterior ``[draws, d]``.
    """
    from sklearn.linear_model import RidgeCV

    there = np.isfinite(runs)
    values, design, asked = runs[there], _design(place[there]), _design(draws)
    if values.size < LEAST:
        return None, None, None, f"recorded in {values.size} of {runs.size} runs, {LEAST} are needed"
    fold, known, expected = folds(values.size), np.empty(values.size), np.zeros(len(draws))
    for k in range(FOLDS):
        ridge = RidgeCV(PENALTIES).fit(design[fold != k], values[fold != k])
        known[fold == k] = ridge.predict(design[fold == k])
        expected += ridge.predict(asked) / FOLDS
    # the runs in the order of what was expected of them; a draw takes one of those around it, each in turn
    order = np.argsort(known, kind="stable")
    near = min(NEAR, values.size)
    turn = (np.arange(len(draws)) * TURN % 1.0 * near).astype(np.int64) - near // 2
    chosen = order[(np.searchsorted(known[order], expected) + turn).clip(0, values.size - 1)]
    found = (expected + values[chosen] - known[chosen]).clip(0.0, 1.0)
    low, high = np.quantile(found, BAND)
    return float(found.mean()), float(low), float(high), ""


def _design(place: Floats) -> Floats:
    """Return the free numbers and their squares, around the middle."""
    centred = place - 0.5
    return np.column_stack([centred, centred**2 - 1.0 / 12.0])


def moved_there(runs: Floats, cloud: Cloud, learned: Learned) -> Floats:
    """Return statistics of the kept runs ``[kept, p]`` as they would be at the data: moved by a local-linear fit."""
    away = (learned.runs[cloud.kept] - learned.data[0]) / learned.noise
    design = np.column_stack([np.ones(len(away)), away])
    root = np.sqrt(cloud.weights)[:, None]
    fitted, *_ = np.linalg.lstsq(design * root, runs * root, rcond=1e-10)
    found: Floats = fitted[0] + runs - design @ fitted
    return found
