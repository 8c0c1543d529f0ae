"""`packages`: the built-in packages, or one of them with its doses, their split and its parts."""

import shutil
import textwrap
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .lists import tell
from .package_diff import tell_differences

if TYPE_CHECKING:
    from approdo.experiments.package import Package

WIDTH: Final = 100  # characters of a line, where the terminal is not narrower


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
        typer.echo("\n\n".join(_told(row) for row in rows))
        typer.echo("\nOne of them with its doses: approdo packages inside-aut")
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


def _told(row: dict[str, Any]) -> str:
    """Return a package in a few lines: too much for a row of a table."""
    lines = [f"{row['id']}: {row['name']}{'' if row['starts'] is None else ', starts ' + row['starts']}"]
    told = (
        row["about"],
        f"territories: {', '.join(row['territories'])}" if row["territories"] else "",
        f"levers: {', '.join(lever['id'] for lever in row['levers'])}" if row["levers"] else "",
    )
    return "\n".join(lines + [_wrapped(text, "  ") for text in told if text])


def _wrapped(text: str, before: str = "") -> str:
    width = min(shutil.get_terminal_size().columns, WIDTH)
    return textwrap.fill(text, width, initial_indent=before, subsequent_indent=before, break_on_hyphens=False)


def _show(package: "Package") -> None:
    typer.echo(_wrapped(f"{package.name}: {package.about}" if package.about else package.name) + "\n")
    rows = [
        {"action": lever.id, "kind": lever.kind, "months": lever.months, "dose": _dose(lever)}
        for lever in package.levers
    ]
    if rows:
        tell(rows, tuple(rows[0]))
    if package.shares:
        typer.echo(f"\nSplit between the territories:\n{_split(package)}")
    if len(rows) > 1:
        typer.echo(f"\nOne action taken away: --package {package.id}:without={package.levers[0].id}")
        typer.echo(f"One action alone:      --package {package.id}:only={package.levers[0].id}")
    for text in package.not_modelled:
        typer.echo(_wrapped(f"Not modelled: {text}"))
    if package.notice:
        typer.echo(f"{package.name}: {package.notice}.")


def _split(package: "Package") -> str:
    """Return what each territory has of every action, a territory's own actions with those that all share."""
    from approdo.experiments.shares import within

    split = {name for name, _ in package.shares}
    parts = {place: {each.id: each for each in within(package, place).levers} for place in package.territories}
    lines = []
    for lever in package.levers:
        had = {place: part[lever.id] for place, part in parts.items() if lever.id in part}
        doses = {place: _dose(own).split(" ")[0] if lever.id in split else "whole" for place, own in had.items()}
        same = len(doses) == len(parts) and len(set(doses.values())) == 1
        told = f"{next(iter(doses.values()))} in each" if same else ", ".join(map(" ".join, doses.items()))
        lines.append(_wrapped(f"{lever.id}: {told}", "  "))
    return "\n".join(lines)


def _dose(lever: Any) -> str:
    from approdo.model.levers import LEVERS, lever_row

    return f"{lever_row(lever).planned} {LEVERS[lever.kind].unit}"
