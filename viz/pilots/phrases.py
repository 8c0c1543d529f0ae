"""Phrases that the sections about pilots share."""

from approdo.experiments.pilots.protocol import Pilot
from approdo.model.levers import LEVERS
from approdo.model.territory import Territory
from approdo.viz.report.pieces import Joined, Number, Piece, Told


def label(pilot: Pilot) -> Piece:
    """Return what a pilot is called: its kind in words, and its name in the package."""
    return Joined((Told(LEVERS[pilot.lever.kind]), f"({pilot.id})"), " ")


def place_name(territory: Territory, thin: bool) -> str:
    """Return what a place is called; a star marks a thin one."""
    return f"{territory.name} ({territory.country}){' *' if thin else ''}"


def rank(found: tuple[int, int] | None) -> Piece:
    """Return a rank, as a range where it cannot be told."""
    if found is None:
        return "–"
    low, high = found
    return Number(low) if low == high else Joined((Number(low), Number(high)), "–")
