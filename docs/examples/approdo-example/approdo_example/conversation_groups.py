"""Volunteers talk with newcomers in small groups: a lever on the mechanism of language courses."""

from collections.abc import Mapping

from approdo.model.kinds import LANGUAGE_COURSES as KIND
from approdo.model.levers import Lever, Row

__all__ = ["KIND", "fill", "unit_cost"]


def fill(lever: Lever, row: Row) -> None:
    """`groups` times `group_size` people at once, `hours` a month each, for at most `support_months`."""
    row.planned = lever.whole("groups") * lever.whole("group_size")
    row.hours = lever.number("hours")
    row.months = lever.whole("support_months")


def unit_cost(fields: Mapping[str, float]) -> float:
    """Return EUR per person-month: a month of a room, shared by the group."""
    return fields["room_cost"] / fields["group_size"]
