"""The scheduler of a cluster, or the database server, is killed: what is done is kept, and the same call goes on."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from approdo.experiments import runner
from approdo.experiments.store import Store
from approdo.experiments.study_file import load_study
from approdo.experiments.sweep import sweep
from approdo.model import engine
from approdo.model.errors import Failure
from tests.experiments import fake_engine

from . import stand_in
from .stand_in import RUNS, exported, write_study


@pytest.fixture
def stand_in_world(monkeypatch):
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    monkeypatch.setattr(runner, "compute", stand_in.compute)
    monkeypatch.setattr(runner, "WORTH_A_POOL", -1.0)
    monkeypatch.setenv("FAKE_ENGINE_SECONDS", "0.02")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextlib.contextmanager
def cluster(folder):
    """Give a scheduler's process and its address, with two workers."""
    port = free_port()
    commands = [
        ["scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
        *[
            ["worker", f"tcp://127.0.0.1:{port}", "--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard",
             "--memory-limit", "0", "--no-nanny", "--local-directory", str(folder)]
        ] * 2,
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:]],
            env=environment, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        for words in commands
    ]  # fmt: skip
    try:
        yield started[0], f"tcp://127.0.0.1:{port}"
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.promise("crash.scheduler")
def test_a_killed_scheduler(trials, undisturbed, stand_in_world, monkeypatch, tmp_path):
    # a scheduler that answers late on a busy machine was not killed
    monkeypatch.setattr("approdo.experiments.cluster.ANSWER", 60.0)
    for batch in trials:
        folder = tmp_path / str(batch.number)
        folder.mkdir()
        study, address = load_study(write_study(folder)), str(folder / "runs.db")
        after = random.Random(batch.number).randrange(2, RUNS // 2)
        with cluster(folder) as (scheduler, url), Store(address) as store:

            def kill(done, total, scheduler=scheduler, after=after):
                if done >= after:
                    scheduler.kill()

            with pytest.raises(Failure, match=r"the scheduler is gone .*What is done is kept"):
                sweep(study, store=store, scheduler=url, progress=kill)
        with Store(address) as store:
            tally = sweep(study, store=store, workers=1).tally
        assert tally.found >= after
        assert exported(address, folder / "export") == undisturbed


class Server:
    """A PostgreSQL server that can be killed and started again."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="approdo-pg-"))
        self.data = self.folder / "data"
        self.become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self.become:
            shutil.chown(self.folder, "postgres", "postgres")
        self.port = free_port()
        self.run("initdb", "-D", str(self.data), "-U", "approdo", "-A", "trust", "-E", "UTF8")

    @property
    def url(self):
        return f"postgresql://approdo@127.0.0.1:{self.port}/postgres"

    def run(self, *words):
        subprocess.run([*self.become, *words], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-D", str(self.data), "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def kill(self):
        main = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for pid in [main, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{main}").exists():
            time.sleep(0.05)
        time.sleep(0.2)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture
def postgres():
    made = Server()
    made.start()
    yield made
    made.stop()


@pytest.mark.postgres
@pytest.mark.skipif(shutil.which("initdb") is None, reason="PostgreSQL is not installed")
@pytest.mark.promise("crash.postgresql")
def test_a_killed_database_server(trials, undisturbed, stand_in_world, postgres, tmp_path):
    for batch in trials:
        folder = tmp_path / str(batch.number)
        folder.mkdir()
        plain = sa.create_engine(postgres.url, isolation_level="AUTOCOMMIT")
        with plain.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE n{batch.number}")
        plain.dispose()
        address = postgres.url.replace("/postgres", f"/n{batch.number}")
        study = load_study(write_study(folder))
        after = random.Random(batch.number).randrange(2, RUNS // 2)
        killed: list[int] = []

        def kill(done, total, after=after, killed=killed):
            if done >= after and not killed:
                killed.append(done)
                postgres.kill()

        with Store(address) as store, pytest.raises(Failure, match=r"store postgresql://") as told:
            sweep(study, store=store, workers=1, progress=kill)
        assert killed, told
        with pytest.raises(Failure):
            Store(address)
        postgres.start()
        with Store(address) as store:
            tally = sweep(study, store=store, workers=1).tally
        assert tally.found >= after  # a commit that was told is on the disk
        assert exported(address, folder / "export") == undisturbed
