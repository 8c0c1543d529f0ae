"""Families host, with an agreement."""

from approdo.model.kinds import HOME_HOSTING as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`families` host one household each, for at most `stay_months`."""
    row.planned = lever.whole("families")
    row.months = lever.whole("stay_months")
