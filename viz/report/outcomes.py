"""Outcomes: who is where on a census day and what flows, each in a table of its own; then the path over time."""

from typing import Final

import numpy as np
from matplotlib.figure import Figure

from approdo.experiments.contrast import Contrast
from approdo.experiments.numbers import decimals
from approdo.experiments.rows import bands
from approdo.experiments.statistics import Estimate, Real, paired
from approdo.model.outcomes import MONTHLY
from approdo.viz.figures import ethos_light

from .material import Material
from .phrases import DEFINED, HEADS, WIDTHS, baseline, heads, name_of, outcome_row
from .pieces import Block, Joined, Month, Number, Paragraph, Picture, Piece, Section, Size, Table, Told, Words

CENSUS: Final = ("el1", "el2", "el3", "el4", "el5", "el6", "core", "broad", "hidden")
APART: Final = ("prolonged", "bed", "programme", "shared", "own", "social", "overcrowded", "overburdened")
MONTHLY_FLOWS: Final = ("exits", "housed", "evicted")
FLOWS: Final = ("entered_total", "left_homelessness_total", "hm_total", "departures")
BOUNDS: Final = ("hm_strict", "hm_dep_matched", "hm_dep_last")
MOST_ROWS: Final = 36


def section(material: Material) -> Section:
    """Return the outcomes of every option."""
    blocks: list[Block] = [Paragraph(Words("report.apart"))]
    for number, contrast in enumerate(material.contrasts):
        blocks += [_census(contrast, number), _flows(contrast, number)]
        if contrast.window:
            blocks += [_people(contrast, number), _departed(contrast, number)]
    return Section("outcomes", Words("report.outcomes"), tuple(blocks))


def _of(contrast: Contrast) -> dict[str, Piece]:
    return {
        "package": name_of(contrast),
        "baseline": baseline(contrast),
        "month": Month(contrast.policy.scenario.start + contrast.months - 1),
        "window": Number(contrast.window),
        "months": Number(contrast.months),
    }


def _monthly(contrast: Contrast, name: str) -> tuple[Real, Real]:
    column = MONTHLY.index(name)
    return contrast.base.series[:, :, column], contrast.policy.series[:, :, column]


def _census(contrast: Contrast, number: int) -> Table:
    rows = []
    for name in (*CENSUS, *APART):
        base, policy = _monthly(contrast, name)
        rows.append(outcome_row(name, paired(base[:, -1], policy[:, -1])))
    return _table(f"census-{number}", "report.census", contrast, tuple(rows), "report.census_note")


def _flows(contrast: Contrast, number: int) -> Table:
    rows = [outcome_row(name, contrast.totals[name]) for name in FLOWS]
    for name in MONTHLY_FLOWS:
        base, policy = _monthly(contrast, name)
        rows.append(outcome_row(name, paired(base.mean(axis=1), policy.mean(axis=1)), _mean_of(name)))
    return _table(f"flows-{number}", "report.flows", contrast, tuple(rows), "report.flows_note")


def _mean_of(name: str) -> Piece:
    return Joined((Told(DEFINED[name]), Words("report.mean_of_months")), "")


def _people(contrast: Contrast, number: int) -> Table:
    window = contrast.window
    names = [
        f"{name}_{window}" for name in ("hm_strict", "hm_lenient", "hm_plus", "housed", "stable", "work", "regular")
    ]
    if window != 12:
        names.append("stable_12_24")
    names += ["months_to_stable_home", "hm_no_right"]
    rows = tuple(outcome_row(name, contrast.totals[name]) for name in names)
    return _table(f"people-{number}", "report.people", contrast, rows, "report.people_note")


def _departed(contrast: Contrast, number: int) -> Table:
    rows = tuple(
        outcome_row(
            f"{name}_{contrast.window}", contrast.totals[f"{name}_{contrast.window}"], Words(f"report.bound_{name}")
        )
        for name in BOUNDS
    )
    gone = f"gone_{contrast.window}"
    return _table(
        f"departed-{number}",
        "report.departed_table",
        contrast,
        (outcome_row(gone, contrast.totals[gone]), *rows),
        "report.departed_note",
    )


def _table(name: str, key: str, contrast: Contrast, rows: tuple[tuple[Piece, ...], ...], note: str) -> Table:
    return Table(name, Words(key, _of(contrast)), heads(*HEADS), rows, Words(note, _of(contrast)), widths=WIDTHS)


def paths(material: Material) -> Section:
    """Return the path of every option over time: the dashboard's figure, and its numbers."""
    blocks: list[Block] = []
    for number, contrast in enumerate(material.contrasts):
        blocks += [_picture(contrast, number, material.seed), _path_table(contrast, number)]
    return Section("paths", Words("report.paths"), tuple(blocks))


def _picture(contrast: Contrast, number: int, seed: int) -> Picture:
    data = ethos_light.compute(contrast, seed)
    drawn = ethos_light.draw

    def draw(language: str) -> Figure:
        figure = drawn(data, language=language)["el1"].get_figure(root=True)
        assert figure is not None  # noqa: S101 - axes in hand have a figure
        return figure

    return Picture(
        f"path-{number}",
        draw,
        Words("chart.ethos_caption"),
        Words("report.path_told", _of(contrast)),
        f"path-table-{number}",
    )


def _path_table(contrast: Contrast, number: int) -> Table:
    columns = [MONTHLY.index(name) for name in ethos_light.CATEGORIES]
    base, policy = contrast.base.series[:, :, columns], contrast.policy.series[:, :, columns]
    mean, low, high, count = bands(policy.sum(axis=2) - base.sum(axis=2))
    start, step = contrast.policy.scenario.start, -(-contrast.months // MOST_ROWS)
    chosen = sorted({*range(0, contrast.months, step), contrast.months - 1})
    rows: list[tuple[Piece, ...]] = []
    for month in chosen:
        cells = [
            Joined((Number(float(one), _few(one, other)), Number(float(other), _few(one, other))), " → ")
            for one, other in zip(base[:, month].mean(axis=0), policy[:, month].mean(axis=0), strict=True)
        ]
        found = _estimate(mean[month], low[month], high[month], int(count[month]))
        rows.append((Month(start + month), *cells, Size(found, places=max(1, decimals(found)) if found.low else 1)))
    return Table(
        f"path-table-{number}",
        Words("report.path_table", _of(contrast)),
        heads("month", *ethos_light.CATEGORIES, "difference_all"),
        tuple(rows),
        Words("report.path_note" if step == 1 else "report.path_note_some"),
        widths=(0.145, 0.11, 0.11, 0.11, 0.11, 0.115, 0.125, 0.175),
    )


def _few(one: float, other: float) -> int:
    return 0 if max(one, other) >= 100 else 1


def _estimate(mean: float, low: float, high: float, n: int) -> Estimate:
    inside = np.isfinite(low)
    return Estimate(float(mean), float(low) if inside else None, float(high) if inside else None, n)
