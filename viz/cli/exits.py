"""The commands `exits` and `backcast`: an office's own counts, planned ahead and compared with the model."""

import shlex
from pathlib import Path
from typing import Annotated, Final

import typer

from .documents import JsonOption
from .guard import guarded
from .options import SEED, Parameters, Seed
from .papers import EVERY_FORMAT, Formats, Language, To, papers

# The defaults of approdo.calibration.exits, repeated so that --help does not import it (a test compares).
FUTURES: Final = 1000
RUNS: Final = 64


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(
        epilog="Example: approdo exits --template office; approdo exits office --language it --to documents",
    )(guarded(exits))
    app.command(
        epilog="Example: approdo backcast last-year.csv --territory padova --to documents",
    )(guarded(backcast))


def exits(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE|DIR]...", help="The office's tables, or a folder of them.")
    ] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="DIR", help="Write empty tables and a codebook, and end.")
    ] = None,
    futures: Annotated[int, typer.Option(metavar="N", help="Futures, 100 to 100000.")] = FUTURES,
    seed: Seed = SEED,
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    json_file: JsonOption = None,
) -> None:
    """Plan expected exits from an office's presences, decisions, notices and SAI vacancies; places short, and when."""
    from approdo.model.errors import BadInput

    if template is not None:
        if files:
            raise BadInput("exits: --template writes empty tables and reads none. Give one of the two.")
        _template(template)
        return
    if not files:
        raise BadInput("exits: no tables. To begin: approdo exits --template office")
    from approdo.calibration.exits.planner import plan_exits
    from approdo.calibration.exits.reading import read_office
    from approdo.calibration.pilot.problems import listed
    from approdo.viz.exits.plan import content, sentences
    from approdo.viz.report.speech import speak

    out = papers(to, language, formats, json_file)
    office = read_office(files)
    if office.notes:
        typer.echo(f"Worth knowing:\n{listed(office.notes)}", err=True)
    found = plan_exits(office, futures=futures, seed=seed)
    for each in sentences(found):
        typer.echo(speak(each, language))
    names = shlex.join(path.name for path in files)  # where they are is nobody else's business
    command = f"approdo exits {names} --futures {futures} --seed {seed}"
    inputs = {"files": [path.name for path in files], "futures": futures, "seed": seed}
    out.write(content(found, command, out.about()), "approdo-exits", "exits", inputs, {"exits": found.document()})
    out.json("exits", inputs, found.document())


def _template(folder: Path) -> None:
    from approdo.calibration.exits.template import write_template

    for path in write_template(folder):
        typer.echo(path)
    typer.echo("Counts only: no names, no case numbers, no rows about one person.")
    typer.echo(f"Fill in the tables (presences is enough to begin), then: approdo exits {folder}")


def backcast(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Last year's exits and known outcomes, as counts.")],
    territory: Annotated[str, typer.Option("--territory", metavar="T", help="A name or a .toml file.")],
    runs: Annotated[int, typer.Option(metavar="N", help="Runs of the model, from 8.")] = RUNS,
    seed: Seed = SEED,
    parameters: Parameters = "prior",
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    json_file: JsonOption = None,
) -> None:
    """Compare the model with last year's own counts, before any what-if; what is not known is bounded, not dropped."""
    from approdo.calibration.exits.backcast import back_cast
    from approdo.calibration.exits.known import read_last_year
    from approdo.model.engine import model_hash
    from approdo.viz.exits.past import content, sentences
    from approdo.viz.report.speech import speak

    from .progress import progress

    out = papers(to, language, formats, json_file)
    last_year = read_last_year(file)
    with progress() as told:
        found = back_cast(last_year, territory, runs=runs, seed=seed, parameters=parameters, progress=told)
    for each in sentences(found):
        typer.echo(speak(each, language))
    inputs = {
        "file": file.name,
        "territory": found.territory.canonical(),
        "runs": runs,
        "seed": seed,
        "parameters": found.draws.canonical(),
        "model": model_hash(),
    }
    stem = f"approdo-backcast-{found.territory.id}"
    out.write(content(found, out.about()), stem, "backcast", inputs, {"backcast": found.document()})
    out.json("backcast", inputs, found.document())
