"""All territories side by side."""

from approdo.experiments.swot.lines import Line, lines
from approdo.experiments.swot.profile import KINDS, UNKNOWN, Profile
from approdo.experiments.swot.survey import Survey
from approdo.model.levers import LEVERS
from approdo.viz.report.phrases import called
from approdo.viz.report.pieces import Joined, Number, Paragraph, Piece, Report, Section, Table, Told, Words

from .closing import limits_section, reproduce_section
from .phrases import heads, name_of, number, unit

COLUMNS = 8  # lines in a table, as many as a page is wide


def content(found: Survey, command: str, run: Section) -> Report:
    """Return the document of all territories of a survey; arguments as in `one.content`."""
    fields: dict[str, Piece] = {"count": Number(len(found.profiles))}
    return Report(
        Words("swot.all_title", fields),
        Words("swot.all_subtitle", fields),
        (*summary(found), _values(found), limits_section(found), reproduce_section(found, command)),
        run,
    )


def summary(found: Survey) -> tuple[Section, ...]:
    """Return the section that answers: how many entries each territory has, and the packages to try."""
    ordered = _ordered(found)
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (
            _name(profile),
            *("–" if profile.thin else Number(len(profile.of(kind))) for kind in KINDS),
            Number(len(profile.of(UNKNOWN))),
            _nearest(profile),
            _first(profile),
        )
        for profile in ordered
    )
    table = Table(
        "all-table",
        Words("swot.all_table"),
        heads("territory", "s", "w", "o", "t", "unknown", "nearest", "first_try"),
        rows,
        Words("swot.all_note"),
        numbers=False,
        widths=(0.12, 0.035, 0.035, 0.05, 0.035, 0.08, 0.18, 0.465),
    )
    return (Section("all", Words("swot.all"), (Paragraph(Words("swot.all_told")), table)),)


def _ordered(found: Survey) -> list[Profile]:
    """Return the territories in the order of their names, thin ones last."""
    return sorted(found.profiles, key=lambda profile: (profile.thin, profile.territory.name))


def _name(profile: Profile) -> Piece:
    return Joined((called(profile.territory), " *" if profile.thin else ""), "")


def _nearest(profile: Profile) -> Piece:
    names = tuple(name_of(each.territory) for each in profile.peers.neighbours[:2])
    return Joined(names) if names else "–"


def _first(profile: Profile) -> Piece:
    if not profile.pairs:
        return "–"
    pair = profile.pairs[0]
    return Joined((Told(LEVERS[pair.lever]), f"({pair.package})"), " ")


def _values(found: Survey) -> Section:
    shown = [line for line in lines() if not line.unknown]
    starts = range(0, len(shown), COLUMNS)
    blocks = tuple(
        _table(found, shown[first : first + COLUMNS], index, Words("swot.values_note") if first == starts[-1] else "")
        for index, first in enumerate(starts, 1)
    )
    return Section("values", Words("swot.values"), (Paragraph(Words("swot.values_told")), *blocks))


def _table(found: Survey, chosen: list[Line], index: int, note: Piece) -> Table:
    rows: list[tuple[Piece, ...]] = [(Words("swot_head.unit"), *(unit(line) for line in chosen))]
    for profile in _ordered(found):
        known = {place.line.id: place for place in profile.places}
        rows.append((_name(profile), *(number(line, known[line.id].value.value) for line in chosen)))
    return Table(
        f"values-{index - 1}",
        Words("swot.values_table", {"number": str(index)}),
        (*heads("territory"), *(Told(line, "short") for line in chosen)),
        tuple(rows),
        note,
        widths=(1.3, *(1.0 for _ in chosen)),
    )
