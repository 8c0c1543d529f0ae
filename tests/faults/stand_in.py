"""The commands on a quick stand-in of the world: ``python -m tests.faults.stand_in sweep study.toml ...``.

Runner, worker processes, store and commands are the real ones; only `run_together` is tests/experiments/fake_engine.py.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from approdo.experiments import database, runner, worker
from approdo.experiments.export import export
from approdo.experiments.housekeeping import status
from approdo.experiments.store import Store
from tests.experiments import fake_engine

ROOT = Path(__file__).resolve().parents[2]
STUDY = """format = 1

[study]
name = "Doses"
territories = ["padova"]
months = 14
runs = 6
seed = 7
packages = ["ali"]

[[vary]]
path = "packages.ali.accompaniment.tutors"
values = [0.5, 1, 2]

[[vary]]
path = "packages.ali.guarantee_fund.months_covered"
values = [3, 6]
"""
RUNS = 72  # 6 points, 6 runs, 2 arms


def compute(task: worker.Task) -> Any:
    """Do a task in the stand-in, in a worker process too."""
    fake_engine.install()
    return worker.compute(task)


def begin(folder: Path, *words: str, seconds: float = 0.03, pool: bool = True) -> subprocess.Popen[str]:
    """Start a command in a process group of its own; each run takes `seconds`."""
    settings = {"FAKE_ENGINE_SECONDS": str(seconds), "WORTH_A_POOL": "-1" if pool else "1e9"}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.stand_in", *words],
        env={**os.environ, **settings},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str]) -> None:
    """Kill a command with all its processes."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def write_study(folder: Path) -> Path:
    """Write the study that the tests disturb."""
    path = folder / "study.toml"
    path.write_text(STUDY)
    return path


def exported(store: str, to: Path) -> dict[str, bytes]:
    """Return every file of a store's export, after a look at whether all its runs are whole and the file is sound."""
    with Store(store) as opened:
        with opened.reading() as connection:
            if connection.dialect.name == "sqlite":
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
                assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        found = status(opened)
        assert [(study.runs, study.whole) for study in found.studies] == [(RUNS, RUNS)]
        assert (found.current, sum(found.failures.values())) == (RUNS, 0)
        export(opened, to)
    return {path.name: path.read_bytes() for path in to.iterdir()}


def main(words: Sequence[str]) -> None:
    """Run a command of Approdo on the stand-in."""
    from approdo.viz.cli.main import main as approdo
    from tests.faults import stand_in  # not __main__, which workers do not have

    fake_engine.install()
    runner.WORTH_A_POOL = float(os.environ.get("WORTH_A_POOL", "1e9"))  # type: ignore[misc]
    vars(runner)["compute"] = stand_in.compute
    database.BUSY_MILLISECONDS = int(os.environ.get("BUSY", database.BUSY_MILLISECONDS))
    sys.argv[1:] = words
    approdo()


if __name__ == "__main__":
    main(sys.argv[1:])
