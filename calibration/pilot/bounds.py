"""What somebody could work out about hidden counts: the whole numbers that fit everything that was published."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

Key: TypeAlias = frozenset[tuple[str, str]]


class Equation(NamedTuple):
    """The count of `total` is the sum of those of `parts`."""

    total: Key
    parts: tuple[Key, ...]


def by_cell(equations: Sequence[Equation]) -> dict[Key, list[Equation]]:
    """Return the equations in which each cell stands."""
    found: dict[Key, list[Equation]] = {}
    for equation in equations:
        for key in (equation.total, *equation.parts):
            found.setdefault(key, []).append(equation)
    return found


def component(
    cell: Key, known: Mapping[Key, int], equations: Mapping[Key, Sequence[Equation]]
) -> tuple[list[Key], list[Equation]]:
    """Return the unknown cells that bear on `cell` through equations, itself included, and these equations."""
    unknown, around, queue = {cell: None}, dict[Equation, None](), [cell]
    while queue:
        for equation in equations.get(queue.pop(), ()):
            around[equation] = None
            fresh = [key for key in (equation.total, *equation.parts) if key not in known and key not in unknown]
            unknown.update((key, None) for key in fresh)
            queue += fresh
    return list(unknown), list(around)


def possible(
    unknown: Sequence[Key],
    equations: Sequence[Equation],
    known: Mapping[Key, int],
    cell: Key,
    width: int,
    most: int,
) -> set[Key]:
    """Return the unknown cells shown to have possible values at least `width` apart; `cell` is decided for certain.

    No count is larger than `most`.
    """
    place = {key: number for number, key in enumerate(unknown)}
    matrix = lil_matrix((max(1, len(equations)), len(unknown)))
    right = np.zeros(matrix.shape[0])
    for row, (total, parts) in enumerate(equations):
        for key, sign in ((total, 1.0), *((part, -1.0) for part in parts)):
            if key in place:
                matrix[row, place[key]] += sign
            else:
                right[row] -= sign * known[key]
    low, high = np.full(len(unknown), np.inf), np.full(len(unknown), -np.inf)
    for sign in (1.0, -1.0):
        goal = np.zeros(len(unknown))
        goal[place[cell]] = sign
        found = milp(
            goal,
            integrality=np.ones(len(unknown), np.int64),
            bounds=Bounds(0, most),
            constraints=LinearConstraint(matrix.tocsr(), right, right),
        )
        if found.x is None:
            continue
        values = np.rint(found.x)
        low, high = np.minimum(low, values), np.maximum(high, values)
    return {key for key, number in place.items() if high[number] - low[number] >= width}
