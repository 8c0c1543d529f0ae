"""Several territories together: which of them count in totals and rankings, and what they add up to, run by run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.model.outcomes import TOTALS

from .statistics import Real

if TYPE_CHECKING:
    from approdo.model.territory import Territory

    from .gather import Arm

# What is a sum over people, places or money; everything else is a mean over the people of a window.
SUMS: Final = tuple(
    name
    for name in TOTALS
    if name.startswith(("index_people_", "left_out_", "hm_total", "cost_"))
    or name.endswith("_total")
    or name in ("hm_incumbents", "hm_no_right", "hm_moved_in", "moved_in", "departures")
)
WINDOWED: Final = tuple(name.removeprefix("index_people_") for name in TOTALS if name.startswith("index_people_"))
UNKNOWN: Final = ("assumption", "imputed")  # a judgement, or taken from another place
# A median of people's waits: what it is for all together cannot be told from what it is in each territory.
NOT_ADDED: Final = ("months_to_stable_home",)
THIN: Final = "thin: even the number of leavers is a judgement or imputed; not in any total or ranking"
THIN_TOO: Final = "thin: even the number of leavers is a judgement or imputed; counted because --thin was given"


def is_thin(place: "Territory") -> bool:
    """Tell whether even the number of leavers is a judgement: then a territory is out of rankings and totals."""
    return place.figures["leavers_per_month"].status in UNKNOWN


def in_totals(arms: Sequence["Arm"], thin_too: bool = False) -> list["Arm"]:
    """Return the arms that may be added up: those of thin territories only if asked for, or if there are no others."""
    whole = [arm for arm in arms if not is_thin(arm.territory)]
    return list(arms) if thin_too or not whole else whole


def added_up(arms: Sequence["Arm"]) -> Real | None:
    """Return the totals of several territories together, ``[R, K2]``; None where they have not the same runs.

    Run r of one territory is added to run r of the others. Counts and money are sums; what is told per person is the
    mean over the people of all territories; an outcome without its number of people is not defined (NaN).
    """
    if len({len(arm.totals) for arm in arms}) != 1:
        return None
    stacked = np.stack([arm.totals for arm in arms])
    made = np.full(stacked.shape[1:], np.nan)
    for column, name in enumerate(TOTALS):
        if name in SUMS:
            made[:, column] = _sum(stacked[:, :, column])
        elif (window := name.rsplit("_", 1)[-1]) in WINDOWED:
            people = np.nan_to_num(stacked[:, :, TOTALS.index(f"index_people_{window}")])
            there = np.where(people > 0, np.nan_to_num(stacked[:, :, column]) * people, 0.0)
            everybody = _sum(people)
            np.divide(_sum(there), everybody, out=made[:, column], where=everybody > 0)
    return made


def _sum(values: Real) -> Real:
    # one territory after the other, in their order: the same bits however many processors there are
    total = np.zeros(values.shape[1])
    for row in values:
        total += row
    return total
