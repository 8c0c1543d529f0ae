"""Two packages as a diff of their levers."""

from typing import Any

import typer

from .tables import table


def tell_differences(first: str, second: str) -> list[dict[str, Any]]:
    """Print what differs between two packages, and return it as rows.

    Args:
        first: a name or the path of a .toml file.
        second: another one.

    Raises:
        BadInput: one of them does not exist, or is wrong.
    """
    from approdo.experiments.differences import differences
    from approdo.experiments.package import load_package

    one, other = load_package(first), load_package(second)
    found = differences(one, other)
    rows = [
        {
            "lever": each.lever,
            "kind": each.kind,
            "field": each.field or None,
            "unit": each.unit or None,
            "first": each.first,
            "second": each.second,
        }
        for each in found
    ]
    if not rows:
        typer.echo(f"{one.name} and {other.name} do the same: no lever differs.")
        return rows
    cells = [
        [f"{each.lever} ({each.kind})", each.field or "-", each.unit or "-", _said(each.first), _said(each.second)]
        for each in found
    ]
    typer.echo(table(("lever", "field", "unit", one.id, other.id), cells))
    return rows


def _said(value: Any) -> str:
    if value is None:
        return "-"
    return ", ".join(str(part) for part in value) if isinstance(value, list) else str(value)
