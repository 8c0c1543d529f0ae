"""A control chart: what was seen month by month, what was expected, and limits that a pilot like it seldom leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from approdo.viz.words.tongue import Tongue, tongue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.calibration.monitor.answer import Point

SIZE: Final = (7.2, 2.5)  # inches
EXPECTED, BAND, SEEN = "#0b4f8a", "#dbe6f0", "#c2571a"
HIDDEN: Final = ":c"

Drawer: TypeAlias = Callable[[str], Figure]


@dataclass(frozen=True)
class Chart:
    """One indicator: its title, and its months."""

    title: str
    points: "Sequence[Point]"


def draw(chart: Chart, language: str = "en") -> Figure:
    """Draw one indicator; a hidden share is a mark on the axis, a share outside the limits a diamond."""
    import seaborn as sns

    say, points = tongue(language), chart.points
    with sns.axes_style("ticks"), sns.plotting_context("paper", font_scale=1.1):
        figure = Figure(figsize=SIZE, layout="constrained")
        ax = figure.add_subplot()
        months = np.array([point.month for point in points])
        low, high, expected = (
            np.array([np.nan if value is None else 100 * value for value in line])
            for line in zip(*((point.low, point.high, point.expected) for point in points), strict=True)
        )
        ax.fill_between(months, low, high, color=BAND, linewidth=0, label=say("monitor.limits"))
        for line in (low, high):
            ax.plot(months, line, color=EXPECTED, linewidth=0.9, linestyle=(0, (2, 2)))
        ax.plot(months, expected, color=EXPECTED, linewidth=2.2, label=say("monitor.expected"))
        _seen(ax, points, say)
        hidden = [point.month for point in points if point.share is None and (point.people is None or point.people)]
        for month in hidden:
            ax.text(month, 2, HIDDEN, ha="center", va="bottom", fontsize="x-small", color="0.25")
        _axes(ax, months, say)
        ax.set_title(chart.title, loc="left", fontsize="medium")
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
        sns.despine(ax=ax)
    return figure


def _seen(ax: "Axes", points: "Sequence[Point]", say: Tongue) -> None:
    months = [point.month for point in points]
    shares = [np.nan if point.share is None else 100 * point.share for point in points]
    ax.plot(months, shares, color=SEEN, linewidth=1.2, marker="o", markersize=5.5, markeredgecolor="black",
            markeredgewidth=0.6, label=say("monitor.seen"))  # fmt: skip
    out = [(month, share) for month, share, point in zip(months, shares, points, strict=True) if point.outside]
    if out:
        ax.plot(*zip(*out, strict=True), linestyle="none", marker="D", markersize=8.5, color=SEEN,
                markeredgecolor="black", markeredgewidth=1.2, label=say("monitor.outside"))  # fmt: skip


def _axes(ax: "Axes", months: "np.ndarray", say: Tongue) -> None:
    ax.set_ylim(0, 100)
    ax.set_xlim(months[0] - 0.6, months[-1] + 0.6)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.0f} %"))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.month(round(value))))
    ax.grid(axis="y", color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
