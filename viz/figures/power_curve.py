"""The power curve: how often a pilot finds the effect, against how many people it takes in."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo import __version__
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.pilot_designs import Design
    from approdo.experiments.study_power import Answer

SIZE: Final = (7.2, 4.6)  # inches
COLORS: Final = {"within": "#0b4f8a", "between": "#c85200"}
LINES: Final = ("-", "--", ":", "-.")
MOST: Final = 8  # curves
POINTS, REPEATS = 9, 1000


@dataclass(frozen=True, eq=False)
class Curves:
    """What the figure shows: a line for each kind of design, and the designs that were asked for."""

    lines: "tuple[tuple[Design, tuple[int, ...], tuple[float, ...]], ...]"
    asked: "tuple[Design, ...]"
    wanted: float
    effect: str
    lost: str


def compute(answer: "Answer") -> Curves:
    """Simulate the pilots of the curves: from a quarter of the fewest people asked for to four times the most."""
    kinds = {(each.pilot.control, each.pilot.territories, each.months): each for each in answer.designs}
    asked = answer.question.people
    lines = []
    for each in list(kinds.values())[:MOST]:
        # Everybody's territory needs somebody, in both groups.
        least = each.pilot.territories / min(1.0, answer.question.controls_per_person)
        sizes = np.unique(np.geomspace(max(least + 1, 4, min(asked) / 4), max(asked) * 4, POINTS).round().astype(int))
        people = tuple(sizes.tolist())
        lines.append((each, people, tuple(answer.curve(each, people, REPEATS))))
    effect = answer.designs[0].truth.effect
    percent = answer.question.measure != "hm"
    return Curves(
        tuple(lines),
        answer.designs,
        answer.question.power,
        f"{effect * 100:+.1f} pp" if percent else f"{effect:+.2f}",
        f"{answer.question.attrition:.0%}".replace("%", " %"),
    )


def draw(data: Curves, ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw the curves; return the axes as ``power``."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, PercentFormatter

    text = words(language)
    if ax is None:
        ax = Figure(figsize=SIZE, layout="constrained").add_subplot()
    met: dict[str, int] = {}
    for each, people, shares in data.lines:
        control = each.pilot.control
        style = LINES[met.setdefault(control, 0) % len(LINES)]
        met[control] += 1
        name = text["power.line"].format(
            territories=each.pilot.territories, months=each.months, control=text[f"power.{control}"]
        )
        ax.plot(people, shares, color=COLORS[control], linestyle=style, marker=".", linewidth=1.4, label=name)
    ax.axhline(data.wanted, color="0.4", linewidth=0.8, linestyle=":")
    for size in sorted({each.pilot.people for each in data.asked}):
        ax.axvline(size, color="0.8", linewidth=0.8, zorder=0)
    ax.set_xscale("log")
    ax.set_ylim(0.0, 1.02)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    thousands = text["format.thousands"]
    sizes = sorted({size for _, people, _ in data.lines for size in people})
    ticks = [tick for power in range(6) for tick in (10**power, 2 * 10**power, 5 * 10**power)]
    ax.set_xticks([tick for tick in ticks if sizes[0] <= tick <= sizes[-1]])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}".replace(",", thousands)))
    ax.minorticks_off()
    ax.set_xlabel(text["power.people"])
    ax.set_ylabel(text["power.power"])
    ax.set_title(text["power.title"], loc="left", fontsize="medium")
    ax.legend(frameon=False, fontsize="small", loc="upper left")
    ax.grid(color="0.94", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    told = text["power.caption"].format(effect=data.effect, lost=data.lost, repeats=REPEATS, version=__version__)
    figure = ax.get_figure()
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    figure.supxlabel(told, x=0.01, ha="left", fontsize="x-small", color="0.3")
    return {"power": ax}
