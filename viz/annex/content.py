"""An annex as data: the sections of its kind, then what holds for all of them."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from approdo.experiments.process_outputs import ProcessOutputs
from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest
from approdo.viz.report import reproduce
from approdo.viz.report.assumptions import ledgers_told
from approdo.viz.report.material import Material
from approdo.viz.report.phrases import baseline, called, name_of
from approdo.viz.report.pieces import Bullets, Number, Piece, Report, Section, Words

from . import consiglio, fami, parts, piano_di_zona

Maker: TypeAlias = Callable[[Material, ProcessOutputs], tuple[Section, ...]]
KINDS: Final[Mapping[str, Maker]] = {
    "consiglio": consiglio.sections,
    "fami": fami.sections,
    "piano-di-zona": piano_di_zona.sections,
}


def check_kind(kind: str) -> str:
    """Return a kind of annex if there is such a one.

    Raises:
        BadInput: there is not.
    """
    if kind not in KINDS:
        raise BadInput(f'--kind "{kind[:20]}": expected {", ".join(KINDS)}.{nearest(kind, list(KINDS))}')
    return kind


def content(kind: str, material: Material, entered: ProcessOutputs, command: str, run: Mapping[str, str]) -> Report:
    """Return the annex of one territory.

    Args:
        kind: one of `KINDS`.
        material: what was simulated.
        entered: the process outputs, as an office wrote them down.
        command: the one that makes this annex again.
        run: about this time (`reproduce.run`).
    """
    fields: dict[str, Piece] = {
        "packages": ", ".join(dict.fromkeys(name_of(contrast) for contrast in material.contrasts)),
        "baseline": baseline(material.first),
        "territory": called(material.territory),
        "months": Number(material.scenario.months),
    }
    name = kind.replace("-", "_")
    limits = Section(
        "limits",
        Words("annex.limits"),
        (Bullets((Words("annex.no_opinion"), *(Words(f"report_limit.{each}") for each in parts.SHORT))),),
    )
    ledger = Section("assumptions", Words("report.assumptions"), tuple(ledgers_told(material)))
    return Report(
        Words(f"annex.title_{name}", fields),
        Words("annex.subtitle", fields),
        (*KINDS[kind](material, entered), ledger, limits, reproduce.section(material, command)),
        reproduce.run(run),
    )
