"""The command `guidelines`: when to start a plan before the exit, which supports come first, and the caseload."""

from typing import Annotated, Final

import typer

from .documents import JsonOption
from .guard import guarded
from .options import SEED, Parameters, Scheduler, Seed, Start, StoreOption, Workers
from .papers import EVERY_FORMAT, Formats, Language, To, ended, papers

# The defaults of approdo.experiments.guidelines, repeated so that --help does not import it (a test compares).
MONTHS: Final = 36
RUNS: Final = 32
STEPS: Final = 4


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="Example: approdo guidelines padova --profile sex=male,permit=refugee --language it --to documents",
    )(guarded(guidelines))


def guidelines(
    territory: Annotated[str, typer.Argument(metavar="TERRITORY", help="A name or a .toml file.")],
    profile: Annotated[
        str, typer.Option(metavar="TRAIT=GROUP,...", help="Who it is about; default: everybody with a permit.")
    ] = "",
    months: Annotated[int, typer.Option(metavar="N", help="Recorded months, 24 to 120.")] = MONTHS,
    runs: Annotated[int, typer.Option(metavar="N", help="Runs of each option; more runs, narrower intervals.")] = RUNS,
    seed: Seed = SEED,
    start: Start = None,
    steps: Annotated[int, typer.Option(metavar="N", min=1, help="Supports in the order, at most.")] = STEPS,
    parameters: Parameters = "prior",
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    json_file: JsonOption = None,
) -> int:
    """Write guidelines for the exit from reception, from designed experiments: start, order of supports, caseload."""
    from approdo.experiments.guidelines.answer import guidelines as find
    from approdo.model.calendar import month_text
    from approdo.model.engine import model_hash
    from approdo.viz.guidelines.content import content, sentences
    from approdo.viz.report.speech import speak

    from .progress import progress

    out = papers(to, language, formats, json_file)
    with progress() as told:
        found = find(
            territory,
            profile,
            months=months,
            runs=runs,
            seed=seed,
            start=start,
            steps=steps,
            store=store,
            workers=workers,
            scheduler=scheduler,
            progress=told,
            parameters=parameters,
        )
    for each in sentences(found):
        typer.echo(speak(each, language))
    if found.thin:
        typer.echo(f"* {found.territory.name}: thin, even the number of leavers is a judgement or imputed.")
    typer.echo(f"Reproduce: {found.command}")
    inputs = {
        "territory": found.territory.canonical(),
        "profile": found.profile.text or None,
        "start": month_text(found.start),
        "months": months,
        "runs": runs,
        "seed": seed,
        "steps": steps,
        "parameters": found.draws.canonical(),
        "model": model_hash(),
    }
    results = {"guidelines": found.document()}
    stem = f"approdo-guidelines-{found.territory.id}"
    out.write(content(found, out.about(found.tally)), stem, "guidelines", inputs, results, found.tally)
    out.json("guidelines", inputs, found.document(), found.tally)
    return ended(found.tally)
