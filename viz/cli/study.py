"""Commands on published studies: `study list`, `study run`, `study patterns`."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .options import Seed, Workers
from .tables import table

if TYPE_CHECKING:
    from approdo.experiments.published.reading import Study
    from approdo.experiments.replay import Found, Replay

# The defaults of experiments.replay and .patterns, repeated so that --help does not import them (a test compares).
RUNS: Final = 200
PATTERN_RUNS: Final = 100
SEED: Final = 1


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        help="Published studies replayed in the model, and the patterns it is judged by.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("list", epilog="Example: approdo study list --json studies.json")(guarded(list_studies))
    group.command("run", epilog="Example: approdo study run ST4 --runs 200")(guarded(run))
    group.command("patterns", epilog="Example: approdo study patterns padova --runs 100")(guarded(patterns))
    app.add_typer(group, name="study")


def list_studies(json_file: JsonOption = None) -> None:
    """List the published studies: what each asks, and how many of its recorded verdicts are inside."""
    from approdo.experiments.published.reading import load_study, study_ids
    from approdo.experiments.published.verdicts import read_verdicts

    check_writable(json_file, "--json")
    recorded = read_verdicts()
    rows: list[dict[str, Any]] = []
    for name in study_ids():
        study = load_study(name)
        head = study.spec.published
        verdicts = [recorded.get((study.id, check.id)) for check in study.spec.check]
        rows.append(
            {
                "id": study.id,
                "title": head.title,
                "source": head.source,
                "status": head.status,
                "kind": head.kind,
                "arms": [arm.id for arm in study.spec.arm],
                "checks": len(study.spec.check),
                "inside": sum(verdict is not None and verdict.inside is True for verdict in verdicts),
                "not_run": sum(verdict is None for verdict in verdicts),
            }
        )
    told = [
        (row["id"], f"{row['inside']} of {row['checks']}", str(len(row["arms"])), row["status"], row["title"])
        for row in rows
    ]
    typer.echo(table(("id", "inside", "arms", "status", "title"), told))
    typer.echo("\ninside: checks in their band when the study was last run in full (docs/reference/studies.md).")
    write_json(json_file, "study list", {}, {"rows": rows})


def run(
    study: Annotated[
        list[str] | None, typer.Argument(metavar="[STUDY]...", help="Ids such as ST4, or .toml files.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every built-in study.")] = False,
    runs: Annotated[int, typer.Option(metavar="N", help="Paired runs of each study; from 2.")] = RUNS,
    seed: Seed = SEED,
    workers: Workers = None,
    json_file: JsonOption = None,
    figure: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to draw (.png, .svg, .pdf); default: approdo-study-ID.png."),
    ] = None,
    no_figure: Annotated[bool, typer.Option("--no-figure", help="Draw nothing.")] = False,
) -> None:
    """Replay published studies: published, simulated, band, inside or not. A miss is an answer, not an error."""
    from approdo.experiments.published.reading import load_study, study_ids
    from approdo.experiments.replay import replay
    from approdo.model.engine import model_hash
    from approdo.model.errors import BadInput
    from approdo.viz.figures.saving import check_format

    from .progress import progress

    check_writable(json_file, "--json")
    if not no_figure:
        check_format(figure)
        check_writable(figure or Path("approdo-study.png"), "--figure")
    asked = [*(study or []), *(study_ids() if everything else ())]
    if not asked:
        raise BadInput(f"no study given. Built in: {', '.join(study_ids())}; all of them: approdo study run --all")
    begun = time.monotonic()
    # All files first: a mistake in the last one should not cost the time of the others.
    replays: list[Replay] = []
    for each in [load_study(name) for name in dict.fromkeys(asked)]:
        with progress() as told:
            replays.append(replay(each, runs=runs, seed=seed, workers=workers, progress=told))
        typer.echo(("" if len(replays) == 1 else "\n") + text(replays[-1]))
        if not no_figure:
            typer.echo(f"Figure: {_draw(replays[-1], figure, len(asked) > 1)}")
    inputs = {
        "studies": [_source(each.study) for each in replays],
        "runs": runs,
        "seed": seed,
        "model": model_hash(),
    }
    results = {"studies": [each.document() for each in replays]}
    write_json(json_file, "study run", inputs, results, {"seconds": round(time.monotonic() - begun, 3)})


def text(replay: "Replay") -> str:
    """Return what a replay says, for the terminal."""
    head = replay.study.spec.published
    rows = [_row(found) for found in replay.found]
    heads = ("check", "published", "band", "simulated", "95 % interval", "inside")
    lines = [
        f"{replay.study.id}: {head.title}",
        f"{head.source} ({head.status}); {replay.runs} paired runs, seed {replay.seed}",
        "",
        table(heads, rows),
        "",
        f"{replay.inside} of {len(replay.found)} checks inside their band (* a published one). (f): may be fitted.",
        f"Fit: {head.fit}",
    ]
    if head.not_yet:
        lines.append(f"Not yet in the model: {'; '.join(head.not_yet)}.")
    return "\n".join(lines)


def _row(found: "Found") -> tuple[str, ...]:
    from approdo.experiments.numbers import decimals, interval, plain

    check, simulated = found.check, found.simulated
    places = decimals(simulated, *check.band, check.published)
    band = f"{plain(check.band[0], places)} to {plain(check.band[1], places)}"
    said = {True: "yes", False: "NO", None: "-"}[found.inside]
    if found.inside is not None and not found.settled:
        said += " (the interval reaches over the edge)"
    return (
        f"{check.label}{' (f)' if check.fitted else ''}",
        plain(check.published, places),
        f"{band}{'*' if check.band_from == 'published' else ''}",
        plain(simulated.mean, places),
        interval(simulated, places) or simulated.why,
        said,
    )


def _source(study: "Study") -> dict[str, Any]:
    return study.spec.model_dump(mode="json")


def _draw(replay: "Replay", wanted: Path | None, several: bool) -> Path:
    from approdo.viz.figures import studies
    from approdo.viz.figures.saving import save

    path = wanted or Path(f"approdo-study-{replay.study.id}.png")
    if wanted is not None and several:
        path = wanted.with_name(f"{wanted.stem}-{replay.study.id}{wanted.suffix}")
    axes = studies.draw(studies.compute(replay))
    save(next(iter(axes.values())), path)
    return path


def patterns(
    territory: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TERRITORY]...", help="Names or .toml files; default: padova and foggia."),
    ] = None,
    runs: Annotated[
        int, typer.Option(metavar="N", help="Pairs of a seed and a draw of the priors, by territory; from 2.")
    ] = PATTERN_RUNS,
    seed: Seed = SEED,
    workers: Workers = None,
    json_file: JsonOption = None,
) -> None:
    """Print how often the empirical patterns and hypotheses hold over draws of the priors; nothing is tuned to them."""
    from approdo.experiments.patterns import told_of, try_patterns
    from approdo.model.engine import model_hash

    from .progress import progress

    check_writable(json_file, "--json")
    begun = time.monotonic()
    with progress() as told:
        answer = try_patterns(territory or [], runs=runs, seed=seed, workers=workers, progress=told)
    typer.echo(told_of(answer))
    inputs = {"territories": [place.territory for place in answer], "runs": runs, "seed": seed, "model": model_hash()}
    results = {"territories": [place.document() for place in answer]}
    write_json(json_file, "study patterns", inputs, results, {"seconds": round(time.monotonic() - begun, 3)})
