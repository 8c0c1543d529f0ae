"""`describe`: what the model does in a month, what its numbers rest on, and with which versions."""

import inspect
import platform
from collections import Counter
from typing import Any

import typer

from .documents import JsonOption, check_writable, versions, write_json
from .guard import guarded
from .tables import table


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo describe --json model.json")(guarded(describe))


def describe(json_file: JsonOption = None) -> None:
    """Describe the model: the schedule of a month, the parameters with their sources, the versions."""
    from approdo import __version__
    from approdo.extensions import GROUPS, installed
    from approdo.model.engine import model_hash, outside_processes
    from approdo.model.levers import LEVERS
    from approdo.model.outcomes import OUTCOMES
    from approdo.model.parameters import load_parameters
    from approdo.model.processes import SCHEDULE
    from approdo.model.territory import territory_names

    check_writable(json_file, "--json")
    schedule: list[dict[str, Any]] = [
        {"step": number, "process": process.name, "rule": _first_line(process.rules[0])}
        for number, process in enumerate(SCHEDULE, 1)
    ]
    # Those of other packages stand behind the step they follow.
    for each in reversed(outside_processes()):
        step = {"step": f"{each.after + 1}+", "process": each.name, "rule": _first_line(each.rule)}
        schedule.insert(each.after + 1, step)
    added = [
        {"group": group, "name": each.name, "package": each.package}
        for group in GROUPS
        for each in installed(group).values()
    ]
    rows = load_parameters().rows
    statuses = Counter(row.status for row in rows)
    sources = Counter((row.status, row.source) for row in rows)
    found = versions()
    typer.echo(f"Approdo {__version__}, model {model_hash()[:12]}")
    typer.echo("\nOne month, in this order:")
    typer.echo(table(("", "process", "rule"), [[str(value) for value in step.values()] for step in schedule]))
    typer.echo(f"\n{len(rows)} parameters: {', '.join(f'{count} {name}' for name, count in statuses.most_common())}")
    typer.echo("(with ranges: approdo parameters; what is assumed: approdo parameters --status assumption)")
    listed = sorted(sources.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    cited = [[status, str(n), text] for (status, text), n in listed if status != "assumption"]
    typer.echo(table(("status", "number", "source"), cited))
    typer.echo(f"\n{len(LEVERS)} levers, {len(OUTCOMES)} outcomes, {len(territory_names())} territories")
    if added:
        typer.echo("\nAdded by other packages:")
        typer.echo(table(("group", "name", "package"), [list(each.values()) for each in added]))
    typer.echo(f"Python {platform.python_version()}, {', '.join(f'{name} {text}' for name, text in found.items())}")
    results: dict[str, Any] = {
        "model": model_hash(),
        "schedule": schedule,
        "parameters": {
            "count": len(rows),
            "by_status": dict(statuses),
            "sources": [{"status": status, "source": text, "count": n} for (status, text), n in listed],
        },
        "levers": list(LEVERS),
        "outcomes": [outcome.id for outcome in OUTCOMES],
        "territories": list(territory_names()),
        "added": added,
    }
    write_json(json_file, "describe", {}, results)


def _first_line(rule: object) -> str:
    text = inspect.getdoc(getattr(rule, "py_func", rule)) or ""
    return text.splitlines()[0] if text else ""
