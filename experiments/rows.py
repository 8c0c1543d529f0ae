"""Results as plain rows, the same for the data frame and for JSON."""

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np

from approdo.model.calendar import month_text
from approdo.model.outcomes import MONTHLY, OUTCOMES, TOTALS

from .contrast import Contrast
from .derived import derived_outcomes, derived_totals
from .gather import Arm
from .groups import groups
from .statistics import Estimate, Real, estimate, t_quantile

Row: TypeAlias = dict[str, Any]

EVERYBODY: Final = "all"
UNITS = {outcome.id: outcome.unit for outcome in OUTCOMES}


def arm_rows(arm: Arm) -> Iterator[Row]:
    """Yield a row for each outcome of an arm, months in order; `low` and `high` hold the mean with 95 %."""
    yield from _rows(arm, arm.id, arm.series, arm.totals, derived_totals(arm.series, arm.totals))


def difference_rows(contrast: Contrast) -> Iterator[Row]:
    """Yield a row for each paired difference, package minus baseline."""
    base, policy = contrast.base, contrast.policy
    derived = derived_totals(policy.series, policy.totals) - derived_totals(base.series, base.totals)
    series, totals = policy.series - base.series, policy.totals - base.totals
    yield from _rows(policy, f"{policy.id} - {base.id}", series, totals, derived)


def group_rows(contrast: Contrast, with_base: bool) -> Iterator[Row]:
    """Yield the headline of each group: in both arms, the difference, and how the gap to everybody else changes.

    `with_base`: also of the baseline, which several contrasts may share.
    """
    base, policy, place = contrast.base.id, contrast.policy.id, contrast.policy.territory.id
    outcome = contrast.outcome("strict") if contrast.window else "hm_strict"
    unit = "months per index person"
    for group in groups(contrast):
        for arm, values in ((base, group.base), (policy, group.policy)):
            if arm == policy or with_base:
                yield row(place, outcome, arm, None, unit, estimate(values), group.id)
        name = f"{policy} - {base}"
        yield row(place, outcome, name, None, unit, group.homeless.difference, group.id)
        yield row(place, f"{outcome}_gap", name, None, unit, group.gap.difference, group.id)


def row(
    territory: str, outcome: str, arm: str, month: int | None, unit: str, found: Estimate, group: str = EVERYBODY
) -> Row:
    """Return a row; numbers that do not exist are None, and `why` says why."""
    made: Row = {
        "territory": territory,
        "outcome": outcome,
        "arm": arm,
        "month": None if month is None else month_text(month),
        "group": group,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "unit": unit,
        "n": found.n,
    }
    return {**made, "why": found.why} if found.why else made


def _rows(arm: Arm, name: str, series: Real, totals: Real, derived: Real) -> Iterator[Row]:
    territory, start = arm.scenario.territory.id, arm.scenario.start
    for column, outcome in enumerate(TOTALS):
        yield row(territory, outcome, name, None, UNITS[outcome], estimate(totals[:, column]))
    for column, each in enumerate(derived_outcomes()):
        yield row(territory, each.outcome.id, name, None, each.outcome.unit, estimate(derived[:, column]))
    mean, low, high, count = bands(series)
    for column, outcome in enumerate(MONTHLY):
        for month in range(series.shape[1]):
            at = (month, column)
            found = _estimate(float(mean[at]), float(low[at]), float(high[at]), int(count[at]))
            yield row(territory, outcome, name, start + month, UNITS[outcome], found)


def bands(series: Real) -> tuple[Real, Real, Real, Real]:
    """Return mean, low and high (95 % t interval of the mean) and count over the first axis; NaN is left out.

    Summed run after run along the first axis, hence in the same order on every processor.
    """
    there = np.isfinite(series)
    count = there.sum(axis=0)
    filled = np.where(there, series, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.add.reduce(filled, axis=0) / count
        apart = np.where(there, filled - mean, 0.0)
        variance = np.add.reduce(apart * apart, axis=0) / (count - 1)
        quantiles = {int(n): t_quantile(int(n) - 1) for n in np.unique(count) if n > 1}
        factor = np.vectorize(lambda n: quantiles.get(int(n), np.nan), otypes=[np.float64])(count)
        half = factor * np.sqrt(variance / count)
    return mean, mean - half, mean + half, count


def _estimate(mean: float, low: float, high: float, n: int) -> Estimate:
    if n == 0:
        return Estimate(None, None, None, 0, "defined in no run")
    if n == 1:
        return Estimate(mean, None, None, 1, "one run gives no interval")
    return Estimate(mean, low, high, n)
