"""Makes the what-if report of what was found: one way for the command and for the dashboard."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from approdo import __version__
from approdo.model.calendar import month_text
from approdo.model.engine import model_hash
from approdo.viz.cli.documents import run_section

from .about import about
from .content import content
from .files import FORMATS, file_name, rendered
from .material import Material, materials
from .pieces import Report
from .results import results

if TYPE_CHECKING:
    from approdo.experiments.answer import Comparison
    from approdo.experiments.store import Store


@dataclass(frozen=True, eq=False)
class Made:
    """A report, what its files are called (`stem`), when it was made, and its JSON document."""

    report: Report
    stem: str
    when: datetime
    document: Mapping[str, Any]


def make(material: Material, command: str, language: str, begun: float) -> Made:
    """Return the report of one territory.

    Args:
        material: what was found.
        command: the one that makes this report again.
        language: that of the texts.
        begun: when the work began, of `time.monotonic`.
    """
    now = datetime.now(UTC).replace(microsecond=0)
    report = content(material, command, language, about(now, material.tally))
    document = {
        "approdo": __version__,
        "command": "report",
        "inputs": inputs_of(material, command),
        "results": results(report, material, language),
        "run": {**run_section(material.tally, begun), "written": now.isoformat()},
    }
    return Made(report, f"approdo-report-{material.territory.id}", now, document)


def report_files(
    answer: "Comparison", store: "Store", command: str, language: str, formats: Sequence[str] = FORMATS
) -> dict[str, bytes]:
    """Return the files of the report of a finished comparison by name, one of each format for each territory.

    Args:
        answer: what `compare` returned.
        store: where its runs are.
        command: the one that makes this report again.
        language: that of the texts.
        formats: some of `FORMATS`.

    Raises:
        Failure: there is nothing to report.
    """
    begun = time.monotonic()
    found = {}
    for material in materials(answer, store):
        made = make(material, command, language, begun)
        for ending in formats:
            name = file_name(made.stem, language, ending)
            found[name] = rendered(made.report, language, ending, made.when, made.document)
    return found


def inputs_of(material: Material, command: str) -> dict[str, Any]:
    """Return what was asked, resolved: with the levers' numbers, so that the document stands on its own."""
    scenario = material.scenario
    packages = {each.policy.scenario.package.name: each.policy.scenario for each in material.contrasts}
    return {
        "command_line": command,
        "territory": material.territory.canonical(),
        "packages": {name: each.canonical()["levers"] for name, each in packages.items()},
        "baseline": material.first.base.scenario.canonical()["levers"],
        "start": month_text(scenario.start),
        "months": scenario.months,
        "pairs": material.pairs,
        "seed": material.seed,
        "parameters": material.parameters.canonical(),
        "draws": material.kind,
        "model": model_hash(),
    }
