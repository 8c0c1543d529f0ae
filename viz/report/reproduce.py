"""How to get the same numbers again, and what this time was."""

from collections.abc import Mapping
from typing import Final

from approdo import __version__
from approdo.model.engine import model_hash

from .material import Material
from .phrases import heads
from .pieces import Block, Code, Month, Number, Paragraph, Piece, Section, Table, Words

SHOWN_SEEDS: Final = 3
WIDTHS: Final = (0.3, 0.7)


def section(material: Material, command: str) -> Section:
    """Return the section; `command` is the one that makes this report."""
    scenario = material.scenario
    rows: list[tuple[Piece, ...]] = [
        (Words("report_repeat.version"), __version__),
        (Words("report_repeat.model"), model_hash()),
        (Words("report_repeat.territory"), f"{material.territory.id}, sha256 {material.territory.digest}"),
        (Words("report_repeat.start"), Month(scenario.start)),
        (Words("report_repeat.months"), Number(scenario.months)),
        (Words("report_repeat.pairs"), Number(material.pairs)),
        (Words("report_repeat.seed"), str(material.seed)),
        (Words("report_repeat.seeds"), ", ".join(str(seed) for seed in material.seeds[:SHOWN_SEEDS])),
        (
            Words("report_repeat.parameters"),
            Words(f"report.draws_{material.kind}", {"posterior": material.posterior or "–"}),
        ),
    ]
    if material.study:
        rows.append((Words("report_repeat.study"), material.study))
    blocks: list[Block] = [
        Paragraph(Words("report.reproduce_told")),
        Code(command if command == material.reproduce else f"{command}\n{material.reproduce}"),
        Table("versions", Words("report.versions"), heads("what", "value"), tuple(rows), numbers=False, widths=WIDTHS),
        Paragraph(Words("report.odd"), "note"),
    ]
    return Section("reproduce", Words("report.reproduce"), tuple(blocks))


def run(told: Mapping[str, str]) -> Section:
    """Return the section about this time: what may differ between two reports of the same results.

    Args:
        told: values by the name of their word in ``report_run``.
    """
    rows: tuple[tuple[Piece, ...], ...] = tuple(
        (Words(f"report_run.{name}"), Number(float(value), 1) if name == "seconds" else value)
        for name, value in told.items()
    )
    table = Table("run-table", Words("report.run_table"), heads("what", "value"), rows, numbers=False, widths=WIDTHS)
    return Section("run", Words("report.run"), (table,))
