"""A calibration in three figures: what it predicts of the pilot, what it learned, whether its intervals are right."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from approdo import __version__
from approdo.calibration.predict import HIDDEN, UNRECORDED
from approdo.viz.words.tongue import Tongue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FITTED: Final = "#0b4f8a"
DATA: Final = "#c2571a"
PRIOR: Final = "0.82"
NAMES: Final = ("fit", "contraction", "ranks")
REASONS: Final = {"hidden": HIDDEN, "unrecorded": UNRECORDED}  # why a share of the data is not shown


def draw_fit(document: dict[str, Any], axes: "Sequence[Axes] | None" = None, language: str = "en") -> "list[Axes]":
    """Draw shares of people over the pilot's parts: what the fitted model gives (band: 90 %), and what was recorded."""
    say, rows = Tongue(language), document["fit"]
    outcomes = list(dict.fromkeys(row["outcome"] for row in rows))
    arms = list(dict.fromkeys(row["who"] for row in rows))
    panels = (
        list(axes) if axes is not None else grid(len(arms), len(outcomes), (3.4 * len(outcomes), 2.9 * len(arms) + 0.9))
    )
    for number, ax in enumerate(panels):
        who, outcome = arms[number // len(outcomes)], outcomes[number % len(outcomes)]
        found = [row for row in rows if row["who"] == who and row["outcome"] == outcome]
        part = [row["part"] for row in found]
        # a share that is not defined is no point of a line
        low, mean, high = (np.array([row[end] for row in found], np.float64) for end in ("low", "sim", "high"))
        ax.fill_between(part, low, high, color=FITTED, alpha=0.2, linewidth=0, label=say("calibration.band"))
        ax.plot(part, mean, color=FITTED, linewidth=1.8, label=say("calibration.mean"))
        shown = [row for row in found if row["data"] is not None]
        ax.plot([r["part"] for r in shown], [r["data"] for r in shown], linestyle="none", marker="o", markersize=7,
                color=DATA, markeredgecolor="white", label=say("calibration.pilot"))  # fmt: skip
        ax.set_xlim(0.85, max(part) + 0.15)
        ax.set_ylim(0, 1)
        ax.set_xticks(part)
        ax.yaxis.set_major_formatter(lambda value, position: f"{value:.0%}")
        title = say.named("calibration_outcome", outcome.replace(" ", "_"))
        arm = "" if len(arms) == 1 else f"\n{say.named('calibration_arm', who)}"
        ax.set_title(f"{title}{arm}", loc="left", fontsize="medium")
        why = {row["why"] for row in found if row["data"] is None}
        notes = [say(f"calibration.{key}") for key, reason in REASONS.items() if reason in why]
        notes += [say("calibration.unsaid")] if np.isnan(mean).any() and UNRECORDED not in why else []
        if notes:
            ax.text(0.98, 0.02, "\n".join(notes), transform=ax.transAxes, ha="right", fontsize="x-small", color="0.35")
        plain(ax)
    panels[0].legend(frameon=False, fontsize="small", loc="best")
    for ax in panels[-len(outcomes) :]:
        ax.set_xlabel(say("calibration.part"))
    head(panels[0], say("calibration.fit"), document, say)
    return panels


def draw_contraction(document: dict[str, Any], ax: "Axes | None" = None, language: str = "en") -> "Axes":
    """Draw every free number's prior range and posterior interval, on one scale."""
    say, rows = Tongue(language), document["parameters"]
    panel = ax if ax is not None else grid(1, 1, (8.2, 1.7 + 0.36 * len(rows)))[0]
    for line, row in enumerate(reversed(rows)):
        size = row["prior_high"] - row["prior_low"]
        low, middle, high = ((row[name] - row["prior_low"]) / size for name in ("low", "median", "high"))
        panel.plot([0, 1], [line, line], color=PRIOR, linewidth=7, solid_capstyle="butt")
        color = FITTED if row["updated"] else "0.45"
        panel.plot([low, high], [line, line], color=color, linewidth=4, solid_capstyle="butt")
        panel.plot([middle], [line], marker="o", color="white", markeredgecolor=color, markersize=6)
        numbers = {name: _short(row[name], say) for name in ("median", "low", "high")}
        told = say("calibration.interval", **numbers) if row["updated"] else say("calibration.not_updated")
        panel.text(1.02, line, told, va="center", fontsize="small")
    panel.set_yticks(range(len(rows)), [row["name"] for row in reversed(rows)])
    panel.set_xticks([0, 0.5, 1], [say(f"calibration.{name}") for name in ("lowest", "range", "highest")])
    panel.set_xlim(0, 1)
    plain(panel, lines=False)
    head(panel, say("calibration.contraction"), document, say)
    return panel


def draw_ranks(document: dict[str, Any], axes: "Sequence[Axes] | None" = None, language: str = "en") -> "list[Axes]":
    """Draw where the truth fell among the draws when runs played the data: level bars are right."""
    from scipy.stats import binom

    say = Tongue(language)
    ranks, total = document["checks"]["ranks"], document["checks"]["left_out"]
    columns = 4
    panels = (
        list(axes)
        if axes is not None
        else grid(-(-len(ranks) // columns), columns, (9.6, 1.0 + 1.75 * -(-len(ranks) // columns)))
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
        plain(ax, lines=False)
    for ax in panels[len(ranks) :]:
        ax.set_axis_off()
    head(panels[0], say("calibration.ranks", total=total), document, say)
    return panels


def caption(document: dict[str, Any], say: Tongue) -> str:
    """Return what stands below every figure of a calibration."""
    data = document["data"]
    told = say(
        "calibration.caption" if data["people"] is not None else "calibration.caption_shares",
        people=data["people"],
        shares=data.get("shares"),
        territories=len(data["territories"]),
        months=data["months"],
        runs=document["runs"],
        seed=document["seed"],
        version=__version__,
    )
    return f"{say('calibration.synthetic')} {told}" if data["synthetic"] else told


def grid(rows: int, columns: int, size: tuple[float, float]) -> "list[Axes]":
    """Return the panels of a new figure."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    return [figure.add_subplot(rows, columns, number + 1) for number in range(rows * columns)]


def plain(ax: "Axes", lines: bool = True) -> None:
    """Take away what is no data; `lines` keeps those that help to read heights."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_axisbelow(True)
    if lines:
        ax.grid(axis="y", color="0.9", linewidth=0.8)


def head(ax: "Axes", text: str, document: dict[str, Any], say: Tongue) -> None:
    """Write the title and the caption of the figure of some axes."""
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    figure.suptitle(text, x=0.01, ha="left", fontsize="large", fontweight="bold")
    figure.supxlabel(caption(document, say), x=0.01, ha="left", fontsize="x-small", color="0.3")


def _short(value: float, say: Tongue) -> str:
    return f"{value:.3g}".replace(".", say("format.decimal"))
