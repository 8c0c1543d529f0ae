"""How much of what each action was to do it did in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from approdo.viz.words import words

WIDTH: Final = 7.2  # inches
COLOR, REST = "#0b4f8a", "#e6e6e6"


@dataclass(frozen=True)
class Bar:
    """One action: its label, the heading it stands under, and the share of what was planned (0 to 1)."""

    label: str
    heading: str
    share: float


def draw(bars: Sequence[Bar], language: str = "en") -> Figure:
    """Draw a bar for each action inside an outline of what was planned."""
    import seaborn as sns

    text = words(language)
    several = len({bar.heading for bar in bars}) > 1
    labels = [f"{bar.heading}: {bar.label}" if several else bar.label for bar in bars]
    with sns.axes_style("ticks"), sns.plotting_context("paper", font_scale=1.1):
        figure = Figure(figsize=(WIDTH, 0.9 + 0.3 * max(len(bars), 1)), layout="constrained")
        ax = figure.add_subplot()
        places = list(range(len(bars)))
        ax.barh(places, [1.0] * len(bars), 0.66, color=REST, edgecolor="0.6", linewidth=0.6)
        sns.barplot(x=[bar.share for bar in bars], y=places, ax=ax, orient="h", color=COLOR, saturation=1, width=0.66)
        for place, bar in enumerate(bars):
            ax.text(1.02, place, f"{100 * bar.share:.0f} %", va="center", fontsize="small")
        ax.set_yticks(places, labels)
        ax.set_xlim(0, 1.12)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))
        ax.set_xlabel(text["report.delivery_axis"])
        ax.set_ylabel("")
        sns.despine(ax=ax, left=True)
        ax.tick_params(axis="y", length=0)
    return figure
