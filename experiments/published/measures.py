"""What a measure says of an arm in one run; not defined is NaN."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import Housing

from .lives import Lives
from .spec import Measure, names

Flags = NDArray[np.bool_]
KINDS = 32  # more than there are codes


def value(measure: Measure, places: Sequence[Lives]) -> float:
    """Return a measure over all its territories together: a person counts as a person wherever they live."""
    chosen = [each for each in places if not measure.territories or each.territory in measure.territories]
    windows = [window(measure, lives) for lives in chosen]
    inside = np.concatenate([part[0] for part in windows], axis=1)
    seen = np.concatenate([part[1] for part in windows], axis=1)
    observed = seen.sum(axis=0)
    there = observed > 0
    if not there.any():
        return math.nan
    months = (inside & seen).sum(axis=0)[there].astype(np.float64)
    observed = observed[there].astype(np.float64)
    people = float(there.sum())
    if measure.what in ("share", "share_of_months"):
        return math.fsum((months / observed).tolist()) / people
    if measure.what == "months":
        return math.fsum((months / observed).tolist()) / people * float(seen.shape[0])
    if measure.what == "top_share":
        return top_share(months, measure.top)
    everything, nothing = months == observed, months == 0.0
    kinds = {"all_months": everything, "no_months": nothing, "all_or_no_months": everything | nothing}
    return float(kinds[measure.what].sum()) / people


def window(measure: Measure, lives: Lives) -> tuple[Flags, Flags]:
    """Return, by month of the measure's window and person: in the states, and observed."""
    assert measure.first is not None  # noqa: S101 - the specification says so
    assert measure.last is not None  # noqa: S101
    states = getattr(lives, measure.table)
    wanted = _flags(measure.states, measure.table)
    width = measure.last - measure.first + 1
    zero = _zero(measure, lives)
    months = zero[None, :] + measure.first + np.arange(width)[:, None]
    recorded = (months >= 0) & (months < states.shape[0])
    inside_range = np.clip(months, 0, states.shape[0] - 1)
    housing = np.take_along_axis(lives.housing, inside_range, axis=0)
    in_time = (lives.due >= measure.exit_from) & (lives.due <= measure.exit_to)
    seen = recorded & (lives.mine & in_time)[None, :] & (months < lives.lost[None, :]) & (housing != Housing.EXPECTED)
    if measure.departed == "lost":
        seen &= housing != Housing.DEPARTED
    if measure.among:
        seen &= _flags(measure.among, "housing")[housing]
    return wanted[np.take_along_axis(states, inside_range, axis=0)], seen


def _zero(measure: Measure, lives: Lives) -> NDArray[np.int64]:
    """Return each person's month 0 on the measure's clock; far away for people who never start it."""
    people = lives.due.size
    if measure.clock == "exit":
        return lives.due
    if measure.clock == "start":
        return np.full(people, -1, np.int64)  # month 1 is the first recorded one
    found = _flags(measure.states, measure.table)[getattr(lives, measure.table)]
    first = np.where(found.any(axis=0), found.argmax(axis=0), -1)
    # who is there in the first month entered nobody knows when
    return np.where(first > 0, first, -1_000_000).astype(np.int64)


def _flags(states: tuple[str, ...], table: str) -> Flags:
    found = np.zeros(KINDS, np.bool_)
    found[sorted(names(states, table))] = True
    return found


def top_share(amounts: NDArray[np.float64], top: float) -> float:
    """Return the share of a total held by the top share of those with more than nothing; a part of a person counts."""
    held = np.sort(amounts[amounts > 0.0])[::-1]
    if held.size == 0:
        return math.nan
    number = top * held.size
    whole = int(number)
    upper = math.fsum(held[:whole].tolist()) + (number - whole) * float(held[whole])
    return upper / math.fsum(held.tolist())
