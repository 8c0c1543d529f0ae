"""The command `sweep`: a designed study, resumable."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from .documents import JsonOption, check_writable, run_section, write_json
from .guard import guarded
from .of_study import command, inputs
from .options import Scheduler, StoreOption, StudyFile, Workers
from .tables import table

if TYPE_CHECKING:
    from approdo.experiments.plan import Plan
    from approdo.experiments.study import Study


ONE: Final = {"points": "point", "packages": "package", "territories": "territory", "runs": "run"}


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo sweep study.toml --dry-run")(guarded(sweep))


def sweep(
    study: StudyFile,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say how many runs, how long and how much disk; run nothing.")
    ] = False,
    store: StoreOption = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    json_file: JsonOption = None,
) -> int:
    """Run a designed study; the same command goes on where it was interrupted."""
    from approdo.experiments import sweep_answer
    from approdo.experiments.plan import Plan
    from approdo.experiments.study_file import load_study
    from approdo.experiments.sweep import sweep as run_study

    from .progress import progress

    check_writable(json_file, "--json")
    begun = time.monotonic()
    asked = load_study(study)
    if dry_run:
        return _dry_run(Plan(asked), store, workers, json_file)
    with progress() as told:
        answer = run_study(asked, store=store, workers=workers, scheduler=scheduler, progress=told)
    heads, rows, below = sweep_answer.tell(answer)
    typer.echo(f"{asked.name}: {_size(asked, len(answer.points))}")
    if rows:
        typer.echo(table(heads, rows))
    for line in below:
        typer.echo(line)
    reproduce = command("sweep", study)
    typer.echo(f"Reproduce: {reproduce}")
    results = {**sweep_answer.document(answer), "reproduce": reproduce}
    write_json(json_file, "sweep", inputs(asked), results, run_section(answer.tally, begun))
    return 1 if answer.tally.failed else 0


def _dry_run(plan: "Plan", store: str | None, workers: int | None, json_file: Path | None) -> int:
    from approdo.experiments import cost
    from approdo.experiments.database import choose_url, plain

    found = cost.estimate(plan, store, workers)
    name = plain(choose_url(store))
    typer.echo(f"{plan.study.name}: {_size(plan.study, len(plan.points))} = {found.total:,} runs")
    typer.echo(f"There already: {found.total - found.missing:,}; to compute: {found.missing:,}")
    per_run = found.seconds / found.missing if found.missing else 0.0
    typer.echo(f"Time: about {_duration(found.wall_seconds)} ({found.workers} processes, {per_run:.2g} s a run)")
    room = "unknown (a server)" if found.free is None else cost.size(found.free)
    typer.echo(f"Disk: about {cost.size(found.bytes)} in {name}; free: {room}")
    measured = {
        "runs_found": found.total - found.missing,
        "runs_missing": found.missing,
        "seconds": found.wall_seconds,
        "seconds_of_one_process": found.seconds,
        "bytes": round(found.bytes),
        "bytes_free": found.free,
        "workers": found.workers,
        "store": name,
    }
    counts = {
        "points": len(plan.points),
        "packages": len(plan.study.packages),
        "territories": len(plan.study.territories),
        "runs_per_point": plan.per_point,
        "runs": found.total,
    }
    write_json(json_file, "sweep", inputs(plan.study), counts, measured)
    if not found.fits:
        typer.echo(cost.too_large(found, name), err=True)
        return 1
    return 0


def _size(study: "Study", points: int) -> str:
    counts = (
        (points, "points"),
        (len(study.packages), "packages"),
        (len(study.territories), "territories"),
        (study.runs_per_point, "runs"),
    )
    return " x ".join(f"{count:,} {ONE.get(name, name) if count == 1 else name}" for count, name in counts)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"
