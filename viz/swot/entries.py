"""The strengths, weaknesses, opportunities and threats of a profile as a table."""

from approdo.experiments.swot.profile import KINDS, Place, Profile
from approdo.viz.report.pieces import Joined, Piece, Table, Told, Words

from .phrases import heads, measured, quartiles, unit


def entries(profile: Profile) -> tuple[tuple[str, Place], ...]:
    """Return the lines that are listed, each with its kind: strengths first, threats last."""
    return tuple((kind, place) for kind in KINDS for place in profile.of(kind))


def entry_table(profile: Profile, name: str, title: Piece, note: Piece) -> Table:
    """Return the table of the lines that are listed.

    Args:
        profile: the profile.
        name: id of the table.
        title: above it.
        note: below it.
    """
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            Words(f"swot_kind.{kind}"),
            Joined((Told(place.line), "" if place.sure else " (~)"), ""),
            measured(place),
            quartiles(place) if place.low is not None else Words("swot.thresholds"),
            unit(place.line),
        )
        for kind, place in entries(profile)
    )
    return Table(
        name,
        title,
        heads("kind", "line", "value", "quartiles", "unit"),
        rows,
        note,
        numbers=False,
        widths=(0.15, 0.37, 0.18, 0.14, 0.16),
    )
