"""A published study against the model: for each check the published band and number, and the simulated interval."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from approdo import __version__
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.replay import Replay

WIDTH: Final = 9.0  # inches
ROW: Final = 0.62
BAND: Final = "#b9c9d9"
INSIDE: Final = "#0b4f8a"
OUTSIDE: Final = "#b3400f"
LABEL: Final = 44  # characters of a line
WIDEST: Final = 8.0  # a band wider than this many times what is shown else is open on purpose: it is cut


@dataclass(frozen=True)
class Line:
    """One check, ready to draw."""

    label: str
    band: tuple[float, float]
    published: float | None
    mean: float | None
    low: float | None
    high: float | None
    inside: bool | None


@dataclass(frozen=True)
class StudyFigure:
    """What the figure shows."""

    title: str
    source: str
    runs: int
    seed: int
    lines: tuple[Line, ...]


def compute(replay: "Replay") -> StudyFigure:
    """Read the figure off a replay."""
    head = replay.study.spec.published
    lines = tuple(
        Line(
            f"{found.check.label}{' (f)' if found.check.fitted else ''}",
            found.check.band,
            found.check.published,
            found.simulated.mean,
            found.simulated.low,
            found.simulated.high,
            found.inside,
        )
        for found in replay.found
    )
    return StudyFigure(f"{replay.study.id}  {head.title}", head.source, replay.runs, replay.seed, lines)


def draw(data: StudyFigure, language: str = "en") -> "dict[str, Axes]":
    """Draw one row a check, each on a scale of its own; return the axes by position."""
    import seaborn as sns
    from matplotlib.figure import Figure

    text = words(language)
    rows = len(data.lines)
    with sns.axes_style("ticks"), sns.plotting_context("paper", font_scale=1.1):
        figure = Figure(figsize=(WIDTH, ROW * rows + 1.9), layout="constrained")
        grid = figure.add_gridspec(rows + 1, 2, width_ratios=(1.0, 1.5), height_ratios=(0.8, *[1.0] * rows))
        axes: dict[str, Axes] = {}
        for number, line in enumerate(data.lines):
            name = figure.add_subplot(grid[number + 1, 0])
            name.set_axis_off()
            told = "\n".join(textwrap.wrap(line.label, LABEL))
            name.text(1.0, 0.5, told, transform=name.transAxes, ha="right", va="center", fontsize="small")
            axes[str(number)] = draw_check(figure.add_subplot(grid[number + 1, 1]), line, text)
        _keys(figure.add_subplot(grid[0, :]), data, text)
        caption = text["studies.caption"].format(runs=data.runs, seed=data.seed, version=__version__)
        source = "\n".join(textwrap.wrap(data.source, 120))
        figure.supxlabel(f"{source}\n{caption}", x=0.01, ha="left", fontsize="x-small", color="0.3")
    return axes


def draw_check(ax: "Axes", line: Line, text: Mapping[str, str]) -> "Axes":
    """Draw the band, the published number, and the simulated mean with its interval."""
    low, high = line.band
    ax.axvspan(low, high, color=BAND, linewidth=0)
    if line.published is not None:
        ax.plot([line.published], [0.0], marker="|", markersize=17, markeredgewidth=2.0, color="0.25")
    if line.mean is None:
        ax.text(0.5, 0.5, text["studies.undefined"], transform=ax.transAxes, ha="center", va="center", color="0.3")
    else:
        color = INSIDE if line.inside else OUTSIDE
        marker = "o" if line.inside else "X"
        if line.low is not None and line.high is not None:
            ax.plot([line.low, line.high], [0.0, 0.0], color=color, linewidth=2.4, solid_capstyle="butt")
        ax.plot([line.mean], [0.0], marker=marker, markersize=8, color=color, markeredgecolor="white")
    ax.set_xlim(*_limits(line))
    ax.set_ylim(-1.0, 1.0)
    ax.set_yticks([])
    ax.tick_params(axis="x", labelsize="x-small", length=2, pad=1)
    ax.locator_params(axis="x", nbins=7)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.spines["bottom"].set_color("0.6")
    return ax


def _limits(line: Line) -> tuple[float, float]:
    """Return the ends of a row's scale: all that is known, with room."""
    low, high = line.band
    points = [value for value in (line.published, line.mean, line.low, line.high) if value is not None]
    if points:
        span = max(points) - min(points) or abs(points[0]) or 1.0
        if high - low > WIDEST * span:
            low, high = max(low, min(points) - span), min(high, max(points) + span)
    least, most = min([low, *points]), max([high, *points])
    room = 0.08 * (most - least or 1.0)
    return least - room, most + room


def _keys(head: "Axes", data: StudyFigure, text: Mapping[str, str]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    head.set_axis_off()
    head.text(0, 1, data.title, transform=head.transAxes, ha="left", va="top", fontsize="large", fontweight="bold")
    bar: dict[str, Any] = {"marker": "|", "linestyle": "", "markersize": 11, "markeredgewidth": 2, "color": "0.25"}
    keys = [
        Patch(facecolor=BAND, label=text["studies.band"]),
        Line2D([], [], label=text["studies.published"], **bar),
        Line2D([], [], marker="o", color=INSIDE, label=text["studies.inside"]),
        Line2D([], [], marker="X", color=OUTSIDE, label=text["studies.outside"]),
    ]
    head.legend(handles=keys, loc="lower left", ncols=4, frameon=False, borderaxespad=0, borderpad=0, fontsize="small")
