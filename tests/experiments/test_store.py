"""The store: what goes in comes out, a run is whole or absent, and what is not ours is left alone."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from approdo.experiments import tables
from approdo.experiments.records import ARRAYS, Blob, Encoded, Failed, encode
from approdo.experiments.runner import entries
from approdo.experiments.store import Store
from approdo.model.engine import RunResult
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import TOTALS


@pytest.fixture
def result():
    totals = np.linspace(-1.5, 1e9, len(TOTALS))
    totals[3] = np.nan
    return RunResult(
        np.array([[1.5, np.nan], [np.inf, -0.0]]),
        totals,
        np.arange(18, dtype=np.uint8).reshape(3, 6),
        np.array([[2**62, -1]]),
        np.zeros((0, 2), np.int64),
        np.array([[7, 8]]),
    )


@pytest.fixture
def entry(pair):
    return entries(pair[1], [2**63 - 1])[0]


def test_a_run_comes_back_bit_for_bit(store, entry, result):
    assert store.save(entry, encode(result), TOTALS)
    assert store.present([entry.key, "0" * 64]) == {entry.key}
    found = store.load([entry.key])[entry.key]
    for name in ARRAYS:
        there, was = getattr(found, name), getattr(result, name)
        assert there.dtype == was.dtype
        assert there.shape == was.shape
        assert there.tobytes() == was.tobytes()
    with pytest.raises(ValueError, match="read-only"):
        found.series[0, 0] = 1


def test_totals_can_be_asked_for_and_undefined_ones_are_null(store, entry, result):
    store.save(entry, encode(result), TOTALS)
    assert store.summary([entry.key], TOTALS[3]) == {entry.key: None}
    assert store.summary([entry.key], TOTALS[4]) == {entry.key: result.totals[4]}


def test_the_same_run_is_kept_once(store, entry, result):
    assert store.save(entry, encode(result), TOTALS)
    assert not store.save(entry, encode(result), TOTALS)
    assert store.load([entry.key])[entry.key].totals[0] == result.totals[0]


def test_runs_of_a_task_are_kept_together_but_for_those_that_are_there(store, pair, result):
    first, second, third = entries(pair[1], [1, 2, 3])
    assert store.save(second, encode(result), TOTALS)
    store.save_failure(third, Failed("Error: broken", "Traceback"))
    assert store.save_all([(each, encode(result)) for each in (first, second, third)], TOTALS) == 2
    keys = [first.key, second.key, third.key]
    assert store.present(keys) == set(keys)
    assert store.failures(keys) == {}
    assert len(store.load(keys)) == len(store.summary(keys, TOTALS[4])) == 3
    assert store.save_all([], TOTALS) == 0


def test_a_run_is_whole_or_absent(store, entry, result):
    whole = encode(result)
    nothing: Any = None
    broken = Encoded({**whole.blobs, "people": Blob(nothing, True, "x" * 64)}, whole.totals)
    with pytest.raises(Failure):
        store.save(entry, broken, TOTALS)
    assert store.present([entry.key]) == set()
    assert store.summary([entry.key], TOTALS[0]) == {}
    assert store.save(entry, whole, TOTALS)


def test_a_failure_is_a_row_and_gives_way_to_the_run(store, entry, result):
    store.save_failure(entry, Failed("Error: broken\x00", "Traceback ... \udcff"))
    assert store.failures([entry.key])[entry.key].message == "Error: broken"
    assert store.present([entry.key]) == set()
    assert store.load([entry.key]) == {}
    assert store.save(entry, encode(result), TOTALS)
    assert store.failures([entry.key]) == {}
    store.save_failure(entry, Failed("late", ""))
    assert store.present([entry.key]) == {entry.key}


def test_changed_bytes_are_noticed_and_removed(tmp_path, entry, result):
    path = tmp_path / "runs.db"
    with Store(str(path)) as store:
        store.save(entry, encode(result), TOTALS)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE run_array SET content = zeroblob(10) WHERE name = 'series'")
    connection.close()
    with Store(str(path)) as store:
        with pytest.raises(Failure, match="1 stored runs are damaged and were removed"):
            store.load([entry.key])
        assert store.present([entry.key]) == set()


def test_more_keys_than_one_question_takes(store, entry, result):
    store.save(entry, encode(result), TOTALS)
    many = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(1300)]
    assert store.present([*many, entry.key]) == {entry.key}


def test_address_from_the_environment_and_plain_file_names(tmp_path, monkeypatch):
    monkeypatch.setenv("APPRODO_STORE", f"sqlite:///{tmp_path}/a.db")
    for given, name in ((None, "a.db"), (str(tmp_path / "b.db"), "b.db"), (f"sqlite:///{tmp_path}/c.db", "c.db")):
        with Store(given) as store:
            assert store.name == str(tmp_path / name)
        assert (tmp_path / name).is_file()


def test_without_an_address_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("APPRODO_STORE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new"))
    with Store() as store:
        assert store.name == str(tmp_path / "new" / "approdo" / "approdo.db")


def test_another_programs_database_is_refused_and_untouched(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE patients (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(BadInput, match=r'belongs to another program .it has the table "patients"') as error:
        Store(str(path))
    assert "--store sqlite:///runs.db" in str(error.value)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["other.db"]


def test_another_schema_is_refused(tmp_path):
    path = tmp_path / "runs.db"
    Store(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE approdo_meta SET value = '7' WHERE name = 'schema'")
    connection.close()
    with pytest.raises(Failure, match="it has schema 7, made by a newer version of Approdo; this one reads 2"):
        Store(str(path))


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ("{}/text.txt", BadInput, "no SQLite database"),
        ("{}", BadInput, "this is a folder"),
        ("{}/none/runs.db", BadInput, "there is no folder"),
        ("/proc/runs.db", Failure, "cannot be written"),
        ("mysql://localhost/x", BadInput, "not supported"),
        ("://", BadInput, "no address"),
        ("", BadInput, "no address"),
        ("a\x00b", BadInput, "no usable file name"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", Failure, "the database answers"),
    ],
)
def test_what_cannot_be_a_store_is_said_in_a_sentence(tmp_path, given, kind, said):
    (tmp_path / "text.txt").write_text("This is a text, and not a database at all.\n" * 50)
    with pytest.raises(kind, match=said) as error:
        Store(given.format(tmp_path))
    assert "Traceback" not in str(error.value)
    assert "secret" not in str(error.value)


NOBODY = 65534


@pytest.fixture
def plain_folder():
    """A folder whose owner may be denied things, also when root runs the tests."""
    folder = Path(tempfile.mkdtemp())
    root = os.geteuid() == 0
    if root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    yield folder
    if root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.promise("crash.place")
def test_a_read_only_file_is_noticed_at_once(plain_folder):
    path = plain_folder / "runs.db"
    Store(str(path)).close()
    path.chmod(0o400)
    plain_folder.chmod(0o500)
    with pytest.raises(Failure, match="cannot be written"):
        Store(str(path))


@pytest.mark.promise("together.waiting")
def test_many_may_open_a_new_store_at_once(tmp_path):
    code = f"from approdo.experiments.store import Store; Store({str(tmp_path / 'runs.db')!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE) for _ in range(6)]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, b"")


def test_settings_of_the_connection(store):
    with store._engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert found == ["wal", 1, 1, 10000]


def test_no_blob_is_read_to_know_what_is_there(store, entry, result):
    store.save(entry, encode(result), TOTALS)
    seen = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    store.present([entry.key])
    assert seen
    assert not any(tables.run_array.name in text for text in seen)
