"""People by ETHOS Light category over time, package and baseline, and below the paired difference of EL1-6."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from approdo import __version__
from approdo.experiments.rows import bands
from approdo.model.calendar import month_text
from approdo.model.outcomes import MONTHLY
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

    from approdo.experiments.contrast import Contrast

    Canvas: TypeAlias = Figure | SubFigure

CATEGORIES: Final = ("el1", "el2", "el3", "el4", "el5", "el6")
INSIDE: Final = (5.0, 95.0)  # percentiles of runs that the bands hold
SIZE: Final = (10.0, 7.4)  # inches
# Apart in colour (also for colour-blind readers), in lightness (photocopies), in width and in marker. The baseline is
# the wider line below, so that it shows even where the two coincide.
PACKAGE: Final[dict[str, Any]] = {
    "color": "#0b4f8a",
    "linewidth": 1.6,
    "marker": "o",
    "markersize": 5.0,
    "markeredgecolor": "white",
}
BASE: Final[dict[str, Any]] = {
    "color": "#efa25f",
    "linewidth": 4.2,
    "marker": "s",
    "markersize": 6.5,
    "markeredgecolor": "white",
}


@dataclass(frozen=True, eq=False)
class Lines:
    """A mean over runs and the band of runs around it, by month."""

    mean: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EthosLight:
    """What the figure shows, computed; `base` and `package` by category, month numbers in `months`."""

    months: tuple[int, ...]
    base: Mapping[str, Lines]
    package: Mapping[str, Lines]
    difference: Lines
    ends: int | None  # last month number of the package, if inside the horizon
    territory: str
    package_name: str
    base_name: str | None  # None: no new policy
    pairs: int
    seed: int


def compute(contrast: "Contrast", seed: int) -> EthosLight:
    """Compute the figure of one contrast; `seed` is the one of the whole comparison, for the caption."""
    scenario = contrast.policy.scenario
    months = tuple(range(scenario.start, scenario.start + scenario.months))
    columns = [MONTHLY.index(name) for name in CATEGORIES]
    base, package = contrast.base.series[:, :, columns], contrast.policy.series[:, :, columns]
    mean, low, high, _ = bands(package.sum(axis=2) - base.sum(axis=2))
    last, other = contrast.last_month, contrast.base.scenario.package
    return EthosLight(
        months=months,
        base=_lines(base),
        package=_lines(package),
        difference=Lines(mean, low, high),
        ends=last if last is not None and last < months[-1] else None,
        territory=contrast.policy.territory.name,
        package_name=scenario.package.name,
        base_name=other.name if other.levers else None,
        pairs=contrast.pairs,
        seed=seed,
    )


def _lines(values: NDArray[np.float64]) -> dict[str, Lines]:
    low, high = np.percentile(values, INSIDE, axis=0)
    mean = values.mean(axis=0)
    return {name: Lines(mean[:, n], low[:, n], high[:, n]) for n, name in enumerate(CATEGORIES)}


def draw(data: EthosLight, ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw six small panels and the difference; return the axes by name (el1 ... el6, difference)."""
    import seaborn as sns

    text = words(language)
    with sns.axes_style("ticks"), sns.plotting_context("paper", font_scale=1.15):
        figure = _canvas(ax)
        grid = figure.add_gridspec(4, 3, height_ratios=(0.3, 1, 1, 1.25))
        axes: dict[str, Axes] = {}
        for number, name in enumerate(CATEGORIES):
            panel = figure.add_subplot(grid[1 + number // 3, number % 3])
            axes[name] = draw_category(panel, data, name, language)
        axes["difference"] = draw_difference(figure.add_subplot(grid[3, :]), data, language)
        _letter(figure, figure.add_subplot(grid[0, :]), data, text)
    return axes


def draw_category(ax: "Axes", data: EthosLight, name: str, language: str) -> "Axes":
    """Draw one category in both arms."""
    import seaborn as sns
    from matplotlib.ticker import MaxNLocator

    from .numbers import number_axis

    text, months = words(language), np.array(data.months)
    every = max(len(months) // 6, 1)
    arms = ((data.base[name], BASE, 0), (data.package[name], PACKAGE, every // 2))
    for lines, style, first in arms:
        ax.fill_between(months, lines.low, lines.high, color=style["color"], alpha=0.16, linewidth=0)
        ax.plot(months, lines.mean, markevery=(first, every), markeredgewidth=0.75, **style)
    highest = max(lines.high.max() for lines, _, _ in arms)
    if highest == 0:
        ax.text(
            0.5,
            0.5,
            text["ethos.nobody"],
            transform=ax.transAxes,
            ha="center",
            va="center",
            color="0.35",
            backgroundcolor="white",
        )
    ax.set_title(text[f"ethos.{name}"], loc="left")
    ax.set_ylabel(text["ethos.people"] if name in ("el1", "el4") else "")
    ax.set_ylim(0, max(1.0, 1.1 * highest))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    number_axis(ax.yaxis, language)
    _time_axis(ax, data.months, data.ends, most=4)
    sns.despine(ax=ax)
    return ax


def draw_difference(ax: "Axes", data: EthosLight, language: str) -> "Axes":
    """Draw the paired difference of all six categories together, with its interval."""
    import seaborn as sns

    from .numbers import number_axis

    text, months, found = words(language), np.array(data.months), data.difference
    base = data.base_name or text["ethos.none"]
    ax.axhline(0, color="0.35", linewidth=0.9)
    label = text["ethos.difference_band"].format(pairs=data.pairs)
    ax.fill_between(months, found.low, found.high, color=PACKAGE["color"], alpha=0.22, linewidth=0, label=label)
    ax.plot(months, found.mean, color=PACKAGE["color"], linewidth=1.9)
    ax.set_title(text["ethos.difference"].format(package=data.package_name, baseline=base), loc="left")
    ax.set_ylabel(text["ethos.difference_axis"])
    number_axis(ax.yaxis, language)
    _time_axis(ax, data.months, data.ends, most=10)
    if data.ends is not None:
        ax.annotate(
            f"{text['ethos.ends']} {month_text(data.ends)}",
            xy=(data.ends + 0.5, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            va="top",
            fontsize="small",
            color="0.25",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
    if np.isfinite(found.low).any():
        ax.legend(loc="best", frameon=False, fontsize="small")
    sns.despine(ax=ax)
    return ax


def _time_axis(ax: "Axes", months: Sequence[int], ends: int | None, most: int) -> None:
    step = next(step for step in (1, 2, 3, 6, 12, 24) if len(months) / step <= most or step == 24)
    ticks = list(months)[::step]
    ax.set_xticks(ticks, [month_text(month) for month in ticks])
    ax.set_xlim(months[0] - 0.5, months[-1] + 0.5)
    ax.set_xlabel("")
    ax.grid(axis="y", color="0.9", linewidth=0.8)
    ax.set_axisbelow(True)
    if ends is not None:
        ax.axvline(ends + 0.5, color="0.35", linewidth=1.0, linestyle=":")


def _letter(figure: "Canvas", head: "Axes", data: EthosLight, text: Mapping[str, str]) -> None:
    """Write title and legend into the empty axes `head`, and the caption below."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    head.set_axis_off()
    title = f"{text['ethos.title']}: {data.territory}"
    head.text(0, 1, title, transform=head.transAxes, ha="left", va="top", fontsize="large", fontweight="bold")
    base = data.base_name or text["ethos.none"]
    keys = [Line2D([], [], label=label, **style) for label, style in ((data.package_name, PACKAGE), (base, BASE))]
    keys.append(Patch(facecolor="0.8", label=text["ethos.band"]))  # type: ignore[arg-type]
    head.legend(handles=keys, loc="lower left", ncols=3, frameon=False, borderaxespad=0, borderpad=0)
    told = text["ethos.caption"].format(territory=data.territory, pairs=data.pairs, seed=data.seed, version=__version__)
    figure.supxlabel(f"{told}\n{text['ethos.caption_limits']}", x=0.01, ha="left", fontsize="x-small", color="0.3")


def _canvas(ax: "Axes | None") -> "Canvas":
    from matplotlib.figure import Figure

    if ax is None:
        return Figure(figsize=SIZE, layout="constrained")
    place, figure = ax.get_subplotspec(), ax.figure
    ax.remove()
    return figure if place is None else figure.add_subfigure(place)
