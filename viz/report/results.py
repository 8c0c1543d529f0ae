"""The what-if report and every number it is made from, ready for JSON."""

from typing import Any

from approdo.experiments.rows import Row, arm_rows, difference_rows, group_rows

from .material import Material
from .pieces import Report
from .tables import document


def results(report: Report, material: Material, language: str) -> dict[str, Any]:
    """Return the report and every number it is made from, ready for JSON: the same for the same inputs."""
    return {"report": document(report, language), "rows": rows(material)}


def rows(material: Material) -> list[Row]:
    """Return every outcome of every arm, the paired differences, and the groups."""
    made: list[Row] = []
    for options in material.options:
        made += arm_rows(options.base)
        for number, contrast in enumerate(options.contrasts):
            made += [
                *arm_rows(contrast.policy),
                *difference_rows(contrast),
                *group_rows(contrast, with_base=number == 0),
            ]
    return made
