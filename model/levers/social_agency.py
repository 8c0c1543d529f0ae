"""An agency takes dwellings on lease and sublets them without the private screening."""

from approdo.model.kinds import SOCIAL_AGENCY as KIND

from .base import Lever, Row
from .supply import idle, stock

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """Up to `dwellings` held at once; owners let at `discount` below market, occupants pay `rent_share` of it."""
    stock(lever, row)
    row.discount = lever.number("discount")
