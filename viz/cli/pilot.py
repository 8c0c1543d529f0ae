"""The commands `approdo pilot`: data of people who took part in a pilot, checked, kept here, and protected."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from .documents import JsonOption, check_writable, write_json, write_whole
from .guard import guarded
from .tables import table as as_table

if TYPE_CHECKING:
    from approdo.calibration.pilot.problems import Problem

FIRST: Final = "2026-01"  # of a template; the owner writes the real months into datapackage.json
LAST: Final = "2027-12"
KEEP_UNTIL: Final = "2029-12"

PilotsOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--pilots", metavar="FILE", help="Database of pilots; default: APPRODO_PILOTS, else the user's data folder."
    ),
]
Folder: TypeAlias = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a pilot: datapackage.json and CSVs.")]
Name: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="Name of an imported pilot.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(
        help="Pilot data: check it, keep it on this machine, simulate it, release protected tables.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command(epilog="Example: approdo pilot template my-pilot --first 2026-01 --last 2027-08")(guarded(template))
    group.command(epilog="Example: approdo pilot validate my-pilot")(guarded(validate))
    group.command("import", epilog="Example: approdo pilot import my-pilot --name my-pilot")(guarded(import_))
    group.command(epilog="Example: approdo pilot synthetic --like inside-aut --seed 7 --to demo")(guarded(synthetic))
    group.command("list", epilog="Example: approdo pilot list")(guarded(list_))
    group.command(epilog="Example: approdo pilot table my-pilot --by sex --to by-sex.csv")(guarded(table))
    group.command(epilog="Example: approdo pilot forget my-pilot")(guarded(forget))
    group.command(epilog="Example: approdo pilot audit --json audit.json")(guarded(audit))
    app.add_typer(group, name="pilot")


def template(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Of the pilot; default: the folder's.")] = None,
    first: Annotated[str, typer.Option(metavar="YYYY-MM", help="First month of the observation.")] = FIRST,
    last: Annotated[str, typer.Option(metavar="YYYY-MM", help="Last month of the observation.")] = LAST,
    keep_until: Annotated[
        str, typer.Option(metavar="YYYY-MM", help="Last month in which the data may be kept.")
    ] = KEEP_UNTIL,
    aggregate: Annotated[bool, typer.Option("--aggregate", help="For published shares instead of people.")] = False,
) -> None:
    """Write empty tables, their description, and a codebook in English and Italian."""
    from approdo.calibration.pilot.descriptor import PLAIN_NAME, Descriptor
    from approdo.calibration.pilot.template import write_template
    from approdo.model.calendar import parse_month
    from approdo.model.errors import BadInput

    called = name if name is not None else re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("-")
    if PLAIN_NAME.fullmatch(called) is None:
        raise BadInput(f'name "{called[:60]}": expected small letters, digits, - and _, at most 60.')
    begins, ends, until = parse_month(first), parse_month(last), parse_month(keep_until)
    if not 0 <= ends - begins < 120:
        raise BadInput(f"observation {first} to {last}: expected --first up to --last, at most 120 months.")
    for path in write_template(folder, Descriptor(called, begins, ends, until), aggregate):
        typer.echo(path)
    typer.echo(f"Months {first} to {last}, kept until {keep_until}: correct them in datapackage.json if they differ.")
    typer.echo(f"Fill in the tables, then: approdo pilot validate {folder}")


def validate(folder: Folder, json_file: JsonOption = None) -> None:
    """Check a folder of pilot data, and tell everything that is wrong with it at once."""
    from approdo.calibration.pilot.facts import facts_of, told
    from approdo.calibration.pilot.problems import listed
    from approdo.calibration.pilot.validate import check_pilot
    from approdo.model.errors import BadInput

    check_writable(json_file, "--json")
    checked = check_pilot(folder)
    problems, notes = checked.problems.found, checked.problems.notes
    facts = None if checked.pilot is None else facts_of(checked.pilot)
    results = {"valid": facts is not None, "pilot": facts, "problems": _rows(problems), "notes": _rows(notes)}
    write_json(json_file, "pilot validate", {"folder": folder.name}, results)
    if notes:
        typer.echo(f"Worth knowing:\n{listed(notes)}", err=True)
    if facts is None:
        count = len(problems)
        raise BadInput(f"{checked.problems.message()}\n{count} problem{'s' if count > 1 else ''}. Nothing was kept.")
    typer.echo(told(facts))


def import_(
    folder: Folder,
    name: Annotated[str, typer.Option(metavar="NAME", help="Under which it is kept.")],
    pilots: PilotsOption = None,
) -> None:
    """Check a folder and keep its data on this machine; nothing is sent anywhere."""
    from approdo.calibration.pilot.pilots import import_pilot

    kept = import_pilot(folder, name, pilots)
    typer.echo(f'Pilot "{kept.name}" is kept on this machine; data {kept.digest[:12]}.')
    typer.echo(f"To delete it: approdo pilot forget {kept.name}")


def list_(pilots: PilotsOption = None, json_file: JsonOption = None) -> None:
    """List the pilots that are kept on this machine."""
    from approdo.calibration.pilot.pilots import kept_pilots

    check_writable(json_file, "--json")
    rows: list[dict[str, Any]] = [dict(kept.__dict__) for kept in kept_pilots(pilots)]
    heads = ("name", "imported", "keep_until", "synthetic", "digest")
    typer.echo(as_table(heads, [[str(row[head] or "-") for head in heads] for row in rows]))
    write_json(json_file, "pilot list", {}, {"rows": rows})


def synthetic(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="A new folder; the truth goes to DIR-truth.")],
    like: Annotated[str, typer.Option(metavar="P", help="What the pilot gives: a package.")] = "inside-aut",
    seed: Annotated[int, typer.Option(metavar="N", help="The same seed gives the same files.")] = 7,
    people: Annotated[int, typer.Option(metavar="N", help="Participants in all territories.")] = 100,
    comparison: Annotated[int, typer.Option(metavar="N", help="People followed and not served.")] = 0,
    months: Annotated[int, typer.Option(metavar="N", help="Months of observation.")] = 20,
    start: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="First month; default: the package's.")] = None,
    territory: Annotated[
        list[str] | None, typer.Option("--territory", metavar="T", help="May be repeated; default: the package's.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the model or of the record (record.lost)."),
    ] = None,
    json_file: JsonOption = None,
) -> None:
    """Simulate a pilot about nobody, from known parameters, with its gaps and losses: for trials and demonstrations."""
    from approdo.calibration.pilot.synthetic import synthesise
    from approdo.calibration.pilot.template import write_files
    from approdo.experiments.package import load_package
    from approdo.model.calendar import month_text, parse_month
    from approdo.model.errors import BadInput
    from approdo.model.parameters import load_parameters
    from approdo.model.territory import load_territory

    check_writable(json_file, "--json")
    apart = to.with_name(f"{to.name}-truth")
    for folder in (to, apart):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadInput(f"{folder}: it is there already, and not empty. Nothing was written; give a new one.")
    package = load_package(like)
    changes, how = _settings(parameter or [])
    places = [load_territory(name) for name in dict.fromkeys(territory or package.territories)]
    begins = package.starts if start is None else parse_month(start)
    if begins is None:
        begins = places[0].data_month if places else 0
    made = synthesise(
        package,
        places,
        load_parameters(changes),
        seed=seed,
        start=begins,
        months=months,
        people=people,
        comparison=comparison,
        how=how,
    )
    write_files(to, made.files)
    write_files(apart, made.truth)
    for place, wanted in made.wanted.items():
        if made.people[place] < wanted:
            typer.echo(f"{place}: the package reached {made.people[place]} of {wanted} people.", err=True)
    size = f"{sum(made.people.values())} participants and {made.comparison} others in {len(places)} territories"
    typer.echo(f"SYNTHETIC: {size}, {months} months.")
    typer.echo(f"Pilot: {to}\nTruth, kept apart: {apart}")
    inputs = {"like": package.id, "seed": seed, "start": month_text(begins), "months": months, "comparison": comparison}
    found = {"participants": made.people, "comparison": made.comparison}
    results = {**found, "wanted": made.wanted, "files": sorted(made.files)}
    write_json(json_file, "pilot synthetic", {**inputs, "parameters": changes}, results)


def table(
    name: Name,
    of: Annotated[str, typer.Option(metavar="WHAT", help="housing or work.")] = "housing",
    by: Annotated[
        str, typer.Option(metavar="GROUP", help="territory, group, sex, age_band, family_type or permit_type.")
    ] = "territory",
    every: Annotated[int, typer.Option(metavar="N", help="Months between two rows.")] = 6,
    k: Annotated[int, typer.Option("--k", metavar="N", help="Counts below are hidden; from 5 up.")] = 5,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="A CSV file; default: the terminal.")] = None,
    pilots: PilotsOption = None,
) -> None:
    """Release how many people of a pilot were in which state, with small counts hidden; it is noted in the audit."""
    from approdo.calibration.pilot.counts import ALL, counts
    from approdo.calibration.pilot.months import months_of
    from approdo.calibration.pilot.pilots import open_imported, record_export, releases
    from approdo.calibration.pilot.suppress import protect

    check_writable(to, "--to")
    data = months_of(open_imported(name, pilots))
    frame = counts(data, of, by, every)
    before = releases(data.digest, pilots)
    told = protect(frame, ("month", by, of), totals={by: ALL, of: ALL}, k=k, earlier=before, digest=data.digest)
    source = "synthetic" if data.synthetic else "pilot"
    text = told.frame.assign(source=source).to_csv(index=False, lineterminator="\n")
    what = f"people by {of} and {by}, every {every} months, k = {k}"
    target = "terminal" if to is None else to.name
    record_export(name, what, target, len(frame), told.hidden, told.release, file=pilots)
    if to is None:
        typer.echo(text, nl=False)
    else:
        write_whole(to, text.encode(), "--to")
        typer.echo(f"Table: {to}")
    hidden = f"{told.hidden} of {len(frame)} counts are hidden (:c), {told.primary} of them because they are small"
    typer.echo(f"{hidden}.", err=True)


def forget(name: Name, pilots: PilotsOption = None) -> None:
    """Delete an imported pilot, so that no trace of it is left in the database."""
    from approdo.calibration.pilot.pilots import forget_pilot

    kept = forget_pilot(name, pilots)
    typer.echo(f'Pilot "{kept.name}" is deleted from the database; its audit rows stay. Folders and backups are yours.')


def audit(
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Of one pilot only.")] = None,
    pilots: PilotsOption = None,
    json_file: JsonOption = None,
) -> None:
    """Show every import, export and deletion, in their order."""
    from approdo.calibration.pilot.pilots import audit_rows

    check_writable(json_file, "--json")
    rows = audit_rows(name, pilots)
    heads = ("at", "by", "action", "pilot", "rows", "hidden", "target", "what")
    typer.echo(as_table(heads, [[str(row[head]) for head in heads] for row in rows]))
    write_json(json_file, "pilot audit", {"name": name}, {"rows": rows})


def _settings(given: Sequence[str]) -> tuple[dict[str, float], Any]:
    """Split ``NAME=VALUE`` into parameters of the model and numbers of the record."""
    from dataclasses import fields

    from approdo.calibration.pilot.observing import Observing
    from approdo.model.errors import BadInput
    from approdo.model.levers.wording import nearest

    known = [field.name for field in fields(Observing)]
    model: dict[str, float] = {}
    record: dict[str, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            raise BadInput(f'--set "{text[:60]}": expected NAME=VALUE, for example record.lost=0.02') from None
        section, _, rest = name.partition(".")
        if section != "record":
            model[name] = value
        elif rest in known:
            record[rest] = value
        else:
            raise BadInput(f'--set "{name[:60]}": unknown.{nearest(rest, known)} record. + {", ".join(known)}.')
    return model, Observing(**record)


def _rows(problems: "Sequence[Problem]") -> list[dict[str, Any]]:
    return [problem.row() for problem in sorted(problems, key=lambda problem: (problem.file, problem.line))]
