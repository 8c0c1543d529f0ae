"""Who gains and who loses: people reached and not, groups, other households, owners, those who pay."""

from collections.abc import Iterator
from typing import Final

from matplotlib.figure import Figure

from approdo.experiments.contrast import Contrast
from approdo.experiments.details import TRAITS_SHOWN
from approdo.experiments.groups import FEWEST, Group, groups
from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate, paired
from approdo.model.outcomes import MONTHLY
from approdo.viz.figures import forest

from .material import Material
from .phrases import DEFINED, HEADS, WIDTHS, Row, axis_of, baseline, heads, level_places, measured, name_of, outcome_row
from .pieces import Block, Joined, Number, Paragraph, Picture, Piece, Section, Size, Table, Told, Words
from .place import group
from .speech import speak

LAST_MONTH: Final = ("in_arrears", "landlord_belief", "rent_index", "reopened")
TOTAL: Final = ("others_searching_total", "others_housed_total", "transfers_blocked_total", "hm_incumbents",
                "rent_to_owners_total", "cost_gross", "cost_reception")  # fmt: skip


def section(material: Material) -> Section:
    """Return the section."""
    blocks: list[Block] = [Paragraph(Words("report.who_told", {"fewest": Number(FEWEST)}))]
    for number, contrast in enumerate(material.contrasts):
        blocks.append(_others(contrast, number))
        shown = list(groups(contrast, TRAITS_SHOWN))
        if shown:
            blocks += [_picture(contrast, shown, number), _table(contrast, shown, number)]
        else:
            blocks.append(Paragraph(Words("report.no_groups", {"package": name_of(contrast)}), "note"))
    return Section("who", Words("report.who"), tuple(blocks))


def _others(contrast: Contrast, number: int) -> Table:
    rows: list[Row] = list(_reached(contrast))
    rows += [outcome_row(name, contrast.totals[name]) for name in TOTAL]
    for name in LAST_MONTH:
        column = MONTHLY.index(name)
        found = paired(contrast.base.series[:, -1, column], contrast.policy.series[:, -1, column])
        rows.append(outcome_row(name, found, Joined((Told(DEFINED[name]), Words("report.in_last_month")), "")))
    rows.append(_displaced(contrast.displaced))
    return Table(
        f"others-{number}",
        Words("report.others", {"package": name_of(contrast), "baseline": baseline(contrast)}),
        heads(*HEADS),
        tuple(rows),
        Words("report.others_note"),
        widths=WIDTHS,
    )


def _reached(contrast: Contrast) -> Iterator[Row]:
    arm = contrast.policy
    for key, months in (("reached", arm.homeless_reached), ("unreached", arm.homeless_others)):
        yield outcome_row("hm_total", paired(months[:, 0], months[:, 1]), Words(f"who.{key}"))


def _displaced(found: Estimate) -> Row:
    size: Piece = Words("report.not_given")
    if found.mean is not None:
        size = Size(found, 100.0, sign=False, mark=" %")
    return (Words("who.displaced"), "%", "", "", size, "")


def label(each: Group) -> Piece:
    """Return a group with the number of its people."""
    return Joined((group(each.trait, each.name), Joined(("(", Number(each.people), ")"), "")), " ")


def _picture(contrast: Contrast, shown: list[Group], number: int) -> Picture:
    def draw(language: str) -> Figure:
        lines = [
            forest.Line(
                speak(label(each), language),
                speak(Words(f"report_trait.{each.trait}"), language),
                (each.homeless.difference,),
            )
            for each in shown
        ]
        axis = speak(axis_of(contrast), language)
        return forest.draw(lines, axis, language)

    fields: dict[str, Piece] = {"package": name_of(contrast), "n": Number(len(shown))}
    return Picture(
        f"groups-{number}",
        draw,
        Words("report.groups_caption", fields),
        Words("report.groups_told", fields),
        f"groups-table-{number}",
    )


def _table(contrast: Contrast, shown: list[Group], number: int) -> Table:
    return Table(
        f"groups-table-{number}",
        Words("report.groups_table", {"package": name_of(contrast), "what": measured(contrast)}),
        heads("trait", "group", "baseline", "package", "difference_mean", "gap", "gap_reading"),
        tuple(_group(each) for each in shown),
        Words("report.groups_note"),
        widths=(0.15, 0.2, 0.1, 0.1, 0.18, 0.13, 0.14),
    )


def _group(each: Group) -> Row:
    found, gap = each.homeless, each.gap
    places = level_places(found.difference, found.base, found.policy)
    change = gap.difference
    finer = max(1, decimals(change)) if change.clear else 1  # a change that is told is also seen
    ends = tuple(Number(level, finer, sign=True) for level in (gap.base, gap.policy))
    key = "none"
    if change.clear and gap.base is not None and gap.policy is not None:
        turned = gap.base * gap.policy < 0
        key = "turns" if turned else "narrows" if abs(gap.policy) < abs(gap.base) else "widens"
    return (
        Words(f"report_trait.{each.trait}"),
        label(each),
        Number(found.base, places),
        Number(found.policy, places),
        Size(found.difference, places=places),
        Joined(ends, " → "),
        Words(f"report_gap.{key}"),
    )
