"""The command `monitor`: a pilot so far, against what the model expected of it at the same month."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .documents import JsonOption
from .guard import guarded
from .options import Parameters, Posterior
from .papers import EVERY_FORMAT, Formats, Language, To, papers

if TYPE_CHECKING:
    from approdo.calibration.monitor.answer import Followed, Monitored

RUNS: Final = 200
PACKAGE: Final = "inside-aut"


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo monitor my-pilot --territory padova --package ali --to documents")(
        guarded(monitor)
    )


def monitor(
    pilot: Annotated[str, typer.Argument(metavar="DIR", help="Folder of a pilot, or the name of an imported one.")],
    territory: Annotated[
        list[str] | None, typer.Option("--territory", metavar="T", help="Of the data; may be repeated; none: all.")
    ] = None,
    package: Annotated[str, typer.Option("--package", metavar="P", help="What the pilot does.")] = PACKAGE,
    to: To = None,
    language: Language = "en",
    formats: Formats = EVERY_FORMAT,
    runs: Annotated[int, typer.Option(metavar="N", help="Simulated pilots, from 100 up.")] = RUNS,
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same results.")] = 1,
    parameters: Parameters = "prior",
    posterior: Posterior = None,
    workers: Annotated[int | None, typer.Option(metavar="N", help="Processes; default: one per processor.")] = None,
    small: Annotated[int, typer.Option(metavar="K", help="Counts of people below are hidden; from 5 up.")] = 5,
    pilots: Annotated[
        Path | None, typer.Option("--pilots", metavar="FILE", help="Database of pilots; default: as approdo pilot.")
    ] = None,
    json_file: JsonOption = None,
) -> int:
    """Follow a pilot: is what was recorded so far what the model expected: on track, ahead, behind, or cannot tell."""
    from approdo.calibration.monitor.answer import Follow, check_runs
    from approdo.calibration.monitor.answer import monitor as follow
    from approdo.calibration.monitor.expected import Recording
    from approdo.calibration.pilot.months import months_of
    from approdo.calibration.pilot.pilots import open_pilot, record_export, releases
    from approdo.calibration.pilot.suppress import check_k
    from approdo.calibration.posterior import load_posterior
    from approdo.experiments.package import load_package
    from approdo.experiments.parameter_draws import read_draws
    from approdo.experiments.runner import processors
    from approdo.experiments.scenario import validate_run
    from approdo.model.errors import BadInput
    from approdo.viz.monitor.content import content
    from approdo.viz.report.text import text

    from .progress import progress

    out = papers(to, language, formats, json_file)
    validate_run(1, seed=seed)
    check_k(small)
    check_runs(runs)
    draws = read_draws(parameters, seed)
    held = None if posterior is None else load_posterior(posterior)
    if held is not None:
        draws = held.for_comparison(seed, parameters, posterior or "")
    given = load_package(package)
    opened = open_pilot(pilot, pilots)
    if opened.aggregate:
        raise BadInput(f"{pilot}: these are published shares; monitor needs the tables of people.")
    data = months_of(opened)
    with progress() as told:
        wanted = Follow(draws, Recording.drawn(runs, seed, held), seed, small, workers or processors(), told)
        found = follow(data, given, wanted, territory or [], releases(data.digest, pilots))
    command = shlex.join(
        [
            "approdo", "monitor", Path(pilot).name, *(f"--territory={each}" for each in territory or ()),
            "--package", package, "--runs", str(runs), *draws.words, "--seed", str(seed), "--language", language,
            "--to", "documents",
        ]
    )  # fmt: skip
    what = f"monitoring, {len(found.followed)} indicators a month, k = {small}"
    for place in ("terminal", *(path.name for path in (to, json_file) if path is not None)):
        cells = sum(2 * len(each.points) for each in found.followed)
        record_export(data.name, what, place, cells, found.hidden, found.release, data.digest, pilots)
    document = content(found, command, seed, out.about(), posterior or "")
    typer.echo(text(document.sections[:1], language))
    inputs = {
        "data": data.digest, "territories": list(found.territories), "package": given.id, "runs": runs, "seed": seed,
        "parameters": draws.canonical(), "small": small, "command_line": command,
    }  # fmt: skip
    stem = f"approdo-monitor-{data.name}" + (f"-{'-'.join(territory)}" if territory else "")
    out.write(document, stem, "monitor", inputs, results(found))
    out.json("monitor", inputs, results(found))
    return 0


def results(found: "Monitored") -> dict[str, Any]:
    """Return where the pilot stands, ready for JSON."""
    from approdo.model.calendar import month_text

    rows: list[dict[str, Any]] = []
    for each in found.followed:
        for point in each.points:
            about = {"outcome": each.indicator.id, "month": month_text(point.month), "group": "participant"}
            hidden = point.share is None and point.people != 0
            rows.append(
                {
                    **about, "arm": "pilot", "mean": point.share, "low": None, "high": None, "unit": "share",
                    "n": point.people, "why": ":c" if hidden else None,
                }
            )  # fmt: skip
            rows.append(
                {
                    **about, "arm": "model", "mean": point.expected, "low": point.low, "high": point.high,
                    "unit": "share", "n": found.runs - found.failed,
                    "why": "too few people known" if point.expected is None else None,
                }
            )  # fmt: skip
    return {
        "verdict": str(found.verdict),
        "why": str(found.why) or None,
        "p_ahead": found.p_ahead,
        "p_behind": found.p_behind,
        "people": found.people,
        "months": found.months,
        "synthetic": found.synthetic,
        "runs_failed": found.failed,
        "hidden": found.hidden,
        "indicators": [_indicator(each) for each in found.followed],
        "rows": rows,
    }


def _indicator(each: "Followed") -> dict[str, Any]:
    chart = each.chart
    return {
        "outcome": each.indicator.id,
        "better": each.indicator.better,
        "verdict": str(chart.verdict),
        "why": str(chart.why) or None,
        "p_ahead": chart.p_ahead,
        "p_behind": chart.p_behind,
        "months_able": chart.able,
        "months_hidden": each.hidden,
    }
