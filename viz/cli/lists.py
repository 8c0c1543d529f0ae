"""Commands that list what there is: territories, parameters, outcomes."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .tables import table

STATUSES = ("verified", "derived", "recalled", "fitted", "assumption")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="Example: approdo territories --json territories.json")(guarded(territories))
    app.command(epilog="Example: approdo parameters --status assumption")(guarded(parameters))
    app.command(epilog="Example: approdo outcomes --json outcomes.json")(guarded(outcomes))


def territories(json_file: JsonOption = None) -> None:
    """List the built-in territories."""
    from approdo.experiments.together import THIN, is_thin
    from approdo.model.calendar import month_text
    from approdo.model.territory import load_territory, territory_names

    check_writable(json_file, "--json")
    rows: list[dict[str, Any]] = []
    for name in territory_names():
        place = load_territory(name)
        rows.append(
            {
                "id": place.id,
                "name": place.name,
                "region": place.region,
                "country": place.country,
                "data_month": month_text(place.data_month),
                "thin": is_thin(place),
                "zones": len(place.zones),
                "leavers_per_month": place.figures["leavers_per_month"].value,
                "private_let_dwellings": sum(zone.private_let for zone in place.zones),
                "figures": {
                    key: {
                        "value": figure.value,
                        "unit": figure.unit,
                        "low": figure.low,
                        "high": figure.high,
                        "status": figure.status,
                        "source": figure.source,
                        "evidence": list(figure.evidence),
                        "note": figure.note,
                    }
                    for key, figure in place.figures.items()
                },
            }
        )
    heads = ("id", "name", "region", "country", "data_month", "zones", "leavers_per_month", "private_let_dwellings")
    tell([{**row, "id": f"{row['id']} *" if row["thin"] else row["id"]} for row in rows], heads)
    typer.echo(f"* {THIN}.")
    write_json(json_file, "territories", {}, {"rows": rows})


def parameters(
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="verified, derived, recalled, fitted or assumption.")
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """List the parameters of the model: value, unit, range, status, source; assumptions by how much they move."""
    from approdo.experiments.influence import COMMAND, read_screening
    from approdo.model.errors import BadInput
    from approdo.model.parameters import load_parameters

    check_writable(json_file, "--json")
    if status is not None and status not in STATUSES:
        raise BadInput(f'status "{status[:40]}": expected {", ".join(STATUSES)}.')
    rows = [
        {
            "name": row.name,
            "value": row.value,
            "unit": row.unit,
            "low": row.low,
            "high": row.high,
            "status": row.status,
            "source": row.source,
            "evidence": list(row.evidence),
        }
        for row in load_parameters().rows
        if status is None or row.status == status
    ]
    heads = ("name", "value", "unit", "low", "high", "status", "evidence", "source")
    results: dict[str, Any] = {"rows": rows}
    screening = read_screening() if status == "assumption" else None
    if screening is None:
        tell(rows, heads)
        if status == "assumption":
            typer.echo(f"In the order of the file: how much each moves the results has not been screened ({COMMAND}).")
    else:
        from approdo.model.engine import model_hash

        sizes = {str(row["name"]): screening.size(str(row["name"])) for row in rows}  # None: newer than the screening
        ordered = sorted(rows, key=lambda row: -(sizes[str(row["name"])] or 0.0))
        tell(
            [{**row, "influence": _share(sizes[str(row["name"])])} for row in ordered],
            ("name", "influence", *heads[1:]),
        )
        typer.echo(screening.text(model_hash()))
        found = [{**row, "influence": sizes[str(row["name"])]} for row in ordered]
        results = {"rows": found, "influence": screening.document(model_hash())}
    write_json(json_file, "parameters", {"status": status}, results)


def outcomes(json_file: JsonOption = None) -> None:
    """List what is measured, with its definition."""
    from approdo.experiments.derived import derived_outcomes
    from approdo.model.outcomes import OUTCOMES

    check_writable(json_file, "--json")
    rows = [
        {
            "id": outcome.id,
            "kind": outcome.kind,
            "unit": outcome.unit,
            "ethos": outcome.ethos,
            "better": outcome.better,
            "label_en": outcome.label_en,
            "label_it": outcome.label_it,
            "population": outcome.population,
            "formula": outcome.formula,
        }
        for outcome in (*OUTCOMES, *(each.outcome for each in derived_outcomes()))
    ]
    tell(rows, ("id", "kind", "unit", "ethos", "better", "formula"))
    write_json(json_file, "outcomes", {}, {"rows": rows})


def tell(rows: Sequence[dict[str, Any]], heads: Sequence[str]) -> None:
    """Print rows as a table of the given columns."""
    typer.echo(table(heads, [[_cell(row[head]) for head in heads] for row in rows]))


def _share(value: float | None) -> str:
    return "new" if value is None else f"{value:.2f}"


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "-"
    return " ".join(str(value).split())
