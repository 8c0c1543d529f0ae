"""The document of one territory: the profile, what to try, the peers, every line, what is not known."""

from typing import Final

from matplotlib.figure import Figure

from approdo.experiments.swot.profile import ALONE, KINDS, UNKNOWN, Place, Profile
from approdo.experiments.swot.survey import MONTHS, Survey
from approdo.model.levers import LEVERS
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import (
    Block,
    Bullets,
    Code,
    Joined,
    Month,
    Number,
    Paragraph,
    Picture,
    Piece,
    Report,
    Section,
    Table,
    Told,
    Words,
)
from approdo.viz.report.speech import speak

from . import strip
from .closing import limits_section, reproduce_section
from .entries import entries, entry_table
from .phrases import heads, measured, name_of, number, quartiles, ranked

MARKERS: Final = {"strength": "^", "weakness": "v", "opportunity": "s", "threat": "D"}


def content(found: Survey, command: str, run: Section) -> Report:
    """Return the document of the first territory of a survey.

    Args:
        found: the survey.
        command: the one that makes this document again.
        run: the section about this time (`viz.report.reproduce.run`).
    """
    profile = found.profiles[0]
    fields = _fields(profile)
    return Report(
        Words("swot.title", fields),
        Words("swot.subtitle", fields),
        (
            *summary(found),
            _peers(profile),
            _lines(profile),
            _unknown(profile),
            limits_section(found),
            reproduce_section(found, command),
        ),
        run,
    )


def summary(found: Survey) -> tuple[Section, ...]:
    """Return the sections that answer."""
    profile = found.profiles[0]
    return _profile(profile), _tries(profile)


def _fields(profile: Profile) -> dict[str, Piece]:
    place = profile.territory
    counts = {f"{kind}_count": Number(len(profile.of(kind))) for kind in KINDS}
    return {
        "territory": called(place),
        "region": place.region,
        "data": Month(place.data_month),
        "unknown": Number(len(profile.of(UNKNOWN))),
        "alone": Number(len(profile.of(ALONE))),
        "all": Number(len(profile.places)),
        "months": Number(MONTHS),
        **counts,
    }


def _profile(profile: Profile) -> Section:
    fields = _fields(profile)
    blocks: list[Block] = [Paragraph(Words("swot.lead", fields), "lead")]
    if profile.thin:
        blocks.append(Paragraph(Words("swot.thin", fields), "warning"))
    if not entries(profile):
        return Section("profile", Words("swot.profile"), (*blocks, Paragraph(Words("swot.no_entry"))))
    table = entry_table(profile, "swot-table", Words("swot.table", fields), Words("swot.table_note"))
    missing = tuple(Words("swot.none_of", {"kind": Words(f"swot_kind.{k}")}) for k in KINDS if not profile.of(k))
    blocks += [_picture(profile), table]
    if missing:
        blocks.append(Paragraph(Joined(missing, " "), "note"))
    return Section("profile", Words("swot.profile"), tuple(blocks))


def _picture(profile: Profile) -> Picture:
    shown = [place for place in profile.places if place.low is not None]

    def draw(language: str) -> Figure:
        rows = [
            strip.Row(speak(Told(place.line, "short"), language), _at(place), MARKERS.get(place.verdict, "o"))
            for place in shown
        ]
        return strip.draw(rows, language)

    return Picture("strip", draw, Words("swot.strip_caption"), Words("swot.strip_told"), "lines-table")


def _at(place: Place) -> float:
    """Return where a value stands: 0 in the centre of the peers' middle half, 1 at its good end."""
    assert place.value.value is not None and place.low is not None and place.high is not None  # noqa: S101 - shown ones
    half = (place.high - place.low) / 2
    away = place.value.value - (place.high + place.low) / 2
    if half == 0:
        half = abs(away) or 1.0
    return away / half * (1 if place.line.better == "high" else -1)


def _tries(profile: Profile) -> Section:
    blocks: list[Block] = []
    if profile.pairs:
        rows: tuple[tuple[Piece, ...], ...] = tuple(
            (
                Joined((Words(f"swot_kind.{pair.internal.verdict}"), Told(pair.internal.line)), ": "),
                Joined(
                    tuple(
                        Joined((Words(f"swot_kind.{each.verdict}"), Told(each.line)), ": ") for each in pair.externals
                    ),
                    "; ",
                ),
                Told(LEVERS[pair.lever]),
                pair.package,
            )
            for pair in profile.pairs
        )
        table = Table(
            "tries",
            Words("swot.tries_table"),
            heads("internal", "external", "lever", "package"),
            rows,
            Words("swot.tries_note"),
            numbers=False,
            widths=(0.29, 0.35, 0.16, 0.2),
        )
        tried = tuple(dict.fromkeys(pair.package for pair in profile.pairs))
        lines = "\n".join(f"approdo compare {profile.territory.id} --package {package}" for package in tried)
        blocks += [Paragraph(Words("swot.tries_told")), table, Paragraph(Words("swot.commands")), Code(lines)]
    else:
        blocks.append(Paragraph(Words("swot.no_tries")))
    if profile.unpaired:
        blocks.append(Paragraph(Words("swot.unpaired")))
        blocks.append(Bullets(tuple(Told(place.line) for place in profile.unpaired)))
    return Section("tries", Words("swot.tries"), tuple(blocks))


def _peers(profile: Profile) -> Section:
    peers = profile.peers
    alike = Joined(tuple(Words(f"swot_alike.{name}") for name in peers.alike))
    fields: dict[str, Piece] = {
        **_fields(profile),
        "alike": alike,
        "count": Number(len(peers.neighbours)),
        "names": Joined(tuple(name_of(name) for name in peers.region)),
    }
    region = Words("swot.region" if peers.region else "swot.no_region", fields)
    blocks: list[Block] = [Paragraph(Words("swot.peers_told", fields)), Paragraph(region)]
    if peers.neighbours:
        rows: tuple[tuple[Piece, ...], ...] = tuple(
            (name_of(each.territory), Number(each.distance, 2)) for each in peers.neighbours
        )
        blocks.append(
            Table(
                "peers-table",
                Words("swot.peers_table", fields),
                heads("neighbour", "distance"),
                rows,
                Words("swot.peers_note"),
                widths=(0.7, 0.3),
            )
        )
    else:
        blocks.append(Paragraph(Words("swot.no_neighbours", fields), "warning"))
    return Section("peers", Words("swot.peers"), tuple(blocks))


def _lines(profile: Profile) -> Section:
    shown = [place for place in profile.places if place.value.value is not None]
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            Told(place.line),
            measured(place),
            number(place.line, place.region),
            number(place.line, place.neighbours),
            quartiles(place),
            ranked(place),
            Words(f"swot_kind.{place.verdict}"),
        )
        for place in shown
    )
    table = Table(
        "lines-table",
        Words("swot.lines_table"),
        heads("line", "value", "region", "neighbours", "quartiles", "rank", "verdict"),
        rows,
        Words("swot.lines_note"),
        numbers=False,
        widths=(0.29, 0.18, 0.09, 0.1, 0.13, 0.08, 0.13),
    )
    return Section("lines", Words("swot.lines"), (table,))


def _unknown(profile: Profile) -> Section:
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (Told(place.line), Words(f"swot_why.{place.value.why}")) for place in profile.of(UNKNOWN)
    )
    table = Table(
        "unknown-table",
        Words("swot.unknown_table"),
        heads("line", "why"),
        rows,
        numbers=False,
        widths=(0.5, 0.5),
    )
    return Section("unknown", Words("swot.unknown"), (Paragraph(Words("swot.unknown_told")), table))
