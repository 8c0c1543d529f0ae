"""The same store on a PostgreSQL server that the test starts."""

import shutil
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


def test_the_same_answers_as_in_sqlite(server, fake, tmp_path):
    asked: dict[str, Any] = {"months": 24, "runs": 6, "seed": 5, "workers": 1}
    there = compare("padova", "ali", store=server, **asked)
    again = compare("padova", "ali", store=server, **asked)
    here = compare("padova", "ali", store=str(tmp_path / "runs.db"), **asked)
    assert there.document() == again.document() == here.document()
    assert there.tally.computed == again.tally.found >= 12
    assert again.tally.computed == 0


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
