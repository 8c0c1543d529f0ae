"""The command `approdo calibrate`: a posterior from pilot data, and whether it is any good."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .tables import table

if TYPE_CHECKING:
    from approdo.calibration.answer import Answer

RUNS: Final = 1000
PACKAGE: Final = "inside-aut"


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo calibrate my-pilot --territory padova --free hosts.uptake --runs 1000")(
        guarded(calibrate)
    )


def calibrate(
    pilot: Annotated[str, typer.Argument(metavar="DIR", help="Folder of a pilot, or the name of an imported one.")],
    territory: Annotated[
        list[str] | None, typer.Option("--territory", metavar="T", help="Of the data; may be repeated; none: all.")
    ] = None,
    free: Annotated[
        list[str] | None,
        typer.Option("--free", metavar="NAMES", help="Parameters to fit, with commas; may be repeated."),
    ] = None,
    package: Annotated[str, typer.Option("--package", metavar="P", help="What the pilot did.")] = PACKAGE,
    runs: Annotated[int, typer.Option(metavar="N", help="Runs in all; from 4000 there is a second round.")] = RUNS,
    minutes: Annotated[float | None, typer.Option(metavar="M", help="Stop simulating after this long.")] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same results.")] = 1,
    workers: Annotated[int | None, typer.Option(metavar="N", help="Processes; default: one per processor.")] = None,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where runs and posteriors are kept; default: the user's data folder."),
    ] = None,
    figures: Annotated[Path | None, typer.Option(metavar="DIR", help="Draw three figures into this folder.")] = None,
    small: Annotated[int, typer.Option(metavar="K", help="Counts of people below are hidden; from 5 up.")] = 5,
    json_file: JsonOption = None,
) -> int:
    """Fit the model to pilot data, on this machine: what they say, what they cannot tell, how far to trust it."""
    from approdo.calibration.answer import calibrate_pilot
    from approdo.calibration.pilot.months import months_of
    from approdo.calibration.pilot.pilots import kept_pilots, open_pilot, record_export, releases
    from approdo.calibration.pilot.suppress import check_k
    from approdo.calibration.priors import DEFAULT_FREE
    from approdo.calibration.rounds import Budget
    from approdo.experiments.package import load_package
    from approdo.experiments.scenario import validate_run
    from approdo.model.errors import BadInput

    from .progress import progress

    check_writable(json_file, "--json")
    if figures is not None:
        check_writable(figures / "fit.png", "--figures")
    validate_run(1, seed=seed)
    check_k(small)
    opened = open_pilot(pilot)
    if opened.aggregate:
        raise BadInput(f"{pilot}: these are published shares; calibrate needs the tables of people.")
    data = months_of(opened)
    kept = data.name in {each.name for each in kept_pilots() if each.digest == data.digest}
    names = [name.strip() for each in free or [] for name in each.split(",") if name.strip()]
    budget = Budget(runs, minutes, workers if workers is not None else _processors())
    begun = time.monotonic()
    with progress() as told, _interruptible() as stopped:
        answer = calibrate_pilot(
            data,
            load_package(package),
            budget,
            territories=territory or [],
            free=names or DEFAULT_FREE,
            seed=seed,
            root=keep,
            small=small,
            earlier=releases(data.name) if kept else (),
            progress=told,
            stopped=stopped,
        )
    typer.echo(said(answer))
    hidden = sum(row.data is None for row in answer.rows)
    for target in [path.name for path in (json_file, figures) if path is not None] or ["terminal"]:
        what = f"calibration, shares beside the fit, k = {small}"
        release, digest = (answer.release, None) if kept else (None, data.digest)
        record_export(data.name, what, target, len(answer.rows), hidden, release, digest)
    if figures is not None:
        for path in draw(answer, figures):
            typer.echo(f"Figure: {path}")
    inputs = {
        "data": data.digest,
        "territories": territory,
        "free": names,
        "package": package,
        "runs": runs,
        "seed": seed,
    }
    spent = {"seconds": round(time.monotonic() - begun, 3), "minutes": minutes, "workers": budget.workers}
    write_json(json_file, "calibrate", inputs, answer.document(), spent)
    return 0


def said(answer: "Answer") -> str:
    """Return the answer as text: the verdict, what was learned, sim / data / error, what to collect next."""
    document, checks = answer.posterior.document, answer.posterior.document["checks"]
    source = "synthetic pilot (about nobody)" if document["data"]["synthetic"] else "pilot"
    lines = [
        f"Posterior {answer.posterior.id}: {checks['verdict'].upper()}",
        *(f"  {reason}" for reason in checks["reasons"]),
        f"{document['data']['people']} people of a {source} in {', '.join(document['data']['territories'])}, "
        f"{document['data']['months']} months; {document['runs']} runs.",
    ]
    if document["runs"] < answer.runs_asked and document["rounds"] == 1:
        lines.append(f"{answer.runs_asked} runs were asked for: the same command goes on from here.")
    heads = ("free number", "prior", "posterior, 90 %", "median", "contraction")
    rows = [
        [
            row["name"], f"{row['prior_low']:g} to {row['prior_high']:g}", f"{row['low']:.3g} to {row['high']:.3g}",
            f"{row['median']:.3g}", f"{row['contraction']:.0%}" if row["updated"] else "not updated",
        ]
        for row in document["parameters"]
    ]  # fmt: skip
    lines += ["", table(heads, rows), "", "Share of known months, by part of the observation:"]
    shown = ("outcome", "who", "part", "sim", "90 %", "data", "error")
    rows = [
        [
            row.outcome, row.who, str(row.part), f"{row.sim:.3f}", f"{row.low:.2f} to {row.high:.2f}",
            ":c" if row.data is None else f"{row.data:.3f}", ":c" if row.error is None else f"{row.error:+.3f}",
        ]
        for row in answer.rows
    ]  # fmt: skip
    lines.append(table(shown, rows))
    if any(row.data is None for row in answer.rows):
        lines.append(":c = hidden: few people stand behind it, or behind what it would give away.")
    lines += [
        "",
        f"Checks: 90 % intervals held the truth in {checks['coverage']:.1%} of {checks['left_out']} trials; "
        f"misfit p = {checks['misfit_p']:.3f}; ranks p = {checks['rank_p']:.3f}; broken runs {checks['failed']:.1%}.",
        *(f"Warning: {warning}." for warning in checks["warnings"]),
        "",
        "Which data to collect next (expected narrowing of the model's free numbers, beyond these data):",
        *(f"  {offer.gain:+.1%}  {offer.words}" for offer in answer.offers[:-1]),
        "",
        f"Kept in {answer.folder}; use it: approdo compare TERRITORY --package P --posterior {answer.posterior.id}",
    ]
    return "\n".join(lines)


def draw(answer: "Answer", folder: Path) -> list[Path]:
    """Draw the three figures into a folder."""
    from approdo.viz.figures.calibration import NAMES, draw_contraction, draw_fit, draw_ranks
    from approdo.viz.figures.saving import save

    document: dict[str, Any] = answer.posterior.document
    axes = (draw_fit(document)[0], draw_contraction(document), draw_ranks(document)[0])
    paths = [folder / f"{name}.png" for name in NAMES]
    for path, each in zip(paths, axes, strict=True):
        save(each, path)
    return paths


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl-C into "fit what is done"; the second one ends the command."""
    event = threading.Event()

    def hear(*_: object) -> None:
        if event.is_set():
            raise KeyboardInterrupt
        event.set()
        typer.echo("Stopping: what is done is fitted (Ctrl-C again: end at once; the runs are kept).", err=True)

    if threading.current_thread() is not threading.main_thread():
        yield event.is_set
        return
    before = signal.signal(signal.SIGINT, hear)
    try:
        yield event.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _processors() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
