"""The trade-off of scenario discovery: coverage against density while slices are peeled off, and the boxes chosen."""

from typing import TYPE_CHECKING, Final

from approdo import __version__
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.discovery import Discovery

SIZE: Final = (6.4, 4.8)  # inches
COLORS: Final = ("#0b4f8a", "#c85200", "#4d7c0f")


def draw(found: "Discovery", ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw the trajectory of the first box, and every box that is more than chance; return the axes as ``tradeoff``."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    text = words(language)
    if ax is None:
        ax = Figure(figsize=SIZE, layout="constrained").add_subplot()
    if found.boxes:
        steps = found.boxes[0].trajectory
        across, up = [step.coverage for step in steps], [step.density for step in steps]
        ax.plot(across, up, color="0.6", marker=".", linewidth=1.0, label=text["tradeoff.path"])
    for number, box in enumerate(found.sure):
        color = COLORS[number % len(COLORS)]
        name = text["tradeoff.chosen"].format(number=number + 1)
        ax.scatter([box.step.coverage], [box.step.density], s=60, color=color, label=name, zorder=3)
        ax.scatter([box.tested[0]], [box.tested[1]], s=60, facecolor="none", edgecolor=color, zorder=3)
        ax.plot([box.step.coverage, box.tested[0]], [box.step.density, box.tested[1]], color=color, linewidth=0.8)
    if not found.sure:
        ax.text(0.5, 0.92, text["tradeoff.nothing"], ha="center", va="center", color="0.3", transform=ax.transAxes)
    ax.axhline(found.failures / found.points, color="0.4", linewidth=0.8, linestyle=":", label=text["tradeoff.base"])
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.02, 1.02)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0))
    ax.set_xlabel(text["tradeoff.coverage"])
    ax.set_ylabel(text["tradeoff.density"])
    title = text["tradeoff.title"].format(territory=found.territory, package=found.package)
    ax.set_title(title, loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small", loc="lower left")
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    told = text["tradeoff.caption"].format(
        fails=found.fails, failures=found.failures, points=found.points, version=__version__
    )
    figure = ax.get_figure()
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    figure.supxlabel(told, x=0.01, ha="left", fontsize="x-small", color="0.3")
    return {"tradeoff": ax}
