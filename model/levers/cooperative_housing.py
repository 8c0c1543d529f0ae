"""Disused dwellings become homes of a cooperative."""

from approdo.model.kinds import COOPERATIVE_HOUSING as KIND

from .base import Lever, Row
from .supply import idle

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """Works on up to `dwellings`, `new_per_month` begun; open-ended stays with a title of one's own.

    The share `own_work` of the works is done by the residents.
    """
    row.planned = lever.whole("dwellings")
    row.new_per_month = lever.whole("new_per_month")
    row.works_months = lever.whole("works_months")
    row.rent_share = lever.number("rent_share")
    row.own_work = lever.number("own_work")
