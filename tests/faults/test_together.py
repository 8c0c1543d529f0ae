"""Two runners, a reader and an export on one store at the same time."""

import shutil
import time

import pytest

from approdo.experiments.export import export
from approdo.experiments.housekeeping import status
from approdo.experiments.store import Store
from approdo.model.errors import Failure

from .stand_in import RUNS, begin, end, exported, write_study

LONGEST = 120.0  # seconds for all of it, on a busy machine


@pytest.mark.promise("together")
def test_two_runners_a_reader_and_an_export(trials, undisturbed, tmp_path):
    for batch in trials:
        folder = tmp_path / str(batch.number)
        folder.mkdir()
        write_study(folder)
        address, begun = str(folder / "runs.db"), time.monotonic()
        words = ("sweep", "study.toml", "--store", "runs.db", "--workers", str(1 + batch.number % 2))
        runners = [begin(folder, *words, seconds=0.02) for _ in range(2)]
        try:
            seen = read_meanwhile(address, folder, runners, begun)
            for runner in runners:
                _, errors = runner.communicate(timeout=LONGEST)
                assert runner.returncode == 0, errors
                assert "Traceback" not in errors
        finally:
            for runner in runners:
                end(runner)
        assert seen == sorted(seen)  # what was seen once is there for ever
        assert seen[-1] <= RUNS
        assert time.monotonic() - begun < LONGEST
        assert exported(address, folder / "export") == undisturbed


def read_meanwhile(address, folder, runners, begun):
    """Ask for the state and export, again and again, while the runners write; return how many runs were seen."""
    seen, part = [0], folder / "part"
    while any(runner.poll() is None for runner in runners):
        assert time.monotonic() - begun < LONGEST
        with Store(address) as store:
            seen.append(status(store).current)
            export(store, part)
        assert len((part / "runs.csv").read_text().splitlines()) - 1 >= seen[-1]
        shutil.rmtree(part)
    return seen


@pytest.mark.promise("together.waiting")
def test_an_upgrade_and_a_prune_wait_for_a_writer_and_no_longer(tmp_path, monkeypatch):
    from approdo.experiments import database
    from approdo.experiments.housekeeping import prune

    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 300)
    address = str(tmp_path / "runs.db")
    with Store(address) as writer, Store(address) as other:
        with writer.writing() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            begun = time.monotonic()
            with pytest.raises(Failure, match=r"another process keeps writing to it .*waited for 0.3 s"):
                prune(other, remove=True)
            assert 0.25 < time.monotonic() - begun < 10
        prune(other, remove=True)
