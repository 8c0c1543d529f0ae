"""Hides small counts in every table that leaves, and as many others as it takes that nobody can work them out.

A count from 1 to k - 1 is hidden (primary). Then, as long as somebody who knows all totals and earlier releases could
narrow a small count down to fewer than k + 1 whole numbers, more counts are hidden (secondary). What that person could
work out is found exactly, by integer programming over everything that was published.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from approdo.model.errors import BadInput

from .bounds import Equation, Key, by_cell, component, possible

if TYPE_CHECKING:
    import pandas as pd

LEAST: Final = 5  # k can be raised, never lowered
FLAG: Final = ":c"  # Eurostat's mark of a confidential figure

Cell: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Release:
    """What one table told: by cell its count or None (hidden), which cells add up to which, and which are small.

    `digest` is the hash of the data behind it: tables of the same data are seen together.
    """

    digest: str
    cells: Mapping[Key, int | None]
    equations: tuple[Equation, ...]
    small: frozenset[Key] = frozenset()


class Protected(NamedTuple):
    """A table that may leave: hidden counts are missing and flagged; `hidden` of them, `primary` because small."""

    frame: "pd.DataFrame"
    release: Release
    hidden: int
    primary: int


def check_k(k: int) -> int:
    """Return k if nobody is less protected by it than by the rule.

    Raises:
        BadInput: it is below 5.
    """
    if k < LEAST:
        raise BadInput(f"k = {k}: small counts are hidden below {LEAST}; this can be raised, never lowered.")
    return k


def protect(
    frame: "pd.DataFrame",
    dims: Sequence[str],
    *,
    count: str = "n",
    totals: Mapping[str, str] | None = None,
    values: Sequence[str] = (),
    k: int = LEAST,
    earlier: Sequence[Release] = (),
    digest: str = "",
) -> Protected:
    """Return the table with small counts, and those that would give them away, hidden.

    Args:
        frame: a tidy table, one row a cell.
        dims: the columns that name a cell.
        count: the column of whole numbers of people.
        totals: by column of `dims`, the entry that stands for all others together (``{"sex": "all"}``).
        values: columns that are hidden with the count (shares, means).
        k: counts from 1 to k - 1 are small.
        earlier: what was released before from this pilot, in the same or an older state.
        digest: hash of the data behind this table.

    Raises:
        BadInput: k below 5, a cell that is there twice, a count that is no whole number, parts that miss their total.
    """
    import pandas as pd

    check_k(k)
    counts = _counts(frame, dims, count)
    keys = {cell: _key(cell, dims, totals or {}) for cell in counts}
    known = {keys[cell]: number for cell, number in counts.items()}
    equations = _equations(counts, dims, totals or {}, keys)
    same = [release for release in earlier if release.digest == digest]
    published = {key: number for release in same for key, number in release.cells.items() if number is not None}
    small = {key for key, number in known.items() if 0 < number < k} | _differing(known, earlier, digest, k)
    every = [*equations, *(equation for release in same for equation in release.equations)]
    sensitive = small.union(*(release.small for release in same)) - published.keys()
    hidden = _hide(small, sensitive, published, known, every, k)
    shown = {key: None if key in hidden else number for key, number in known.items()}
    told = frame.copy()
    hide = [keys[cell] in hidden for cell in _cells(frame, dims)]
    for column in (count, *values):
        told[column] = pd.Series(
            [None if is_hidden else value for value, is_hidden in zip(told[column], hide, strict=True)],
            index=told.index,
            dtype=object,
        )
    told["flag"] = [FLAG if is_hidden else "" for is_hidden in hide]
    return Protected(told, Release(digest, shown, tuple(equations), frozenset(small)), sum(hide), len(small & hidden))


def _hide(
    small: set[Key],
    sensitive: set[Key],
    published: Mapping[Key, int],
    ours: Mapping[Key, int],
    equations: Sequence[Equation],
    k: int,
) -> set[Key]:
    """Return the cells of our table to hide: the small ones, and others until every sensitive one is in doubt."""
    hidden = set(small)
    index, most = by_cell(equations), sum(published.values()) + sum(ours.values()) + k
    open_cells = sorted(sensitive, key=sorted)
    while open_cells:
        cell = open_cells[-1]
        known = {**published, **{key: number for key, number in ours.items() if key not in hidden}}
        unknown, around = component(cell, known, index)
        safe = possible(unknown, around, known, cell, k, most)
        if cell in safe:
            open_cells = [other for other in open_cells if other not in safe]
            continue
        partner = _partner(cell, around, hidden, published, ours)
        if partner is None:
            open_cells.pop()  # nothing of ours is left to hide: what is known was known before
            continue
        hidden.add(partner)
    return hidden


def _partner(
    cell: Key,
    around: Iterable[Equation],
    hidden: set[Key],
    published: Mapping[Key, int],
    ours: Mapping[Key, int],
) -> Key | None:
    """Return the next count to hide, or None.

    First where a sum gives a single hidden count away; then beside the cell; parts before totals, small counts before
    large ones, zeros last (they hide nothing).
    """
    best: tuple[bool, bool, bool, int, int, list[tuple[str, str]]] | None = None
    chosen: Key | None = None
    for total, parts in around:
        near = cell == total or cell in parts
        alone = sum(key in hidden for key in (total, *parts)) == 1
        for key in (total, *parts):
            if key in hidden or key in published or key not in ours:
                continue
            rank = (not alone, not near, ours[key] == 0, -len(key), ours[key], sorted(key))
            if best is None or rank < best:
                best, chosen = rank, key
    return chosen


def _differing(known: Mapping[Key, int], earlier: Sequence[Release], digest: str, k: int) -> set[Key]:
    """Return the cells whose difference from an earlier state of the data is small: it would be about few people."""
    found = set()
    for release in earlier:
        if release.digest == digest:
            continue
        for key, number in release.cells.items():
            if number is not None and key in known and 0 < abs(known[key] - number) < k:
                found.add(key)
    return found


def _cells(frame: "pd.DataFrame", dims: Sequence[str]) -> list[Cell]:
    return [tuple(str(value) for value in row) for row in frame[list(dims)].itertuples(index=False, name=None)]


def _counts(frame: "pd.DataFrame", dims: Sequence[str], count: str) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for cell, number in zip(_cells(frame, dims), frame[count].tolist(), strict=True):
        if cell in found:
            raise BadInput(f"table: the cell {', '.join(cell)} is there twice.")
        if isinstance(number, bool) or not isinstance(number, int | float) or number < 0 or number != int(number):
            raise BadInput(f"table: the count of {', '.join(cell)} is {number!r}, expected a whole number of people.")
        found[cell] = int(number)
    return found


def _key(cell: Cell, dims: Sequence[str], totals: Mapping[str, str]) -> Key:
    """Return who a cell counts, however its table is laid out: the conditions that are not "all"."""
    return frozenset((dim, value) for dim, value in zip(dims, cell, strict=True) if totals.get(dim) != value)


def _equations(
    counts: Mapping[Cell, int], dims: Sequence[str], totals: Mapping[str, str], keys: Mapping[Cell, Key]
) -> list[Equation]:
    """Return which cells add up to which, along every column that has a total."""
    found: list[Equation] = []
    for at, dim in enumerate(dims):
        if dim not in totals:
            continue
        parts: dict[Cell, list[Cell]] = {}
        for cell in counts:
            if cell[at] != totals[dim]:
                parts.setdefault((*cell[:at], totals[dim], *cell[at + 1 :]), []).append(cell)
        for total, listed in parts.items():
            if total not in counts:
                continue
            if counts[total] != sum(counts[cell] for cell in listed):
                raise BadInput(f"table: the parts of {', '.join(total)} do not add up to {counts[total]}.")
            found.append(Equation(keys[total], tuple(keys[cell] for cell in listed)))
    return found
