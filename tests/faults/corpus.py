"""A collection of broken files and wrong questions, each with the command that meets it.

Run as ``python -m tests.faults.corpus [NAME ...]``: every case through the command itself, in a process that may take
1 GiB more than its imports; each must end within 20 s of the processor, with a sentence and exit code 1 or 2, and leave
the store alone.
"""

import hashlib
import os
import sys
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from approdo.experiments import runner
from approdo.model import engine
from approdo.viz.cli.main import app
from tests.experiments import fake_engine

from .attack import bounded, limit_memory
from .broken_files import COMPARE, Case, cases


def digest(file: Path) -> str:
    """Return the sha256 of a store's content, whatever SQLite did to its file."""
    import sqlite3

    with sqlite3.connect(file) as opened:
        text = "\n".join(opened.iterdump())
    opened.close()
    return hashlib.sha256(text.encode()).hexdigest()


def meet(case: Case, run: CliRunner) -> str:
    """Let a command meet a case in this folder; return what was wrong with how it ended."""
    if "\0" not in case.thing and not case.thing.startswith("/") and len(case.thing) < 200:
        case.make(Path(case.thing))
    with bounded():
        done = run.invoke(app, [*case.words, case.thing])
    told = done.stdout + done.stderr
    if done.exit_code not in case.codes:
        return f"exit code {done.exit_code}: {told[-300:]!r} {done.exception!r}"
    if "Traceback" in told or "Internal error" in told or "Not enough memory" in told:
        return told[-300:]
    if done.exit_code and not done.stderr.strip():
        return "it says nothing"
    if len(told) > 20_000:
        return f"it says {len(told)} characters"
    return "it ran what it was given" if Path("owned").exists() else ""


def main(names: Sequence[str]) -> int:
    """Meet all cases, or those that are named; print what went wrong."""
    engine.run_together = fake_engine.run_together
    runner.WORTH_A_POOL = 1e9  # type: ignore[misc]
    run, wrong = CliRunner(), 0
    chosen: dict[str, Any] = {name: case for name, case in cases().items() if not names or name in names}
    with tempfile.TemporaryDirectory() as top:
        store = Path(top) / "good.db"
        os.environ["APPRODO_STORE"] = str(store)
        run.invoke(app, [*COMPARE, "ali"])  # loads what a command loads, and fills the store
        before = digest(store)
        limit_memory()
        warnings.simplefilter("error")
        for number, (name, case) in enumerate(chosen.items()):
            place = Path(top) / str(number)
            place.mkdir()
            os.chdir(place)
            said = meet(case, run)
            if 0 not in case.codes and digest(store) != before:
                said = f"the store was changed; {said}"
            if said:
                wrong += 1
                print(f"{name}: {said}")
            before = digest(store)
        os.chdir("/")
    print(f"{len(chosen)} cases, {wrong} wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 99))
