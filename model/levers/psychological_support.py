"""Regular sessions for people under a heavy burden."""

from approdo.model.kinds import PSYCHOLOGICAL_SUPPORT as KIND

from .base import Lever, Row
from .teaching import idle, unit_cost

__all__ = ["KIND", "fill", "idle", "unit_cost"]


def fill(lever: Lever, row: Row) -> None:
    """`places` people at once, `hours` a month each, for at most `support_months`."""
    row.planned = lever.whole("places")
    row.hours = lever.number("hours")
    row.months = lever.whole("support_months")
