"""The policy levers: one pair of files a kind, `x.py` and `x.toml`, found in this folder and in installed packages.

A lever never touches people: it fills a row of numbers (`Row`) that becomes a row of the programme, which processes
read. To add a kind here, add its two files and its number in `approdo.model.kinds`; elsewhere: `outside.py`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from approdo.model.calendar import month_text

from .base import ENDINGS, PRIORITIES, Field, Lever, Row, cents, people
from .definition import GROUPS, LeverKind, read_definitions
from .eligibility import Eligibility
from .outside import read_outside
from .reading import derived_cost, nowhere, read_table
from .wording import Where

__all__ = [
    "ENDINGS",
    "GROUPS",
    "LEVERS",
    "PRIORITIES",
    "Eligibility",
    "Field",
    "Lever",
    "LeverKind",
    "Row",
    "cents",
    "change",
    "lever_row",
    "lever_table",
    "people",
    "read_lever",
]

_OURS = read_definitions()
LEVERS: Final[Mapping[str, LeverKind]] = MappingProxyType({**_OURS, **read_outside(_OURS)})


def read_lever(table: Mapping[str, object], where: Where = nowhere) -> Lever:
    """Read one lever from a table as it stands in a package file.

    Args:
        table: the fields; money in EUR, time in whole months, shares from 0 to 1.
        where: gives the place of a key, ``where("tutors") -> "my.toml:14"``; ``where()`` is the place of the lever.

    Raises:
        BadInput: one line for each thing that is wrong, each with its place.
    """
    return read_table(table, LEVERS, where)


def lever_table(lever: Lever) -> dict[str, object]:
    """Return the table that `read_lever` would read as this lever, with every default written out."""
    told = lever.canonical()
    own = told.pop("fields")
    assert isinstance(own, dict)  # noqa: S101 - told to mypy
    if not lever.relative:
        told["start"] = month_text(lever.start)
    if lever.budget is None:
        del told["budget"]
    return {**told, **own}


def change(lever: Lever, name: str, value: object) -> Lever:
    """Return the lever with one field changed (as a study varies it); a unit cost that follows from it follows.

    Raises:
        BadInput: there is no such field, or the value is out of bounds.
    """
    table = lever_table(lever)
    kind = LEVERS[lever.kind]
    if lever.unit_cost == derived_cost(kind, dict(lever.fields)):
        del table["unit_cost"]
    return read_lever({**table, name: value})


def lever_row(lever: Lever) -> Row:
    """Return the numbers of a lever at full dose, in the units of the programme."""
    row = Row(low=lever.eligibility.low, high=lever.eligibility.high, mask=lever.eligibility.mask)
    LEVERS[lever.kind].fill(lever, row)
    return row
