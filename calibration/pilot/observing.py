"""How months come to be recorded: people are lost from sight, months are missing, hidden homelessness is misread.

The numbers mean what `record.*` means in the priors of a calibration (`approdo.calibration.priors`), on the model's own
codes: a pilot made with them can be fitted with them.
"""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import ETHOS_LIGHT, Housing
from approdo.model.errors import BadInput

from .spells import UNKNOWN

Months = NDArray[np.int8]
Columns = NDArray[np.int16]


@dataclass(frozen=True)
class Observing:
    """Every number is an assumption; plausible ranges in brackets.

    lost: hazard a month of being lost from sight [0, 0.05]; lost_no_home: how many times that in a month without a home
    [1, 6]; hidden_as_housed: share of people whose hosting by friends is written as a shared tenancy [0, 0.3];
    departures_seen: share of departures known as such, the others are lost [0.2, 1]; gap: chance a month that a gap in
    the record begins [0, 0.1]; gap_months: its mean length [1, 6].
    """

    lost: float = 0.015
    lost_no_home: float = 2.0
    hidden_as_housed: float = 0.15
    departures_seen: float = 0.7
    gap: float = 0.03
    gap_months: float = 2.0

    def __post_init__(self) -> None:
        for name, value in self.truth().items():
            low, high = (1.0, 100.0) if name in ("record.lost_no_home", "record.gap_months") else (0.0, 1.0)
            if not low <= value <= high:
                raise BadInput(f"{name} = {value:g}, expected {low:g} to {high:g}.")

    def truth(self) -> dict[str, float]:
        """Return the numbers under the names that a calibration gives them."""
        return {f"record.{name}": float(value) for name, value in asdict(self).items()}


PERFECT = Observing(lost=0.0, hidden_as_housed=0.0, departures_seen=1.0, gap=0.0)
NO_HOME = np.array([category in (1, 2, 4, 5, 6) for category in ETHOS_LIGHT])  # a time-limited place is a place


def observed(
    housing: Months, work: Months, first: Columns, last: Columns, how: Observing, rng: np.random.Generator
) -> tuple[Months, Months, Columns]:
    """Return what is written down of true months: housing and work with -1 where nothing is, and the last month seen.

    Args:
        housing: [people, months] codes of the model, none unknown.
        work: [people, months] codes of the model, none unknown.
        first: first month in which each person is followed.
        last: last such month if nobody were lost.
        how: the chances.
        rng: the source of luck; the same number of draws is taken whatever the chances are.
    """
    people, months = housing.shape
    luck, begins, length = rng.random((people, 3)), rng.random((people, months)), rng.random((people, months))
    column, since = np.arange(months), first[:, None]
    exposed = NO_HOME[housing] & (column > since)
    passed = np.maximum(column - since, 0) + np.cumsum(exposed, axis=1) * (how.lost_no_home - 1.0)
    gone = passed * how.lost > -np.log1p(-luck[:, [0]])
    departed = housing == Housing.DEPARTED
    gone |= departed & (luck[:, [1]] >= how.departures_seen)
    gone &= column > since  # everybody is seen once
    end = np.where(gone.any(axis=1), np.minimum(gone.argmax(axis=1) - 1, last), last).astype(np.int16)
    known = (column >= since) & (column <= end[:, None]) & ~_gaps(begins < how.gap, length, how.gap_months)
    misread = (housing == Housing.HOSTED) & (luck[:, [2]] < how.hidden_as_housed)
    told = np.where(misread, np.int8(Housing.SHARED), housing)
    return (
        np.where(known, told, UNKNOWN).astype(np.int8),
        np.where(known & ~departed, work, UNKNOWN).astype(np.int8),
        end,
    )


def _gaps(begins: NDArray[np.bool_], luck: NDArray[np.float64], mean: float) -> NDArray[np.bool_]:
    """Return the months in a gap; lengths are geometric with the given mean."""
    months = begins.shape[1]
    lengths = np.ones(begins.shape, np.int64)
    if mean > 1.0:
        lengths += np.minimum(np.log1p(-luck) / np.log(1.0 - 1.0 / mean), months).astype(np.int64)
    inside = np.zeros(begins.shape, np.bool_)
    left = np.zeros(begins.shape[0], np.int64)
    for month in range(months):
        left = np.maximum(left - 1, np.where(begins[:, month], lengths[:, month], 0))
        inside[:, month] = left > 0
    return inside
