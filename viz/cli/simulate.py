"""Commands that simulate: `compare` and `run`."""

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption, check_writable, run_section, write_json
from .guard import guarded
from .options import (
    MONTHS,
    RUNS,
    SEED,
    Baseline,
    Months,
    Moves,
    Runs,
    Scheduler,
    Seed,
    Start,
    StoreOption,
    Territories,
    Thin,
    Workers,
)

if TYPE_CHECKING:
    from approdo.experiments.answer import Comparison
    from approdo.experiments.parameter_draws import ParameterDraws
    from approdo.experiments.request import Request


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="Example: approdo compare padova --package ali --months 36 --runs 64 --seed 1")(guarded(compare))
    app.command(epilog="Example: approdo run padova --package none --months 24 --runs 16")(guarded(run))


def compare(
    territory: Territories = None,
    package: Annotated[
        list[str] | None, typer.Option("--package", metavar="P", help="A name or a .toml file; may be repeated.")
    ] = None,
    baseline: Baseline = "none",
    start: Start = None,
    months: Months = MONTHS,
    runs: Annotated[
        int | None,
        typer.Option(metavar="N", help="Pairs of runs; default 64, or at most 4096 with --precision or --minutes."),
    ] = None,
    seed: Seed = SEED,
    parameters: Annotated[
        str,
        typer.Option(
            metavar="WHICH", help="prior: each run draws the assumptions from their ranges; fixed: as they are."
        ),
    ] = "prior",
    posterior: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Draw what was fitted from a posterior of approdo calibrate (an id or a folder); the rest as above.",
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(metavar="P", help="Stop when the difference is known this well: 5%, or 0.1 in its unit."),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(metavar="M", help="Stop after this time, with the best answer so far.")
    ] = None,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    details: Annotated[
        bool, typer.Option("--details", help="Print more: every pair, groups, who gains and who loses, pairing.")
    ] = False,
    moves: Moves = False,
    thin: Thin = False,
    json_file: JsonOption = None,
    figure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to draw (.png, .svg, .pdf); default: approdo-TERRITORY-PACKAGE.png."),
    ] = None,
    no_figure: Annotated[bool, typer.Option("--no-figure", help="Draw nothing.")] = False,
) -> int:
    """Compare packages with a baseline, run by run with the same luck: the main job."""
    from approdo.experiments.compare import compare as compare_packages
    from approdo.viz.figures.saving import check_format

    from .progress import progress
    from .tables import columns

    check_writable(json_file, "--json")
    if not no_figure:
        check_format(figure)
        check_writable(figure or Path("approdo.png"), "--figure")
    begun = time.monotonic()
    with progress() as told:
        answer = compare_packages(
            territory or [],
            package or [],
            baseline,
            months=months,
            runs=runs,
            seed=seed,
            start=start,
            store=store,
            workers=workers,
            scheduler=scheduler,
            progress=told,
            parameters=parameters if posterior is None else _posterior(posterior, seed, parameters),
            precision=precision,
            minutes=minutes,
            moves=moves,
        )
    typer.echo(answer.text(details, thin, columns()))
    inputs = {**_inputs(answer.request), "baseline": baseline}
    ran = {**run_section(answer.tally, begun), "ended": answer.ended or None}
    write_json(json_file, "compare", inputs, answer.document(thin), ran)
    if not no_figure:
        for path in _draw(answer, figure):
            typer.echo(f"Figure: {path}")
    return 1 if answer.tally.failed else 0


def run(
    territory: Territories = None,
    package: Annotated[str, typer.Option("--package", metavar="P", help="A name or a .toml file.")] = "none",
    start: Start = None,
    months: Months = MONTHS,
    runs: Runs = RUNS,
    seed: Seed = SEED,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    moves: Moves = False,
    thin: Thin = False,
    json_file: JsonOption = None,
) -> int:
    """Simulate one package and summarise what its world looks like."""
    from approdo.experiments.summary import simulate

    from .progress import progress

    check_writable(json_file, "--json")
    begun = time.monotonic()
    with progress() as told:
        answer = simulate(
            territory or [],
            package,
            months=months,
            runs=runs,
            seed=seed,
            start=start,
            store=store,
            workers=workers,
            scheduler=scheduler,
            progress=told,
            moves=moves,
        )
    typer.echo(answer.text(thin))
    write_json(json_file, "run", _inputs(answer.request), answer.document(), run_section(answer.tally, begun))
    return 1 if answer.tally.failed else 0


def _posterior(name: str, seed: int, parameters: str) -> "ParameterDraws":
    from approdo.calibration.posterior import load_posterior
    from approdo.experiments.parameter_draws import read_draws

    read_draws(parameters, seed)  # says what may stand there
    return load_posterior(name).for_comparison(seed, parameters, name)


def _inputs(request: "Request") -> dict[str, Any]:
    """Return what was asked, resolved: with the levers' numbers, so that the document stands on its own."""
    from approdo.model.calendar import month_text
    from approdo.model.engine import model_hash

    packages = {scenario.package.id: scenario for scenario in request.scenarios[0]}
    return {
        "territories": {arms[0].territory.id: arms[0].territory.canonical() for arms in request.scenarios},
        "packages": {name: scenario.canonical()["levers"] for name, scenario in packages.items()},
        "start": {arms[0].territory.id: month_text(arms[0].start) for arms in request.scenarios},
        "months": request.months,
        "runs": request.runs,
        "seed": request.seed,
        "parameters": request.parameters.canonical(),
        "parameter_draws": request.draws.canonical(),
        "moves": request.moves,
        "model": model_hash(),
    }


def _draw(answer: "Comparison", wanted: Path | None) -> list[Path]:
    """Draw one figure for each territory and package."""
    from approdo.viz.figures.ethos_light import compute, draw
    from approdo.viz.figures.saving import save

    paths = []
    for contrast in answer.contrasts:
        name = f"{contrast.policy.territory.id}-{contrast.policy.id}"
        safe = re.sub(r"[^A-Za-z0-9_-]+", "-", name)
        path = wanted or Path(f"approdo-{safe}.png")
        if wanted is not None and len(answer.contrasts) > 1:
            path = wanted.with_name(f"{wanted.stem}-{safe}{wanted.suffix}")
        axes = draw(compute(contrast, answer.request.seed))
        save(next(iter(axes.values())), path)
        paths.append(path)
    return paths
