"""Compiles the rules with numba, or leaves them as plain Python when ``NUMBA_DISABLE_JIT=1``.

Numba's own cache looks only at the file of the function it compiles, not at the functions that one calls. The cache
folder is therefore named after the content of the room, so that a changed callee is never served stale.
"""

import hashlib
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import llvmlite.binding
import numba
from platformdirs import user_cache_path

F = TypeVar("F", bound=Callable[..., Any])

INTERPRETED: bool = bool(numba.config.DISABLE_JIT)


# What runs around the rules and reaches no compiled code (a test compares with the imports).
NOT_COMPILED = frozenset(
    {"accounts.py", "agents.py", "engine.py", "levers", "mesa_model.py", "outcomes.py", "trial.py", "warm.py"}
)


def source_hash(folder: Path) -> str:
    """Return the sha256 (hex) of the Python files below `folder`, names included, without those in `NOT_COMPILED`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder)
        if name.parts[0] not in NOT_COMPILED:
            digest.update(name.as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder of the compiled rules for this source, this numba, this Python and this processor."""
    cpu = f"{llvmlite.binding.get_host_cpu_name()} {llvmlite.binding.get_host_cpu_features().flatten()}"
    checked = numba.config.BOUNDSCHECK
    made_by = f"{source_hash(Path(__file__).parent)} {numba.__version__} {platform.python_version()} {cpu} {checked}"
    return user_cache_path("approdo") / "kernels" / hashlib.sha256(made_by.encode()).hexdigest()[:24]


if not INTERPRETED and "NUMBA_CACHE_DIR" not in os.environ:
    numba.config.CACHE_DIR = str(cache_folder())


OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}


def kernel(function: F) -> F:
    """Compile a rule: no fast-math (the same bits everywhere), no global lock, kept on disk.

    A rule makes no arrays: then numba need not count references to the columns, which costs more than most rules.
    """
    return cast(F, numba.njit(**OPTIONS, _nrt=False)(function))


def allocating_kernel(function: F) -> F:
    """Compile a rule that makes lists for itself (who applies, in what order)."""
    return cast(F, numba.njit(**OPTIONS)(function))
