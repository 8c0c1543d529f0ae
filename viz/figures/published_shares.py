"""Published shares beside what the fitted model gives for as many people."""

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from approdo.calibration.pilot.schema import CODES, TABLES
from approdo.viz.figures.calibration import DATA, FITTED, grid, head, plain
from approdo.viz.words.tongue import Tongue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME: Final = "fit"
ROW: Final = 0.34  # inches


def draw(document: dict[str, Any], ax: "Axes | None" = None, language: str = "en") -> "Axes":
    """Draw a line for each share: the model's 90 % band and mean, and the published value."""
    say, rows = Tongue(language), document["fit"]
    panel = ax if ax is not None else grid(1, 1, (8.6, 1.9 + ROW * len(rows)))[0]
    places = np.arange(len(rows))
    low, mean, high = (np.array([row[end] for row in rows], np.float64) for end in ("low", "sim", "high"))
    panel.hlines(places, low, high, color=FITTED, alpha=0.35, linewidth=7, label=say("calibration.band"))
    panel.plot(mean, places, linestyle="none", marker="|", markersize=10, color=FITTED, label=say("calibration.mean"))
    panel.plot([row["data"] for row in rows], places, linestyle="none", marker="o", color=DATA,
               markeredgecolor="white", label=say("calibration.published"))  # fmt: skip
    panel.set_yticks(places, [label(row, say) for row in rows], fontsize="small")
    panel.invert_yaxis()
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter(lambda value, position: f"{value:.0%}")
    panel.set_xlabel(say("calibration.share"))
    panel.legend(frameon=False, fontsize="small", ncols=3, loc="lower right", bbox_to_anchor=(1.0, 1.0))
    plain(panel, lines=False)
    panel.grid(axis="x", color="0.9", linewidth=0.8)
    head(panel, say("calibration.shares"), document, say)
    return panel


def label(row: dict[str, Any], say: Tongue) -> str:
    """Return what a row of the fit is about: indicator, who, when, how many."""
    when = row["month"] or say("calibration.since_exit", months=row["since_exit"])
    who = ", ".join(_group(part, say.language) for part in row["who"].split(", "))
    return f"{CODES['indicator'][row['outcome']].label(say.language)}; {who}, {when} (n = {row['n']})"


def _group(part: str, language: str) -> str:
    """Return such as "sex=female" in words; a territory stays as it is."""
    column, found, code = part.partition("=")
    if not found:
        return part
    return CODES[TABLES["person"].field(column).codes][code].label(language).partition(":")[0]
