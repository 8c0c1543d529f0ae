"""Packages and parameters with some values replaced, by path: what a point of a study does to them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from approdo.model.levers import change
from approdo.model.levers.wording import is_number
from approdo.model.parameters import Parameters, defaults, load_parameters

from .factors import Value
from .package import Package

PACKAGES: Final = "packages"
PARAMETERS: Final = "parameters"
UNIT_COST: Final = "unit_cost"  # may follow from other fields, so it is set after them


def changed_package(package: Package, values: Mapping[str, Value]) -> Package:
    """Return the package with new values for ``packages.<its id>.<lever id>.<field>``; other paths are left alone.

    Raises:
        BadInput: a value out of bounds.
    """
    prefix = f"{PACKAGES}.{package.id}."
    mine: dict[str, list[tuple[str, Value]]] = {}
    for path, value in values.items():
        if path.startswith(prefix) and value is not None:
            lever_id, _, field = path.removeprefix(prefix).partition(".")
            mine.setdefault(lever_id, []).append((field, value))
    if not mine:
        return package
    levers = []
    for lever in package.levers:
        for field, value in sorted(mine.get(lever.id, ()), key=lambda item: item[0] == UNIT_COST):
            lever = change(lever, field, value)
        levers.append(lever)
    return replace(package, levers=tuple(levers))


def changed_parameters(values: Mapping[str, Value]) -> Parameters:
    """Return the model's parameters with new values for ``parameters.<section>.<name>``; other paths are left alone.

    Raises:
        BadInput: a value outside the parameter's range.
    """
    prefix = f"{PARAMETERS}."
    mine: dict[str, Any] = {path.removeprefix(prefix): v for path, v in values.items() if path.startswith(prefix)}
    rows = {row.name: row for row in defaults()}
    good = (
        name in rows and is_number(value) and rows[name].low <= value <= rows[name].high for name, value in mine.items()
    )
    if not all(good):
        return load_parameters(mine)  # says what is wrong
    # The rows that stay are the same objects at every point: quick to make, and workers receive them once.
    return Parameters(
        tuple(replace(row, value=float(mine[row.name])) if row.name in mine else row for row in defaults())
    )
