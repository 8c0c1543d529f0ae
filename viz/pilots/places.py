"""What transfers: the effect of each pilot, place by place."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from approdo.experiments.pilots.answer import Pilots
from approdo.experiments.pilots.effects import Effect
from approdo.experiments.pilots.protocol import FOLLOWED
from approdo.experiments.statistics import Estimate
from approdo.viz.figures import forest
from approdo.viz.guidelines.sizes import change
from approdo.viz.report.phrases import Row
from approdo.viz.report.pieces import Block, Joined, Number, Paragraph, Picture, Piece, Section, Size, Table, Words
from approdo.viz.report.speech import speak

from .phrases import label, place_name

SIGNS = {"falls": "▲", "rises": "▼", "none": "●"}


def section(found: Pilots) -> Section:
    """Return the section with the figure and the matrix of pilots and places."""
    return Section("transfers", Words("pilots.transfers"), tuple(_blocks(found)))


def details(found: Pilots) -> Section:
    """Return the section with every number of every pilot in every place."""
    names = ("place", "home", "people", "effect", "other_sign", "stable", "work", "others", "cost")
    tables = tuple(
        Table(
            f"pilot-{number}",
            label(pilot),
            tuple(Words(f"pilots_head.{name}") for name in names),
            tuple(_row(each) for each in found.of(pilot)),
            Words("pilots.details_note", {"followed": Number(FOLLOWED)}) if number == len(found.pilots) else "",
            widths=(0.15, 0.07, 0.08, 0.16, 0.06, 0.12, 0.12, 0.12, 0.12),
        )
        for number, pilot in enumerate(found.pilots, 1)
    )
    return Section("details", Words("pilots.details"), (Paragraph(Words("pilots.details_told")), *tables))


def _blocks(found: Pilots) -> Iterator[Block]:
    yield Paragraph(Words("pilots.transfers_told"))
    yield _picture(found)
    rows = tuple(
        (label(pilot), *(_cell(each) for each in found.of(pilot)), _transfers(found, number))
        for number, pilot in enumerate(found.pilots)
    )
    heads: tuple[Piece, ...] = tuple(place_name(each.territory, each.thin) for each in found.of(found.pilots[0]))
    yield Table(
        "transfers-table",
        Words("pilots.transfers_caption"),
        (Words("pilots_head.pilot"), *heads, Words("pilots_head.transfers")),
        rows,
        Words("pilots.transfers_note"),
        numbers=False,
    )


def _transfers(found: Pilots, number: int) -> Piece:
    pilot = found.pilots[number]
    known = next(each for each in found.recommendations if each.pilot is pilot)
    what = Words(f"pilots_transfers.{known.evidence.transfers}")
    return Words("pilots.differs", {"what": what}) if known.differs else what


def _cell(each: Effect) -> Piece:
    found = each.homeless.mean
    if found.mean is None:
        return Words("pilots.nobody")
    sign = "none" if not found.clear else "falls" if found.mean < 0 else "rises"
    return Joined((SIGNS[sign], change(found)), " ")


def _row(each: Effect) -> Row:
    flips = each.homeless.flips
    return (
        place_name(each.territory, each.thin),
        Words("report.yes" if each.home else "report.no"),
        Number(each.people),
        change(each.homeless.mean),
        Number(None if flips is None else 100 * flips.value, 0, mark=" %"),
        _size(each.stable, 100.0),
        _size(each.work, 100.0),
        _size(each.others, 100.0, mark=" %"),
        _size(each.cost_per_person, sign=False),
    )


def _size(found: Estimate, factor: float = 1.0, *, sign: bool = True, mark: str = "") -> Piece:
    return "–" if found.mean is None else Size(found, factor, sign=sign, mark=mark)


def _picture(found: Pilots) -> Picture:
    def draw(language: str) -> Figure:
        lines = [
            forest.Line(
                speak(place_name(each.territory, each.thin), language),
                speak(label(pilot), language),
                (each.homeless.mean,),
            )
            for pilot in found.pilots
            for each in found.of(pilot)
        ]
        return forest.draw(lines, speak(Words("pilots.axis"), language), language)

    told = Words("pilots.figure_told", {"pilots": Number(len(found.pilots)), "places": Number(len(found.territories))})
    return Picture("transfers-figure", draw, Words("pilots.figure_caption"), told, "transfers-table")
