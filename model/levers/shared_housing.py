"""Flats for sharing are found and managed, and flatmates matched."""

from approdo.model.kinds import SHARED_HOUSING as KIND

from .base import Lever, Row
from .supply import idle, stock

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """Up to `dwellings` held at once, let room by room; occupants together pay `rent_share` of the market rent."""
    stock(lever, row)
    row.discount = lever.number("discount")
