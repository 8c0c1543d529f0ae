"""How lines, values and territories are said."""

from approdo.experiments.swot.lines import Line, rules
from approdo.experiments.swot.profile import Place
from approdo.model.territory import load_territory, territory_names
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import Joined, Number, Piece, Told, Words


def heads(*names: str) -> tuple[Piece, ...]:
    """Return the heads of a table by their keys."""
    return tuple(Words(f"swot_head.{name}") for name in names)


def number(line: Line, value: float | None) -> Piece:
    """Return a value of a line, as per cent where the line counts in shares."""
    return Number(value if value is None or not line.percent else 100 * value, line.places)


def measured(place: Place) -> Piece:
    """Return the value of a line with its range, or that it is not known."""
    value, line = place.value, place.line
    if value.value is None:
        return Words("swot.not_known")
    if value.low is None or value.high is None or value.low == value.high:
        return number(line, value.value)
    span = Joined((number(line, value.low), number(line, value.high)), "; ")
    return Joined((number(line, value.value), Joined(("[", span, "]"), "")), " ")


def quartiles(place: Place) -> Piece:
    """Return the middle half of the peers."""
    if place.low is None or place.high is None:
        return "–"
    return Joined((number(place.line, place.low), number(place.line, place.high)), " – ")


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
