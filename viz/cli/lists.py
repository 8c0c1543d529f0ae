"""Commands that list what there is: territories, packages, levers, parameters, outcomes."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .tables import table

STATUSES = ("verified", "derived", "recalled", "assumption")


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command(epilog="Example: approdo territories --json territories.json")(guarded(territories))
    app.command(epilog="Example: approdo packages --json packages.json")(guarded(packages))
    app.command(epilog="Example: approdo levers rent_subsidy")(guarded(levers))
    app.command(epilog="Example: approdo parameters --status assumption")(guarded(parameters))
    app.command(epilog="Example: approdo outcomes --json outcomes.json")(guarded(outcomes))


def territories(json_file: JsonOption = None) -> None:
    """List the built-in territories."""
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
    _tell(rows, heads)
    write_json(json_file, "territories", {}, {"rows": rows})


def packages(json_file: JsonOption = None) -> None:
    """List the built-in packages."""
    from approdo.experiments.scenario import load_package, package_names
    from approdo.model.calendar import month_text

    check_writable(json_file, "--json")
    rows: list[dict[str, Any]] = []
    for name in package_names():
        package = load_package(name)
        rows.append(
            {
                "id": package.id,
                "name": package.name,
                "starts": None if package.starts is None else month_text(package.starts),
                "territories": list(package.territories),
                "levers": [lever.canonical() for lever in package.levers],
                "about": package.about,
                "notice": package.notice,
                "not_modelled": list(package.not_modelled),
            }
        )
    shown = [{**row, "levers": [lever["id"] for lever in row["levers"]]} for row in rows]
    _tell(shown, ("id", "name", "starts", "territories", "levers", "about"))
    write_json(json_file, "packages", {}, {"rows": rows})


def levers(
    kind: Annotated[str | None, typer.Argument(help="A lever: show its fields.")] = None, json_file: JsonOption = None
) -> None:
    """List the kinds of levers, or the fields of one."""
    from approdo.model.errors import BadInput
    from approdo.model.levers import LEVERS
    from approdo.model.levers.wording import nearest, shown

    check_writable(json_file, "--json")
    if kind is not None and kind not in LEVERS:
        raise BadInput(f"unknown lever {shown(kind)}.{nearest(kind, LEVERS)} All levers: approdo levers")
    rows: list[dict[str, Any]] = []
    for name, found in LEVERS.items():
        fields = [
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
        ]
        rows.append(
            {
                "kind": name,
                "group": found.group,
                "unit": found.unit,
                "label": found.label_en,
                "purpose": found.purpose_en,
                "background": found.background_en,
                "fields": fields,
            }
        )
    if kind is None:
        _tell(rows, ("kind", "group", "unit", "purpose"))
    else:
        chosen = next(row for row in rows if row["kind"] == kind)
        typer.echo(f"{chosen['label']}: {chosen['purpose']}\n")
        _tell(chosen["fields"], ("field", "expected", "default", "status", "source", "help"))
        rows = [chosen]
    write_json(json_file, "levers", {"kind": kind}, {"rows": rows})


def parameters(
    status: Annotated[
        str | None, typer.Option(metavar="STATUS", help="Only these: verified, derived, recalled or assumption.")
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """List the parameters of the model: value, unit, range, status, source."""
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
    _tell(rows, ("name", "value", "unit", "low", "high", "status", "evidence", "source"))
    write_json(json_file, "parameters", {"status": status}, {"rows": rows})


def outcomes(json_file: JsonOption = None) -> None:
    """List what is measured, with its definition."""
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
        for outcome in OUTCOMES
    ]
    _tell(rows, ("id", "kind", "unit", "ethos", "better", "formula"))
    write_json(json_file, "outcomes", {}, {"rows": rows})


def _tell(rows: Sequence[dict[str, Any]], heads: Sequence[str]) -> None:
    typer.echo(table(heads, [[_cell(row[head]) for head in heads] for row in rows]))


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "-"
    return " ".join(str(value).split())
