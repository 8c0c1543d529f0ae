"""Workshops form ties with residents."""

from approdo.model.kinds import INCLUSION_LABS as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`places` people take part at once, each for at most `support_months`."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
