"""The order of the supports: each step, what it adds, and what could stand in its place."""

from collections.abc import Iterator, Sequence

from matplotlib.figure import Figure

from approdo.experiments.guidelines.answer import Guidelines
from approdo.experiments.guidelines.order import Step
from approdo.experiments.guidelines.trial import WINDOW
from approdo.model.levers import LEVERS
from approdo.viz.figures import forest
from approdo.viz.report.phrases import Row
from approdo.viz.report.pieces import (
    Block,
    Joined,
    Number,
    Paragraph,
    Picture,
    Piece,
    Section,
    Size,
    Table,
    Told,
    Words,
)
from approdo.viz.report.speech import speak

from .sizes import change

WIDTHS = (0.06, 0.2, 0.17, 0.14, 0.08, 0.15, 0.2)


def sentence(found: Guidelines) -> Piece:
    """Return the order in one sentence, or that no support can be told from none."""
    order = found.order
    fields: dict[str, Piece] = {"window": Number(WINDOW), "n": Number(len(found.supports.kinds))}
    if not order.chosen or order.total is None:
        return Words("guidelines.order_nothing", fields)
    fields |= {"order": Joined(tuple(label(kind) for kind in order.chosen), " → "), "effect": change(order.total.mean)}
    if not (order.total.mean.clear and (order.total.mean.mean or 0.0) < 0):
        return Words("guidelines.order_unconfirmed", fields)
    tied = any(step.tied for step in order.steps if step.chosen)
    told = Words("guidelines.order_tied" if tied else "guidelines.order_found", fields)
    alone = tuple(label(step.chosen) for step in order.steps if step.chosen and not _lowers(step))
    return Joined((told, Words("guidelines.order_not_alone", {"supports": Joined(alone)})), " ") if alone else told


def _lowers(step: Step) -> bool:
    """Tell whether what was chosen clearly lowers months without a home in the runs that had no say in it."""
    found = None if step.confirmed is None else step.confirmed.mean
    return found is not None and found.clear and (found.mean or 0.0) < 0


def label(kind: str) -> Piece:
    """Return what a support is called."""
    return Told(LEVERS[kind])


def section(found: Guidelines) -> Section:
    """Return the section."""
    return Section("order", Words("guidelines.order"), tuple(_blocks(found)))


def _blocks(found: Guidelines) -> Iterator[Block]:
    steps = found.order.steps
    yield Paragraph(sentence(found), "lead")
    yield Paragraph(Words("guidelines.order_told", {"window": Number(WINDOW)}))
    chosen = [step for step in steps if step.chosen is not None]
    if chosen:
        yield _chosen(chosen)
    if steps and steps[-1].chosen is None:
        yield Paragraph(Words("guidelines.order_ends", {"n": Number(len(steps))}))
    if steps:
        yield _picture(steps[0])
    for number, step in enumerate(steps, 1):
        yield _candidates(step, number)


def _chosen(steps: Sequence[Step]) -> Table:
    def row(number: int, step: Step) -> Row:
        found = step.confirmed
        flips = None if found is None or found.flips is None else 100 * found.flips.value
        cost = step.per_month
        clear = found is not None and found.mean.clear and found.mean.mean is not None
        verdict = "none" if found is None or not clear else "better" if (found.mean.mean or 0.0) < 0 else "worse"
        tied: Piece = Joined(tuple(label(kind) for kind in step.tied)) if step.tied else "–"
        return (
            Number(number),
            label(step.chosen or ""),
            "–" if found is None else change(found.mean),
            Words(f"report_reading.{verdict}"),
            Number(flips, 0, mark=" %"),
            "–" if cost is None or cost.mean is None else Size(cost, sign=False),
            tied,
        )

    names = ("place", "support", "adds_fresh", "reading", "other_sign", "per_month", "tied")
    return Table(
        "order-table",
        Words("guidelines.order_caption"),
        tuple(Words(f"guidelines_head.{name}") for name in names),
        tuple(row(number, step) for number, step in enumerate(steps, 1)),
        Words("guidelines.order_note"),
        numbers=False,
        widths=WIDTHS,
    )


def _picture(step: Step) -> Picture:
    def draw(language: str) -> Figure:
        lines = [forest.Line(speak(label(each.kind), language), "", (each.adds,)) for each in step.candidates]
        return forest.draw(lines, speak(Words("guidelines.axis"), language), language)

    told = Words("guidelines.figure_told", {"n": Number(len(step.candidates))})
    return Picture("order-figure", draw, Words("guidelines.alone_caption"), told, "candidates-1")


def _candidates(step: Step, number: int) -> Table:
    def row(kind: str) -> Row:
        each = next(one for one in step.candidates if one.kind == kind)
        adds = each.adds
        verdict = "none" if not adds.clear or adds.mean is None else "better" if adds.mean < 0 else "worse"
        place = "chosen" if kind == step.chosen else "tied" if each.tied else "behind" if step.chosen else "no_place"
        return (label(kind), change(adds), Words(f"report_reading.{verdict}"), Words(f"guidelines_place.{place}"))

    return Table(
        f"candidates-{number}",
        Words("guidelines.candidates_caption", {"n": Number(number)}),
        tuple(Words(f"guidelines_head.{name}") for name in ("support", "adds", "reading", "standing")),
        tuple(row(each.kind) for each in step.candidates),
        Words("guidelines.candidates_note", {"tests": Number(len(step.candidates))}),
        numbers=False,
        widths=(0.34, 0.24, 0.22, 0.2),
    )
