"""People without a home stay in reception for some months more."""

from approdo.model.kinds import RECEPTION_EXTENSION as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` people at once in prolonged reception, each for at most `extra_months`."""
    row.months = lever.whole("extra_months")
    row.planned = lever.whole("places") if row.months > 0 else 0  # no months are no places, not places without end


def idle(lever: Lever) -> str:
    """Return why nobody stays longer, or an empty text."""
    return "extra_months is 0" if lever.whole("extra_months") == 0 else ""
