"""What the annexes share: the answer, actions, outcomes, cash, and the process outputs that offices entered."""

from collections.abc import Iterator, Mapping
from typing import Final

from approdo.experiments.contrast import Contrast
from approdo.experiments.process_outputs import OUTPUTS, Output, ProcessOutputs
from approdo.experiments.together import is_thin
from approdo.viz.report.answer import failures, sentence, small
from approdo.viz.report.bottlenecks import deliveries
from approdo.viz.report.costs import cash_table
from approdo.viz.report.material import Material
from approdo.viz.report.options import lever_name, levers_table
from approdo.viz.report.phrases import HEADS, WIDTHS, Row, baseline, called, name_of, outcome_row
from approdo.viz.report.phrases import heads as report_heads
from approdo.viz.report.pieces import Block, Month, Number, Paragraph, Piece, Table, Words

SHORT: Final = ("leavers", "effects", "place", "rules", "effort")  # of the report's limits
PROCESS_WIDTHS: Final = (0.36, 0.12, 0.12, 0.4)


def own(key: str, fields: Mapping[str, Piece] | None = None) -> Paragraph:
    """Return a paragraph that the office fills in by hand."""
    return Paragraph(Words(f"annex.{key}", fields or {}), "own")


def heads(*names: str) -> Row:
    """Return the heads of a table by their keys."""
    return tuple(Words(f"annex_head.{name}") for name in names)


def answer(material: Material) -> Iterator[Block]:
    """Yield the answer of each package in one sentence, with the warnings that belong to it."""
    yield Paragraph(Words("annex.simulated"), "warning")
    yield from failures(material)
    for contrast in material.contrasts:
        yield Paragraph(sentence(contrast), "lead")
        yield from map(Paragraph, small(contrast))
        notice = contrast.policy.scenario.package.notice
        if "illustrative doses" in notice:
            yield Paragraph(Words("report.illustrative", {"package": name_of(contrast)}), "warning")
    fields: dict[str, Piece] = {
        "assumed": Number(len(material.assumptions)),
        "all": Number(len(material.parameters)),
        "territory": called(material.territory),
    }
    yield Paragraph(Words("annex.driven", fields), "note")
    if is_thin(material.territory):
        yield Paragraph(Words("report.thin", fields), "warning")


def actions(contrast: Contrast, number: int) -> Table:
    """Return what the package does, from when, for whom."""
    scenario = contrast.policy.scenario
    return levers_table(scenario.package.levers, name_of(contrast), scenario.start, str(number))


def outcomes(contrast: Contrast, number: int, names: tuple[str, ...] = ()) -> Table:
    """Return the simulated outcomes of people; a name ending in ``_`` takes the window of the headline."""
    window, totals = contrast.window, contrast.totals
    usual: tuple[str, ...] = ("hm_total", "departures")
    if window:
        usual = ("hm_strict_", "housed_", "stable_", "work_", "regular_", "gone_", "hm_total")
    shown = [f"{name}{window}" if name.endswith("_") else name for name in names or usual]
    return Table(
        f"outcomes-{number}",
        Words("annex.outcomes", {"package": name_of(contrast), "baseline": baseline(contrast)}),
        report_heads(*HEADS),
        tuple(outcome_row(name, totals[name]) for name in shown if name in totals),
        Words("annex.outcomes_note"),
        widths=WIDTHS,
    )


def burden(contrast: Contrast, number: int) -> Table:
    """Return who else feels it: other households, those out already, those whom the package does not reach."""
    names = ("others_searching_total", "others_housed_total", "hm_incumbents", "transfers_blocked_total")
    return Table(
        f"burden-{number}",
        Words("annex.burden", {"package": name_of(contrast)}),
        report_heads(*HEADS),
        tuple(outcome_row(name, contrast.totals[name]) for name in names),
        Words("annex.outcomes_note"),
        widths=WIDTHS,
    )


def cash(material: Material) -> Iterator[Block]:
    """Yield the cash needs of each package by payer and year."""
    for number, options in enumerate(material.options):
        if not options.payments:
            yield Paragraph(Words("report.no_payments"), "warning")
            continue
        for place, contrast in enumerate(options.contrasts, 1):
            yield cash_table(contrast, options.payments[0], options.payments[place], f"{number}-{place}")
    yield Paragraph(Words("annex.payers_assumed"), "note")


def delivered(contrast: Contrast, number: int) -> Table:
    """Return what each action was to do and would do in time."""
    rows: list[Row] = []
    for lever, found in zip(contrast.policy.scenario.package.levers, deliveries(contrast), strict=True):
        share: Piece = "–" if found.planned <= 0 else Number(100 * found.in_time / found.planned, 0, mark=" %")
        rows.append((lever_name(lever), Number(found.planned), Number(found.in_time), share))
    return Table(
        f"delivered-{number}",
        Words("annex.delivered", {"package": name_of(contrast)}),
        report_heads("lever", "planned", "in_time", "share"),
        tuple(rows),
        Words("report.delivery_note"),
        widths=(0.46, 0.18, 0.18, 0.18),
    )


def process(entered: ProcessOutputs) -> Iterator[Block]:
    """Yield the process outputs as they were entered; blank ones where nothing was."""
    yield Paragraph(Words("annex.process_told"))
    fields: dict[str, Piece] = {"as_of": "–" if entered.as_of is None else Month(entered.as_of)}
    listed = entered.outputs or tuple(Output(name) for name in OUTPUTS)
    yield Table(
        "process",
        Words("annex.process_table" if entered.outputs else "annex.process_empty", fields if entered.outputs else {}),
        heads("output", "planned", "reached", "source"),
        tuple(
            (Words(f"annex_output.{each.id}"), _count(each.planned), _count(each.reached), each.source or _blank())
            for each in listed
        ),
        Words("annex.process_note"),
        numbers=False,
        widths=PROCESS_WIDTHS,
    )


def _count(number: int | None) -> Piece:
    return _blank() if number is None else Number(number)


def _blank() -> Piece:
    return Words("annex.blank")
