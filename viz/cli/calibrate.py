"""The command `approdo calibrate`: a posterior from pilot data, and whether it is any good."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
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
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the figures: en or it.")] = "en",
    truth: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Of a synthetic pilot: show what is true beside the posterior.")
    ] = None,
    small: Annotated[int, typer.Option(metavar="K", help="Counts of people below are hidden; from 5 up.")] = 5,
    json_file: JsonOption = None,
) -> int:
    """Fit the model to pilot data, on this machine: what they say, what they cannot tell, how far to trust it."""
    from approdo.calibration.answer import Asked, calibrate_pilot, calibrate_shares
    from approdo.calibration.pilot.aggregate import aggregate_of
    from approdo.calibration.pilot.months import PilotMonths, months_of
    from approdo.calibration.pilot.pilots import kept_pilots, open_pilot, record_export, releases
    from approdo.calibration.pilot.suppress import check_k
    from approdo.calibration.pilot.truth import beside, read_truth
    from approdo.calibration.predict import HIDDEN
    from approdo.calibration.priors import DEFAULT_FREE
    from approdo.calibration.rounds import Budget
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
    opened = open_pilot(pilot)
    data = aggregate_of(opened) if opened.aggregate else months_of(opened)
    if truth is not None and not data.synthetic:
        raise BadInput(f"--truth: {pilot} is no synthetic pilot; of people who exist nobody knows the truth.")
    known = None if truth is None else read_truth(truth)
    kept = data.name in {each.name for each in kept_pilots() if each.digest == data.digest}
    names = [name.strip() for each in free or [] for name in each.split(",") if name.strip()]
    budget = Budget(runs, minutes, workers if workers is not None else _processors())
    begun = time.monotonic()
    with progress() as told, _interruptible() as stopped:
        asked = Asked(load_package(package), budget, territory or [], names or DEFAULT_FREE, seed, keep, told, stopped)
        if isinstance(data, PilotMonths):
            answer = calibrate_pilot(data, asked, small=small, earlier=releases(data.name) if kept else ())
        else:
            answer = calibrate_shares(data, asked)
    rows = answer.posterior.document["parameters"]
    true = None if known is None else beside(rows, {"territories.spread": 0.0, **known})
    typer.echo(said(answer, true))
    hidden = sum(row.why == HIDDEN for row in answer.rows)
    for target in [path.name for path in (json_file, figures) if path is not None] or ["terminal"]:
        what = f"calibration, shares beside the fit, k = {small}"
        release, digest = (answer.release, None) if kept else (None, data.digest)
        record_export(data.name, what, target, len(answer.rows), hidden, release, digest)
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
    results = answer.document() if true is None else {**answer.document(), "truth": true}
    write_json(json_file, "calibrate", inputs, results, spent)
    return 0


def said(answer: "Answer", truth: "Mapping[str, Mapping[str, Any]] | None" = None) -> str:
    """Return the answer as text: the verdict, what was learned, sim / data / error, what to collect next.

    Args:
        answer: of the calibration.
        truth: of a synthetic pilot, see `approdo.calibration.pilot.truth.beside`.
    """
    document, checks = answer.posterior.document, answer.posterior.document["checks"]
    lines = [
        f"Posterior {answer.posterior.id}: {checks['verdict'].upper()}",
        *(f"  {reason}" for reason in checks["reasons"]),
        *_data(document),
    ]
    if document["runs"] < answer.runs_asked and document["rounds"] == 1:
        lines.append(f"{answer.runs_asked} runs were asked for: the same command goes on from here.")
    heads: tuple[str, ...] = ("free number", "prior", "posterior, 90 %", "median", "contraction")
    rows = [
        [
            row["name"], f"{row['prior_low']:g} to {row['prior_high']:g}", f"{row['low']:.3g} to {row['high']:.3g}",
            f"{row['median']:.3g}", f"{row['contraction']:.0%}" if row["updated"] else "not updated",
        ]
        for row in document["parameters"]
    ]  # fmt: skip
    if truth is not None:
        heads = (*heads, "truth", "inside")
        rows = [[*row, *_true(truth[each["name"]])] for row, each in zip(rows, document["parameters"], strict=True)]
    lines += ["", table(heads, rows)]
    if truth is not None:
        judged = [each["inside"] for each in truth.values() if each["inside"] is not None and not each["at_end"]]
        lines.append(f"{sum(judged)} of {len(judged)} intervals hold the truth; of 90 % intervals, nine in ten should.")
        ends = [name for name, each in truth.items() if each["at_end"]]
        if ends:
            lines.append(f"At an end of its range, where no interval reaches: the truth of {', '.join(ends)}.")
    lines += ["", *_beside(answer)]
    lines += [
        "",
        f"Checks: 90 % intervals held the truth in {checks['coverage']:.1%} of {checks['left_out']} trials; "
        f"misfit p = {checks['misfit_p']:.3f}; ranks p = {checks['rank_p']:.3f}; broken runs {checks['failed']:.1%}.",
        *(f"Warning: {warning}." for warning in checks["warnings"]),
        "",
    ]
    if answer.offers:
        lines.append("Which data to collect next (expected narrowing of the model's free numbers, beyond these data):")
        lines += [f"  {offer.gain:+.1%}  {offer.words}" for offer in answer.offers[:-1]]
    else:
        lines.append("Which data to collect next: months of people, with and without support (approdo pilot template):")
        lines.append("  shares do not show who moves from where to where, nor who is lost from the record.")
    used = f"approdo compare TERRITORY --package P --posterior {answer.posterior.id}"
    return "\n".join([*lines, "", f"Kept in {answer.folder}; use it: {used}"])


def _true(found: "Mapping[str, Any]") -> list[str]:
    if found["value"] is None:
        return ["-", "-"]
    return [f"{found['value']:.3g}", "yes" if found["inside"] else "at an end" if found["at_end"] else "no"]


def _data(document: dict[str, Any]) -> list[str]:
    """Return what the data are, in a line or two."""
    data = document["data"]
    source = "synthetic pilot (about nobody)" if data["synthetic"] else "pilot"
    size = f"{data['people']} people" if data["people"] is not None else f"{data['shares']} published shares"
    where = ", ".join(data["territories"])
    lines = [f"{size} of a {source} in {where}, {data['months']} months; {document['runs']} runs."]
    if data.get("unused"):
        lines.append(f"Not used, the model does not tell these people apart: {'; '.join(data['unused'])}.")
    return lines


def _beside(answer: "Answer") -> list[str]:
    """Return what the fitted model gives beside the data."""
    from approdo.calibration.predict import HIDDEN

    shares = answer.posterior.document["data"]["people"] is None
    heads = ("outcome", "who", "when", "n") if shares else ("outcome", "who", "part")
    rows = []
    for row in answer.rows:
        when = [row.month or f"{row.since_exit} after exit", str(row.n)] if shares else [str(row.part)]
        band = "-" if row.low is None or row.high is None else f"{row.low:.2f} to {row.high:.2f}"
        hidden = ":c" if row.why == HIDDEN else "-"
        told = [hidden if value is None else f"{value:.3f}" for value in (row.data, row.error)]
        if row.error is not None:
            told[1] = f"{row.error:+.3f}"
        rows.append([row.outcome, row.who, *when, "-" if row.sim is None else f"{row.sim:.3f}", band, *told])
    title = "Published shares:" if shares else "Share of known months, by part of the observation:"
    lines = [title, table((*heads, "sim", "90 %", "data", "error"), rows)]
    reasons = dict.fromkeys(row.why for row in answer.rows if row.why)
    return [*lines, *(f"{':c' if why == HIDDEN else '-'} = {why}." for why in reasons)]


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
