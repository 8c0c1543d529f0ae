"""A real server of the dashboard in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

WAIT = 120.0  # seconds until the server must be there, on a machine that does other things too


class Address(str):
    """Where a server is, its process, and the file that its errors go to."""

    process: "subprocess.Popen[bytes]"
    log: Path


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


@contextmanager
def dashboard(folder: Path, *options: str, settings: Mapping[str, str] | None = None) -> Iterator[Address]:
    """Start a dashboard on a free port; it ends with the block.

    Args:
        folder: for its log and its saved scenarios.
        options: of `approdo dashboard`, besides the port.
        settings: further environment.

    Raises:
        RuntimeError: it ended, or was not there in time; with its log.
    """
    port = free_port()
    command = [sys.executable, "-m", "approdo", "dashboard", "--no-open", "--port", str(port), *options]
    environment = {**os.environ, "APPRODO_SCENARIOS": str(folder / "scenarios.db"), **(settings or {})}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    path = options[options.index("--base-path") + 1] if "--base-path" in options else ""
    address = Address(f"http://127.0.0.1:{port}{path}")
    address.process, address.log = process, folder / "log"
    try:
        _wait(address)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: Address) -> None:
    ends = time.monotonic() + WAIT
    while time.monotonic() < ends:
        if address.process.poll() is not None:
            raise RuntimeError(f"the dashboard ended: {address.log.read_text()}")
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the dashboard did not answer: {address.log.read_text()}")
