"""The reference page of the commands, from what they say of themselves."""

from collections.abc import Iterator
from typing import Any, Final

import typer

from approdo.viz.cli.main import app
from tools.markdown import table

EXAMPLE: Final = "Example: "


def commands_page(written: str) -> str:
    """Return docs/reference/commands.md.

    Args:
        written: the sentence that says where the page comes from.
    """
    found = dict(_leaves(typer.main.get_command(app), "approdo"))
    head = (
        f"# Commands\n\n{written} The same in a terminal: `approdo --help`, and `approdo compare --help` for one "
        "command.\n\nAnswers go to the standard output, progress and complaints to the standard error. A command ends "
        "with 0; with 1 where something failed, a run for example; with 2 where what was asked cannot be done.\n"
    )
    listed = table(
        ("command", "what it does"), ((f"[`{name}`](#{_anchor(name)})", _first(each)) for name, each in found.items())
    )
    return "\n".join([head, listed, *(_part(name, each) for name, each in found.items())])


def _leaves(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inside = getattr(command, "commands", {})
    if not inside:
        yield name, command
    for word, each in inside.items():
        yield from _leaves(each, f"{name} {word}")


def _anchor(name: str) -> str:
    return name.replace(" ", "-")


def _first(command: Any) -> str:
    return str(command.help or "").partition("\n\n")[0]


def _part(name: str, command: Any) -> str:
    rows = [(f"`{_called(each)}`", _default(each), each.help) for each in command.params]
    example = str(command.epilog or "").removeprefix(EXAMPLE)
    listed = table(("argument or option", "default", "what it is"), rows)
    return f"## {name}\n\n{_first(command)}\n\n" + (f"{EXAMPLE}`{example}`\n\n" if example else "") + listed


def _called(param: Any) -> str:
    """Return an option with its value, or an argument, as a command line has it."""
    if param.param_type_name == "argument":
        return str(param.metavar or param.name.upper())
    names = ", ".join((*param.opts, *param.secondary_opts))
    return names if param.is_flag else f"{names} {param.metavar or param.type.name.upper()}"


def _default(param: Any) -> object:
    given = param.default
    if param.required:
        return "required"
    return None if given is None or given is False or callable(given) else given
