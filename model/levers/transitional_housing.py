"""Time-limited places with support."""

from approdo.model.kinds import TRANSITIONAL_HOUSING as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`places` people at once, each for at most `stay_months`."""
    row.planned = lever.whole("places")
    row.months = lever.whole("stay_months")
