"""Operators share tools."""

from approdo.model.kinds import ICT_TOOLS as KIND

from .base import Lever, Row
from .coverage import coverage, unit_cost

__all__ = ["KIND", "fill", "unit_cost"]


def fill(lever: Lever, row: Row) -> None:
    """`coverage` per cent take part; what is gained of the package's friction is in proportion."""
    coverage(lever, row)
    row.delivery_gain = 0.5
    row.referral_gain = 0.5
