"""The plan begins before the exit."""

from approdo.model.kinds import EXIT_PREPARATION as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` people are prepared at once, from `pre_exit_months` before the exit."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")


def idle(lever: Lever) -> str:
    """Return why nobody is prepared, or an empty text."""
    return "pre_exit_months is 0" if lever.whole("pre_exit_months") == 0 else ""
