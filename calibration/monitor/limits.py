"""Control limits and the verdict: is what was seen as likely under the model as its own simulated pilots?

An indicator is looked at in many months, and some month is always unusual. Limits are therefore set for all months
together: of pilots that the model itself simulates, one in forty leaves them anywhere on the good side, and one in
forty on the bad side. The verdict counts ranks among those pilots and rests on no other assumption.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..pilot.suppress import LEAST
from ..priors import Floats
from .indicators import Counts, Indicator, Tally

ALARM: Final = 0.025  # false alarms on either side
LEAST_RUNS: Final = 100
MATTERS: Final = 0.2  # a difference in a share that monitoring ought to see (assumption)
ABLE: Final = 0.5  # share of months (or of outcomes) in which it would be seen, before a pilot is called on track


class Verdict(StrEnum):
    """Where a pilot stands."""

    ON_TRACK = "on_track"
    AHEAD = "ahead"
    BEHIND = "behind"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why nothing can be told."""

    NONE = ""
    FEW = "few"  # in no month are there enough people who are known
    WIDE = "wide"  # not even a difference that matters would be seen
    MIXED = "mixed"  # ahead in some months, behind in others


@dataclass(frozen=True, eq=False)
class Chart:
    """What was expected in each month, with limits (shares, NaN where too few are known), and the verdict.

    p_ahead, p_behind: the share of simulated pilots that are at least as far out on the good, the bad side; able: the
    share of months in which a difference that matters, to the bad side, would be outside the limits.
    """

    expected: Floats
    low: Floats
    high: Floats
    verdict: Verdict
    why: Why
    p_ahead: float | None
    p_behind: float | None
    able: float | None


def shares(so: Counts, everybody: Counts, k: int = LEAST) -> Floats:
    """Return shares as far as they may be told: a small count is read as k/2, so that none decides a verdict.

    Args:
        so: people who are so.
        everybody: people who count.
        k: counts from 1 to k - 1 are small; fewer people than k give no share (NaN).
    """
    other = everybody - so
    told = np.where((so > 0) & (so < k), k / 2, so.astype(np.float64))
    told = np.where((other > 0) & (other < k) & ~((so > 0) & (so < k)), everybody - k / 2, told)
    found: Floats = np.full(so.shape, np.nan)
    np.divide(told, everybody, out=found, where=everybody >= k)
    return found


def chart(indicator: Indicator, seen: Tally, simulated: Tally, k: int = LEAST) -> tuple[Chart, Floats]:
    """Return the chart of an indicator, and how far each pilot is out on the bad and the good side ``[2, 1 + runs]``.

    Args:
        indicator: which way is good.
        seen: the pilot's counts, one row.
        simulated: those of simulated pilots, a row each.
        k: see `shares`.
    """
    values = np.concatenate([shares(seen.so, seen.all, k), shares(simulated.so, simulated.all, k)])
    usable = ~np.isnan(values[0]) & (np.isnan(values[1:]).mean(axis=0) < 0.5)
    if not usable.any():
        empty: Floats = np.full(values.shape[1], np.nan)
        nothing = Chart(empty, empty, empty, Verdict.CANNOT_TELL, Why.FEW, None, None, None)
        return nothing, np.full((2, len(values)), -np.inf)
    centre, spread = _middle(values[1:], simulated.all, usable)
    away = (values - centre) / spread
    good = away if indicator.better == "higher" else -away
    out = np.stack([_furthest(-good[:, usable]), _furthest(good[:, usable])])
    behind, ahead = (rank(side) for side in out)
    worst, best = (_critical(side[1:]) for side in out)
    down, up = (worst, best) if indicator.better == "higher" else (best, worst)
    low, high = centre - down * spread, centre + up * spread
    bad = low > 0 if indicator.better == "higher" else high < 1
    able = float((bad & (worst * spread <= MATTERS))[usable].mean())
    verdict, why = decide(ahead, behind, able)
    return Chart(centre, np.clip(low, 0, 1), np.clip(high, 0, 1), verdict, why, ahead, behind, able), out


def decide(p_ahead: float, p_behind: float, able: float) -> tuple[Verdict, Why]:
    """Return the verdict, and why where there is none."""
    ahead, behind = p_ahead <= ALARM, p_behind <= ALARM
    if ahead and behind:
        return Verdict.CANNOT_TELL, Why.MIXED
    if ahead or behind:
        return (Verdict.AHEAD if ahead else Verdict.BEHIND), Why.NONE
    if able < ABLE:
        return Verdict.CANNOT_TELL, Why.WIDE
    return Verdict.ON_TRACK, Why.NONE


def rank(out: Floats) -> float:
    """Return the share of pilots at least as far out as the first, itself included."""
    return float((out >= out[0]).mean())


def _middle(values: Floats, everybody: Counts, usable: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the mean and the spread of simulated shares; the spread is never less than one person."""
    centre, spread = np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan)
    centre[usable] = np.nanmean(values[:, usable], axis=0)
    one = 1 / np.maximum(everybody[:, usable].mean(axis=0), 1)
    spread[usable] = np.maximum(np.nanstd(values[:, usable], axis=0), one)
    return centre, spread


def _furthest(side: Floats) -> Floats:
    """Return each pilot's furthest month; months without a share are not looked at."""
    found: Floats = np.where(np.isnan(side), -np.inf, side).max(axis=1)
    return found


def _critical(out: Floats) -> float:
    """Return how far out a pilot must be for its rank to alarm: the verdict as a line in the chart."""
    allowed = int(ALARM * (len(out) + 1))  # pilots, itself included, at least as far out
    return max(float(np.sort(out)[::-1][max(allowed - 1, 0)]), 0.0)
