"""The JSON documents: one shape for every command, checked before the work and written whole."""

import json
import math
import platform
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer

from approdo.model.errors import Failure

if TYPE_CHECKING:
    from approdo.experiments.runner import Tally

JsonOption: TypeAlias = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the answer as one JSON document too.")
]

LIBRARIES: Final = ("numpy", "numba", "scipy", "pandas", "sqlalchemy", "matplotlib", "seaborn", "mesa")


def check_writable(path: Path | None, what: str) -> None:
    """Find out before the work whether a file can be written.

    Raises:
        Failure: it is a folder, its folder does not exist, or the rights are missing.
    """
    if path is None:
        return
    try:
        if path.is_dir():
            raise Failure(f"{what} {path}: this is a folder, expected a file name.")
        if not path.parent.is_dir():
            raise Failure(f"{what} {path}: there is no folder {path.parent}. Make it first, or choose another place.")
        with tempfile.TemporaryFile(dir=path.parent):
            pass
        if path.exists():
            with path.open("ab"):
                pass
    except (OSError, ValueError) as error:
        raise _unwritable(path, what, error) from None


def write_json(
    path: Path | None, command: str, inputs: Mapping[str, Any], results: Any, run: Mapping[str, Any] | None = None
) -> None:
    """Write ``{"approdo", "command", "inputs", "results", "run"}``; only `run` holds dates, timings and versions.

    Raises:
        Failure: the file cannot be written.
    """
    if path is None:
        return
    from approdo import __version__

    document = {
        "approdo": __version__,
        "command": command,
        "inputs": inputs,
        "results": results,
        "run": {
            "written": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "libraries": versions(),
            **(run or {}),
        },
    }
    text = json.dumps(finite(document), indent=1, sort_keys=True, ensure_ascii=False, allow_nan=False) + "\n"
    write_whole(path, text.encode("utf-8", "replace"), "--json")


def write_whole(path: Path, content: bytes, what: str) -> None:
    """Write a file whole or not at all: beside its place first, then under its name.

    Raises:
        Failure: the file cannot be written.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe or a device
            path.write_bytes(content)
            return
        beside = path.with_name(f".{path.name}.part")
        beside.write_bytes(content)
        beside.replace(path)
    except (OSError, ValueError) as error:
        raise _unwritable(path, what, error) from None


def finite(value: Any) -> Any:
    """Return the value with every number that JSON does not know as None."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): finite(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [finite(part) for part in value]
    return value


def run_section(tally: "Tally", begun: float) -> Mapping[str, Any]:
    """Return what the section `run` says about computed runs; `begun` is of `time.monotonic`."""
    return {
        "seconds": round(time.monotonic() - begun, 3),
        "simulating_seconds": round(tally.seconds, 3),
        "runs_computed": tally.computed,
        "runs_found": tally.found,
        "runs_failed": [failed.short for failed in tally.failed.values()],
        "workers": tally.workers,
        "store": tally.store,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def versions() -> dict[str, str]:
    """Return the installed versions of the libraries that results depend on."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _unwritable(path: Path, what: str, error: Exception) -> Failure:
    said = getattr(error, "strerror", None) or str(error)
    return Failure(f"{what} {path}: it cannot be written ({said}). Choose another place.")
