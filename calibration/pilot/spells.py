"""Months and spells are two ways of writing one history; going from one to the other and back changes nothing."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

UNKNOWN: Final = -1


class Spell(NamedTuple):
    """A state from column `start` to column `end`, both included."""

    start: int
    end: int
    state: int


def spells_of(months: NDArray[np.int8]) -> list[Spell]:
    """Return the spells of a person's months; unknown months belong to none."""
    if months.size == 0:
        return []
    changes = np.flatnonzero(np.diff(months)) + 1
    starts = [0, *changes.tolist()]
    ends = [*(changes - 1).tolist(), months.size - 1]
    found = [Spell(start, end, int(months[start])) for start, end in zip(starts, ends, strict=True)]
    return [spell for spell in found if spell.state != UNKNOWN]


def months_of_spells(spells: Iterable[Spell], length: int) -> NDArray[np.int8]:
    """Return `length` months; those in no spell are unknown, never a state that nobody recorded."""
    months = np.full(length, UNKNOWN, np.int8)
    for start, end, state in spells:
        months[start : end + 1] = state
    return months
