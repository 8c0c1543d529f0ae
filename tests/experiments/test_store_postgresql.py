"""The same store on a PostgreSQL server that the test starts."""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from approdo.experiments.compare import compare
from approdo.experiments.records import Failed
from approdo.experiments.runner import complete, entries, run_keys
from approdo.experiments.store import Store
from approdo.model.errors import BadInput

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(shutil.which("initdb") is None, reason="PostgreSQL is not installed"),
]


@pytest.fixture(scope="module")
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


def test_the_same_answers_as_in_sqlite(server, fake, tmp_path):
    asked: dict[str, Any] = {"months": 24, "runs": 6, "seed": 5, "workers": 1}
    there = compare("padova", "ali", store=server, **asked)
    again = compare("padova", "ali", store=server, **asked)
    here = compare("padova", "ali", store=str(tmp_path / "runs.db"), **asked)
    assert there.document() == again.document() == here.document()
    assert (there.tally.computed, again.tally.computed, again.tally.found) == (12, 0, 12)


def test_failures_and_totals(server, fake, pair):
    with Store(server) as store:
        entry = entries(pair[0], [17])[0]
        store.save_failure(entry, Failed("broken\x00", "trace"))
        assert store.failures([entry.key])[entry.key].message == "broken"
        complete(store, pair, [17], workers=1)
        assert store.failures([entry.key]) == {}
        keys = run_keys(pair[0], [17])
        assert store.summary(keys, "stable_12") == {keys[0]: None}


def test_a_database_shared_with_others_is_fine_unless_a_name_is_taken(server):
    engine = sa.create_engine(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE neighbours (id int)")
    Store(server).close()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CREATE DATABASE taken")
    other = sa.create_engine(server.replace("/postgres", "/taken"))
    with other.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE scenario (id int)")
    other.dispose()
    engine.dispose()
    with pytest.raises(BadInput, match='the table "scenario"'):
        Store(server.replace("/postgres", "/taken"))
