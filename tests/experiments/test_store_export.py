"""Exports: the same bytes for the same runs, every number as it was, and a description that is true."""

import csv
import errno
import json
import random
import sqlite3
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from approdo.experiments import export as exports
from approdo.experiments.export import export
from approdo.experiments.export_files import TableFiles, escaped
from approdo.experiments.housekeeping import prune, status
from approdo.experiments.records import Failed, encode
from approdo.experiments.runner import complete_runs, entries
from approdo.experiments.store import Store
from approdo.experiments.sweep import sweep
from approdo.model import engine
from approdo.model.engine import RunResult
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import MONTHLY, PEOPLE, TOTALS
from tests.experiments import datapackage
from tests.experiments.studies import COVERED, DRAWN, GRID, HEAD, sampled, study

MONTHS = 14
LEVERS = 10  # of the package A.L.I.


@pytest.fixture
def result():
    """A run with every number that is hard to write."""
    rng = np.random.default_rng(1)
    series = rng.normal(size=(MONTHS, len(MONTHLY))) * 10.0 ** rng.integers(-300, 300, (MONTHS, len(MONTHLY)))
    series[0, :4] = [np.nan, np.inf, -np.inf, -0.0]
    totals = rng.normal(size=len(TOTALS))
    totals[:5] = [np.nan, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, -1e-7]
    whole = rng.integers(-(2**63), 2**63 - 1, (LEVERS, MONTHS))
    return RunResult(
        series, totals, rng.integers(0, 256, (9, len(PEOPLE))).astype(np.uint8), whole, whole + 1, whole - 1
    )


@pytest.fixture
def kept(store, pair, result):
    """A store with one such run and a failure whose message looks like a formula."""
    run, broken = entries(pair[1], [2**63 - 1, 3])
    store.save(run, encode(result), TOTALS)
    store.save_failure(broken, Failed('=HYPERLINK("x"), a\nb', "Traceback"))
    return run


def test_the_description_is_true(store, kept, tmp_path):
    assert export(store, tmp_path / "out", people=True).rows["people"] == 9
    assert datapackage.check(tmp_path / "out") == []


@pytest.mark.usefixtures("fake")
def test_the_description_of_a_study_is_true(store, tmp_path):
    sweep(study(tmp_path, GRID), store=store, workers=1)
    found = export(store, tmp_path / "out")
    assert datapackage.check(tmp_path / "out") == []
    assert (found.rows["study_runs"], found.rows["design_points"], found.rows["runs"]) == (24, 12, 24)
    points = pd.read_csv(tmp_path / "out" / "design_points.csv").pivot(index="point", columns="path", values="number")
    assert points[COVERED].tolist() == [3, 6] * 3


def test_every_number_comes_back_from_csv_and_parquet(store, kept, result, tmp_path):
    export(store, tmp_path / "out", people=True)
    for name, was, drop in (("totals", result.totals[None], 1), ("monthly", result.series, 2)):
        texts = pd.read_csv(tmp_path / "out" / f"{name}.csv")
        columns = pd.read_parquet(tmp_path / "out" / f"{name}.parquet")
        for found in (texts, columns):
            assert found.iloc[:, drop:].to_numpy(np.float64).tobytes() == was.tobytes()
    texts = pd.read_csv(tmp_path / "out" / "accounts.csv")
    for found in (texts, pd.read_parquet(tmp_path / "out" / "accounts.parquet")):
        assert found["spent"].dtype == np.int64
        for column, was in (("planned", result.planned), ("delivered", result.delivered), ("spent", result.spent)):
            assert found[column].to_numpy().reshape(LEVERS, MONTHS).tolist() == was.tolist()
    people = pd.read_csv(tmp_path / "out" / "people.csv")
    assert people.iloc[:, 2:].to_numpy().tolist() == result.people.tolist()
    assert pd.read_csv(tmp_path / "out" / "runs.csv")["seed"].tolist() == [2**63 - 1]


def test_months_and_levers_have_their_names(store, kept, tmp_path):
    export(store, tmp_path / "out")
    monthly = pd.read_csv(tmp_path / "out" / "monthly.csv")
    assert monthly["month"].tolist()[:4] == ["2018-10", "2018-11", "2018-12", "2019-01"]
    accounts = pd.read_csv(tmp_path / "out" / "accounts.csv")
    assert accounts["lever"].unique().tolist()[:3] == ["orientation_training", "internships", "accompaniment"]


@pytest.mark.promise("input.formulas")
def test_no_cell_is_taken_for_a_formula_and_the_text_comes_back(store, kept, tmp_path):
    export(store, tmp_path / "out")
    with (tmp_path / "out" / "failures.csv").open(newline="") as file:
        message = next(csv.DictReader(file))["message"]
    assert message == """'=HYPERLINK("x"), a\nb"""
    assert message.removeprefix("'") == pd.read_parquet(tmp_path / "out" / "failures.parquet")["message"][0]
    assert [escaped(text) for text in ("=1", "+1", "-1", "@x", "'x", "\tx", "x=1", "", None)] == [
        "'=1", "'+1", "'-1", "'@x", "''x", "'\tx", "x=1", "", None,
    ]  # fmt: skip


@pytest.mark.usefixtures("fake")
def test_the_order_in_which_runs_were_made_does_not_show(tmp_path, pair):
    runs = [(scenario, seed) for scenario in pair for seed in range(8)]
    for name in ("a", "b"):
        random.Random(name).shuffle(runs)
        with Store(str(tmp_path / f"{name}.db")) as store:
            for part in (runs[:5], runs[5:]):
                complete_runs(store, part, workers=1)
            export(store, tmp_path / name, run={"written": name})
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(files) == 21
    for file in files:
        a, b = ((tmp_path / name / file).read_bytes() for name in ("a", "b"))
        if file == exports.DESCRIPTION:
            a, b = (json.dumps({**json.loads(text), "run": None}).encode() for text in (a, b))
        assert a == b, file


@pytest.mark.usefixtures("fake")
def test_more_runs_than_are_held_in_memory(tmp_path, store, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 5)
    sweep(study(tmp_path, DRAWN, sampled("sobol", 4)), store=store, workers=1)
    export(store, tmp_path / "out")
    totals = pd.read_csv(tmp_path / "out" / "totals.csv")
    assert len(totals) == 16
    assert totals["key"].is_monotonic_increasing
    assert datapackage.check(tmp_path / "out") == []


def test_an_empty_store_has_empty_tables(store, tmp_path):
    assert set(export(store, tmp_path / "out").rows.values()) == {0}
    assert datapackage.check(tmp_path / "out") == []


def test_runs_of_other_models_are_left_out_and_counted(store, kept, pair, result, tmp_path):
    old = replace(entries(pair[0], [5])[0], model_hash="0" * 64, key="0" * 64)
    store.save(old, encode(result), TOTALS)
    found = export(store, tmp_path / "out")
    assert (found.rows["runs"], found.left_out) == (1, 1)
    assert datapackage.check(tmp_path / "out") == []


def test_a_folder_with_something_in_it_is_left_alone(store, tmp_path):
    (tmp_path / "out").mkdir()
    export(store, tmp_path / "out")
    before = sorted((tmp_path / "out").iterdir())
    with pytest.raises(BadInput, match="it is there already and not an empty folder"):
        export(store, tmp_path / "out")
    assert sorted((tmp_path / "out").iterdir()) == before
    with pytest.raises(BadInput, match="there is no folder"):
        export(store, tmp_path / "none" / "out")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="not an empty folder"):
        export(store, tmp_path / "file")


@pytest.mark.promise("crash.disk")
def test_a_full_disk_leaves_nothing_behind(store, kept, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(TableFiles, "write", full)
    with pytest.raises(Failure, match=r"it cannot be written .No space left on device"):
        export(store, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []


def test_a_run_that_another_process_removes_meanwhile_is_noticed(store, kept, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "load", lambda keys: {})
    with pytest.raises(Failure, match="removed runs meanwhile"):
        export(store, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_status_and_prune(store, kept, pair, result, tmp_path):
    old = replace(entries(pair[0], [5])[0], model_hash="0" * 64, key="0" * 64)
    store.save(old, encode(result), TOTALS)
    found = status(store)
    assert (found.current, found.old, sum(found.failures.values()), found.scenarios) == (1, 1, 1, 2)
    would = prune(store, remove=False)
    assert (would.runs, would.failures, would.scenarios, would.studies) == (1, 1, 1, 0)
    assert status(store) == replace(found, bytes=status(store).bytes)
    assert prune(store, remove=True) == would
    after = status(store)
    assert (after.current, after.old, after.failures, after.scenarios) == (1, 0, {}, 1)
    assert store.load([kept.key])[kept.key].series.tobytes() == result.series.tobytes()
    assert prune(store, remove=True) == replace(would, runs=0, failures=0, scenarios=0)


@pytest.mark.usefixtures("fake")
def test_pruning_removes_studies_of_other_models_with_their_points(store, tmp_path, monkeypatch):
    sweep(study(tmp_path, GRID), store=store, workers=1)
    sweep(study(tmp_path, DRAWN, HEAD.replace("runs = 2", 'design = "sobol"\npoints = 2')), store=store, workers=1)
    with sqlite3.connect(store.name) as connection:
        connection.execute("INSERT INTO version SELECT 'x', approdo, 'old', parameters, data, git FROM version")
        connection.execute("UPDATE study SET version = 'x' WHERE id = 1")
    connection.close()
    assert prune(store, remove=True).studies == 1
    with sqlite3.connect(store.name) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in ("study", "design_point", "version")
        ]
    connection.close()
    assert counts == [1, 2, 1]
    assert engine.model_hash()
