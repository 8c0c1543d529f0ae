"""The Pareto front: cost against outcome of packages confirmed with fresh seeds, with intervals of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approdo import __version__
from approdo.model.outcomes import OUTCOMES
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.pareto import FrontPoint

SIZE: Final = (7.2, 4.8)  # inches
FRONT, BEATEN = "#0b4f8a", "#c85200"


@dataclass(frozen=True)
class Front:
    """What the figure shows: packages, the cheapest first."""

    title: str
    outcome: str
    points: "tuple[FrontPoint, ...]"


def compute(points: "Sequence[FrontPoint]", outcome: str, title: str) -> Front:
    """Compute the figure; packages without a value are left out."""
    there = tuple(each for each in points if each.cost.mean is not None and each.outcome.mean is not None)
    return Front(title, outcome, there)


def draw(data: Front, ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw the points with their intervals, and steps along the front; return the axes as ``front``."""
    from matplotlib.figure import Figure

    from .numbers import number_axis

    text = words(language)
    if ax is None:
        ax = Figure(figsize=SIZE, layout="constrained").add_subplot()
    for kept, color, marker, name in (
        (True, FRONT, "o", text["front.efficient"]),
        (False, BEATEN, "x", text["front.beaten"]),
    ):
        some = [each for each in data.points if each.efficient == kept]
        if not some:
            continue
        costs, levels = [each.cost.mean or 0.0 for each in some], [each.outcome.mean or 0.0 for each in some]
        for each, cost, level in zip(some, costs, levels, strict=True):
            for found, fixed, lines in ((each.outcome, cost, ax.vlines), (each.cost, level, ax.hlines)):
                if found.low is not None and found.high is not None:
                    lines(fixed, found.low, found.high, color=color, linewidth=1.0, alpha=0.6)
        if kept:
            ax.step(costs, levels, where="post", color=color, linewidth=1.0, linestyle=":")
        ax.scatter(costs, levels, s=36, color=color, marker=marker, label=name, zorder=3)
    labels = {outcome.id: outcome.label_it if language == "it" else outcome.label_en for outcome in OUTCOMES}
    number_axis(ax.xaxis, language)
    number_axis(ax.yaxis, language)
    ax.set_xlabel(text["front.cost"])
    ax.set_ylabel(text["front.change"].format(outcome=labels.get(data.outcome, data.outcome)))
    ax.set_title(data.title, loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small", loc="best")
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    figure = ax.get_figure()
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    runs = data.points[0].cost.n if data.points else 0
    told = text["front.caption"].format(runs=runs, version=__version__)
    figure.supxlabel(told, x=0.01, ha="left", fontsize="x-small", color="0.3")
    return {"front": ax}
