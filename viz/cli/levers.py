"""`levers`: the kinds of levers, the fields of one, or with --effects what each does alone in a territory."""

import time
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer

from .documents import JsonOption, check_writable, run_section, write_json
from .guard import guarded
from .lists import tell
from .options import MONTHS, SEED, Months, Seed, StoreOption, Workers

RUNS: Final = 32  # of approdo.experiments.lever_table, repeated so that --help does not import it (a test compares)


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo levers --effects padova foggia --runs 32")(guarded(levers))


def levers(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="A lever: show its fields; with --effects: territories."),
    ] = None,
    effects: Annotated[
        bool, typer.Option("--effects", help="Simulate what each lever does in these territories, at its default dose.")
    ] = False,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="LEVER", help="With --effects: these only; may be repeated.")
    ] = None,
    on: Annotated[
        str, typer.Option("--on", metavar="P", help="With --effects: add each lever to this package.")
    ] = "none",
    months: Months = MONTHS,
    runs: Annotated[int, typer.Option(metavar="N", help="With --effects: pairs of runs of each lever.")] = RUNS,
    seed: Seed = SEED,
    store: StoreOption = None,
    workers: Workers = None,
    json_file: JsonOption = None,
) -> int:
    """List the kinds of levers, or the fields of one; with --effects, simulate what each does."""
    from approdo.model.errors import BadInput

    check_writable(json_file, "--json")
    given = list(names or [])
    if not effects:
        if len(given) > 1:
            raise BadInput("levers: name one lever, or add --effects and name territories.")
        if kind or on != "none":
            raise BadInput("levers: --kind and --on go with --effects. Example: approdo levers --effects padova")
        _list(given[0] if given else None, json_file)
        return 0
    from approdo.experiments.lever_table import lever_effects

    from .progress import progress

    begun = time.monotonic()
    with progress() as told:
        found = lever_effects(
            given, kind or (), on, months=months, runs=runs, seed=seed, store=store, workers=workers, progress=told
        )
    typer.echo(str(found))
    inputs = {"territories": given, "kinds": kind, "on": on, "months": months, "runs": runs, "seed": seed}
    write_json(json_file, "levers", inputs, found.document(), run_section(found.tally, begun))
    return 1 if found.tally.failed else 0


def _list(kind: str | None, json_file: JsonOption) -> None:
    from approdo.model.errors import BadInput
    from approdo.model.levers import LEVERS
    from approdo.model.levers.wording import nearest, shown

    if kind is not None and kind not in LEVERS:
        raise BadInput(f"unknown lever {shown(kind)}.{nearest(kind, LEVERS)} All levers: approdo levers")
    rows = lever_rows()
    if kind is None:
        tell(rows, ("kind", "group", "unit", "purpose"))
    else:
        chosen = next(row for row in rows if row["kind"] == kind)
        typer.echo(f"{chosen['label']}: {chosen['purpose']}\n")
        tell(chosen["fields"], ("field", "expected", "default", "status", "source", "help"))
        rows = [chosen]
    write_json(json_file, "levers", {"kind": kind}, {"rows": rows})


def lever_rows() -> Sequence[dict[str, Any]]:
    """Return every kind with its fields, ready for JSON."""
    from approdo.model.levers import LEVERS

    return [
        {
            "kind": name,
            "group": found.group,
            "unit": found.unit,
            "label": found.label_en,
            "purpose": found.purpose_en,
            "background": found.background_en,
            "fields": [
                {
                    "field": field.name,
                    "expected": field.expected(),
                    "unit": field.unit,
                    "low": field.low,
                    "high": field.high,
                    "default": field.default,
                    "required": field.required,
                    "status": field.status,
                    "source": field.source,
                    "evidence": list(field.evidence),
                    "help": field.help_en,
                }
                for field in (*found.fields.values(), *found.common.values())
            ],
        }
        for name, found in LEVERS.items()
    ]
