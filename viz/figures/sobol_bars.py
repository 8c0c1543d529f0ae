"""Which inputs matter: the share of an outcome's variance that each brings, alone and in all, with intervals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo import __version__
from approdo.experiments.sensitivity import ASSUMPTION, Influence
from approdo.experiments.sensitivity_answer import label
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.study_sensitivity import Analysis

MOST: Final = 12  # inputs
WIDTH: Final = 7.6  # inches
TOTAL, ALONE = "#5b9bd5", "#efa25f"


@dataclass(frozen=True)
class Bars:
    """What the figure shows: the strongest inputs first."""

    title: str
    inputs: tuple[Influence, ...]
    noise: float | None
    runs: int


def compute(analysis: "Analysis") -> Bars:
    """Compute the figure of one analysis."""
    found = analysis.found
    title = f"{analysis.territory}, {analysis.outcome}, {label(analysis)}"
    return Bars(title, tuple(found.ranked()[:MOST]), found.noise.mean, found.runs)


def draw(data: Bars, ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw two bars for each input; return the axes as ``sobol``."""
    from matplotlib.figure import Figure

    from .numbers import number_axis

    text = words(language)
    if ax is None:
        height = 1.9 + 0.42 * len(data.inputs)
        ax = Figure(figsize=(WIDTH, height), layout="constrained").add_subplot()
    places = np.arange(len(data.inputs), dtype=np.float64)
    for values, shift, color, hatch, name in (
        ([each.total for each in data.inputs], -0.19, TOTAL, "", text["sobol.total"]),
        ([each.first for each in data.inputs], 0.19, ALONE, "//", text["sobol.alone"]),
    ):
        means = np.array([each.mean or 0.0 for each in values])
        ax.barh(places + shift, means, 0.36, color=color, hatch=hatch, edgecolor="white", linewidth=0, label=name)
        low = np.array([each.mean if each.low is None else each.low for each in values], np.float64)
        high = np.array([each.mean if each.high is None else each.high for each in values], np.float64)
        ax.hlines(places + shift, low, high, color="0.15", linewidth=1.3)
    marks = [f"{each.name} *" if each.status == ASSUMPTION else each.name for each in data.inputs]
    ax.set_yticks(places, marks)
    ax.invert_yaxis()
    ax.set_xlim(0.0, 1.0)
    number_axis(ax.xaxis, language)
    ax.set_xlabel(text["sobol.axis"])
    ax.set_title(data.title, loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small", loc="lower right")
    ax.grid(axis="x", color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    noise = "-" if data.noise is None else f"{data.noise:.0%}"
    figure = ax.get_figure()
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    told = text["sobol.caption"].format(noise=noise, runs=data.runs, version=__version__)
    figure.supxlabel(told, x=0.01, ha="left", fontsize="x-small", color="0.3")
    return {"sobol": ax}
