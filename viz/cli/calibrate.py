"""The command `approdo calibrate`: a posterior from pilot data, and whether it is any good."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .calibrate_text import said, valued
from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .options import StoreOption
from .pilot import PilotsOption

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
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the figures: en or it.")] = "en",
    truth: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Of a synthetic pilot: show what is true beside the posterior.")
    ] = None,
    small: Annotated[int, typer.Option(metavar="K", help="Counts of people below are hidden; from 5 up.")] = 5,
    decide: Annotated[
        str | None, typer.Option(metavar="P", help="Also say what knowing more is worth when deciding on a package.")
    ] = None,
    price: Annotated[float, typer.Option(metavar="EUR", help="For --decide: of a homeless month averted.")] = 1000.0,
    pairs: Annotated[int, typer.Option(metavar="N", help="For --decide: pairs of worlds.")] = 200,
    pilots: PilotsOption = None,
    store: StoreOption = None,
    json_file: JsonOption = None,
) -> int:
    """Fit the model to pilot data, on this machine: what they say, what they cannot tell, how far to trust it."""
    from approdo.calibration.answer import Asked, calibrate_pilot, calibrate_shares
    from approdo.calibration.pilot.aggregate import aggregate_of
    from approdo.calibration.pilot.months import PilotMonths, months_of
    from approdo.calibration.pilot.pilots import open_pilot, record_export, releases
    from approdo.calibration.pilot.suppress import check_k
    from approdo.calibration.pilot.truth import beside, read_truth
    from approdo.calibration.predict import HIDDEN
    from approdo.calibration.priors import DEFAULT_FREE
    from approdo.calibration.rounds import Budget
    from approdo.calibration.worth import Decision, worth
    from approdo.experiments.package import load_package
    from approdo.experiments.scenario import validate_run
    from approdo.model.errors import BadInput
    from approdo.viz.words import words

    from .progress import progress

    check_writable(json_file, "--json")
    if figures is not None:
        check_writable(figures / "fit.png", "--figures")
    words(language)
    validate_run(1, seed=seed)
    check_k(small)
    decided = None if decide is None else Decision(load_package(decide), (), price, pairs, seed=seed)
    opened = open_pilot(pilot, pilots)
    data = aggregate_of(opened) if opened.aggregate else months_of(opened)
    if truth is not None and not data.synthetic:
        raise BadInput(f"--truth: {pilot} is no synthetic pilot; of people who exist nobody knows the truth.")
    known = None if truth is None else read_truth(truth)
    names = [name.strip() for each in free or [] for name in each.split(",") if name.strip()]
    budget = Budget(runs, minutes, workers if workers is not None else _processors())
    begun = time.monotonic()
    with progress() as told, _interruptible() as stopped:
        asked = Asked(load_package(package), budget, territory or [], names or DEFAULT_FREE, seed, keep, told, stopped)
        if isinstance(data, PilotMonths):
            answer = calibrate_pilot(data, asked, small=small, earlier=releases(data.digest, pilots))
        else:
            answer = calibrate_shares(data, asked)
    hidden = sum(row.why == HIDDEN for row in answer.rows)
    what, release = f"calibration, shares beside the fit, k = {small}", answer.release
    for target in ("terminal", *(path.name for path in (json_file, figures) if path is not None)):
        record_export(data.name, what, target, len(answer.rows), hidden, release, data.digest, pilots)
        release = None  # remembered once
    rows = answer.posterior.document["parameters"]
    true = None if known is None else beside(rows, {"territories.spread": 0.0, **known})
    typer.echo(said(answer, true))
    value = None
    if decided is not None:
        there = replace(decided, territories=tuple(answer.posterior.document["data"]["territories"]))
        with progress() as told:
            value = worth(answer.posterior, there, store=store, workers=budget.workers, progress=told)
        typer.echo(valued(value))
    if figures is not None:
        for path in draw(answer, figures, language):
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
    results = answer.document()
    results |= {} if true is None else {"truth": true}
    results |= {} if value is None else {"worth": value.document()}
    write_json(json_file, "calibrate", inputs, results, spent)
    return 0


def draw(answer: "Answer", folder: Path, language: str) -> list[Path]:
    """Draw the three figures into a folder."""
    from approdo.viz.figures import published_shares
    from approdo.viz.figures.calibration import NAMES, draw_contraction, draw_fit, draw_ranks
    from approdo.viz.figures.saving import save

    document: dict[str, Any] = answer.posterior.document
    people = document["data"]["people"] is not None
    fit = draw_fit(document, language=language)[0] if people else published_shares.draw(document, language=language)
    axes = (fit, draw_contraction(document, language=language), draw_ranks(document, language=language)[0])
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
