"""`packages`: the built-in packages, or one of them with its doses, their split and its parts."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .lists import tell
from .package_diff import tell_differences

if TYPE_CHECKING:
    from approdo.experiments.package import Package


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo packages inside-aut")(guarded(packages))


def packages(
    package: Annotated[str | None, typer.Argument(help="A name or a .toml file: show its doses and parts.")] = None,
    diff: Annotated[
        tuple[str, str] | None, typer.Option("--diff", metavar="A B", help="What differs between two packages.")
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """List the built-in packages, or show one: doses, how they are split between territories, parts to take away."""
    from approdo.experiments.package import load_package, package_names

    check_writable(json_file, "--json")
    if diff is not None:
        differing = tell_differences(*diff)
        write_json(json_file, "packages", {"diff": list(diff)}, {"rows": differing})
        return
    chosen = [load_package(package)] if package is not None else [load_package(name) for name in package_names()]
    rows = [_row(each) for each in chosen]
    if package is None:
        shown = [{**row, "levers": [lever["id"] for lever in row["levers"]]} for row in rows]
        tell(shown, ("id", "name", "starts", "territories", "levers", "about"))
    else:
        _show(chosen[0])
    write_json(json_file, "packages", {"package": package}, {"rows": rows})


def _row(package: "Package") -> dict[str, Any]:
    from approdo.model.calendar import month_text

    return {
        "id": package.id,
        "name": package.name,
        "starts": None if package.starts is None else month_text(package.starts),
        "territories": list(package.territories),
        "levers": [lever.canonical() for lever in package.levers],
        "shares": {lever: dict(shares) for lever, shares in package.shares},
        "about": package.about,
        "notice": package.notice,
        "not_modelled": list(package.not_modelled),
    }


def _show(package: "Package") -> None:
    from approdo.experiments.shares import within

    typer.echo(f"{package.name}: {package.about}\n" if package.about else f"{package.name}\n")
    split = [name for name, _ in package.shares]
    parts = {place: within(package, place) for place in package.territories} if package.shares else {}
    rows = []
    for lever in package.levers:
        row = {"action": lever.id, "kind": lever.kind, "months": lever.months, "dose": _dose(lever)}
        for place, part in parts.items():
            found = [each for each in part.levers if each.id == lever.id]
            row[place] = _dose(found[0]).split(" ")[0] if found and lever.id in split else "-" if not found else "whole"
        rows.append(row)
    if rows:
        tell(rows, tuple(rows[0]))
    if len(rows) > 1:
        typer.echo(f"\nOne action taken away: --package {package.id}:without={package.levers[0].id}")
        typer.echo(f"One action alone:      --package {package.id}:only={package.levers[0].id}")
    for text in package.not_modelled:
        typer.echo(f"Not modelled: {text}")
    if package.notice:
        typer.echo(f"{package.name}: {package.notice}.")


def _dose(lever: Any) -> str:
    from approdo.model.levers import LEVERS, lever_row

    return f"{lever_row(lever).planned} {LEVERS[lever.kind].unit}"
