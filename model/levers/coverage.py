"""What the levers have in common that reach a share of services or owners (no lever of its own)."""

from collections.abc import Mapping

from .base import Lever, Row


def coverage(lever: Lever, row: Row) -> None:
    """Fill in the per cent who take part; all of it is delivered."""
    row.planned = lever.whole("coverage")
    row.whole = True


def unit_cost(fields: Mapping[str, float]) -> float:
    """Return EUR per point of coverage and month."""
    return fields["month_cost"] / 100.0
