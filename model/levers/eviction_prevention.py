"""Mediation and a one-off payment at the first arrears."""

from approdo.model.kinds import EVICTION_PREVENTION as KIND

from .base import Lever, Row, cents

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`places` households in mediation at once, for `support_months`; arrears up to `payment` EUR are paid once."""
    row.planned = lever.whole("places")
    row.months = lever.whole("support_months")
    row.payment = cents(lever.number("payment"))
