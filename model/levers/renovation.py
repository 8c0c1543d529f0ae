"""Disused dwellings are brought back into use."""

from approdo.model.kinds import RENOVATION as KIND

from .base import Lever, Row
from .supply import idle, stock

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """As other managed dwellings, but each is first `works_months` in works; `start_cost` pays for them."""
    stock(lever, row)
    row.works_months = lever.whole("works_months")
