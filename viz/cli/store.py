"""The commands `store status`, `export`, `upgrade` and `prune`: what is kept, and how it gets out."""

import platform
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from .documents import JsonOption, check_writable, versions, write_json
from .guard import guarded
from .options import StoreOption
from .tables import table


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the database of runs.")
    group.command(epilog="Example: approdo store status")(guarded(status))
    group.command(epilog="Example: approdo store export --to runs")(guarded(export))
    group.command(epilog="Example: approdo store upgrade --store old.db --to new.db")(guarded(upgrade))
    group.command(epilog="Example: approdo store prune --yes")(guarded(prune))
    app.add_typer(group, name="store")


def status(store: StoreOption = None, json_file: JsonOption = None) -> None:
    """Say what the store holds: runs, failures, studies and how far they are."""
    from approdo.experiments import housekeeping
    from approdo.experiments.cost import size
    from approdo.experiments.database import left_behind
    from approdo.experiments.store import Store

    check_writable(json_file, "--json")
    with Store(store) as opened:
        found, name, other = housekeeping.status(opened), opened.name, left_behind(opened.url)
    typer.echo(f"Store: {name}, schema {found.schema}{'' if found.bytes is None else f', {size(found.bytes)}'}")
    if other is not None:
        typer.echo(f"Beside it, of a version with another schema, and left alone: {other}")
    typer.echo(f"Runs: {found.current:,} of this model, {found.old:,} of others; {found.scenarios:,} scenarios")
    if broken := sum(found.failures.values()):
        typer.echo(f"Failed: {broken:,} (tried again by the command that asked for them)")
    if found.studies:
        heads = ("study", "points", "runs", "whole", "name")
        rows = [
            [each.digest[:12], *(f"{count:,}" for count in (each.points, each.runs, each.whole)), each.name]
            for each in found.studies
        ]
        typer.echo(table(heads, rows))
    results = {
        "schema": found.schema,
        "runs": found.runs,
        "failures": found.failures,
        "scenarios": found.scenarios,
        "studies": [vars(each) for each in found.studies],
    }
    write_json(json_file, "store status", {}, results, {"store": name, "bytes": found.bytes})


def export(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to make.")],
    store: StoreOption = None,
    people: Annotated[bool, typer.Option("--people", help="Every person of every run too (large).")] = False,
    json_file: JsonOption = None,
) -> None:
    """Write the runs as CSV and Parquet with a Frictionless datapackage.json."""
    from approdo.experiments import export as exports
    from approdo.experiments.store import Store

    check_writable(json_file, "--json")
    with Store(store) as opened:
        run = {
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "store": opened.name,
            "python": platform.python_version(),
            "libraries": versions(),
        }
        found = exports.export(opened, to, people=people, run=run)
    typer.echo(table(("table", "rows"), [[name, f"{rows:,}"] for name, rows in found.rows.items()]))
    if found.left_out:
        typer.echo(f"Left out: {found.left_out:,} runs of other versions of the model; export them with that version.")
    typer.echo(f"Written: {to / exports.DESCRIPTION}")
    write_json(json_file, "store export", {"people": people}, {"rows": found.rows, "left_out": found.left_out}, run)


def upgrade(
    to: Annotated[str, typer.Option("--to", metavar="COPY", help="A file or an empty database to make the copy in.")],
    store: StoreOption = None,
    json_file: JsonOption = None,
) -> None:
    """Copy a store of an older version into a new one that this version reads; the old one stays as it is."""
    from approdo.experiments.database import choose_url, file_of, plain
    from approdo.experiments.tables import SCHEMA
    from approdo.experiments.upgrade import upgrade as copy

    check_writable(json_file, "--json")
    schema, rows = copy(store, to)
    made = choose_url(to)
    typer.echo(f"Schema {schema} became {SCHEMA}: {rows:,} rows copied to {plain(made)}")
    if file_of(made) is not None:
        typer.echo(f"For all commands of this terminal to use it: export APPRODO_STORE={shlex.quote(plain(made))}")
    write_json(json_file, "store upgrade", {}, {"from": schema, "to": SCHEMA, "rows": rows})


def prune(
    store: StoreOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove them; without it they are only counted.")] = False,
    json_file: JsonOption = None,
) -> None:
    """Remove failures, and runs and studies of other versions of the model, which this version never finds."""
    from approdo.experiments import housekeeping
    from approdo.experiments.store import Store

    check_writable(json_file, "--json")
    with Store(store) as opened:
        found = housekeeping.prune(opened, remove=yes)
    told = ", ".join(f"{count:,} {name}" for name, count in vars(found).items())
    typer.echo(f"{'Removed' if yes else 'Would be removed'}: {told}")
    if not yes and any(vars(found).values()):
        typer.echo("To remove them: approdo store prune --yes")
    write_json(json_file, "store prune", {"yes": yes}, vars(found))
