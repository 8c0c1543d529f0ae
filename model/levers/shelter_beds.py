"""Emergency beds, all year or in winter."""

from approdo.model.kinds import SHELTER_BEDS as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`beds` more than the territory has, for whoever accepts one."""
    row.planned = lever.whole("beds")
    row.winter_only = lever.whole("winter_only")
