"""What the three levers that hold dwellings have in common (no lever of its own: there is no supply.toml)."""

from .base import Lever, Row


def stock(lever: Lever, row: Row) -> None:
    """Fill in how many dwellings are held and begun, how long people may stay, and what they pay."""
    row.planned = lever.whole("dwellings")
    row.new_per_month = lever.whole("new_per_month")
    row.months = lever.whole("stay_months")
    row.rent_share = lever.number("rent_share")


def idle(lever: Lever) -> str:
    """Return why no dwelling is ever taken on, or an empty text."""
    return "new_per_month is 0" if lever.whole("new_per_month") == 0 else ""
