"""An agreement with owners and agencies."""

from approdo.model.kinds import PARTNERSHIP as KIND

from .base import Lever, Row
from .coverage import coverage, unit_cost

__all__ = ["KIND", "fill", "unit_cost"]


def fill(lever: Lever, row: Row) -> None:
    """`coverage` per cent take part; what is gained of the package's friction is in proportion."""
    coverage(lever, row)
    row.referral_gain = 1.0
