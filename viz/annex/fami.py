"""The FAMI annex: cost by budget heading and year, and indicators, those of the process apart from those of people."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from approdo.experiments.contrast import Contrast
from approdo.experiments.economics.costs import payers_file
from approdo.experiments.economics.discounting import YEAR
from approdo.experiments.process_outputs import ProcessOutputs
from approdo.experiments.statistics import estimate
from approdo.viz.report.material import Material
from approdo.viz.report.options import lever_name
from approdo.viz.report.payments import Payments
from approdo.viz.report.phrases import heads as report_heads
from approdo.viz.report.phrases import name_of
from approdo.viz.report.pieces import Block, Bullets, Named, Number, Paragraph, Piece, Section, Size, Table, Words

from . import parts

FILE: Final = Path(__file__).parent / "lines.toml"
FAMI: Final = "eu_fami"  # the payer
RESULTS: Final = ("housed_", "stable_", "work_", "regular_", "hm_strict_")
CODES: Final = ("o_2_3", "o_2_3_1", "o_2_3_3", "r_2_8", "r_2_9")


@cache
def lines_file() -> Mapping[str, Any]:
    """Return `lines.toml`."""
    return MappingProxyType(tomllib.loads(FILE.read_text(encoding="utf-8")))


def sections(material: Material, entered: ProcessOutputs) -> tuple[Section, ...]:
    """Return the annex's sections."""
    contrasts = list(enumerate(material.contrasts))
    return (
        Section("answer", Words("annex.answer"), tuple(parts.answer(material))),
        Section("budget", Words("annex_fami.budget"), tuple(_budgets(material))),
        Section("cash", Words("annex.cash_section"), tuple(parts.cash(material))),
        Section(
            "outputs",
            Words("annex_fami.outputs"),
            (
                Paragraph(Words("annex_fami.outputs_told")),
                *(parts.delivered(contrast, number) for number, contrast in contrasts),
                *parts.process(entered),
            ),
        ),
        Section(
            "results",
            Words("annex_fami.results"),
            (
                Paragraph(Words("annex_fami.results_told")),
                *(parts.outcomes(contrast, number, RESULTS) for number, contrast in contrasts),
                _codes(),
            ),
        ),
    )


def _budgets(material: Material) -> list[Block]:
    blocks: list[Block] = [Paragraph(Words("annex_fami.budget_told"))]
    number = 0
    for options in material.options:
        for place, contrast in enumerate(options.contrasts, 1):
            if options.payments:
                blocks += [
                    _budget(contrast, options.payments[place], number),
                    _lines(contrast, options.payments[place], number),
                ]
            else:
                blocks.append(Paragraph(Words("report.no_payments"), "warning"))
            number += 1
    blocks.append(Bullets(tuple(Words(f"annex_fami.budget_note_{each}") for each in range(1, 4))))
    return blocks


def _budget(contrast: Contrast, payments: Payments, number: int) -> Table:
    """Return the cost of each heading in each year, and what of it is usually FAMI's."""
    lines, usual = lines_file(), payers_file()["lever"]
    spent = payments.spending
    years = -(-spent.levers.shape[2] // YEAR)
    by_year = np.arange(spent.levers.shape[2]) // YEAR
    rows = []
    headings = [line for line in lines["lines"] if any(lines["lever"].get(kind) == line for kind in spent.kinds)]
    for line in headings:
        mine = [row for row, kind in enumerate(spent.kinds) if lines["lever"].get(kind) == line]
        rows.append((Named("annex_line", line), *_years(spent.levers[:, mine].sum(axis=1), by_year, years),
                     _fami(spent.levers, mine, [usual.get(kind) for kind in spent.kinds])))  # fmt: skip
    every = list(range(len(spent.kinds)))
    rows.append((Words("annex_fami.total"), *_years(spent.levers.sum(axis=1), by_year, years),
                 _fami(spent.levers, every, [usual.get(kind) for kind in spent.kinds])))  # fmt: skip
    heads: list[Piece] = [Words("report.year", {"n": Number(year + 1)}) for year in range(years)]
    return Table(
        f"budget-{number}",
        Words("annex_fami.budget_table", {"package": name_of(contrast)}),
        (*parts.heads("line"), *heads, *report_heads("in_all"), *parts.heads("of_fami")),
        tuple(rows),
        Words("annex_fami.budget_table_note"),
        widths=(0.24, *(0.36 / years for _ in heads), 0.26, 0.14),
    )


def _years(spent: "np.ndarray", by_year: "np.ndarray", years: int) -> tuple[Piece, ...]:
    """Return mean euros of each year, and in all with its interval."""
    each = [Number(float(spent[:, by_year == year].sum(axis=1).mean())) for year in range(years)]
    return (*each, Size(estimate(spent.sum(axis=1)), sign=False))


def _fami(levers: "np.ndarray", rows: list[int], payers: list[str | None]) -> Piece:
    mine = [row for row in rows if payers[row] == FAMI]
    return Number(float(levers[:, mine].sum(axis=(1, 2)).mean()) if mine else 0.0)


def _lines(contrast: Contrast, payments: Payments, number: int) -> Table:
    """Return under which heading each action is entered, who usually pays it, and what it would cost."""
    lines, usual = lines_file()["lever"], payers_file()["lever"]
    rows = tuple(
        (
            lever_name(lever),
            Named("annex_line", lines[lever.kind]) if lever.kind in lines else Words("annex.blank"),
            Named("report_payer", usual.get(lever.kind, "municipality")),
            "–" if lever.budget is None else Number(lever.budget),
            Size(estimate(payments.spending.levers[:, row].sum(axis=1)), sign=False),
        )
        for row, lever in enumerate(contrast.policy.scenario.package.levers)
    )
    return Table(
        f"lines-{number}",
        Words("annex_fami.lines_table", {"package": name_of(contrast)}),
        (*report_heads("lever"), *parts.heads("line", "payer", "ceiling", "spent")),
        rows,
        Words("annex_fami.lines_note"),
        numbers=False,
        widths=(0.26, 0.22, 0.22, 0.1, 0.2),
    )


def _codes() -> Table:
    rows = tuple((Words(f"annex_code.{code}"), Words(f"annex_code.{code}_where")) for code in CODES)
    return Table(
        "codes",
        Words("annex_fami.codes"),
        parts.heads("indicator", "where"),
        rows,
        Words("annex_fami.codes_note"),
        numbers=False,
        widths=(0.45, 0.55),
    )
