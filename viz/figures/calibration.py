"""A calibration in three figures: what it predicts of the pilot, what it learned, whether its intervals are right."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from approdo import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FITTED: Final = "#0b4f8a"
DATA: Final = "#c2571a"
PRIOR: Final = "0.82"
NAMES: Final = ("fit", "contraction", "ranks")


def caption(document: dict[str, Any]) -> str:
    """Return what stands below every figure."""
    data = document["data"]
    source = "Synthetic pilot: about nobody. " if data["synthetic"] else ""
    return (
        f"{source}{data['people']} people, {len(data['territories'])} territories, {data['months']} months; "
        f"{document['runs']} runs, seed {document['seed']}, model {__version__}."
    )


def draw_fit(document: dict[str, Any], axes: "Sequence[Axes] | None" = None) -> "list[Axes]":
    """Draw shares of people over the pilot's parts: what the fitted model gives (band: 90 %), and what was recorded."""
    rows = document["fit"]
    outcomes = list(dict.fromkeys(row["outcome"] for row in rows))
    arms = list(dict.fromkeys(row["who"] for row in rows))
    panels = (
        list(axes)
        if axes is not None
        else _grid(len(arms), len(outcomes), (3.4 * len(outcomes), 2.9 * len(arms) + 0.9))
    )
    for number, ax in enumerate(panels):
        who, outcome = arms[number // len(outcomes)], outcomes[number % len(outcomes)]
        found = [row for row in rows if row["who"] == who and row["outcome"] == outcome]
        part = [row["part"] for row in found]
        low, high = ([row[end] for row in found] for end in ("low", "high"))
        ax.fill_between(part, low, high, color=FITTED, alpha=0.2, linewidth=0, label="model, 90 %")
        ax.plot(part, [r["sim"] for r in found], color=FITTED, linewidth=1.8, label="model, mean")
        shown = [row for row in found if row["data"] is not None]
        ax.plot([r["part"] for r in shown], [r["data"] for r in shown], linestyle="none", marker="o", markersize=7,
                color=DATA, markeredgecolor="white", label="pilot")  # fmt: skip
        ax.set_ylim(0, 1)
        ax.set_xticks(part)
        ax.yaxis.set_major_formatter(lambda value, position: f"{value:.0%}")
        ax.set_title(outcome if len(arms) == 1 else f"{outcome}: {who}", loc="left", fontsize="medium")
        if len(shown) < len(found):
            told = "some points hidden: few people"
            ax.text(0.98, 0.02, told, transform=ax.transAxes, ha="right", fontsize="x-small", color="0.35")
        _plain(ax)
    panels[0].legend(frameon=False, fontsize="small", loc="best")
    for ax in panels[-len(outcomes) :]:
        ax.set_xlabel("part of the observation")
    _title(panels[0], "What the fitted model gives, and what the pilot recorded (share of known months)", document)
    return panels


def draw_contraction(document: dict[str, Any], ax: "Axes | None" = None) -> "Axes":
    """Draw every free number's prior range and posterior interval, on one scale."""
    rows = document["parameters"]
    panel = ax if ax is not None else _grid(1, 1, (8.2, 1.7 + 0.36 * len(rows)))[0]
    for line, row in enumerate(reversed(rows)):
        size = row["prior_high"] - row["prior_low"]
        low, middle, high = ((row[name] - row["prior_low"]) / size for name in ("low", "median", "high"))
        panel.plot([0, 1], [line, line], color=PRIOR, linewidth=7, solid_capstyle="butt")
        color = FITTED if row["updated"] else "0.45"
        panel.plot([low, high], [line, line], color=color, linewidth=4, solid_capstyle="butt")
        panel.plot([middle], [line], marker="o", color="white", markeredgecolor=color, markersize=6)
        told = f"{row['median']:.3g} ({row['low']:.3g} to {row['high']:.3g})" if row["updated"] else "not updated"
        panel.text(1.02, line, told, va="center", fontsize="small")
    panel.set_yticks(range(len(rows)), [row["name"] for row in reversed(rows)])
    panel.set_xticks([0, 0.5, 1], ["lowest", "prior range", "highest"])
    panel.set_xlim(0, 1)
    _plain(panel, grid=False)
    _title(panel, "Posterior (90 % interval, median) within each prior range", document)
    return panel


def draw_ranks(document: dict[str, Any], axes: "Sequence[Axes] | None" = None) -> "list[Axes]":
    """Draw where the truth fell among the draws when runs played the data: level bars are right."""
    from scipy.stats import binom

    ranks, total = document["checks"]["ranks"], document["checks"]["left_out"]
    columns = 4
    panels = (
        list(axes)
        if axes is not None
        else _grid(-(-len(ranks) // columns), columns, (9.6, 1.0 + 1.75 * -(-len(ranks) // columns)))
    )
    top = 1.15 * max(max(counts) for counts in ranks.values())
    for ax, (name, counts) in zip(panels, ranks.items(), strict=False):
        bins = len(counts)
        low, high = (float(binom.ppf(level, total, 1 / bins)) for level in (0.005, 0.995))
        ax.axhspan(low, high, color=PRIOR, linewidth=0)
        ax.bar((np.arange(bins) + 0.5) / bins, counts, width=0.86 / bins, color=FITTED)
        ax.set_title(name, loc="left", fontsize="small")
        ax.set_xlim(0, 1)
        ax.set_ylim(0, top)
        ax.set_xticks([0, 0.5, 1])
        _plain(ax, grid=False)
    for ax in panels[len(ranks) :]:
        ax.set_axis_off()
    _title(panels[0], f"Rank of the truth among the draws, {total} runs as data (grey: 99 % of luck)", document)
    return panels


def _grid(rows: int, columns: int, size: tuple[float, float]) -> "list[Axes]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    return [figure.add_subplot(rows, columns, number + 1) for number in range(rows * columns)]


def _plain(ax: "Axes", grid: bool = True) -> None:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_axisbelow(True)
    if grid:
        ax.grid(axis="y", color="0.9", linewidth=0.8)


def _title(ax: "Axes", text: str, document: dict[str, Any]) -> None:
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    figure.suptitle(text, x=0.01, ha="left", fontsize="large", fontweight="bold")
    figure.supxlabel(caption(document), x=0.01, ha="left", fontsize="x-small", color="0.3")
