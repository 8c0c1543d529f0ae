"""The runner: nothing is computed twice, nothing done is lost, a broken run or worker is not the end."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import event

from approdo.experiments import runner
from approdo.experiments.compare import compare
from approdo.experiments.records import Failed
from approdo.experiments.request import read_request
from approdo.experiments.runner import complete, complete_runs, entries, keys_of, run_keys
from approdo.experiments.store import Store
from approdo.model import engine
from approdo.model.errors import BadInput, Failure
from tests.experiments.content import stored

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def calls(fake, tmp_path, monkeypatch):
    """Which (seed, levers) were computed so far."""
    path = tmp_path / "calls"
    monkeypatch.setenv("FAKE_ENGINE_CALLS", str(path))
    return lambda: Counter(path.read_text().splitlines()) if path.exists() else Counter()


@pytest.fixture
def pool(monkeypatch, tmp_path):
    """Make the runner use processes from the start, with tasks out of a module that workers can import."""

    def use(body: str):
        (tmp_path / "tasks_of_a_test.py").write_text(HEAD + textwrap.dedent(body))
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setattr(runner, "WORTH_A_POOL", -1.0)
        sys.modules.pop("tasks_of_a_test", None)
        monkeypatch.setattr(runner, "compute", __import__("tasks_of_a_test").compute)

    return use


HEAD = """
import os, signal, sys, time
from pathlib import Path
sys.path.insert(0, "ROOT")
from approdo.experiments import worker
from tests.experiments import fake_engine

FLAGS = Path(__file__).parent

def first_time(name):
    try:
        (FLAGS / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True

""".replace("ROOT", str(ROOT))

PLAIN = """
def compute(task):
    fake_engine.install()
    return worker.compute(task)
"""


def test_the_key_is_the_scenarios_key(pair):
    for scenario in pair:
        assert run_keys(scenario, [0, 7]) == [scenario.key(0), scenario.key(7)]


def test_half_then_all_computes_each_run_once_with_the_same_results(store, pair, calls, tmp_path):
    half = complete(store, pair, [1, 2, 3], workers=1)
    again = complete(store, pair, [1, 2, 3, 4, 5], workers=1)
    assert (half.computed, again.found, again.computed) == (6, 6, 4)
    assert set(calls().values()) == {1}
    assert len(calls()) == 10
    with Store(str(tmp_path / "other.db")) as other:
        complete(other, pair, [1, 2, 3, 4, 5], workers=1)
        for scenario in pair:
            keys = run_keys(scenario, [1, 2, 3, 4, 5])
            ours, theirs = store.load(keys), other.load(keys)
            assert all(np.array_equal(ours[key].totals, theirs[key].totals, equal_nan=True) for key in keys)


def test_only_the_missing_arm_of_a_seed_is_computed(store, pair, calls):
    complete(store, pair[:1], [1], workers=1)
    complete(store, pair, [1], workers=1)
    assert calls() == {"1 0": 1, "1 10": 1}


def test_a_run_that_breaks_is_a_row_and_the_others_go_on(store, pair, fake, monkeypatch):
    def breaks(territories, parameters, arms, start, months, seed, **_):
        if seed == 2 and any(levers for (levers,) in arms):
            raise ValueError("the ledger does not balance")
        return fake.run_together(territories, parameters, arms, start, months, seed)

    monkeypatch.setattr(engine, "run_together", breaks)
    tally = complete(store, pair, [1, 2, 3], workers=1)
    assert (tally.computed, len(tally.failed)) == (5, 1)
    key = run_keys(pair[1], [2])[0]
    kept = store.failures([key])[key]
    assert kept.message == "ValueError: the ledger does not balance"
    assert "in breaks" in kept.traceback
    monkeypatch.setattr(engine, "run_together", fake.run_together)
    assert complete(store, pair, [1, 2, 3], workers=1).computed == 1
    assert store.failures([key]) == {}


def test_worlds_that_are_written_together_are_kept_when_the_rest_is_given_up(store, pair, calls):
    def enough(done, total):
        if len(calls()) == 6:
            raise LookupError("enough")

    runs = [(scenario, seed) for seed in range(5) for scenario in pair]
    with pytest.raises(LookupError):
        complete_runs(store, runs, workers=1, at_once=2, progress=enough)
    assert len(store.present(keys_of(runs))) == 6
    again = complete_runs(store, runs, workers=1, at_once=2)
    assert (again.found, again.computed) == (6, 4)
    assert set(calls().values()) == {1}


def test_of_worlds_that_are_written_together_one_that_breaks_takes_none_with_it(store, pair, fake, monkeypatch):
    def breaks(territories, parameters, arms, start, months, seed, **_):
        if seed == 2:
            raise ValueError("no")
        return fake.run_together(territories, parameters, arms, start, months, seed)

    monkeypatch.setattr(engine, "run_together", breaks)
    tally = complete_runs(store, [(pair[0], seed) for seed in (1, 2, 3)], workers=1, at_once=3)
    assert (tally.computed, len(tally.failed)) == (2, 1)
    assert set(store.failures(run_keys(pair[0], [1, 2, 3]))) == set(run_keys(pair[0], [2]))


def test_progress_is_told_up_to_the_end(store, pair, fake):
    told = []
    complete(store, pair, [1, 2], workers=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 4), (2, 4), (4, 4)]
    told.clear()
    complete(store, pair, [1, 2], workers=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 4)]


@pytest.mark.parametrize("workers", [0, -1, 5000])
def test_a_number_of_workers_that_makes_no_sense(store, pair, workers):
    with pytest.raises(BadInput, match="expected 1 to 1024"):
        complete(store, pair, [1], workers=workers)


@pytest.mark.promise("bits")
def test_one_and_two_workers_give_the_same_document(pool, fake, tmp_path):
    pool(PLAIN)
    asked: dict[str, Any] = {"months": 24, "runs": 12, "seed": 3}
    one = compare("padova", "ali", store=str(tmp_path / "1.db"), workers=1, **asked)
    two = compare("padova", "ali", store=str(tmp_path / "2.db"), workers=2, **asked)
    assert (one.tally.workers, two.tally.workers) == (1, 2)
    texts = [json.dumps(answer.document(), sort_keys=True, allow_nan=False) for answer in (one, two)]
    assert texts[0] == texts[1]


def test_a_worker_that_dies_is_replaced_and_its_runs_are_done(pool, store, pair):
    pool(
        """
        def compute(task):
            fake_engine.install()
            if task.seed == 4 and first_time("died"):
                os.kill(os.getpid(), signal.SIGKILL)
            return worker.compute(task)
        """
    )
    tally = complete(store, pair, list(range(10)), workers=2)
    assert (tally.computed, tally.failed) == (20, {})


def test_a_run_that_kills_every_worker_is_a_failed_row_and_the_others_are_done(pool, store, pair):
    pool(
        """
        def compute(task):
            fake_engine.install()
            if task.seed == 4:
                os._exit(9)
            return worker.compute(task)
        """
    )
    tally = complete(store, pair, list(range(10)), workers=2)
    assert (tally.computed, len(tally.failed)) == (18, 2)
    key = run_keys(pair[0], [4])[0]
    assert "the worker process died" in store.failures([key])[key].message


def test_workers_that_always_die_end_in_a_sentence(pool, store, pair):
    pool(
        """
        def compute(task):
            os._exit(9)
        """
    )
    with pytest.raises(Failure, match="worker processes keep dying"):
        complete(store, pair, list(range(10)), workers=2)


def test_a_worker_loads_nothing_big(pool, store, pair, tmp_path):
    pool(
        """
        def compute(task):
            fake_engine.install()
            (FLAGS / "modules").write_text(" ".join(sys.modules))
            return worker.compute(task)
        """
    )
    complete(store, pair, [1, 2], workers=2)
    loaded = set((tmp_path / "modules").read_text().split())
    assert "approdo.model.engine" in loaded
    assert not loaded & {"mesa", "pandas", "matplotlib", "seaborn", "scipy.special", "sqlalchemy", "typer", "rich"}


def test_a_script_without_main_guard_may_use_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        HEAD.replace("FLAGS = Path(__file__).parent", "")
        + textwrap.dedent("""
        from approdo import compare
        from approdo.experiments import runner
        fake_engine.install()
        runner.WORTH_A_POOL = -1.0
        sys.path.insert(0, str(Path(__file__).parent))
        import tasks
        runner.compute = tasks.compute
        store = str(Path(__file__).with_name("s.db"))
        answer = compare("padova", "ali", months=14, runs=4, seed=1, workers=2, store=store, parameters="fixed")
        print("computed", answer.tally.computed)
        """)
    )
    (tmp_path / "tasks.py").write_text(HEAD + PLAIN)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "computed 8\n", "")


CLI = (
    HEAD
    + """
from approdo.experiments import runner
from approdo.viz.cli.main import main
fake_engine.install()
runner.WORTH_A_POOL = float(os.environ.get("WORTH", "1e9"))
import tasks
runner.compute = tasks.compute
if __name__ == "__main__":
    main()
"""
)


@pytest.fixture
def start_cli():
    """Start the command on the fake world in a process of its own; what is left of it ends with the test."""
    started = []

    def start(*given, **named):
        started.append(_start_cli(*given, **named))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _start_cli(folder, runs, seconds, *more, worth="1e9"):
    (folder / "tasks.py").write_text(HEAD + PLAIN)
    (folder / "cli.py").write_text(CLI)
    words = ["compare", "padova", "--package", "ali", "--months", "14", "--runs", str(runs), "--no-figure"]
    words += ["--parameters", "fixed"]  # so that no run is repeated with other luck
    settings = {"FAKE_ENGINE_SECONDS": str(seconds), "FAKE_ENGINE_CALLS": str(folder / "calls"), "WORTH": worth}
    # a shell without a terminal makes what it starts deaf to Ctrl-C, and a child would inherit that
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, str(folder / "cli.py"), *words, "--store", str(folder / "runs.db"), *more],
            env={**os.environ, **settings, "PYTHONPATH": str(folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def wait_for_calls(process, folder, lines):
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        if (folder / "calls").exists() and len((folder / "calls").read_text().splitlines()) >= lines:
            return
        time.sleep(0.02)
    raise AssertionError(f"too little was computed; exit code {process.poll()}")


@pytest.mark.parametrize("worth", ["1e9", "-1"], ids=["in this process", "in workers"])
def test_ctrl_c_keeps_what_is_done_and_the_same_command_goes_on(tmp_path, start_cli, worth):
    process = start_cli(tmp_path, 40, 0.1, "--workers", "2", worth=worth)
    wait_for_calls(process, tmp_path, 10)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to the command and to its workers
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert out == ""
    assert "of 80 runs are kept; the same command goes on from there." in errors
    assert "Traceback" not in errors
    kept = int(errors.split("Stopped: ")[1].split()[0])
    assert 8 <= kept < 80
    process = start_cli(tmp_path, 40, 0, "--workers", "1")
    out, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "40 paired runs" in out
    twice = {line: count for line, count in Counter((tmp_path / "calls").read_text().splitlines()).items() if count > 1}
    assert not twice


def test_two_runners_on_one_store(tmp_path, start_cli):
    processes = [start_cli(tmp_path, 30, 0.01, "--workers", "1") for _ in range(2)]
    outs = []
    for process in processes:
        out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        outs.append(out)
    assert outs[0] == outs[1]
    assert "30 paired runs" in outs[0]


def test_workers_end_with_the_process_that_started_them(tmp_path, start_cli):
    process = start_cli(tmp_path, 400, 0.05, "--workers", "2", worth="-1")
    wait_for_calls(process, tmp_path, 12)
    workers = [int(each) for each in children_of(process.pid)]
    assert workers
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    end = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [worker for worker in workers if Path(f"/proc/{worker}").exists()]
    out, errors = start_cli(tmp_path, 3, 0, "--workers", "1").communicate(timeout=60)
    assert "3 paired runs" in out, errors


def children_of(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_runner_killed_in_the_middle_leaves_what_an_undisturbed_one_stores(tmp_path, start_cli, pair, fake):
    process = start_cli(tmp_path, 24, 0.05, "--workers", "2", worth="-1")
    wait_for_calls(process, tmp_path, 10)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    seeds = read_request("compare", "padova", "ali", months=14, runs=24, seed=1).seeds
    with Store(str(tmp_path / "runs.db")) as disturbed, Store(str(tmp_path / "one.db")) as undisturbed:
        tally = complete(disturbed, pair, seeds, workers=1)
        assert 0 < tally.found < 48
        complete(undisturbed, pair, seeds, workers=1)
        assert stored(disturbed, pair, seeds) == stored(undisturbed, pair, seeds)


@pytest.mark.promise("crash.disk")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_keeps_what_is_committed_and_the_same_call_goes_on(pool, pair, fake, tmp_path, workers):
    pool(PLAIN)
    address, seeds = str(tmp_path / "small.db"), list(range(30))
    with Store(address) as store:
        complete(store, pair, seeds[:3], workers=1)
        pages = Path(address).stat().st_size // 4096 + 40
        event.listen(store._engine, "connect", lambda connection, _: limit(connection, pages))
        store._engine.dispose()
        with pytest.raises(Failure, match=r"the disk is full .* What was stored before is kept"):
            complete(store, pair, seeds, workers=workers)
    with Store(address) as store, Store(str(tmp_path / "one.db")) as undisturbed:
        tally = complete(store, pair, seeds, workers=workers)
        assert 6 <= tally.found < 60
        assert (tally.kept, tally.failed) == (60, {})
        complete(undisturbed, pair, seeds, workers=1)
        assert stored(store, pair, seeds) == stored(undisturbed, pair, seeds)


def limit(connection, pages):
    connection.execute(f"PRAGMA max_page_count = {pages}").close()


def test_an_empty_list_of_seeds_is_no_work(store, pair, fake):
    assert complete(store, pair, [], workers=1).total == 0


def test_a_failure_says_which_run(store, pair):
    entry = entries(pair[1], [3])[0]
    store.save_failure(entry, Failed("x", "y"))
    assert set(store.failures(run_keys(pair[1], [3]))) == {entry.key}


@pytest.mark.promise("bits")
def test_the_real_engine_gives_the_same_in_workers_and_here(monkeypatch, tmp_path):
    documents = []
    for workers, worth in ((1, 1e9), (2, -1.0)):
        monkeypatch.setattr(runner, "WORTH_A_POOL", worth)
        store = str(tmp_path / f"{workers}.db")
        answer = compare("padova", "ali", months=13, runs=3, seed=0, workers=workers, store=store)
        assert (answer.tally.workers, answer.tally.computed) == (workers, 6)
        documents.append(json.dumps(answer.document(), sort_keys=True, allow_nan=False))
    assert documents[0] == documents[1]
