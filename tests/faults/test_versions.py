"""Stores as every schema wrote them: refused with a command that works, or opened; a newer one is refused."""

import hashlib
import shlex
import sqlite3

import pytest
from typer.testing import CliRunner

from approdo.calibration.pilot import keeping
from approdo.calibration.pilot.pilots import kept_pilots
from approdo.experiments.housekeeping import status
from approdo.experiments.store import Store
from approdo.experiments.tables import SCHEMA
from approdo.model.errors import Failure
from approdo.viz.cli.main import app

from .stores.make import HERE

pytestmark = pytest.mark.promise("versions")


def write(schema, path):
    """Make the store that a schema wrote; return its runs with every array's bytes."""
    with sqlite3.connect(path) as opened:
        opened.executescript((HERE / f"schema-{schema}.sql").read_text("utf-8"))
    opened.close()
    return arrays(path)


def arrays(path):
    question = (
        'SELECT run."key", name, packed, sha256, content FROM run JOIN run_array ON run.id = run_id ORDER BY 1, 2'
    )
    with sqlite3.connect(path) as opened:
        found = opened.execute(question).fetchall()
    opened.close()
    assert all(hashlib.sha256(content).hexdigest() == digest for _, _, packed, digest, content in found if not packed)
    return found


def test_there_is_a_store_of_every_schema():
    """After a new schema: python -m tests.faults.stores.make."""
    assert sorted(path.stem for path in HERE.glob("*.sql")) == [f"schema-{n}" for n in range(1, SCHEMA + 1)]


@pytest.mark.parametrize("schema", range(1, SCHEMA))
def test_an_older_store_names_the_command_that_upgrades_a_copy(schema, tmp_path):
    path = tmp_path / "runs.db"
    held = write(schema, path)
    before = path.read_bytes()
    with pytest.raises(Failure, match=f"schema {schema}, made by an older version") as told:
        Store(str(path))
    command = shlex.split(str(told.value).split("upgraded copy: ")[1])
    assert command[:3] == ["approdo", "store", "upgrade"]
    done = CliRunner().invoke(app, command[1:])
    assert done.exit_code == 0, done.output
    copy = command[-1]
    assert arrays(copy) == held
    name, value = shlex.split(done.stdout.splitlines()[-1])[-1].split("=", 1)
    done = CliRunner().invoke(app, ["store", "status"], env={name: value})
    assert done.exit_code == 0, done.output
    assert f"{path.stem}-{SCHEMA}.db, schema {SCHEMA}" in done.stdout
    assert path.read_bytes() == before
    with Store(copy) as store:
        assert sum(status(store).runs.values()) == len({row[0] for row in held})


def test_today_s_store_opens(tmp_path):
    held = write(SCHEMA, tmp_path / "runs.db")
    with Store(str(tmp_path / "runs.db")) as store:
        found = store.load(sorted({row[0] for row in held}))
        assert len(found) == len({row[0] for row in held}) > 0
        assert [study.name for study in status(store).studies] == ["Doses"]


@pytest.mark.parametrize("newer", [SCHEMA + 1, 99, 10**30])
def test_a_newer_store_is_refused_and_untouched(newer, tmp_path):
    path = tmp_path / "runs.db"
    write(SCHEMA, path)
    with sqlite3.connect(path) as opened:
        opened.execute("UPDATE approdo_meta SET value = ? WHERE name = 'schema'", (str(newer),))
    opened.close()
    before = path.read_bytes()
    with pytest.raises(Failure, match=r"made by a newer version of Approdo.*Use the version that made it"):
        Store(str(path))
    done = CliRunner().invoke(app, ["store", "upgrade", "--store", str(path), "--to", str(tmp_path / "back.db")])
    assert done.exit_code == 1
    assert "Use the version that made it" in done.output
    assert path.read_bytes() == before
    assert not (tmp_path / "back.db").exists()


def test_pilots_of_another_schema_are_refused(tmp_path):
    path = tmp_path / "pilots.db"
    assert kept_pilots(path) == []
    with sqlite3.connect(path) as opened:
        opened.execute(f"UPDATE {keeping.meta.name} SET value = '99' WHERE name = 'schema'")
    opened.close()
    before = path.read_bytes()
    with pytest.raises(Failure, match="it has schema 99, this version of Approdo reads"):
        kept_pilots(path)
    assert path.read_bytes() == before
