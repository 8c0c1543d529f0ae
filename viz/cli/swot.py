"""The command `swot`: the profile of a territory by rule, or of all of them side by side."""

import shlex
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption
from .guard import guarded
from .options import SEED, Scheduler, Seed, StoreOption, Workers
from .papers import EVERY_FORMAT, Formats, Language, Papers, To, ended, papers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from approdo.experiments.swot.profile import Place
    from approdo.experiments.swot.survey import Survey

RUNS = 16  # of approdo.experiments.swot.survey, repeated so that --help does not import it (a test compares)


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo swot foggia --language it --to reports; all: approdo swot --all")(
        guarded(swot)
    )


def swot(
    territory: Annotated[
        str | None, typer.Argument(metavar="[TERRITORY]", help="A name or a .toml file; none: all, side by side.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All territories side by side.")] = False,
    answers: Annotated[
        str | None,
        typer.Option("--answers", metavar="FILE.toml", help="A self-assessment, whose scores become internal lines."),
    ] = None,
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    runs: Annotated[int, typer.Option(metavar="N", help="Runs of each territory's baseline.")] = RUNS,
    seed: Seed = SEED,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
) -> int:
    """Profile a territory: strengths, weaknesses, opportunities, threats by rule, and which packages to try."""
    from approdo.experiments.swot.survey import survey
    from approdo.model.errors import BadInput

    from .progress import progress

    wanted = papers(to, language, formats, json_file)
    if every and territory:
        raise BadInput(f"swot {territory} --all: give a territory, or --all.")
    if answers and territory is None:
        raise BadInput("--answers: a self-assessment belongs to one territory; give its name too.")
    own = _own(answers)
    with progress() as told:
        found = survey(
            [territory] if territory else [],
            own,
            runs=runs,
            seed=seed,
            store=store,
            workers=workers,
            scheduler=scheduler,
            progress=told,
        )
    command = ["approdo", "swot", territory or "--all", *(["--answers", answers] if answers else [])]
    command += ["--runs", str(runs), "--seed", str(seed), "--language", language, "--to", "reports"]
    return _answer(found, shlex.join(command), territory is not None, wanted)


def _own(answers: str | None) -> "Sequence[Place]":
    if answers is None:
        return ()
    from approdo.experiments.assess.answers import load_answers
    from approdo.experiments.assess.scoring import score
    from approdo.experiments.swot.assessed import assessed_places

    return assessed_places(score(load_answers(answers)))


def _answer(found: "Survey", command: str, one: bool, wanted: Papers) -> int:
    from approdo.experiments.swot.document import results
    from approdo.viz.report.reproduce import run
    from approdo.viz.report.text import text
    from approdo.viz.swot import every
    from approdo.viz.swot import one as single

    page = single if one else every
    document = page.content(found, command, run(wanted.about(found.tally)))
    typer.echo(text(page.summary(found), wanted.language))
    inputs, made = _inputs(found, command, wanted), results(found)
    name = found.profiles[0].territory.id if one else "all"
    wanted.write(document, f"approdo-swot-{name}", "swot", inputs, made, found.tally)
    wanted.json("swot", inputs, made, found.tally)
    return ended(found.tally)


def _inputs(found: "Survey", command: str, wanted: Papers) -> dict[str, Any]:
    from approdo.model.engine import model_hash

    request = found.summary.request
    return {
        "command_line": command,
        "language": wanted.language,
        "territories": {arms[0].territory.id: arms[0].territory.canonical() for arms in request.scenarios},
        "months": request.months,
        "runs": request.runs,
        "seed": request.seed,
        "parameters": request.parameters.canonical(),
        "model": model_hash(),
    }
