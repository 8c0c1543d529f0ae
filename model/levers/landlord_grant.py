"""An owner is paid once for an agreed-rent contract."""

from approdo.model.kinds import LANDLORD_GRANT as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` households hold the offer at once; `amount` EUR to the owner, who lets at `discount` below market."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.payment = cents(lever.number("amount"))
    row.discount = lever.number("discount")


def idle(lever: Lever) -> str:
    """Return why no owner is paid, or an empty text."""
    return "amount is 0" if lever.number("amount") == 0 else ""
