import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from approdo.experiments.request import read_request
from approdo.experiments.store import Store
from approdo.model import engine
from tests.experiments import fake_engine


@pytest.fixture
def fake(monkeypatch):
    """The fake world in place of the engine."""
    monkeypatch.setattr(engine, "run_together", fake_engine.run_together)
    return fake_engine


@pytest.fixture
def store(tmp_path):
    with Store(str(tmp_path / "runs.db")) as opened:
        yield opened


@pytest.fixture
def pair():
    """The two scenarios of a comparison, over a few months."""
    return read_request("compare", "padova", "ali", months=14, runs=1, seed=1).all_scenarios


@pytest.fixture(scope="session")
def server():
    """The address of a new server with an empty database, as its own user where the tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="approdo-pg-"))
    become = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if become:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words):
        subprocess.run([*become, *words], check=True, stdout=subprocess.DEVNULL, cwd="/")

    data = str(folder / "data")
    run("initdb", "-D", data, "-U", "approdo", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
    yield f"postgresql://approdo@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(server):
    """Make an empty database on the server and return its address."""
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")

    def make(name):
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return server.replace("/postgres", f"/{name}")

    yield make
    engine.dispose()


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Writes a user's file in an empty folder, and returns its path."""
    monkeypatch.chdir(tmp_path)

    def write(content: str | bytes, name: str = "zones.csv") -> Path:
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
        return Path(name)

    return write
