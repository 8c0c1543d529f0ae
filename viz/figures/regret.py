"""The regret map: policies against futures, how much worse each is than the best one there."""

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from approdo import __version__
from approdo.model.outcomes import OUTCOMES
from approdo.viz.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from approdo.experiments.study_robust import Answer

ROW, LINE, COLUMN, LEFT, TOP, LEAST = 0.42, 0.17, 0.85, 2.4, 2.1, 6.0  # inches; LINE: of a name beyond its first
NAME, TITLE, CAPTION = 38, 8.0, 13.0  # characters of a line of a policy's name; of the others, for each inch
DARK: Final = 0.55  # of the scale, from which numbers are written in white
OUTCOME: Final = {each.id: each for each in OUTCOMES}


@dataclass(frozen=True, eq=False)
class Regret:
    """What the figure shows: `regrets` is ``[policy, case]``, `largest` that of each policy over all its futures."""

    title: str
    policies: tuple[str, ...]
    cases: tuple[str, ...]
    cases_it: tuple[str, ...]
    regrets: NDArray[np.float64]
    largest: NDArray[np.float64]
    outcome: str
    draws: int
    runs: int


def compute(answer: "Answer", title: str) -> Regret:
    """Compute the figure: policies with the smallest mean regret on top."""
    ordered = sorted(answer.found.policies, key=lambda each: each.measures["mean_regret"].mean or 0.0)
    return Regret(
        f"{title}, {answer.territory}",
        tuple(each.policy for each in ordered),
        tuple(case.name for case in answer.cases),
        tuple(case.name_it or case.name for case in answer.cases),
        np.array([each.regrets for each in ordered]),
        np.array([each.measures["max_regret"].mean for each in ordered], np.float64),
        answer.question.outcome,
        answer.found.draws,
        answer.found.runs,
    )


def draw(data: Regret, ax: "Axes | None" = None, language: str = "en") -> "dict[str, Axes]":
    """Draw the map with its numbers; return the axes as ``regret``."""
    from matplotlib.figure import Figure

    text = words(language)
    cases = data.cases_it if language == "it" else data.cases
    names = [textwrap.wrap(name, NAME) for name in data.policies]
    width = max(LEAST, LEFT + COLUMN * (len(cases) + 1))
    if ax is None:
        height = TOP + len(names) * (ROW + LINE * (max(map(len, names)) - 1))
        ax = Figure(figsize=(width, height), layout="constrained").add_subplot()
    # The largest regret is of another kind than the means: it stands apart and has no color.
    shown = np.column_stack([data.regrets, np.full(len(data.policies), np.nan)])
    most = float(data.regrets.max()) or 1.0
    ax.imshow(shown, cmap="Blues", vmin=0.0, vmax=most, aspect="auto")
    decimal, places = text["format.decimal"], 0 if most >= 10 else 1 if most >= 1 else 3
    for row, values in enumerate(np.column_stack([data.regrets, data.largest])):
        for column, value in enumerate(values):
            apart = column == len(cases)
            color = "white" if not apart and value > DARK * most else "0.15"
            told = f"{value:.{places}f}".replace(".", decimal)
            ax.text(column, row, told, ha="center", va="center", fontsize="small", color=color)
    ax.axvline(len(cases) - 0.5, color="0.6", linewidth=0.8)
    ax.set_xticks(range(len(cases) + 1), [*cases, text["regret.largest"]], rotation=35, ha="right", fontsize="small")
    ax.set_yticks(range(len(names)), ["\n".join(lines) for lines in names], fontsize="small")
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    title = [*textwrap.wrap(data.title, int(TITLE * width)), *textwrap.wrap(text["regret.title"], int(TITLE * width))]
    # above the whole figure: over the map alone it would run out of it
    outcome = OUTCOME[data.outcome]
    told = text["regret.caption"].format(
        outcome=outcome.label_it if language == "it" else outcome.label_en,
        unit=outcome.unit,
        draws=data.draws,
        runs=data.runs,
        version=__version__,
    )
    figure = ax.get_figure()
    assert figure is not None  # noqa: S101 - axes in hand have a figure
    figure.suptitle("\n".join(title), x=0.01, ha="left", fontsize="medium")
    told = "\n".join(textwrap.wrap(told, int(CAPTION * width)))
    figure.supxlabel(told, x=0.01, ha="left", fontsize="x-small", color="0.3")
    return {"regret": ax}
