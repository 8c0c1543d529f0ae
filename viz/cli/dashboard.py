"""The command `dashboard`: the Solara application, on this machine unless told otherwise."""

import signal
import threading
import webbrowser
from typing import Annotated, Final

import typer

from .guard import guarded

PORT: Final = 8765
HOST: Final = "127.0.0.1"
PAGES: Final = 40
PAIRS: Final = 224
FORGET: Final = 30


def add_to(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command(epilog="Example: approdo dashboard --port 8765")(guarded(dashboard))


def dashboard(
    port: Annotated[int, typer.Option(metavar="N", help="Port, 1 to 65535.")] = PORT,
    host: Annotated[
        str, typer.Option(metavar="H", help="Address to listen on; another than this one opens it to the network.")
    ] = HOST,
    base_path: Annotated[
        str, typer.Option(metavar="P", help="Path behind a proxy, such as /approdo; every address begins with it.")
    ] = "",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Name under which a proxy is called; may be repeated."),
    ] = None,
    store: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Database of runs; default: one of its own, removed at the end."),
    ] = None,
    pages: Annotated[
        int, typer.Option(metavar="N", help="Pages that may be open at the same time, 1 to 1000.")
    ] = PAGES,
    pairs: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Pairs of runs after which an answer stops, 2 to 256; beyond 64 only while nobody else waits.",
        ),
    ] = PAIRS,
    forget: Annotated[
        int, typer.Option(metavar="MIN", help="Minutes after which a page whose browser went silent is forgotten.")
    ] = FORGET,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
) -> None:
    """Open the dashboard in a browser: change a measure and see what follows. Ctrl-C ends it."""
    from approdo.model.errors import BadInput

    if not 1 <= port <= 65535:
        raise BadInput(f"--port {port}, expected 1 to 65535.")
    bounds = (("pages", pages, 1, 1000), ("pairs", pairs, 2, 256), ("forget", forget, 1, 1440))
    for name, value, least, most in bounds:
        if not least <= value <= most:
            raise BadInput(f"--{name} {value}, expected {least} to {most}.")
    from approdo.viz.dashboard.jobs import Jobs
    from approdo.viz.dashboard.limits import Limits, steps_to
    from approdo.viz.dashboard.saved import Shelf, shelf_path
    from approdo.viz.dashboard.server import application, check_base_path, serve

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a system that asks it to end is answered like Ctrl-C
    path = check_base_path(base_path)
    limits = Limits(sessions=pages, idle_minutes=forget, steps=steps_to(pairs))
    shelf = Shelf(shelf_path(), limits.saved_per_visitor)
    jobs = Jobs(limits, store)
    try:
        app = application(limits, jobs, shelf, path, [host, *(allow_host or [])])
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}{path}/"
        typer.echo(f"Approdo: {address}  (Ctrl-C ends it)", err=True)
        if not no_open:
            threading.Timer(1.5, webbrowser.open, [address]).start()
        serve(app, host, port)
    except KeyboardInterrupt:  # Ctrl-C; the server may also have taken it for itself and come back
        pass
    finally:
        jobs.close()
        shelf.close()
    kept = "" if store is None else " and the runs"
    typer.echo(f"The dashboard has ended. Saved scenarios{kept} are kept; the same command opens it again.", err=True)
