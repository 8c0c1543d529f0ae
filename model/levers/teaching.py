"""What the two levers that teach have in common (no lever of its own: there is no teaching.toml)."""

from collections.abc import Mapping

from .base import Lever, Row


def teach(lever: Lever, row: Row) -> None:
    """Fill in how many people learn at once, how many hours a month, and for how long."""
    row.planned = lever.whole("places")
    row.hours = lever.number("hours")
    row.months = lever.whole("support_months")
    row.pre_exit = lever.whole("pre_exit_months")


def unit_cost(fields: Mapping[str, float]) -> float:
    """Return EUR per person-month: hours times the cost of an hour for one learner."""
    return fields["hours"] * fields["hour_cost"]


def idle(lever: Lever) -> str:
    """Return why nothing is taught, or an empty text."""
    return "hours is 0" if lever.number("hours") == 0 else ""
