"""Emergency beds, all year or in winter."""

from approdo.model.kinds import SHELTER_BEDS as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`beds` more than the territory has; a stay may last `stay_months` (0 = as long as it takes)."""
    row.planned = lever.whole("beds")
    row.months = lever.whole("stay_months")
    row.winter_only = lever.whole("winter_only")
