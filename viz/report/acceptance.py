"""How often each option is the best one, by what a homeless month averted is worth to whoever decides."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from matplotlib.figure import Figure

from approdo.experiments.economics.benefit import Acceptability, acceptability
from approdo.experiments.economics.evaluation import PRICE, PRICES, Evaluation, Flows
from approdo.viz.figures.acceptability import draw_curves

from .material import Options
from .phrases import baseline, name_of
from .pieces import Block, Number, Picture, Piece, Table, Words
from .speech import speak

SIZE: Final = (7.2, 3.2)  # inches
SHOWN: Final = 7  # prices in the table, evenly from 0


def acceptance(found: Evaluation, flows: Flows, options: Options, number: int) -> Sequence[Block]:
    """Return the curves and their table: shares of the simulated worlds, their chance included.

    Args:
        found: the evaluation of the options.
        flows: what it was made from.
        options: whose runs share their draws.
        number: makes the ids different.
    """
    cost = flows.costs.sum(axis=(2, 3))
    extra, averted = cost - cost[:, :1], flows.homeless[:, :1] - flows.homeless
    curves = acceptability(extra, averted, np.linspace(0.0, 3.0 * PRICE, PRICES))
    names: tuple[Piece, ...] = (baseline(options.contrasts[0]), *(name_of(each) for each in options.contrasts))

    def draw(language: str) -> Figure:
        import seaborn as sns

        with sns.axes_style("ticks"), sns.plotting_context("paper", font_scale=1.1):
            figure = Figure(figsize=SIZE, layout="constrained")
            said = tuple(speak(name, language) for name in names)
            ax = draw_curves(replace(found, names=said, acceptability=curves), figure.add_subplot(), language)
            ax.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
            ax.set_ylabel(speak(Words("report.acceptance_axis"), language))
        return figure

    table = _table(curves, names, len(extra), number)
    told: dict[str, Piece] = {"n": Number(len(extra))}
    return (
        Picture(
            f"acceptance-{number}",
            draw,
            Words("report.acceptance_caption", told),
            Words("report.acceptance_told"),
            table.id,
        ),
        table,
    )


def _table(curves: Acceptability, names: tuple[Piece, ...], worlds: int, number: int) -> Table:
    rows = tuple(
        (Number(float(curves.prices[at])), *(Number(100 * float(share), 0, mark=" %") for share in curves.curves[at]))
        for at in np.linspace(0, len(curves.prices) - 1, SHOWN).round().astype(int).tolist()
    )
    return Table(
        f"acceptance-table-{number}",
        Words("report.acceptance_table"),
        (Words("report_head.price"), *names),
        rows,
        Words("report.acceptance_note", {"n": Number(worlds)}),
    )
