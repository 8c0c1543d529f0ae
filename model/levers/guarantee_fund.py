"""The landlord is paid if the tenant does not pay, or leaves damage."""

from approdo.model.kinds import GUARANTEE_FUND as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill", "idle"]


def fill(lever: Lever, row: Row) -> None:
    """`places` tenancies guaranteed at once, each for `months_covered` months of arrears and `damage` EUR.

    It pays once `excess_months` months are owed.
    """
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")
    row.guarantee_months = lever.whole("months_covered")
    row.guarantee_damage = cents(lever.number("damage"))
    row.guarantee_excess = lever.whole("excess_months")


def idle(lever: Lever) -> str:
    """Return why nothing is guaranteed, or an empty text."""
    covered = lever.whole("months_covered") > 0 or lever.number("damage") > 0
    return "" if covered else "months_covered and damage are both 0"
