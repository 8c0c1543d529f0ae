"""Acceptability: how often each package is best, by what a homeless month averted is worth, and the cost plane."""

from typing import TYPE_CHECKING, Any, Final

from approdo import __version__
from approdo.viz.words import words

from .cost_plane import Cloud
from .cost_plane import draw as draw_plane

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.economics.evaluation import Evaluation

SIZE: Final = (11.0, 4.8)  # inches
# Apart in colour, in width and in dash; the frontier is drawn over them.
STYLES: Final = (("#7f7f7f", "-"), ("#0b4f8a", "--"), ("#c85200", "-."), ("#5b8c5a", (0, (1, 1))), ("#7b4173", "-"))


def draw(found: "Evaluation", ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw the plane and the curves; with `ax`, the curves only. Returns the axes as ``curves`` and ``plane``."""
    from matplotlib.figure import Figure

    text = words(language)
    axes: dict[str, Axes] = {}
    if ax is None:
        figure = Figure(figsize=SIZE, layout="constrained")
        ax, plane = figure.subplots(1, 2)
        told = text["ceac.caption"].format(runs=found.costs[-1].n, rate=f"{found.rate:.1%}", version=__version__)
        figure.supxlabel(told, x=0.01, ha="left", fontsize="x-small", color="0.3")
        axes["plane"] = draw_expected(found, plane, language)
    return {"curves": draw_curves(found, ax, language), **axes}


def draw_curves(found: "Evaluation", ax: "Axes", language: str = "en") -> "Axes":
    """Draw the acceptability curves and their frontier, or say why there are none."""
    from .numbers import number_axis

    text = words(language)
    ax.set_title(text["ceac.title"], loc="left", fontsize="medium")
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel(text["ceac.price"])
    ax.set_ylabel(text["ceac.share"])
    ax.set_ylim(0.0, 1.02)
    curves = found.acceptability
    if curves is None:
        ax.text(0.5, 0.5, text["ceac.none"], transform=ax.transAxes, ha="center", va="center", color="0.35")
        return ax
    for number, name in enumerate(found.names):
        color, dash = STYLES[number % len(STYLES)]
        style: dict[str, Any] = {"color": color, "linestyle": dash, "linewidth": 2.0}
        ax.plot(curves.prices, curves.curves[:, number], label=name, **style)
    ax.plot(curves.prices, curves.frontier, color="black", linewidth=4.5, alpha=0.25, label=text["ceac.frontier"])
    number_axis(ax.xaxis, language)
    ax.grid(color="0.92", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.legend(frameon=False, fontsize="small", loc="best")
    return ax


def draw_expected(found: "Evaluation", ax: "Axes", language: str = "en") -> "Axes":
    """Draw what each draw of the parameters gives on average in the cost plane."""
    if found.expected_costs is None or found.expected_averted is None:
        ax.set_axis_off()
        return ax
    clouds = [
        Cloud(name, found.expected_averted[:, number], found.expected_costs[:, number])
        for number, name in enumerate(found.names)
        if number
    ]
    plane = draw_plane(clouds, ax, language)["plane"]
    for told in list(plane.texts):
        told.remove()  # its caption is that of single runs
    return plane
