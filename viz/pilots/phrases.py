"""Phrases that the sections about pilots share."""

from approdo.experiments.pilots.protocol import Pilot
from approdo.model.levers import LEVERS
from approdo.model.territory import Territory
from approdo.viz.report.options import own_name
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import Joined, Named, Number, Piece, Told


def label(pilot: Pilot) -> Piece:
    """Return what a pilot is called: its kind in words, and its name in the package."""
    return own_name(pilot.lever.kind, pilot.id)


def action(name: str) -> Piece:
    """Return what an action of a package is called that is no pilot."""
    return Told(LEVERS[name]) if name in LEVERS else Named("action_id", name)


def place_name(territory: Territory, thin: bool) -> Piece:
    """Return what a place is called; a star marks a thin one."""
    return Joined((called(territory), " (", country(territory), ") *" if thin else ")"), "")


def country(territory: Territory) -> Piece:
    """Return the name of a place's country."""
    return Named("country", territory.country)


def rank(found: tuple[int, int] | None) -> Piece:
    """Return a rank, as a range where it cannot be told."""
    if found is None:
        return "–"
    low, high = found
    return Number(low) if low == high else Joined((Number(low), Number(high)), "–")
