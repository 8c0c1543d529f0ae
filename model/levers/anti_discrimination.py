"""Owners are tested for equal treatment."""

from approdo.model.kinds import ANTI_DISCRIMINATION as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`tests` a month."""
    row.planned = lever.whole("tests")
    row.whole = True
