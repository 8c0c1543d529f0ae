"""Orientation to work and short training, licences included."""

from approdo.model.kinds import ORIENTATION_TRAINING as KIND

from .base import Lever, Row
from .teaching import idle, teach, unit_cost

__all__ = ["KIND", "fill", "idle", "unit_cost"]


def fill(lever: Lever, row: Row) -> None:
    """`places` learners at once, `hours` a month each, for at most `support_months`."""
    teach(lever, row)
