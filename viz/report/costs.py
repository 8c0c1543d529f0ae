"""What it costs: gross and net of reception, by payer and year, and for each homeless month averted."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from approdo.experiments.contrast import Contrast
from approdo.experiments.economics.costs import PAYERS, costs_by_payer
from approdo.experiments.economics.discounting import RATE, factors
from approdo.experiments.economics.evaluation import Evaluation, Flows, evaluate
from approdo.experiments.numbers import decimals
from approdo.experiments.statistics import Estimate, Real, estimate
from approdo.model.outcomes import TOTALS
from approdo.viz.figures import cost_plane

from .acceptance import acceptance
from .material import Material, Options
from .payments import Payments
from .phrases import HEADS, WIDTHS, Row, baseline, heads, name_of, outcome_row
from .pieces import Block, Named, Number, Paragraph, Picture, Piece, Section, Size, Table, Words


def section(material: Material) -> Section:
    """Return the section."""
    blocks: list[Block] = [Paragraph(Words("report.costs_told"))]
    for number, contrast in enumerate(material.contrasts):
        blocks.append(_money(contrast, number))
    for number, options in enumerate(material.options):
        if not options.payments:
            blocks.append(Paragraph(Words("report.no_payments"), "warning"))
            continue
        for place, contrast in enumerate(options.contrasts, 1):
            blocks.append(cash_table(contrast, options.payments[0], options.payments[place], f"{number}-{place}"))
        found, flows = evaluation(options)
        blocks.append(_efficiency(found, options, number))
        blocks += _plane(options, number)
        blocks += acceptance(found, flows, options, number)
    blocks.append(Paragraph(Words("report.not_paid_here"), "note"))
    return Section("costs", Words("report.costs"), tuple(blocks))


def _money(contrast: Contrast, number: int) -> Table:
    rows: list[Row] = [
        outcome_row(name, contrast.totals[name]) for name in ("cost_gross", "cost_reception", "cost_total")
    ]
    rows.append((Words("report.cost_per_month"), "EUR", "", "", _ratio(contrast.cost_per_month), ""))
    if contrast.cost_per_stable is not None:
        label = Words("report.cost_per_stable", {"window": Number(contrast.window)})
        rows.append((label, "EUR", "", "", _ratio(contrast.cost_per_stable, "not_given_stable"), ""))
    return Table(
        f"money-{number}",
        Words("report.table_of", {"package": name_of(contrast), "baseline": baseline(contrast)}),
        heads(*HEADS),
        tuple(rows),
        Words("report.money_note"),
        widths=WIDTHS,
    )


def _ratio(found: Estimate, missing: str = "not_given") -> Piece:
    return Size(found, sign=False) if found.mean is not None else Words(f"report.{missing}")


def cash_table(contrast: Contrast, base: Payments, policy: Payments, number: str) -> Table:
    """Return cash by payer and year, as differences from the baseline; its total is the net cost."""
    change = policy.cash.costs - base.cash.costs  # [runs, payers, years]
    paying = [payer for payer in range(len(PAYERS)) if change[:, payer].any()]
    rows: list[Row] = [
        (
            Named("report_payer", PAYERS[payer]),
            *(_euros(change[:, payer, year]) for year in range(change.shape[2])),
            _whole(change[:, payer].sum(axis=1)),
        )
        for payer in paying
    ]
    rows.append(
        (
            Words("report.all_payers"),
            *(_euros(change[:, :, year].sum(axis=1)) for year in range(change.shape[2])),
            _whole(change.sum(axis=(1, 2))),
        )
    )
    years = [Words("report.year", {"n": Number(year)}) for year in policy.cash.years]
    return Table(
        f"cash-{number}",
        Words("report.cash", {"package": name_of(contrast), "baseline": baseline(contrast)}),
        (Words("report_head.payer"), *years, Words("report_head.in_all")),
        tuple(rows),
        Words("report.cash_note"),
        widths=(0.32, *(0.42 / len(years) for _ in years), 0.26),
    )


def _euros(values: Real) -> Number:
    return Number(estimate(values).mean, 0, sign=True)


def _whole(values: Real) -> Size:
    found = estimate(values)
    return Size(found, places=decimals(found))


def evaluation(options: Options) -> tuple[Evaluation, Flows]:
    """Return the economic evaluation (present values, capital spread over its use, dominance), and its flows."""
    each = [_present(payments) for payments in options.payments]
    names = ("", *(name_of(contrast) for contrast in options.contrasts))
    stacked = [np.stack([flow[part] for flow in each], axis=1) for part in range(3)]
    years = options.payments[0].cash.years
    flows = Flows(names, years, *stacked)
    return evaluate(flows, rate=RATE), flows


def _present(payments: Payments) -> tuple[Real, Real, Real]:
    paid = costs_by_payer(payments.spending, rate=RATE)
    homeless = payments.spending.homeless
    return paid.costs, homeless @ factors(homeless.shape[1], RATE), paid.residual


def _efficiency(found: Evaluation, options: Options, number: int) -> Table:
    said = {option.name: option for option in found.options}
    first = baseline(options.contrasts[0])
    rows: list[Row] = []
    for place, name in enumerate(found.names):
        option = said[name]
        averted, cost, each = found.averted[place], found.costs[place], found.ratios[place]
        # By its mean an option may look efficient though nothing tells its effect from none.
        known = not place or averted.clear
        standing = option.standing.replace(" ", "_") if known else "unclear"
        ratio: Piece = Number(option.ratio, 0) if known and option.compared_with is not None else "–"
        rows.append(
            (
                name or first,
                "–" if not place else Size(cost),
                "–" if not place else Size(averted),
                "–" if not place else _ratio(each),
                Words(f"report_standing.{standing}"),
                ratio,
            )
        )
    return Table(
        f"efficiency-{number}",
        Words("report.efficiency"),
        heads("option", "present_cost", "averted", "per_month", "standing", "next_ratio"),
        tuple(rows),
        Words("report.efficiency_note", {"rate": Number(100 * found.rate, 0)}),
        widths=(0.22, 0.2, 0.18, 0.18, 0.12, 0.1),
    )


def _plane(options: Options, number: int) -> Sequence[Block]:
    clouds = cost_plane.compute(options.contrasts)

    def draw(language: str) -> Figure:
        figure = cost_plane.draw(clouds, language=language)["plane"].get_figure(root=True)
        assert figure is not None  # noqa: S101 - axes in hand have a figure
        return figure

    rows = []
    for contrast in options.contrasts:
        averted, cost = contrast.totals["hm_total"].difference.scaled(-1.0), contrast.totals["cost_total"].difference
        rows.append((name_of(contrast), Size(averted), Size(cost), Number(_averts(contrast), 0, mark=" %")))
    table = Table(
        f"plane-table-{number}",
        Words("report.plane_table"),
        heads("option", "averted", "net_cost", "averts_in"),
        tuple(rows),
        Words("report.error_note", {"n": Number(options.contrasts[0].pairs)}),
        widths=(0.3, 0.24, 0.26, 0.2),
    )
    picture = Picture(
        f"plane-{number}", draw, Words("chart.plane_caption"), Words("report.plane_told"), f"plane-table-{number}"
    )
    return picture, table


def _averts(contrast: Contrast) -> float:
    """Return in how many of 100 worlds the package averts homeless months."""
    column = TOTALS.index("hm_total")
    return 100.0 * float((contrast.policy.totals[:, column] < contrast.base.totals[:, column]).mean())
