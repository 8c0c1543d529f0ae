"""The command `assess`: a project's answers scored, compared over time, and run in a territory."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption, check_writable, write_whole
from .guard import guarded
from .options import MONTHS, RUNS, SEED, Months, Scheduler, Seed, Start, StoreOption, Workers
from .papers import EVERY_FORMAT, Formats, Language, Papers, To, ended, papers

if TYPE_CHECKING:
    from approdo.experiments.assess.answers import Answers
    from approdo.experiments.assess.over_time import OverTime
    from approdo.experiments.assess.steps import Trial


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="Example: approdo assess --template answers.toml; fill it in; "
        "approdo assess answers.toml --territory padova --to reports",
    )(guarded(assess))


def assess(
    answers: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ANSWERS.toml]...", help="Files of answers; several are compared by date."),
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE.toml", help="Write an empty file of answers.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="With --template: write over a file of this name.")
    ] = False,
    territory: Annotated[
        str | None,
        typer.Option("--territory", metavar="T", help="Run the newest answers there, and each item one level higher."),
    ] = None,
    package: Annotated[
        Path | None,
        typer.Option("--package-file", metavar="FILE.toml", help="Write the package that the newest answers map to."),
    ] = None,
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    start: Start = None,
    months: Months = MONTHS,
    runs: Annotated[int, typer.Option(metavar="N", help="Pairs of runs of each item.")] = RUNS,
    seed: Seed = SEED,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
) -> int:
    """Assess a project: scores by dimension, what would lift them, and what its answers would do in a territory."""
    from approdo.experiments.assess.answers import load_answers
    from approdo.experiments.assess.over_time import over_time
    from approdo.model.errors import BadInput

    wanted = papers(to, language, formats, json_file)
    if template is not None:
        if answers or territory or package:
            raise BadInput("--template: it writes an empty file; give it alone, with --language if you like.")
        return _template(template, replace, wanted)
    if not answers:
        if territory or package or to:
            raise BadInput("assess: no file of answers given. An empty one: approdo assess --template answers.toml")
        return _questions(wanted)
    check_writable(package, "--package-file")
    found = over_time(_all(answers, load_answers))
    trial = None
    if package is not None:
        _write_package(found, package)
    command = ["approdo", "assess", *(Path(each).name for each in answers)]  # where they lie is nobody else's business
    if territory is not None:
        trial = _run(
            found,
            territory,
            {"months": months, "runs": runs, "seed": seed, "start": start},
            {"store": store, "workers": workers, "scheduler": scheduler},
        )
        command += ["--territory", territory, *(["--start", start] if start else [])]
        command += ["--months", str(months), "--runs", str(runs), "--seed", str(seed)]
    return _answer(found, trial, shlex.join([*command, "--language", language, "--to", "reports"]), wanted)


def _all(names: list[str], load: Any) -> "list[Answers]":
    """Read every file; what is wrong with any of them is told at once."""
    from approdo.model.errors import BadInput

    found, wrong = [], []
    for name in names:
        try:
            found.append(load(name))
        except BadInput as error:
            wrong.append(str(error))
    if wrong:
        raise BadInput("\n".join(wrong))
    return found


def _template(path: Path, replace: bool, wanted: Papers) -> int:
    from approdo.experiments.assess.answers import template
    from approdo.model.errors import BadInput

    if path.exists() and not replace:
        raise BadInput(f"--template {path}: this file is there already. Choose another name, or add --replace.")
    check_writable(path, "--template")
    write_whole(path, template(wanted.language, wanted.now.date()).encode(), "--template")
    typer.echo(f"Written: {path}")
    wanted.json("assess", {"template": str(path), "language": wanted.language}, _questionnaire())
    return 0


def _questions(wanted: Papers) -> int:
    from approdo.experiments.assess.questionnaire import questionnaire
    from approdo.viz.report.pieces import Told
    from approdo.viz.report.speech import speak

    asked = questionnaire()
    typer.echo(speak(Told(asked, "about"), wanted.language))
    for dimension in asked.dimensions:
        typer.echo(f"\n{speak(Told(dimension), wanted.language)}")
        for item in asked.of(dimension.id):
            typer.echo(f"  {item.id:<18} {speak(Told(item, 'text'), wanted.language)}")
    typer.echo("\nAn empty file of answers: approdo assess --template answers.toml")
    wanted.json("assess", {"language": wanted.language}, _questionnaire())
    return 0


def _questionnaire() -> dict[str, Any]:
    from approdo.experiments.assess.document import questions

    return {"questionnaire": questions()}


def _write_package(found: "OverTime", path: Path) -> None:
    from approdo.experiments.assess.mapping import package_of
    from approdo.viz.dashboard.package_file import package_text

    answers = found.last.answers
    made = package_of(answers, path.stem, answers.name)
    write_whole(path, package_text(made).encode(), "--package-file")
    typer.echo(f"Written: {path}")


def _run(found: "OverTime", territory: str, asked: dict[str, Any], around: dict[str, Any]) -> "Trial":
    from approdo.experiments.assess.steps import try_answers

    from .progress import progress

    with progress() as told:
        return try_answers(found.last.answers, territory, **asked, **around, progress=told)


def _answer(found: "OverTime", trial: "Trial | None", command: str, wanted: Papers) -> int:
    from approdo.experiments.assess.document import given, results
    from approdo.viz.assess.content import content, summary
    from approdo.viz.report.text import text

    tally = None if trial is None else trial.tally
    typer.echo(text(summary(found, trial), wanted.language))
    inputs = {
        "command_line": command,
        "answers": [given(each.answers) for each in found.scores],
        "language": wanted.language,
        "simulated": None if trial is None else _simulated(trial),
    }
    made = results(found, trial)
    document = content(found, trial, command, wanted.about(tally))
    wanted.write(document, f"approdo-assess-{found.last.answers.name}", "assess", inputs, made, tally)
    wanted.json("assess", inputs, made, tally)
    missing = found.last.answers.missing
    if missing:
        typer.echo(
            f"{found.last.answers.source}: items not answered: {len(missing)} of {len(found.last.asked.items)} "
            f"({', '.join(missing)}); the scores are bounds until they are.",
            err=True,
        )
    failed = 0 if tally is None else ended(tally)
    return 1 if missing else failed


def _simulated(trial: "Trial") -> dict[str, Any]:
    from approdo.model.calendar import month_text
    from approdo.model.engine import model_hash

    request = trial.comparison.request
    scenario = trial.comparison.contrasts[0].base.scenario
    return {
        "territory": trial.territory.canonical(),
        "start": month_text(scenario.start),
        "months": request.months,
        "runs": request.runs,
        "seed": request.seed,
        "package": [lever.canonical() for lever in trial.package.levers],
        "parameters": request.parameters.canonical(),
        "parameter_draws": request.draws.canonical(),
        "model": model_hash(),
    }
