"""The command `annex`: what was simulated, in the shapes that offices hand in."""

import shlex
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from .asked import Asked, Packages, Pairs, Targets
from .documents import JsonOption
from .guard import guarded
from .options import (
    MONTHS,
    SEED,
    Baseline,
    Months,
    Parameters,
    Posterior,
    Scheduler,
    Seed,
    Start,
    StoreOption,
    Workers,
)
from .papers import EVERY_FORMAT, Formats, Language, To, ended, papers

KINDS: Final = "consiglio, fami or piano-di-zona"


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo annex padova --package ali --kind consiglio --to documents")(guarded(annex))


def annex(
    target: Targets,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=f"{KINDS}.")],
    to: To = None,
    package: Packages = None,
    baseline: Baseline = "none",
    process: Annotated[
        Path | None,
        typer.Option("--process", metavar="FILE.toml", help="Networks, bodies, operators trained, as counted."),
    ] = None,
    language: Language = "it",
    formats: Formats = EVERY_FORMAT,
    start: Start = None,
    months: Months = MONTHS,
    runs: Pairs = None,
    seed: Seed = SEED,
    parameters: Parameters = "prior",
    posterior: Posterior = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
) -> int:
    """Write an annex: a note for the Consiglio territoriale, FAMI headings and indicators, or for the Piano di zona."""
    from approdo.experiments.process_outputs import ProcessOutputs, load_outputs
    from approdo.experiments.store import Store
    from approdo.viz.annex.content import check_kind, content
    from approdo.viz.report.make import inputs_of
    from approdo.viz.report.results import results
    from approdo.viz.report.text import text

    from .progress import progress

    check_kind(kind)
    out = papers(to, language, formats, json_file)
    entered = ProcessOutputs() if process is None else load_outputs(process)
    asked = Asked("annex", target, package or [], baseline, start, months, runs, seed, parameters, posterior)
    asked.check()
    with Store(store) as kept, progress() as told:
        found = asked.materials(kept, workers, scheduler, told)
    more = [] if process is None else ["--process", process.name]
    command = shlex.join([*asked.words(), "--kind", kind, *more, "--language", language, "--to", "documents"])
    made: list[dict[str, Any]] = []
    for material in found:
        document = content(kind, material, entered, command, out.about(material.tally))
        typer.echo(text([section for section in document.sections if section.id == "answer"], language))
        inputs = {**inputs_of(material, command), "kind": kind, "process": _entered(entered)}
        stem = f"approdo-annex-{kind}-{material.territory.id}"
        rows = results(document, material, language)["rows"]
        out.write(document, stem, "annex", inputs, {"rows": rows}, material.tally)
        made.append({**inputs, "rows": rows})
    out.json("annex", {"command_line": command, "kind": kind}, {"annexes": made}, found[0].tally)
    return ended(found[0].tally)


def _entered(entered: Any) -> list[dict[str, Any]]:
    return [{"id": each.id, "planned": each.planned, "reached": each.reached, "source": each.source}
            for each in entered.outputs]  # fmt: skip
