"""The money that moving in takes is advanced."""

from approdo.model.kinds import DEPOSIT_ADVANCE as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` households hold the offer at once; up to `amount` EUR each, of which the share `repaid` comes back."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")
    row.advance_cents = cents(lever.number("amount"))
    row.advance_repaid = lever.number("repaid")


def idle(lever: Lever) -> str:
    """Return why nothing is advanced, or an empty text."""
    return "amount is 0" if lever.number("amount") == 0 else ""
