"""Part of the rent is paid for a while."""

from approdo.model.kinds import RENT_SUBSIDY as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` households at once; of the rent, the smaller of `amount` (EUR a month) and `share` (0 = not set)."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")
    row.subsidy_cents = cents(lever.number("amount"))
    row.subsidy_share = lever.number("share")


def idle(lever: Lever) -> str:
    """Return why nothing is paid, or an empty text."""
    return "amount and share are both 0" if lever.number("amount") == lever.number("share") == 0 else ""
