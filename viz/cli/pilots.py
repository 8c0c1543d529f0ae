"""The command `pilots`: the actions of projects as pilots, in several places, with one protocol."""

from typing import Annotated, Final

import typer

from .documents import JsonOption
from .guard import guarded
from .options import SEED, Parameters, Scheduler, Seed, Start, StoreOption, Territories, Workers
from .papers import EVERY_FORMAT, Formats, Language, To, ended, papers

# The defaults of approdo.experiments.pilots, repeated so that --help does not import it (a test compares).
MONTHS: Final = 36
PILOT_MONTHS: Final = 12
RUNS: Final = 32
PACKAGE: Final = "integras"


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(
        epilog="Example: approdo pilots --to documents; approdo pilots parma bologna padova --package integras",
    )(guarded(pilots))


def pilots(
    territory: Territories = None,
    package: Annotated[
        list[str] | None,
        typer.Option("--package", metavar="P", help=f"Whose actions are the pilots; default: {PACKAGE}."),
    ] = None,
    profile: Annotated[
        str,
        typer.Option(metavar="TRAIT=GROUP,...", help="Whom all pilots are about; default: everybody with a permit."),
    ] = "",
    months: Annotated[int, typer.Option(metavar="N", help="Recorded months, 36 to 120.")] = MONTHS,
    pilot_months: Annotated[int, typer.Option(metavar="N", help="For which pilots take people.")] = PILOT_MONTHS,
    runs: Annotated[int, typer.Option(metavar="N", help="Pairs of runs in each place.")] = RUNS,
    seed: Seed = SEED,
    start: Start = None,
    parameters: Parameters = "prior",
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    json_file: JsonOption = None,
) -> int:
    """Compare pilots in several places with one protocol: what transfers, and recommendations with their evidence."""
    from approdo.experiments.pilots.answer import compare_pilots
    from approdo.model.calendar import month_text
    from approdo.model.engine import model_hash
    from approdo.viz.pilots.content import content, sentences, thin_sentence
    from approdo.viz.report.speech import speak

    from .progress import progress

    out = papers(to, language, formats, json_file)
    with progress() as told:
        found = compare_pilots(
            territory or [],
            package or [PACKAGE],
            profile,
            months=months,
            pilot_months=pilot_months,
            runs=runs,
            seed=seed,
            start=start,
            store=store,
            workers=workers,
            scheduler=scheduler,
            progress=told,
            parameters=parameters,
        )
    for each in sentences(found):
        typer.echo(speak(each, language))
    if len(found.counted) < len(found.territories):
        typer.echo(f"* {speak(thin_sentence(found), language)}")
    typer.echo(f"Reproduce: {found.command}")
    inputs = {
        "territories": {place.id: place.canonical() for place in found.territories},
        "pilots": {each.id: each.package.levers[0].canonical() for each in found.pilots},
        "profile": found.protocol.profile.text or None,
        "start": {arms[0].territory.id: month_text(arms[0].start) for arms in found.request.scenarios},
        "months": months,
        "pilot_months": pilot_months,
        "runs": runs,
        "seed": seed,
        "parameters": found.draws.canonical(),
        "model": model_hash(),
    }
    results = {"pilots": found.document()}
    out.write(content(found, out.about(found.tally)), "approdo-pilots", "pilots", inputs, results, found.tally)
    out.json("pilots", inputs, found.document(), found.tally)
    return ended(found.tally)
