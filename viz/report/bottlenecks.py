"""What keeps the options from doing more: planned against delivered, and who waits where."""

from collections.abc import Iterator
from typing import Final

from matplotlib.figure import Figure

from approdo.experiments.contrast import Contrast
from approdo.experiments.statistics import paired
from approdo.model.outcomes import MONTHLY
from approdo.viz.dashboard.binding import POSSIBLE, binding
from approdo.viz.dashboard.shown import Delivery
from approdo.viz.figures import delivery

from .material import Material
from .options import lever_name
from .phrases import DEFINED, HEADS, WIDTHS, baseline, heads, name_of, outcome_row
from .pieces import Block, Joined, Number, Paragraph, Picture, Piece, Section, Table, Told, Words
from .speech import speak

QUEUES: Final = ("jobseekers", "prolonged", "others_searching", "offers", "withheld_homes")
FLOWS: Final = ("others_hired", "others_housed", "social_lettings")


def section(material: Material) -> Section:
    """Return the section."""
    blocks: list[Block] = [Paragraph(Words("report.bottlenecks_told"))]
    if any(contrast.policy.planned.any() for contrast in material.contrasts):
        blocks.append(_picture(material))
    for number, (contrast, possible) in enumerate(_possible(material)):
        blocks += [_delivery(contrast, possible, number), _queues(contrast, number)]
    return Section("bottlenecks", Words("report.bottlenecks"), tuple(blocks))


def _possible(material: Material) -> Iterator[tuple[Contrast, float]]:
    """Yield each contrast with the share of a plan that staff and coordination deliver in its worlds, on average."""
    for options in material.options:
        drawn = options.drawn
        known = drawn is not None and POSSIBLE in drawn.names
        share = float(drawn.values[:, drawn.names.index(POSSIBLE)].mean()) if drawn is not None and known else None
        for contrast in options.contrasts:
            yield contrast, material.parameters[POSSIBLE] if share is None else share


def deliveries(contrast: Contrast) -> list[Delivery]:
    """Return what each action was to do and did."""
    arm = contrast.policy
    numbers = (arm.planned, arm.delivered, arm.delivered_in_time, arm.spent)
    levers = arm.scenario.package.levers
    return [
        Delivery(lever.id, lever.kind, planned, delivered, in_time, spent, lever.budget)
        for lever, planned, delivered, in_time, spent in zip(
            levers, *(column.tolist() for column in numbers), strict=True
        )
    ]


def _picture(material: Material) -> Picture:
    shown = [
        (contrast, lever, found)
        for contrast in material.contrasts
        for lever, found in zip(contrast.policy.scenario.package.levers, deliveries(contrast), strict=True)
        if found.planned > 0
    ]

    def draw(language: str) -> Figure:
        bars = [
            delivery.Bar(speak(lever_name(lever), language), name_of(contrast), found.in_time / found.planned)
            for contrast, lever, found in shown
        ]
        return delivery.draw(bars, language)

    return Picture("delivery", draw, Words("report.delivery_caption"), Words("report.delivery_told"), "delivery-0")


def _delivery(contrast: Contrast, possible: float, number: int) -> Table:
    rows: list[tuple[Piece, ...]] = []
    share_possible = Number(100 * possible, 0, mark=" %")
    for lever, found in zip(contrast.policy.scenario.package.levers, deliveries(contrast), strict=True):
        share: Piece = "–" if found.planned <= 0 else Number(100 * found.in_time / found.planned, 0, mark=" %")
        rows.append(
            (
                lever_name(lever),
                Number(found.planned),
                Number(found.in_time),
                share,
                Number(found.spent),
                "–" if found.budget is None else Number(found.budget),
                Words(f"binds.{binding(found, possible)}"),
            )
        )
    return Table(
        f"delivery-{number}",
        Words("report.delivery", {"package": name_of(contrast)}),
        heads("lever", "planned", "in_time", "share", "spent", "budget", "limit"),
        tuple(rows),
        Joined(
            (
                Words("report.delivery_note"),
                Words("report.delivery_money"),
                Words("report.delivery_possible", {"share": share_possible}),
            ),
            " ",
        ),
        widths=(0.25, 0.11, 0.11, 0.09, 0.12, 0.1, 0.22),
    )


def _queues(contrast: Contrast, number: int) -> Table:
    rows = []
    for name in (*QUEUES, *FLOWS):
        column = MONTHLY.index(name)
        means = (arm.series[:, :, column].mean(axis=1) for arm in (contrast.base, contrast.policy))
        rows.append(
            outcome_row(name, paired(*means), Joined((Told(DEFINED[name]), Words("report.mean_of_months")), ""))
        )
    return Table(
        f"queues-{number}",
        Words("report.queues", {"package": name_of(contrast), "baseline": baseline(contrast)}),
        heads(*HEADS),
        tuple(rows),
        widths=WIDTHS,
    )
