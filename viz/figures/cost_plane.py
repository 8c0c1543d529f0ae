"""The cost plane: homeless months averted against net cost, one point a run, one mark a package."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo import __version__
from approdo.model.outcomes import TOTALS
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.contrast import Contrast

SIZE: Final = (7.2, 4.6)  # inches
# Apart in colour (also for colour-blind readers) and in marker.
STYLES: Final = (("#0b4f8a", "o"), ("#c85200", "s"), ("#5b8c5a", "^"), ("#7b4173", "D"))


@dataclass(frozen=True, eq=False)
class Cloud:
    """The runs of one package: homeless person-months averted and net cost in EUR, one value a run."""

    name: str
    averted: NDArray[np.float64]
    cost: NDArray[np.float64]


def compute(contrasts: "Sequence[Contrast]") -> list[Cloud]:
    """Return a cloud for each package of one territory."""
    homeless, cost = TOTALS.index("hm_total"), TOTALS.index("cost_total")
    return [
        Cloud(
            each.policy.scenario.package.name,
            each.base.totals[:, homeless] - each.policy.totals[:, homeless],
            each.policy.totals[:, cost] - each.base.totals[:, cost],
        )
        for each in contrasts
    ]


def draw(clouds: "Sequence[Cloud]", ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw the clouds with their means; return the axes as ``plane``."""
    from matplotlib.figure import Figure

    from .numbers import number_axis

    text = words(language)
    if ax is None:
        ax = Figure(figsize=SIZE, layout="constrained").add_subplot()
    ax.axhline(0, color="0.35", linewidth=0.9)
    ax.axvline(0, color="0.35", linewidth=0.9)
    for number, cloud in enumerate(clouds):
        color, marker = STYLES[number % len(STYLES)]
        ax.scatter(cloud.averted, cloud.cost, s=12, color=color, marker=marker, alpha=0.3, linewidths=0)
        mean: dict[str, Any] = {"color": color, "marker": marker, "edgecolor": "black", "s": 110, "zorder": 3}
        ax.scatter([cloud.averted.mean()], [cloud.cost.mean()], label=cloud.name, **mean)
    number_axis(ax.xaxis, language)
    number_axis(ax.yaxis, language)
    ax.set_xlabel(text["plane.averted"])
    ax.set_ylabel(text["plane.cost"])
    ax.set_title(text["plane.title"], loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small", loc="best")
    ax.spines[["top", "right"]].set_visible(False)
    runs = len(clouds[0].averted) if clouds else 0
    told = text["plane.caption"].format(runs=runs, version=__version__)
    ax.annotate(
        told, (0, -0.17), xycoords="axes fraction", annotation_clip=False, fontsize="x-small", color="0.3", va="top"
    )
    return {"plane": ax}
