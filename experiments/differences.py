"""Two packages as a diff of their levers: what only one of them has, and which numbers differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from approdo.model.calendar import month_text
from approdo.model.levers import LEVERS, Lever

from .package import Package

THERE: Final = "there"
NOT_THERE: Final = "not there"


@dataclass(frozen=True)
class Difference:
    """One field of one lever that is not the same in two packages; an empty `field`: only one has the lever."""

    lever: str
    kind: str
    field: str
    unit: str
    first: Any
    second: Any


def differences(first: Package, second: Package) -> list[Difference]:
    """Return what differs, lever by lever in the order of the files; nothing for packages that do the same."""
    ones, others = ({lever.id: lever for lever in package.levers} for package in (first, second))
    found: list[Difference] = []
    for name in {**ones, **others}:
        one, other = ones.get(name), others.get(name)
        if one is None or other is None or one.kind != other.kind:
            found += [
                Difference(name, lever.kind, "", "", *((THERE, NOT_THERE) if lever is one else (NOT_THERE, THERE)))
                for lever in (one, other)
                if lever is not None
            ]
        else:
            found += _fields(one, other, first, second)
    return found


def _fields(one: Lever, other: Lever, first: Package, second: Package) -> Iterator[Difference]:
    definition = LEVERS[one.kind]
    values, others = _flat(one, first), _flat(other, second)
    for field in {**values, **others}:
        if values.get(field) != others.get(field):
            known = definition.fields.get(field) or definition.common.get(field)
            unit = known.unit if known is not None and field != "start" else ""
            yield Difference(one.id, one.kind, field, unit, values.get(field), others.get(field))


def _flat(lever: Lever, package: Package) -> dict[str, Any]:
    """Return every number of a lever by name; who may have it as ``eligibility.permit``; a known start as a month."""
    table: dict[str, Any] = dict(lever.canonical())
    start = month_text(lever.first(package.starts)) if package.starts is not None else table["start"]
    who = {f"eligibility.{name}": value for name, value in table.pop("eligibility").items()}
    own = table.pop("fields")
    rest = {name: value for name, value in table.items() if name not in ("id", "kind", "start")}
    return {"start": start, **own, **rest, **who}
