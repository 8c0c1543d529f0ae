"""The command `report`: what a comparison or a study found, as documents."""

import shlex
from pathlib import Path
from typing import Annotated

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
from .papers import EVERY_FORMAT, Formats, Language, ended, papers


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="Example: approdo report padova --package ali --language it --format html,pdf --to reports",
    )(guarded(report))


def report(
    target: Targets,
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the files; it is made if missing.")],
    package: Packages = None,
    baseline: Baseline = "none",
    language: Language = "en",
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
    """Write the what-if report: the answer, what it rests on and what it cannot tell, in documents to hand in."""
    from approdo.experiments.store import Store
    from approdo.viz.report.answer import sentence
    from approdo.viz.report.files import write
    from approdo.viz.report.make import make
    from approdo.viz.report.speech import speak

    from .progress import progress

    out = papers(to, language, formats, json_file)
    asked = Asked("report", target, package or [], baseline, start, months, runs, seed, parameters, posterior)
    asked.check()
    with Store(store) as kept, progress() as told:
        found = asked.materials(kept, workers, scheduler, told)
    # Where the files went is nobody else's business.
    command = shlex.join([*asked.words(), "--language", language, "--to", "reports"])
    documents = []
    for material in found:
        made = make(material, command, language, out.begun)
        for contrast in material.contrasts:
            typer.echo(speak(sentence(contrast), language))
        for path in write(made.report, made.stem, language, out.formats, to, made.when, made.document):
            typer.echo(f"{path}")
        documents.append({**made.document["inputs"], **made.document["results"]})
    inputs = {"command_line": command, "language": language, "formats": list(out.formats)}
    out.json("report", inputs, {"reports": documents}, found[0].tally)
    return ended(found[0].tally)
