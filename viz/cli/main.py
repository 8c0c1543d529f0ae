"""The command `approdo`."""

import gc
import os
import sys
from typing import Annotated

import typer

from .guard import DEBUG

app = typer.Typer(
    name="approdo",
    help="A laboratory for post-reception policy: what packages of measures do to homelessness, work and cost.",
    epilog="First try: approdo compare padova --package ali",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from approdo import __version__

        typer.echo(f"approdo {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an internal error happened.")] = False,
) -> None:
    """Take the options that stand before the command."""
    if debug:
        os.environ[DEBUG] = "1"


def _add_commands() -> None:
    from . import (
        analyses,
        annex,
        assess,
        calibrate,
        dashboard,
        describe,
        exits,
        guidelines,
        levers,
        life,
        lists,
        monitor,
        packages,
        pilot,
        pilots,
        report,
        robust,
        simulate,
        store,
        study,
        sweep,
        swot,
        territory,
    )

    simulate.add_to(app)
    sweep.add_to(app)
    analyses.add_to(app)
    robust.add_to(app)
    study.add_to(app)
    store.add_to(app)
    lists.add_to(app)
    levers.add_to(app)
    packages.add_to(app)
    territory.add_to(app)
    describe.add_to(app)
    life.add_to(app)
    dashboard.add_to(app)
    pilot.add_to(app)
    calibrate.add_to(app)
    monitor.add_to(app)
    annex.add_to(app)
    report.add_to(app)
    assess.add_to(app)
    swot.add_to(app)
    guidelines.add_to(app)
    pilots.add_to(app)
    exits.add_to(app)


_add_commands()


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without UTF-8 shows "?" for what it cannot show, and does not break the command.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        app()
    finally:
        gc.freeze()  # what ends anyway need not be looked through for garbage: half a second
