"""How much of homelessness is sleeping rough: an outcome derived from the monthly series of a run."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def compute(series: Mapping[str, NDArray[np.float64]], totals: Mapping[str, float]) -> float:
    """Return person-months in the street per hundred homeless person-months; NaN if nobody was homeless.

    Args:
        series: every monthly outcome (`approdo outcomes`), an array over the recorded months.
        totals: every outcome with one number a run.
    """
    homeless = sum(float(series[f"el{form}"].sum()) for form in range(1, 7))
    return 100.0 * float(series["el1"].sum()) / homeless if homeless > 0 else float("nan")
