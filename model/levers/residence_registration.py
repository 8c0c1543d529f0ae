"""Help to register a residence."""

from approdo.model.kinds import RESIDENCE_REGISTRATION as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`places` people are helped at once, each until registered and for at most `support_months`."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
