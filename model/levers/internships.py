"""Internships with an allowance; some turn into jobs."""

from approdo.model.kinds import INTERNSHIPS as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`places` interns at once for `support_months`, paid `allowance` EUR a month; the share `kept_on` is hired."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")
    row.allowance = cents(lever.number("allowance"))
    row.kept_on = lever.number("kept_on")
