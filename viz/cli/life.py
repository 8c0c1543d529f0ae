"""The command `life`: one synthetic person under two policies."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .documents import JsonOption, check_writable, write_json
from .guard import guarded
from .tables import table

if TYPE_CHECKING:
    from approdo.experiments.lives import Life, Lives, Month


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo life padova --package ali")(guarded(life))


def life(
    territory: Annotated[str, typer.Argument(metavar="TERRITORY", help="A name or a .toml file.")],
    package: Annotated[str, typer.Option("--package", metavar="P", help="A name or a .toml file.")],
    person: Annotated[
        int | None,
        typer.Option(metavar="ID", help="Number of a person; default: somebody whose life the package changes."),
    ] = None,
    baseline: Annotated[str, typer.Option(metavar="P", help="What it is compared with.")] = "none",
    start: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="First month; default: the package's.")] = None,
    months: Annotated[int, typer.Option(metavar="N", help="Months, 1 to 120.")] = 36,
    run: Annotated[int, typer.Option(metavar="N", help="Which run of the comparison, from 1.")] = 1,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the comparison.")] = 1,
    json_file: JsonOption = None,
) -> None:
    """Follow one synthetic person through two policies with the same luck, to the month where the paths part."""
    from approdo.experiments.lives import follow
    from approdo.experiments.request import read_request
    from approdo.model.errors import BadInput, Failure

    check_writable(json_file, "--json")
    if run < 1:
        raise BadInput(f"--run {run}, expected 1 or more.")
    request = read_request(
        "compare",
        territory,
        package,
        baseline=baseline,
        months=months,
        runs=run,
        seed=seed,
        start=start,
        parameters="prior",
    )
    # The run as the comparison has it: its luck, and its draw of the assumptions.
    (base, luck), (policy, _) = (request.arm_runs(each, [run - 1])[0] for each in request.scenarios[0])
    found = follow(base, policy, luck)
    others = found.changed(10)
    if person is None and not others:
        raise Failure("life: nobody leaves reception in these months.")
    shown = found.life(others[0] if person is None else person)
    names = base.package.name if base.package.levers else "no new policy", policy.package.name
    _tell(shown, found, names, policy.territory.id, others)
    inputs = {
        "territory": policy.territory.canonical(),
        "levers": policy.canonical()["levers"],
        "baseline": base.package.id,
        "package": policy.package.id,
        "start": found.start,
        "months": months,
        "run": run,
        "seed": seed,
        "person": person,
    }
    write_json(json_file, "life", inputs, _document(shown, others))


def _tell(shown: "Life", found: "Lives", names: tuple[str, str], place: str, others: list[int]) -> None:
    from approdo.model.calendar import month_text

    who = ", ".join(f"{name} {value.replace('_', ' ')}" for name, value in shown.attributes.items())
    typer.echo(f"Person {shown.person} ({who}), due to leave reception in {month_text(found.start + shown.exit_due)}")
    before, after = shown.homeless
    typer.echo(f"Months without a home: {before} under {names[0]}, {after} under {names[1]}.")
    typer.echo(parting(shown, found.start))
    rows = [
        [month_text(found.start + month), *_cells(first), *_cells(second), "*" if month == shown.parting else ""]
        for month, (first, second) in enumerate(zip(shown.base, shown.policy, strict=True))
    ]
    heads = ("month", *(f"{name}: {what}" for name in names for what in ("home", "work", "support")), "")
    typer.echo(table(heads, rows))
    typer.echo(f"Others in {place} whose lives it changes: {', '.join(map(str, others))} (--person ID)")
    typer.echo("A synthetic person in one run of the comparison: an example of the mechanism, not a forecast.")


def parting(shown: "Life", start: int) -> str:
    """Return when and why the paths part, in a sentence."""
    from approdo.model.calendar import month_text

    if shown.parting is None:
        return "The two lives are the same month by month."
    month = month_text(start + shown.parting)
    if shown.by_lever:
        return f'The paths part in {month}: the action "{shown.cause}" serves this person in one world only.'
    what = shown.cause if shown.cause != "other" else "the world around"
    return (
        f"The paths part in {month}, though no action serves this person: {what} differs, because others were served."
    )


def _cells(month: "Month") -> tuple[str, str, str]:
    return month.housing.name.lower(), month.work.name.lower(), ", ".join(month.support) or "-"


def _document(shown: "Life", others: list[int]) -> dict[str, Any]:
    def arm(months: "tuple[Month, ...]") -> list[dict[str, Any]]:
        return [
            {"home": each.housing.name.lower(), "work": each.work.name.lower(), "support": list(each.support)}
            for each in months
        ]

    return {
        "person": shown.person,
        "attributes": dict(shown.attributes),
        "exit_due": shown.exit_due,
        "parting": shown.parting,
        "cause": shown.cause,
        "by_lever": shown.by_lever,
        "homeless_months": list(shown.homeless),
        "baseline": arm(shown.base),
        "package": arm(shown.policy),
        "others": others,
    }
