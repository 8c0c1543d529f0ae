"""kill -9 at random moments: the same command again completes the study, as if nothing had happened."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from .stand_in import begin, end, exported, write_study

SPAN = 4.0  # seconds: about what the undisturbed command takes on a busy machine
KILLS = 3  # in a row, before the command is left alone


def store_of(folder):
    return str(folder / "runs.db")


def sweep(folder, *more, **named):
    return begin(folder, "sweep", "study.toml", "--store", store_of(folder), "--workers", "2", *more, **named)


def finish(process):
    try:
        out, errors = process.communicate(timeout=180)
    finally:
        end(process)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    return out


@pytest.mark.promise("crash.runner")
def test_a_killed_runner(trials, undisturbed, tmp_path):
    for batch in trials:
        folder = tmp_path / str(batch.number)
        folder.mkdir()
        write_study(folder)
        luck = random.Random(batch.number)
        for _ in range(KILLS):
            process = sweep(folder)
            time.sleep(luck.uniform(0.2, SPAN))
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
        finish(sweep(folder, seconds=0.0))
        assert exported(store_of(folder), folder / "export") == undisturbed


def workers_of(process):
    """Return the worker processes of a command, without multiprocessing's own helper."""
    try:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    except OSError:
        return []


@pytest.mark.promise("crash.worker")
def test_a_killed_worker(trials, undisturbed, tmp_path):
    for batch in trials:
        folder = tmp_path / str(batch.number)
        folder.mkdir()
        write_study(folder)
        luck = random.Random(batch.number)
        process = sweep(folder, seconds=0.08)
        while process.poll() is None and not workers_of(process):
            time.sleep(0.02)
        time.sleep(luck.uniform(0.0, 2.0))
        for worker in workers_of(process)[:1]:
            os.kill(worker, signal.SIGKILL)
        finish(process)
        assert exported(store_of(folder), folder / "export") == undisturbed
