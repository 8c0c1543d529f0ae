"""The command `report`: what a comparison or a study found, as documents."""

import shlex
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .asked import Asked
from .documents import JsonOption, check_writable, run_section, write_json
from .guard import guarded
from .options import MONTHS, SEED, Months, Scheduler, Seed, Start, StoreOption, Workers

if TYPE_CHECKING:
    from approdo.viz.report.material import Material


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="Example: approdo report padova --package ali --language it --format html,pdf --to reports",
    )(guarded(report))


def report(
    target: Annotated[
        list[str], typer.Argument(metavar="TERRITORY...|STUDY.toml", help="Territories, or the file of one study.")
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Folder for the files; it is made if missing.")],
    package: Annotated[
        list[str] | None,
        typer.Option("--package", metavar="P", help="A name or a .toml file; default: those that name the territory."),
    ] = None,
    baseline: Annotated[str, typer.Option(metavar="P", help="What the packages are compared with.")] = "none",
    language: Annotated[str, typer.Option(metavar="L", help="en or it.")] = "en",
    formats: Annotated[
        str, typer.Option("--format", metavar="LIST", help="Any of html,pdf,docx,csv,json.")
    ] = "html,pdf,docx,csv,json",
    start: Start = None,
    months: Months = MONTHS,
    runs: Annotated[int | None, typer.Option(metavar="N", help="Pairs of runs; default 64.")] = None,
    seed: Seed = SEED,
    parameters: Annotated[
        str, typer.Option(metavar="WHICH", help="prior: each run draws the assumptions; fixed: as they are.")
    ] = "prior",
    posterior: Annotated[
        str | None, typer.Option(metavar="ID", help="Draw the parameters from a posterior of approdo calibrate.")
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
) -> int:
    """Write the what-if report: the answer, what it rests on and what it cannot tell, in documents to hand in."""
    from approdo.experiments.store import Store
    from approdo.viz.report.files import check_folder, read_formats
    from approdo.viz.words import words

    from .progress import progress

    words(language)
    wanted = read_formats(formats)
    check_writable(json_file, "--json")
    begun = time.monotonic()
    asked = Asked("report", target, package or [], baseline, start, months, runs, seed, parameters, posterior)
    asked.check()
    check_folder(to)
    with Store(store) as kept, progress() as told:
        found = asked.materials(kept, workers, scheduler, told)
    # Where the files went is nobody else's business.
    command = shlex.join([*asked.words(), "--language", language, "--to", "reports"])
    return _write(found, command, language, wanted, to, begun, json_file)


def _write(
    found: "list[Material]",
    command: str,
    language: str,
    formats: tuple[str, ...],
    to: Path,
    begun: float,
    json_file: Path | None,
) -> int:
    from approdo.viz.report.answer import sentence
    from approdo.viz.report.files import write
    from approdo.viz.report.make import make
    from approdo.viz.report.speech import speak

    documents = []
    for material in found:
        made = make(material, command, language, begun)
        for contrast in material.contrasts:
            typer.echo(speak(sentence(contrast), language))
        for path in write(made.report, made.stem, language, formats, to, made.when, made.document):
            typer.echo(f"{path}")
        if json_file is not None:
            documents.append({**made.document["inputs"], **made.document["results"]})
    inputs = {"command_line": command, "language": language, "formats": list(formats)}
    write_json(json_file, "report", inputs, {"reports": documents}, run_section(found[0].tally, begun))
    return 1 if found[0].tally.failed else 0
