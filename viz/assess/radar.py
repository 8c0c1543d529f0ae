"""A radar of the scores: an axis for each dimension, rings at the thresholds, one line for each set of scores."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import numpy as np
from matplotlib.figure import Figure
from matplotlib.projections.polar import PolarAxes

SIZE: Final = (6.4, 5.0)  # inches
# Apart in colour, lightness, dash and marker, so that they stay apart in grey.
STYLES: Final[tuple[dict[str, Any], ...]] = (
    {"color": "#0b4f8a", "linestyle": "-", "marker": "o", "linewidth": 2.2},
    {"color": "#c96a12", "linestyle": "--", "marker": "s", "linewidth": 1.6, "markerfacecolor": "white"},
    {"color": "0.35", "linestyle": ":", "marker": "^", "linewidth": 1.6, "markerfacecolor": "white"},
)
RINGS: Final = (0.25, 0.5, 0.75, 1.0)
LABEL: Final = 20  # letters of a line


@dataclass(frozen=True)
class Line:
    """Shares of the points by dimension; None leaves a gap."""

    label: str
    values: tuple[float | None, ...]


def draw(dimensions: Sequence[str], lines: Sequence[Line], thresholds: Sequence[float], language: str = "en") -> Figure:
    """Draw the lines, at most as many as there are styles; `thresholds` become thick rings with their share."""
    import seaborn as sns

    with sns.axes_style("white"), sns.plotting_context("paper", font_scale=1.1):
        figure = Figure(figsize=SIZE, layout="constrained")
        ax = cast(PolarAxes, figure.add_subplot(projection="polar"))
        angles = [2 * math.pi * number / len(dimensions) for number in range(len(dimensions))]
        _frame(ax, angles, dimensions)
        around = np.linspace(0, 2 * math.pi, 200)
        for share in thresholds:
            ax.plot(around, [share] * len(around), color="0.2", linewidth=1.1, linestyle=(0, (1, 1)))
        for line, style in zip(lines, STYLES, strict=False):
            values = [math.nan if value is None else value for value in line.values]
            ax.plot([*angles, angles[0]], [*values, values[0]], label=line.label, markersize=7, zorder=3, **style)
        if lines and None not in lines[0].values:
            ax.fill(angles, cast("list[float]", list(lines[0].values)), color=STYLES[0]["color"], alpha=0.12)
        ax.legend(frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.09), ncols=1)
    return figure


def _frame(ax: PolarAxes, angles: Sequence[float], dimensions: Sequence[str]) -> None:
    ax.set_theta_zero_location("N")
    ax.set_theta_direction(-1)
    ax.set_xticks(angles, ["\n".join(textwrap.wrap(name, LABEL)) for name in dimensions])
    ax.tick_params(axis="x", pad=24)
    ax.set_ylim(0, 1)
    ax.set_yticks(RINGS, [f"{100 * ring:.0f} %" for ring in RINGS], color="0.35", fontsize=8)
    ax.set_rlabel_position(180 / len(dimensions))
    ax.grid(color="0.85", linewidth=0.8)
    ax.spines["polar"].set_color("0.6")
