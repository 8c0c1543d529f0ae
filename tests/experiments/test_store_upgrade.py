"""Older stores are refused with the command that upgrades a copy; the copy has everything and is like a new store."""

import math
import shutil
import sqlite3
import threading
import time

import numpy as np
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from approdo.experiments import database, tables
from approdo.experiments.database import connect, left_behind
from approdo.experiments.export import export
from approdo.experiments.records import encode
from approdo.experiments.runner import complete, entries, run_keys
from approdo.experiments.store import Store
from approdo.experiments.sweep import sweep
from approdo.experiments.tables import SCHEMA
from approdo.experiments.upgrade import FOLDER, upgrade
from approdo.model.engine import RunResult
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import TOTALS
from approdo.viz.cli.main import app
from tests.experiments.studies import GRID, study

needs_server = pytest.mark.skipif(shutil.which("initdb") is None, reason="PostgreSQL is not installed")

# As the first version made it; never changed.
SCHEMA_1 = """
CREATE TABLE approdo_meta (name VARCHAR(40) NOT NULL, value VARCHAR(200) NOT NULL, PRIMARY KEY (name));
CREATE TABLE scenario (digest VARCHAR(64) NOT NULL, canonical TEXT NOT NULL, territory VARCHAR(200) NOT NULL,
    package VARCHAR(200) NOT NULL, start VARCHAR(7) NOT NULL, months INTEGER NOT NULL, PRIMARY KEY (digest));
CREATE TABLE run (id INTEGER NOT NULL, "key" VARCHAR(64) NOT NULL, scenario VARCHAR(64) NOT NULL, seed BIGINT NOT NULL,
    status VARCHAR(10) NOT NULL, model_hash VARCHAR(64) NOT NULL, created VARCHAR(32) NOT NULL, message TEXT,
    traceback TEXT, PRIMARY KEY (id), UNIQUE ("key"), FOREIGN KEY(scenario) REFERENCES scenario (digest));
CREATE INDEX ix_run_scenario ON run (scenario);
CREATE TABLE run_array (run_id INTEGER NOT NULL, name VARCHAR(40) NOT NULL, packed BOOLEAN NOT NULL,
    sha256 VARCHAR(64) NOT NULL, content BLOB NOT NULL, PRIMARY KEY (run_id, name),
    FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE);
CREATE TABLE run_summary (run_id INTEGER NOT NULL, outcome VARCHAR(60) NOT NULL, value FLOAT,
    PRIMARY KEY (run_id, outcome), FOREIGN KEY(run_id) REFERENCES run (id) ON DELETE CASCADE) WITHOUT ROWID;
INSERT INTO approdo_meta VALUES ('application', 'approdo'), ('schema', '1');
"""
COMMON = ("scenario", "run", "run_array", "run_summary")


@pytest.fixture
def result():
    totals = np.linspace(-1.5, 1e9, len(TOTALS))
    totals[3] = np.nan
    whole = np.array([[2**62, -1]])
    return RunResult(np.array([[1.5, np.nan], [np.inf, -0.0]]), totals, np.zeros((3, 6), np.uint8), whole, whole, whole)


@pytest.fixture
def old(tmp_path, pair, result):
    """A store of schema 1 with runs in it, and the keys of the runs."""
    with Store(str(tmp_path / "today.db")) as store:
        listed = entries(pair[1], [2**63 - 1, 0, 5])
        for entry in listed:
            store.save(entry, encode(result), TOTALS)
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA_1)
        connection.execute(f"ATTACH '{tmp_path / 'today.db'}' AS today")
        for name in COMMON:
            connection.execute(f"INSERT INTO {name} SELECT * FROM today.{name}")
    connection.close()
    return path, [entry.key for entry in listed]


def test_an_older_store_is_refused_with_the_command_that_upgrades_a_copy(old):
    path, _ = old
    before = path.read_bytes()
    with pytest.raises(Failure, match=r"schema 1, made by an older version; this one reads 2") as error:
        Store(str(path))
    assert f"approdo store upgrade --store {path} --to {path.parent / 'old-2.db'}" in str(error.value)
    assert path.read_bytes() == before


@pytest.fixture
def of_nobody(tmp_path, monkeypatch):
    """Nobody has said where the store is; the user's data folder of Approdo."""
    monkeypatch.delenv("APPRODO_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = tmp_path / "data" / "approdo"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize("schema", [1, 7])
def test_the_usual_file_of_another_version_is_left_alone_and_one_beside_it_is_used(old, of_nobody, schema):
    usual = of_nobody / "approdo.db"
    shutil.copy(old[0], usual)
    with sqlite3.connect(usual) as connection:
        connection.execute(f"UPDATE approdo_meta SET value = '{schema}' WHERE name = 'schema'")
    connection.close()
    before = usual.read_bytes()
    for _ in range(2):  # it is made, and found again
        with Store() as store:
            assert store.name == str(of_nobody / "approdo-2.db")
            assert left_behind(store.url) == usual
    assert usual.read_bytes() == before
    done = CliRunner().invoke(app, ["store", "status"])
    assert done.exit_code == 0
    assert f"Beside it, of a version with another schema, and left alone: {usual}" in done.stdout
    with pytest.raises(Failure, match=f"it has schema {schema}"):
        Store(str(usual))  # who names it is told


def test_the_usual_file_of_this_version_stays_in_use_beside_a_copy(of_nobody):
    for name in ("approdo.db", "approdo-2.db"):
        Store(str(of_nobody / name)).close()
    with Store() as store:
        assert store.name == str(of_nobody / "approdo.db")
        assert left_behind(store.url) is None


def test_a_usual_file_that_is_no_store_is_said(of_nobody):
    (of_nobody / "approdo.db").write_text("This is a text, and not a database at all.\n" * 50)
    with pytest.raises(BadInput, match="no SQLite database"):
        Store()


def test_a_copy_has_every_run_bit_for_bit_and_the_old_one_is_untouched(old, tmp_path, pair, result):
    path, keys = old
    before = path.read_bytes()
    assert upgrade(str(path), str(tmp_path / "new.db")) == (1, 1 + 3 + 3 * 6 + 3 * len(TOTALS) + 2)
    assert path.read_bytes() == before
    with Store(str(tmp_path / "new.db")) as store:
        found = store.load(keys)
        assert [found[key].series.tobytes() for key in keys] == [result.series.tobytes()] * 3
        assert store.summary(keys, TOTALS[3]) == dict.fromkeys(keys)
        assert store.present(run_keys(pair[1], [5])) == {keys[2]}
    assert not list(tmp_path.glob(".*"))


def test_an_upgraded_store_is_like_a_new_one(old, tmp_path):
    upgrade(str(old[0]), str(tmp_path / "new.db"))
    Store(str(tmp_path / "fresh.db")).close()
    made = []
    for name in ("new.db", "fresh.db"):
        with sqlite3.connect(tmp_path / name) as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'approdo_revision%'")
            made.append({name: " ".join((sql or "").split()) for name, sql in rows if "approdo_revision" not in name})
        connection.close()
    assert made[0] == made[1]
    assert made[0].keys() > {"study", "ix_study_run_key", "ix_run_scenario"}


@pytest.mark.usefixtures("fake")
def test_an_upgraded_store_takes_new_runs_and_studies(old, tmp_path, pair):
    upgrade(str(old[0]), str(tmp_path / "new.db"))
    with Store(str(tmp_path / "new.db")) as store:
        assert complete(store, pair, [5, 6], workers=1).found == 1
        assert sweep(study(tmp_path, GRID), store=store, workers=1).tally.computed == 24


def test_there_is_a_revision_for_each_schema():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    found = ScriptDirectory.from_config(config)
    assert [revision.revision for revision in found.walk_revisions()] == [str(n) for n in range(SCHEMA, 0, -1)]


def test_what_cannot_be_upgraded_is_said(old, tmp_path):
    path, _ = old
    Store(str(tmp_path / "new.db")).close()
    with pytest.raises(BadInput, match="it has schema 2 already; nothing is to be done"):
        upgrade(str(tmp_path / "new.db"), str(tmp_path / "other.db"))
    with pytest.raises(BadInput, match="it is there already"):
        upgrade(str(path), str(tmp_path / "new.db"))
    with pytest.raises(BadInput, match="there is no such file"):
        upgrade(str(tmp_path / "none.db"), str(tmp_path / "other.db"))
    with pytest.raises(BadInput, match="there is no folder"):
        upgrade(str(path), str(tmp_path / "none" / "other.db"))
    (tmp_path / "text.db").write_text("This is a text, and not a database at all.\n" * 50)
    with pytest.raises(BadInput, match="no SQLite database"):
        upgrade(str(tmp_path / "text.db"), str(tmp_path / "other.db"))
    with sqlite3.connect(tmp_path / "foreign.db") as connection:
        connection.execute("CREATE TABLE patients (name TEXT)")
    connection.close()
    with pytest.raises(BadInput, match="this is no store of Approdo"):
        upgrade(str(tmp_path / "foreign.db"), str(tmp_path / "other.db"))
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE approdo_meta SET value = '9' WHERE name = 'schema'")
    connection.close()
    with pytest.raises(Failure, match="it has schema 9, and this version of Approdo upgrades 1 to 1"):
        upgrade(str(path), str(tmp_path / "other.db"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["foreign.db", "new.db", "old.db", "text.db", "today.db"]


def test_a_copy_that_breaks_off_leaves_nothing(old, tmp_path, monkeypatch):
    def full(*args):
        raise sa.exc.OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr("approdo.experiments.upgrade._fill", full)
    with pytest.raises(Failure, match="the disk is full"):
        upgrade(str(old[0]), str(tmp_path / "new.db"))
    assert [path.name for path in tmp_path.iterdir() if "new" in path.name] == []


@pytest.mark.promise("together.waiting")
def test_another_writer_is_waited_for_and_then_named(tmp_path, monkeypatch):
    path = tmp_path / "runs.db"
    Store(str(path)).close()
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 300)
    writer = sqlite3.connect(path, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    with pytest.raises(Failure, match=r"another process keeps writing to it .* waited for 0.3 s"):
        Store(str(path))
    assert 0.25 < time.monotonic() - begun < 10
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 20_000)
    threading.Timer(0.5, writer.rollback).start()
    Store(str(path)).close()
    writer.close()


@pytest.mark.postgres
@needs_server
def test_from_a_file_to_a_server_and_on(old, new_database, result, tmp_path, pair):
    path, keys = old
    address = new_database("upgraded")
    rows = upgrade(str(path), address)[1]
    with Store(address) as store:
        found = store.load(keys)
        assert [found[key].series.tobytes() for key in keys] == [result.series.tobytes()] * 3
        # the counter goes on behind the copied rows
        more = entries(pair[0], [1])[0]
        assert store.save(more, encode(result), TOTALS)
        with store.reading() as connection:
            compared = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert [difference for difference in compared if "approdo_revision" not in str(difference)] == []
    with pytest.raises(BadInput, match="there is a store here already"):
        upgrade(str(path), address)
    server = connect(make_url(address))
    with server.begin() as connection:
        connection.exec_driver_sql("DROP TABLE study_run, design_point, study, version, approdo_revision")
        connection.exec_driver_sql("UPDATE approdo_meta SET value = '1' WHERE name = 'schema'")
    server.dispose()
    with pytest.raises(Failure, match="schema 1, made by an older version"):
        Store(address)
    assert upgrade(address, str(tmp_path / "back.db"))[1] == rows + 1 + 1 + 6 + len(TOTALS)
    with Store(str(tmp_path / "back.db")) as store:
        assert len(store.load([*keys, more.key])) == 4
        value = store.summary([more.key], TOTALS[4])[more.key]
        assert value is not None
        assert math.isclose(value, result.totals[4], rel_tol=0)


@pytest.mark.promise("together.waiting")
@pytest.mark.postgres
@needs_server
def test_a_server_that_another_keeps_locked_is_named(new_database, monkeypatch):
    address = new_database("locked")
    Store(address).close()
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 300)
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_lock(4170726)")
        with pytest.raises(Failure, match=r"another process keeps writing to it"):
            Store(address)
    engine.dispose()
    Store(address).close()


@pytest.mark.postgres
@needs_server
@pytest.mark.usefixtures("fake")
def test_studies_and_exports_are_the_same_on_a_server(new_database, tmp_path):
    asked = study(tmp_path, GRID)
    for name, address in (("server", new_database("studies")), ("file", str(tmp_path / "runs.db"))):
        with Store(address) as store:
            sweep(asked, store=store, workers=1)
            export(store, tmp_path / name)
    for path in (tmp_path / "server").iterdir():
        assert path.read_bytes() == (tmp_path / "file" / path.name).read_bytes(), path.name
