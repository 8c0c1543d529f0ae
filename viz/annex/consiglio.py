"""The note for the Consiglio territoriale per l'immigrazione: the answer, and what is asked of its members."""

from approdo.experiments.process_outputs import ProcessOutputs
from approdo.viz.report import place
from approdo.viz.report.material import Material
from approdo.viz.report.phrases import baseline, called, name_of
from approdo.viz.report.pieces import Bullets, Number, Paragraph, Piece, Section, Words

from . import parts

FIGURES = ("leavers_per_month", "reception_presences_cas", "reception_presences_sai", "unemployment_rate",
           "foreign_employment_rate", "room_rent", "recoverable_disused", "erp_waiting_years")  # fmt: skip


def sections(material: Material, entered: ProcessOutputs) -> tuple[Section, ...]:
    """Return the note's sections."""
    fields: dict[str, Piece] = {
        "packages": ", ".join(dict.fromkeys(name_of(contrast) for contrast in material.contrasts)),
        "baseline": baseline(material.first),
        "territory": called(material.territory),
        "months": Number(material.scenario.months),
    }
    return (
        Section(
            "subject",
            Words("annex_consiglio.subject"),
            (
                Paragraph(Words("annex_consiglio.subject_told", fields)),
                parts.own("office_why"),
                parts.own("office_heard"),
            ),
        ),
        Section("answer", Words("annex.answer"), tuple(parts.answer(material))),
        Section("territory", Words("annex_consiglio.territory"), (place.figures(material, FIGURES),)),
        Section(
            "proposal",
            Words("annex_consiglio.proposal"),
            tuple(parts.actions(contrast, number) for number, contrast in enumerate(material.contrasts)),
        ),
        Section(
            "outcomes",
            Words("annex.outcomes_section"),
            tuple(
                made(contrast, number)
                for number, contrast in enumerate(material.contrasts)
                for made in (parts.outcomes, parts.burden)
            ),
        ),
        Section("process", Words("annex.process_section"), tuple(parts.process(entered))),
        Section("cash", Words("annex.cash_section"), tuple(parts.cash(material))),
        Section(
            "asked",
            Words("annex_consiglio.asked"),
            (
                Paragraph(Words("annex_consiglio.asked_told")),
                Bullets(tuple(Words(f"annex_consiglio.asked_{number}") for number in range(1, 6))),
                parts.own("office_asked"),
            ),
        ),
    )
