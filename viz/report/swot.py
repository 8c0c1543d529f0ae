"""What stands out in a territory's data: the part of its profile that needs no simulation."""

from collections.abc import Iterator

from approdo.experiments.swot.survey import data_profile
from approdo.model.territory import Territory, territory_names
from approdo.viz.swot.entries import entries, entry_table

from .pieces import Block, Paragraph, Words


def stands_out(place: Territory) -> Iterator[Block]:
    """Yield the lines of a territory's data that stand out from its peers, and where the whole profile is found."""
    profile = data_profile(place)
    if entries(profile):
        yield entry_table(profile, "swot", Words("report.swot_table"), Words("report.swot_note"))
    elif not profile.thin:
        yield Paragraph(Words("report.swot_none"), "note")
    if place.id in territory_names():
        yield Paragraph(Words("report.swot", {"command": f"approdo swot {place.id}"}), "note")
