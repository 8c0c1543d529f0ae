"""How lines, values and territories are said."""

from typing import Final

from approdo.experiments.swot.lines import Line, rules
from approdo.experiments.swot.profile import KINDS, Place
from approdo.model.territory import load_territory, territory_names
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import Joined, Number, Piece, Told, Words

MOST_PLACES: Final = 4  # decimals


def heads(*names: str) -> tuple[Piece, ...]:
    """Return the heads of a table by their keys."""
    return tuple(Words(f"swot_head.{name}") for name in names)


def number(line: Line, value: float | None, places: int | None = None) -> Piece:
    """Return a value of a line, as per cent where the line counts in shares; `places` for other decimals than its."""
    return Number(_counted(line, value), line.places if places is None else places)


def _counted(line: Line, value: float | None) -> float | None:
    return 100 * value if line.percent and value is not None else value


def places_of(place: Place) -> int:
    """Return the decimals of a place's numbers: enough to tell its value from the quartile that it is beyond."""
    line, value = place.line, _counted(place.line, place.value.value)
    ends = [_counted(line, each) for each in (place.low, place.high)]
    if value is None or place.verdict not in KINDS:
        return line.places
    near = [end for end in ends if end is not None and end != value]
    return next(
        (
            each
            for each in range(line.places, MOST_PLACES)
            if all(f"{value:.{each}f}" != f"{end:.{each}f}" for end in near)
        ),
        MOST_PLACES,
    )


def measured(place: Place) -> Piece:
    """Return the value of a line with its range, or that it is not known."""
    value, line = place.value, place.line
    if value.value is None:
        return Words("swot.not_known")
    if value.low is None or value.high is None or value.low == value.high:
        return number(line, value.value, places_of(place))
    places = places_of(place)
    span = Joined((number(line, value.low, places), number(line, value.high, places)), "; ")
    return Joined((number(line, value.value, places), Joined(("[", span, "]"), "")), " ")


def quartiles(place: Place) -> Piece:
    """Return the middle half of the peers."""
    if place.low is None or place.high is None:
        return "–"
    places = places_of(place)
    return Joined((number(place.line, place.low, places), number(place.line, place.high, places)), " – ")


def unit(line: Line) -> Piece:
    """Return what a line counts in."""
    return Told(line, "unit") if line.unit_en else "–"


def name_of(territory: str) -> Piece:
    """Return what a built-in territory is called; one of a file by its id."""
    return called(load_territory(territory)) if territory in territory_names() else territory


def ranked(place: Place) -> Piece:
    """Return the rank among all territories; none where too few have the value for a rank to mean anything."""
    if place.rank is None or place.ranked <= rules().fewest_peers:
        return "–"
    return Words("swot.rank", {"rank": str(place.rank), "of": str(place.ranked)})
