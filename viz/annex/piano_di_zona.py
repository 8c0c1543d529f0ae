"""The annex to the Piano di zona: need, objectives, a card for each action, resources, indicators, follow-up."""

from approdo.experiments.contrast import Contrast
from approdo.experiments.economics.costs import payers_file
from approdo.experiments.process_outputs import ProcessOutputs
from approdo.viz.report import place
from approdo.viz.report.bottlenecks import deliveries
from approdo.viz.report.material import Material
from approdo.viz.report.options import lever_name, lever_row
from approdo.viz.report.phrases import heads as report_heads
from approdo.viz.report.pieces import Block, Bullets, Joined, Named, Number, Paragraph, Piece, Section, Table, Words

from . import parts

FIGURES = ("leavers_per_month", "sai_share_of_leavers", "room_rent", "ask_ratio", "private_let_stock",
           "recoverable_disused", "erp_waiting_years", "foreign_unemployment_rate")  # fmt: skip


def sections(material: Material, entered: ProcessOutputs) -> tuple[Section, ...]:
    """Return the annex's sections."""
    contrasts = list(enumerate(material.contrasts))
    return (
        Section(
            "need",
            Words("annex_piano.need"),
            (
                parts.own("office_district"),
                place.figures(material, FIGURES),
                *place.baseline_section(material).blocks,
            ),
        ),
        Section("answer", Words("annex_piano.objectives"), (*parts.answer(material), parts.own("office_objectives"))),
        Section(
            "cards",
            Words("annex_piano.cards"),
            (
                Paragraph(Words("annex_piano.cards_told")),
                *(card for number, contrast in contrasts for card in _cards(contrast, number)),
            ),
        ),
        Section("cash", Words("annex_piano.resources"), tuple(parts.cash(material))),
        Section(
            "indicators",
            Words("annex_piano.indicators"),
            (*(parts.outcomes(contrast, number) for number, contrast in contrasts), *parts.process(entered)),
        ),
        Section(
            "follow",
            Words("annex_piano.follow"),
            (
                Bullets(tuple(Words(f"annex_piano.follow_{number}") for number in range(1, 5))),
                parts.own("office_follow"),
            ),
        ),
    )


def _cards(contrast: Contrast, number: int) -> list[Block]:
    """Return a card for each action of a package."""
    levers, start = contrast.policy.scenario.package.levers, contrast.policy.scenario.start
    usual = payers_file()["lever"]
    made: list[Block] = []
    for place_, (lever, found) in enumerate(zip(levers, deliveries(contrast), strict=True)):
        _, first, last, dose, who, budget = lever_row(lever, start)
        share: Piece = "–" if found.planned <= 0 else Number(100 * found.in_time / found.planned, 0, mark=" %")
        rows: tuple[tuple[Piece, Piece], ...] = (
            (Words("annex_piano.when"), Joined((first, last), " – ")),
            (Words("annex_piano.who"), who),
            (Words("annex_piano.dose"), dose),
            (Words("annex_piano.delivered"), share),
            (Words("annex_piano.spent"), Joined(("EUR", Number(found.spent)), " ")),
            (Words("annex_piano.ceiling"), budget),
            (Words("annex_piano.payer"), Named("report_payer", usual.get(lever.kind, "municipality"))),
            (Words("annex_piano.responsible"), Words("annex.blank")),
            (Words("annex_piano.partners"), Words("annex.blank")),
        )
        made.append(
            Table(
                f"card-{number}-{place_}",
                lever_name(lever),
                report_heads("what", "value"),
                rows,
                numbers=False,
                widths=(0.32, 0.68),
            )
        )
    made.append(Paragraph(Words("annex_piano.card_note"), "note"))
    return made
