"""Part of the wage of a new hire is paid."""

from approdo.model.kinds import EMPLOYER_INCENTIVE as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` jobseekers hold the offer at once; `amount` EUR in each of at most `support_months` of regular work."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.allowance = cents(lever.number("amount"))


def idle(lever: Lever) -> str:
    """Return why no wage is supported, or an empty text."""
    return "amount is 0" if lever.number("amount") == 0 else ""
