"""Where a territory stands among its peers, a row a line: good news to the right, the peers' middle half shaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matplotlib.figure import Figure

from approdo.viz.words import words

WIDTH: Final = 7.2  # inches
ROW: Final = 0.29
MOST: Final = 4.0  # half-widths of the peers' middle half from its centre, beyond which a mark is set at the edge


@dataclass(frozen=True)
class Row:
    """A line: where the value stands, 0 the centre and 1 the good end of the peers' middle half."""

    label: str
    at: float
    marker: str


def draw(rows: Sequence[Row], language: str = "en") -> Figure:
    """Draw the rows, the first on top."""
    import seaborn as sns

    text = words(language)
    with sns.axes_style("white"), sns.plotting_context("paper", font_scale=1.1):
        figure = Figure(figsize=(WIDTH, 1.1 + ROW * len(rows)), layout="constrained")
        ax = figure.add_subplot()
        ax.axvspan(-1, 1, color="0.88", zorder=0)
        ax.axvline(0, color="0.5", linewidth=0.8, linestyle=":")
        for number, row in enumerate(rows):
            ax.axhline(number, color="0.9", linewidth=0.8, zorder=0)
            at = min(max(row.at, -MOST), MOST)
            color = "#0b4f8a" if row.at >= 0 else "#c96a12"
            sns.scatterplot(
                x=[at], y=[number], ax=ax, marker=row.marker, s=85, color=color, edgecolor="black", zorder=3
            )
            if at != row.at:
                ax.text(at, number - 0.33, "»" if at > 0 else "«", ha="center", va="center", fontsize="small")
        ax.set_yticks(range(len(rows)), [row.label for row in rows])
        ax.set_ylim(len(rows) - 0.4, -0.6)
        ax.set_xlim(-MOST - 0.35, MOST + 0.35)
        ax.set_xticks(
            [-MOST / 1.45, 0, MOST / 1.45], [text["swot.worse"], text["swot.middle_half"], text["swot.better"]]
        )
        ax.tick_params(length=0)
        sns.despine(ax=ax, left=True, bottom=True)
    return figure
