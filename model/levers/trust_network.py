"""Visits to owners, and mediation in the building."""

from approdo.model.kinds import TRUST_NETWORK as KIND

from .base import Lever, Row

__all__ = ["KIND", "fill"]


def fill(lever: Lever, row: Row) -> None:
    """`landlords` owners are followed at once."""
    row.planned = lever.whole("landlords")
    row.whole = True
