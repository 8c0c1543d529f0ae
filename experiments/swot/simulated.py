"""What the baseline of a territory says: the simulated lines of its profile."""

from collections.abc import Mapping

import numpy as np

from approdo.experiments.gather import Arm
from approdo.experiments.statistics import Real, estimate
from approdo.model.outcomes import MONTHLY, TOTALS

from .lines import Value


def simulated_values(arm: Arm) -> Mapping[str, Value]:
    """Return the simulated lines of a baseline, each with the 95 % interval of its mean over the runs."""
    with np.errstate(invalid="ignore", divide="ignore"):
        offers = _monthly(arm, "offers").mean(axis=1) / _monthly(arm, "others_searching").mean(axis=1)
    return {
        "homeless": _value(_total(arm, "hm_strict_12")),
        "stable": _value(_total(arm, "stable_12")),
        "work": _value(_total(arm, "work_12")),
        "offers": _value(offers),
    }


def _total(arm: Arm, name: str) -> Real:
    return arm.totals[:, TOTALS.index(name)]


def _monthly(arm: Arm, name: str) -> Real:
    return arm.series[:, :, MONTHLY.index(name)]


def _value(values: Real) -> Value:
    found = estimate(values)
    if found.mean is None or found.low is None:
        return Value(None, why="not_simulated" if found.mean is None else "one_run")
    return Value(found.mean, found.low, found.high)
