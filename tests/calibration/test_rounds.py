"""Rounds: budgets, resuming, worker counts, broken runs, damaged files."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from approdo.calibration import rounds
from approdo.calibration.data import People
from approdo.calibration.observe import record
from approdo.calibration.priors import Box
from approdo.calibration.rounds import Budget, calibrate
from approdo.model.errors import BadInput, Failure
from tests.calibration.markov import MarkovSimulator, cohorts, inside_aut_plan, markov_priors


@pytest.fixture(scope="module")
def simulator():
    return MarkovSimulator(inside_aut_plan(30, 3, 8), markov_priors(record=False))


@pytest.fixture(scope="module")
def data(simulator):
    plan, priors = simulator.plan, simulator.priors
    truth = priors.draw(1, 9)
    return record(plan, cohorts(plan, priors, truth, 9), priors, truth, np.random.default_rng(9))


def fitted(simulator, data, folder, budget, **more):
    return calibrate(simulator, People(simulator.plan, data), budget, 4, folder, **more)


def test_the_same_bytes_for_any_number_of_workers(simulator, data, tmp_path):
    one, _ = fitted(simulator, data, tmp_path / "one", Budget(120))
    two, _ = fitted(simulator, data, tmp_path / "two", Budget(120, workers=2))
    assert one.draws.tobytes() == two.draws.tobytes()


def test_killed_and_resumed_the_same_bytes(tmp_path):
    program = [sys.executable, "-m", "tests.benchmarks.calibration"]
    root = Path(__file__).parents[2]
    killed, alone = tmp_path / "killed", tmp_path / "alone"
    first = subprocess.Popen([*program, str(killed)], cwd=root, stdout=subprocess.DEVNULL)
    while not list(killed.glob("*/*.npz")) and first.poll() is None:
        time.sleep(0.01)
    first.kill()
    first.wait()
    assert len(list(killed.glob("*/*.npz"))) < 15, "it ended before it was killed"
    ends = [
        subprocess.run([*program, str(folder)], cwd=root, check=True, capture_output=True).stdout
        for folder in (killed, alone)
    ]
    assert ends[0] == ends[1]
    assert len(ends[0]) > 60


def test_nothing_is_computed_twice_and_more_runs_go_on(simulator, data, tmp_path, monkeypatch):
    fitted(simulator, data, tmp_path, Budget(100))
    lived = []
    once = rounds.live_batch

    def counted(batch):
        lived.append(batch.first)
        once(batch)

    monkeypatch.setattr(rounds, "live_batch", counted)
    fitted(simulator, data, tmp_path, Budget(120))
    assert lived == [100, 110]


def test_answers_come_as_the_runs_grow(simulator, data, tmp_path):
    told, seen = [], []
    final, _ = fitted(
        simulator, data, tmp_path, Budget(250), kept=lambda found: told.append(found.runs),
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert told == [200, 250]
    assert final.runs == 250
    assert seen[-1] == (250, 250)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_a_second_round_looks_where_the_first_pointed(simulator, data, tmp_path, monkeypatch):
    size = len(simulator.priors.rows)
    box = Box(np.full(size, 0.1), np.full(size, 0.95))
    monkeypatch.setattr(rounds, "TWO_ROUNDS", 500)
    monkeypatch.setattr(rounds, "box_of", lambda cloud, whole: box)
    final, both = fitted(simulator, data, tmp_path, Budget(500))
    assert [len(each.unit) for each in both] == [200, 300]
    assert final.runs == 300 + box.holds(both[0].unit).sum()
    assert box.holds(both[1].unit).all()
    assert box.holds(final.draws).all()
    again, _ = fitted(simulator, data, tmp_path, Budget(500))
    assert again.draws.tobytes() == final.draws.tobytes()


def test_broken_runs_are_counted_and_left_out(simulator, data, tmp_path):
    broken = MarkovSimulator(simulator.plan, simulator.priors, broken_runs=0.3)
    final, _ = fitted(broken, data, tmp_path, Budget(200))
    assert 0.2 < final.checks.failed < 0.4
    assert final.runs == 200 - round(200 * final.checks.failed)
    assert any("broke" in reason for reason in final.checks.reasons)


def test_a_stop_fits_what_is_done(simulator, data, tmp_path):
    count = []

    def stopped():
        count.append(1)
        return len(count) > 15

    final, _ = fitted(simulator, data, tmp_path, Budget(1000), stopped=stopped)
    assert 100 <= final.runs < 200


def test_too_early_a_stop_says_what_to_do(simulator, data, tmp_path):
    with pytest.raises(Failure, match="the same command goes on"):
        fitted(simulator, data, tmp_path, Budget(1000), stopped=lambda: True)


def test_a_damaged_batch_is_removed_and_computed_again(simulator, data, tmp_path):
    whole, _ = fitted(simulator, data, tmp_path, Budget(100))
    path = sorted(tmp_path.glob("*/*.npz"))[3]
    for damage in (b"", path.read_bytes()[:200], b"no file of ours"):
        path.write_bytes(damage)
        with pytest.raises(Failure, match="damaged"):
            fitted(simulator, data, tmp_path, Budget(100))
        again, _ = fitted(simulator, data, tmp_path, Budget(100))
        assert again.draws.tobytes() == whole.draws.tobytes()


def test_a_place_that_cannot_be_written_is_a_sentence(simulator, data, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Failure, match="cannot be made"):
        fitted(simulator, data, tmp_path / "file", Budget(100))


@pytest.mark.parametrize(
    ("given", "words"), [((99,), "runs = 99"), ((100, 0.0), "minutes"), ((100, None, 0), "workers")]
)
def test_budgets_are_checked(given, words):
    with pytest.raises(BadInput, match=words):
        Budget(*given)


def test_seed_zero_is_a_seed(simulator, data, tmp_path):
    found, _ = calibrate(simulator, People(simulator.plan, data), Budget(100), 0, tmp_path)
    assert np.isfinite(found.draws).all()
