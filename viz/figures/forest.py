"""Means with their intervals, one line each, grouped under headings: which lines leave out zero shows at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from approdo.experiments.statistics import Estimate

from .numbers import number_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 7.2  # inches
# Apart in colour, lightness and marker, as in ethos_light.py.
STYLES: Final[tuple[dict[str, Any], ...]] = (
    {"color": "#0b4f8a", "marker": "o", "edgecolor": "white"},
    {"color": "#efa25f", "marker": "s", "edgecolor": "black"},
)


@dataclass(frozen=True)
class Line:
    """One line: what it is about, the heading it stands under, and one estimate or two."""

    label: str
    heading: str
    found: tuple[Estimate, ...]


def draw(lines: Sequence[Line], axis: str, language: str = "en", keys: Sequence[str] = ()) -> Figure:
    """Draw the lines, the first on top; `keys` name the estimates of each line where there are two."""
    import seaborn as sns

    places, labels, headings = _places(lines)
    with sns.axes_style("ticks"), sns.plotting_context("paper", font_scale=1.1):
        figure = Figure(figsize=(WIDTH, _height(places)), layout="constrained")
        ax = figure.add_subplot()
        ax.axvline(0, color="0.35", linewidth=0.9)
        for number, style in enumerate(STYLES[: max((len(line.found) for line in lines), default=0)]):
            _series(ax, lines, places, number, style, keys[number] if keys else None)
        ax.set_yticks(places, labels)
        ax.set_ylim((places[-1] if places else 0) + 0.7, -0.7)
        for place, heading in headings:
            ax.text(0.0, place, heading, transform=ax.get_yaxis_transform(), fontweight="bold", va="center", ha="left",
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0})  # fmt: skip
        _number_axis(ax, axis, language)
        if keys:
            # Of the figure, not of the axes: beside long labels those are too narrow for it.
            marks, told = ax.get_legend_handles_labels()
            figure.legend(marks, told, frameon=False, fontsize="small", loc="outside upper right", ncols=2)
        sns.despine(ax=ax, left=True)
    return figure


def _height(places: Sequence[float]) -> float:
    """Return the height in inches: lines stand closer together where they are many."""
    rows = places[-1] + 1 if places else 1
    return 0.9 + (0.27 if rows <= 14 else 0.21) * rows


def _places(lines: Sequence[Line]) -> tuple[list[float], list[str], list[tuple[float, str]]]:
    """Return the place of each line and its label, and the places of the headings."""
    places: list[float] = []
    headings: list[tuple[float, str]] = []
    at, last = 0.0, ""
    for line in lines:
        if line.heading != last:
            headings.append((at, line.heading))
            at, last = at + 1.0, line.heading
        places.append(at)
        at += 1.0
    return places, [line.label for line in lines], headings


def _series(
    ax: "Axes", lines: Sequence[Line], places: Sequence[float], number: int, style: dict[str, Any], key: str | None
) -> None:
    import seaborn as sns

    shift = 0.0 if max(len(line.found) for line in lines) == 1 else (-0.17, 0.17)[number]
    told = [
        (place + shift, line.found[number])
        for place, line in zip(places, lines, strict=True)
        if number < len(line.found) and line.found[number].mean is not None
    ]
    for place, found in told:
        if found.low is not None and found.high is not None:
            ax.hlines(place, found.low, found.high, color="0.15", linewidth=1.4)
    means = [found.mean for _, found in told]
    sns.scatterplot(x=means, y=[place for place, _ in told], ax=ax, s=58, zorder=3, label=key, legend=False, **style)


def _number_axis(ax: "Axes", axis: str, language: str) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6))
    number_axis(ax.xaxis, language)
    ax.set_xlabel(axis)
    ax.set_ylabel("")
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
