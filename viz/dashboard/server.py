"""Starts the dashboard: Solara behind the gate, under a base path, with its worker processes."""

import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from approdo.model.errors import BadInput, Failure

from .jobs import Jobs
from .limits import LOOPBACK, Limits
from .saved import Shelf

APP: Final = "approdo.viz.dashboard.app"


def set_environment(limits: Limits, base_path: str) -> None:
    """Tell Solara how to behave; it reads this when it is first imported."""
    os.environ.update(
        {
            "SOLARA_APP": APP,
            "SOLARA_MODE": "production",
            "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
            "SOLARA_THEME_SHOW_BANNER": "false",
            "SOLARA_THEME_LOADER": "plain",
            "SOLARA_THEME_FORCE_REFRESH": "true",  # after a restart; what was on the screen is in the address
            "SOLARA_THEME_TITLE": "Approdo",
            "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
            "SOLARA_SESSION_HTTP_ONLY": "true",
            "SOLARA_KERNEL_CULL_TIMEOUT": f"{limits.idle_minutes}m",
            "SOLARA_KERNEL_MAX_PER_SESSION": str(limits.sessions),
            "MPLBACKEND": "Agg",
        }
    )
    if base_path:
        os.environ["SOLARA_ROOT_PATH"] = base_path


def check_base_path(given: str) -> str:
    """Return a base path as ``/name`` or nothing.

    Raises:
        BadInput: it is none.
    """
    path = given.strip().rstrip("/")
    if path and (not path.startswith("/") or not all(part.replace("-", "").isalnum() for part in path[1:].split("/"))):
        raise BadInput(f'--base-path "{given[:60]}": expected letters, digits and - after a slash, such as /approdo.')
    return path


def application(limits: Limits, jobs: Jobs, shelf: Shelf, base_path: str = "", hosts: Sequence[str] = ()) -> Any:
    """Return the ASGI application. Solara must not have been imported before with other settings."""
    set_environment(limits, base_path)
    import solara.server.kernel_context as kernels
    import solara.server.starlette as solara_server
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.responses import PlainTextResponse
    from starlette.routing import BaseRoute, Mount, Route
    from starlette.staticfiles import StaticFiles

    from . import state
    from .gate import Gate

    import_module(APP)  # a mistake in a page shows now, not to the first visitor
    state.serve_with(limits, jobs, shelf)

    async def hidden(_request: object) -> PlainTextResponse:
        return PlainTextResponse("not found", 404)

    # Before Solara's own mount, which would ask the internet for what is not here.
    assets = StaticFiles(directory=Path(sys.prefix) / "share" / "solara" / "cdn", check_dir=False)
    inner: list[BaseRoute] = [
        Mount("/_solara/cdn", assets),
        Route("/resourcez", hidden),
        Route("/_solara/api/evict/{kernel_id}", hidden, methods=["POST"]),
        *solara_server.routes,
    ]
    routes = [Mount(base_path, routes=inner)] if base_path else inner
    gate = Middleware(Gate, hosts=(*LOOPBACK, *hosts), most=limits.sessions, pages=lambda: list(kernels.contexts))

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        whole: AbstractAsyncContextManager[Any] = solara_server.lifespan(app)
        async with whole:
            jobs.warm()
            yield
        jobs.close()

    return Starlette(routes=routes, middleware=[gate, *solara_server.middleware], lifespan=lifespan)


def serve(app: Any, host: str, port: int) -> None:
    """Serve until Ctrl-C.

    Raises:
        Failure: the port is taken, or the address is not one of this machine.
    """
    import socket
    import warnings

    import uvicorn

    # Solara would send a cookie that works inside other pages' frames; ours forbid to be framed.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none require https")

    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise Failure(
            f"dashboard: {host}:{port} cannot be used ({said}). Another port: approdo dashboard --port {port + 1}"
        ) from None
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, ws_max_size=1_100_000, loop="asyncio"
    )
    uvicorn.Server(config).run(sockets=[listening])
