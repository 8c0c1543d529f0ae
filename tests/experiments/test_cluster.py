"""A real Dask scheduler with two worker processes on loopback: the same results, and nothing lost when they die."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from approdo.experiments import cluster, runner, worker
from approdo.experiments.runner import complete, run_keys
from approdo.experiments.store import Store
from approdo.model.errors import BadInput, Failure
from tests.experiments.content import stored

ROOT = Path(__file__).resolve().parents[2]
SEEDS = list(range(24))

TASKS = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, "ROOT")
from approdo.experiments import worker
from tests.experiments import fake_engine

HERE = Path(__file__).parent

def compute(task):
    fake_engine.install()
    time.sleep(0.05)
    if (HERE / "dies").exists() and task.seed == 4:
        os._exit(9)
    (HERE / f"worker-{os.getpid()}").touch()
    return worker.compute(task)
""".replace("ROOT", str(ROOT))


class Machines:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder):
        self.folder, self.port, self.started = folder, _free_port(), []
        (folder / "cluster_tasks.py").write_text(TASKS)
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, *words):
        environment = {
            **os.environ,
            "PYTHONPATH": f"{self.folder}:{ROOT}",
            "PYTHONWARNINGS": "ignore",
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",  # deaths; each costs the test a new process
        }
        log = (self.folder / f"log-{len(self.started)}").open("w")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
                env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=self.folder, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def worker(self, *more):
        return self.start(
            "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0",
            "--local-directory", str(self.folder), *more,
        )  # fmt: skip

    def stop(self):
        for process in self.started:  # with the processes that they started
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture
def machines(tmp_path, monkeypatch):
    """A scheduler without workers, and the fake world as what they compute."""
    made = Machines(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    sys.modules.pop("cluster_tasks", None)
    monkeypatch.setattr(runner, "compute", __import__("cluster_tasks").compute)
    monkeypatch.setattr(runner, "WORTH_A_POOL", -1.0)
    yield made
    made.stop()


@pytest.fixture
def expected(fake, pair, tmp_path):
    """What one undisturbed process stores."""
    with Store(str(tmp_path / "one.db")) as alone, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "compute", worker.compute)
        complete(alone, pair, SEEDS, workers=1)
        return stored(alone, pair, SEEDS)


def test_two_workers_one_killed_in_the_middle_store_the_same_bytes(machines, store, pair, expected, tmp_path):
    machines.worker("--no-nanny")
    machines.worker("--no-nanny")
    killed: list[int] = []

    def kill(done, total):
        pids = sorted(int(path.name.split("-")[1]) for path in tmp_path.glob("worker-*"))
        if done >= 6 and len(pids) == 2 and not killed:
            killed.append(pids[0])
            os.kill(pids[0], signal.SIGKILL)

    tally = complete(store, pair, SEEDS, scheduler=machines.address, progress=kill)
    assert killed
    assert (tally.computed, tally.failed) == (2 * len(SEEDS), {})
    assert stored(store, pair, SEEDS) == expected


def test_a_run_that_kills_its_workers_is_a_failed_row_and_the_others_are_done(machines, store, pair, tmp_path):
    (tmp_path / "dies").touch()
    for _ in range(2):
        machines.worker("--nanny")
    tally = complete(store, pair, SEEDS[:8], scheduler=machines.address)
    assert (tally.computed, len(tally.failed)) == (14, 2)
    key = run_keys(pair[0], [4])[0]
    assert "the worker process died" in store.failures([key])[key].message


def test_a_scheduler_that_dies_loses_nothing_and_the_same_call_goes_on(machines, store, pair, expected):
    machines.worker("--no-nanny")

    def kill(done, total):
        if done >= 6:
            machines.scheduler.kill()

    with pytest.raises(Failure, match=r"the scheduler is gone .*What is done is kept"):
        complete(store, pair, SEEDS, scheduler=machines.address, progress=kill)
    kept = complete(store, pair, SEEDS, workers=1)
    assert kept.found >= 6
    assert stored(store, pair, SEEDS) == expected


def test_workers_that_are_all_gone_are_said(machines, store, pair, monkeypatch):
    only = machines.worker("--no-nanny")

    def kill(done, total):
        if done >= 4:
            monkeypatch.setattr(cluster, "WORKERS", 1.0)
            only.kill()

    with pytest.raises(Failure, match=r"every worker is gone\. What is done is kept"):
        complete(store, pair, SEEDS, scheduler=machines.address, progress=kill)


def test_a_scheduler_without_workers_is_said(machines, store, pair, monkeypatch):
    monkeypatch.setattr(cluster, "WORKERS", 1.0)
    with pytest.raises(Failure, match=r"no worker is connected to it\. Start one: dask worker tcp://127"):
        complete(store, pair, SEEDS, scheduler=machines.address)


def test_nobody_at_the_address(store, pair, fake, monkeypatch):
    monkeypatch.setattr(cluster, "ANSWER", 0.5)
    begun = time.monotonic()
    with pytest.raises(Failure, match="no Dask scheduler answers there"):
        complete(store, pair, SEEDS, scheduler=f"tcp://127.0.0.1:{_free_port()}")
    assert time.monotonic() - begun < 20


def test_an_address_is_not_asked_when_nothing_is_left(store, pair, fake):
    complete(store, pair, [1], workers=1)
    assert complete(store, pair, [1], scheduler=f"tcp://127.0.0.1:{_free_port()}").found == 2


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://:1", "", "x"])
def test_what_is_no_address(store, pair, address):
    with pytest.raises(BadInput, match=re.escape("expected the address of a Dask scheduler, tcp://HOST:PORT.")):
        complete(store, pair, SEEDS, scheduler=address)


def test_without_dask_the_way_out_is_said(store, pair, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BadInput, match=re.escape('pip install "approdo[cluster]"')):
        complete(store, pair, SEEDS, scheduler="tcp://127.0.0.1:8786")


def test_dask_is_imported_only_when_asked_for():
    code = "import sys, approdo.experiments.runner; print('distributed' in sys.modules, 'dask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def test_a_worker_with_other_rules_does_not_answer(pair):
    task = runner._task([(runner.entries(pair[0], [1])[0], pair[0])])
    other = type(task)(**{**task.__dict__, "model": "0" * 64})
    with pytest.raises(Failure, match="another version of the model"):
        worker.compute(other)
