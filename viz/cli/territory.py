"""`territory new` makes a territory file from a user's own zones; `territory check` looks one over."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from .documents import JsonOption, check_writable, write_json, write_whole
from .guard import guarded
from .tables import table


def add_to(app: typer.Typer) -> None:
    """Add the two commands of this file."""
    group = typer.Typer(help="Make a territory file from your own table of zones, or check one.", no_args_is_help=True)
    group.command(
        epilog="Example: approdo territory new --zones zones.csv --name Rovigo --to rovigo.toml --like padova"
    )(guarded(new))
    group.command(epilog="Example: approdo territory check rovigo.toml")(guarded(check))
    app.add_typer(group, name="territory")


def new(
    zones: Annotated[Path, typer.Option(metavar="FILE.csv", help="Your zones; columns: docs/how-to/own-territory.md.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="Name of the territory.")],
    to: Annotated[Path, typer.Option(metavar="FILE.toml", help="The territory file to write.")],
    like: Annotated[
        str, typer.Option(metavar="TERRITORY", help="Whose figures stand in for what you do not give.")
    ] = "padova",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIGURE=VALUE[:LOW:HIGH]", help="A figure that you know; may be repeated."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a file of this name.")] = False,
    json_file: JsonOption = None,
) -> None:
    """Make a territory file from a table of zones; what is not in it is imputed and marked so."""
    from approdo.experiments.own_territory import new_territory
    from approdo.model.errors import BadInput

    if to.suffix != ".toml":
        raise BadInput(f"--to {to}: expected a name that ends in .toml: other commands know a territory file by it.")
    if to.exists() and not replace:
        raise BadInput(f"--to {to}: this file is there already. Choose another name, or add --replace.")
    check_writable(to, "--to")
    check_writable(json_file, "--json")
    made = new_territory(zones, name, like, settings or ())
    write_whole(to, made.text.encode("utf-8"), "--to")
    typer.echo(f"Written: {to} (territory {made.id})")
    typer.echo(f"Given: {', '.join(made.given)}")
    typer.echo(f"Imputed from {like}: {', '.join(made.imputed) or 'nothing'}; and who the leavers are")
    if "leavers_per_month" in made.imputed:
        typer.echo("Most worth knowing: how many people leave reception (--set leavers_per_month=VALUE:LOW:HIGH).")
    notes = _look(str(to))
    inputs = {"zones": str(zones), "name": name, "like": like, "set": settings or []}
    results = {"territory": made.id, "given": list(made.given), "imputed": list(made.imputed), "notes": notes}
    write_json(json_file, "territory new", inputs, results)


def check(
    territory: Annotated[str, typer.Argument(metavar="TERRITORY", help="A .toml file, or a built-in name.")],
    json_file: JsonOption = None,
) -> None:
    """Check a territory file: can it be read, what is known in it, and what looks odd."""
    check_writable(json_file, "--json")
    notes = _look(territory)
    write_json(json_file, "territory check", {"territory": territory}, {"notes": notes})


def _look(name: str) -> list[str]:
    """Print the profile of a territory and what looks odd; return the notes."""
    from approdo.experiments.territory_check import check_territory

    checked = check_territory(name)
    place = checked.territory
    heads = ("zone", "kind", "residents", "rent_m2", "private_let", "disused", "jobs", "minutes to the first")
    rows: list[list[Any]] = [
        [
            zone.name,
            zone.kind.name.lower(),
            zone.residents,
            f"{zone.rent_m2:g}",
            zone.private_let,
            zone.disused,
            sum(zone.jobs),
            minutes[0],
        ]
        for zone, minutes in zip(place.zones, place.minutes, strict=True)
    ]
    typer.echo(table(heads, [[str(cell) for cell in row] for row in rows]))
    statuses = Counter(figure.status for figure in place.figures.values())
    typer.echo(
        f"{len(place.figures)} figures: {', '.join(f'{count} {name}' for name, count in statuses.most_common())}"
    )
    for note in checked.notes:
        typer.echo(f"Look twice: {note}")
    if not checked.notes:
        typer.echo("Nothing looks odd.")
    return list(checked.notes)
