"""A changed rule is never served from a stale cache: the folder is named after the content of the room."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pytest

from approdo.model import kernel

KERNEL = Path(kernel.__file__)
COMPILERS = {"kernel", "allocating_kernel", "built_in_kernel", "entrance"}
CALLEE = "from .kernel import kernel\n\n\n@kernel\ndef amount(x: int) -> int:\n    return x + {plus}\n"
CALLER = (
    "from .callee import amount\nfrom .kernel import entrance\n\n\n"
    "@entrance\ndef twice(x: int) -> int:\n    return 2 * amount(x)\n"
)


@pytest.fixture
def room(tmp_path):
    """A package with the project's own `kernel.py`, a rule, and the rule it calls from another file."""
    folder = tmp_path / "room"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "kernel.py").write_bytes(KERNEL.read_bytes())
    (folder / "callee.py").write_text(CALLEE.format(plus=1), encoding="utf-8")
    (folder / "caller.py").write_text(CALLER, encoding="utf-8")
    return folder


def run(room: Path, **environment: str) -> tuple[int, str, int]:
    """Return the rule's result in a new process, the name of its cache folder, and how often it was compiled."""
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from room.caller import twice; from room import kernel; r = twice(5); s = getattr(twice, 'stats', None);"
            "print(r, kernel.cache_folder().name, sum(s.cache_misses.values()) if s else 0)",
        ],
        cwd=room.parent,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("NUMBA")},
            "XDG_CACHE_HOME": str(room.parent / "cache"),
            "PYTHONPATH": str(room.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    result, folder, misses = told.stdout.split()
    return int(result), folder, int(misses)


def test_a_changed_callee_is_seen(room):
    first = run(room)
    assert first[0] == 12
    assert first[2] == 1, "compiled once"
    assert run(room) == (12, first[1], 0), "and then read from the disk"
    (room / "callee.py").write_text(CALLEE.format(plus=10), encoding="utf-8")
    result, folder, _ = run(room)
    assert result == 30
    assert folder != first[1]
    assert {path.name for path in (room.parent / "cache" / "approdo" / "kernels").iterdir()} == {first[1], folder}


def test_numba_alone_would_serve_the_old_result(room):
    """The reason for the folder's name; if this fails, numba has learnt to look and the folder may be simpler."""
    fixed = {"NUMBA_CACHE_DIR": str(room.parent / "fixed")}
    assert run(room, **fixed)[0] == 12
    (room / "callee.py").write_text(CALLEE.format(plus=10), encoding="utf-8")
    assert run(room, **fixed)[0] == 12


def test_source_hash_sees_names_contents_and_new_files(room):
    first = kernel.source_hash(room)
    assert kernel.source_hash(room) == first
    (room / "notes.txt").write_text("no rule", encoding="utf-8")
    assert kernel.source_hash(room) == first
    (room / "caller.py").rename(room / "calling.py")
    renamed = kernel.source_hash(room)
    (room / "deeper").mkdir()
    (room / "deeper" / "more.py").touch()
    assert len({first, renamed, kernel.source_hash(room)}) == 3


def test_the_cache_is_below_the_users_cache():
    assert kernel.cache_folder().parent.parts[-2:] == ("approdo", "kernels")
    assert kernel.cache_folder() == kernel.cache_folder()
    assert kernel.OPTIONS == {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def imports_of(path: Path) -> list[tuple[str, str]]:
    """Return (module, name) of every relative import of a file, the module by its first word."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            found += [((node.module or name.name).split(".")[0], name.name) for name in node.names]
    return found


def test_what_the_hash_leaves_out_reaches_no_rule():
    """No file that compiles something imports one of them, or a name that another file has from one of them."""
    room = KERNEL.parent
    left_out = {name.removesuffix(".py") for name in kernel.NOT_COMPILED}
    rules = [path for path in room.rglob("*.py") if path.relative_to(room).parts[0] not in kernel.NOT_COMPILED]
    imports = {path.stem: imports_of(path) for path in rules if path != KERNEL}
    taken = {(file, name) for file, pairs in imports.items() for module, name in pairs if module in left_out}
    compiling = {file: pairs for file, pairs in imports.items() if COMPILERS & {n for _, n in pairs}}
    assert len(compiling) > 15
    for file, pairs in compiling.items():
        assert not [pair for pair in pairs if pair[0] in left_out], f"{file} compiles rules"
        assert not taken & set(pairs), f"{file} compiles rules"


@pytest.mark.skipif(kernel.INTERPRETED, reason="nothing is compiled")
def test_a_rule_is_compiled_once_for_all_literals_and_widths_and_can_be_called_from_python(monkeypatch, tmp_path):
    """Numba alone compiles again for each literal, and a step without an entrance would end the process."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    callee: Any = kernel.kernel(_twice)
    caller: Any = kernel.entrance(_callers(callee))
    assert caller(np.int64(3), np.zeros(1, np.int8)) == 6 + 14 + 0
    assert len(callee.signatures) == 1
    assert callee(5) == 10


def _twice(x: int) -> int:
    return 2 * x


def _callers(callee: Callable[[int], int]) -> Callable[[int, npt.NDArray[np.int8]], int]:
    def caller(x: int, narrow: npt.NDArray[np.int8]) -> int:
        return callee(x) + callee(7) + callee(narrow[0])

    return caller
