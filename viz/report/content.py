"""The what-if report as data: which sections it has, in which order."""

from collections.abc import Mapping

from . import (
    answer,
    assumptions,
    bottlenecks,
    checklists,
    costs,
    flips,
    limits,
    options,
    outcomes,
    place,
    question,
    who,
)
from . import reproduce as repeating
from .material import Material
from .phrases import baseline, called, name_of
from .pieces import Number, Report, Words


def content(material: Material, command: str, language: str, run: Mapping[str, str]) -> Report:
    """Return the report of one territory.

    Args:
        material: what was found.
        command: the one that makes this report again.
        language: of the items of CHEERS, which are whole sentences in each language; everything else has none yet.
        run: about this time: what may differ between two reports of the same results (`reproduce.run`).
    """
    names = ", ".join(dict.fromkeys(name_of(contrast) for contrast in material.contrasts))
    fields = {
        "packages": names,
        "baseline": baseline(material.first),
        "territory": called(material.territory),
        "months": Number(material.scenario.months),
    }
    return Report(
        Words("report.title", fields),
        Words("report.subtitle", fields),
        (
            answer.section(material),
            question.question(material),
            question.domain(material),
            place.territory(material),
            place.baseline_section(material),
            options.section(material),
            outcomes.section(material),
            outcomes.paths(material),
            who.section(material),
            costs.section(material),
            bottlenecks.section(material),
            flips.section(material),
            assumptions.section(material),
            limits.section(material),
            repeating.section(material, command),
            checklists.section(material, command, language),
        ),
        repeating.run(run),
    )
