"""Money at different times: present values, and capital spread over the years in which it is of use."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.experiments.statistics import Real
from approdo.model.errors import BadInput

RATE: Final = (
    0.03  # a year; recalled as the rate of Italian and European guidelines, not checked: vary it from 0 to 0.05
)
YEAR: Final = 12


def factors(months: int, rate: float = RATE) -> Real:
    """Return what one euro of each month is worth in the first month; whole years count, as guidelines have it.

    Args:
        months: how many.
        rate: a year, 0 to 1.

    Raises:
        BadInput: the rate is out of bounds.
    """
    if not 0.0 <= rate < 1.0:
        raise BadInput(f"discount rate = {rate:g}, expected 0 to below 1 (a year; 0.03 is 3 %).")
    found: Real = (1.0 + rate) ** -(np.arange(months) // YEAR).astype(np.float64)
    return found


def annuity(years: float, rate: float = RATE) -> float:
    """Return the present value of one euro a year, paid at each year's end."""
    return years if rate == 0 else (1.0 - (1.0 + rate) ** -years) / rate


@dataclass(frozen=True)
class Capital:
    """An investment: its equal yearly cost, what is charged within the horizon, and the value left at its end.

    All in EUR of the month in which the money was spent.
    """

    yearly: float
    charged: float
    residual: float


def annualise(spent: float, years: float, used: float, rate: float = RATE) -> Capital:
    """Spread an investment over the years for which it is bound to its use.

    Args:
        spent: EUR.
        years: of binding use, above 0.
        used: years that lie within the horizon.
        rate: a year.

    Raises:
        BadInput: no years of use.
    """
    if years <= 0 or used < 0:
        raise BadInput(f"years of use = {years:g}, of which used = {used:g}; expected more than 0, and 0 or more.")
    yearly = spent / annuity(years, rate)
    charged = yearly * annuity(min(used, years), rate)
    return Capital(yearly, charged, spent - charged)
