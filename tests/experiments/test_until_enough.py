"""Batches of runs: when they end, that the same number of runs says the same, and what is repeated."""

from types import SimpleNamespace
from typing import Any

import pytest

from approdo.experiments import runner, sequential, until_enough
from approdo.experiments.compare import compare
from approdo.experiments.request import read_request
from approdo.model import engine
from approdo.model.errors import BadInput, Failure

ASKED: dict[str, Any] = {"months": 36, "seed": 1, "workers": 1}


def test_it_stops_where_the_precision_is_reached_and_a_plain_run_says_the_same(fake, store, tmp_path):
    answer = compare("padova", "ali", store=store, precision="3%", **ASKED)
    assert answer.request.runs in (32, 64, 128)
    assert answer.ended == f"stopped after {answer.request.runs} runs: ±3% reached"
    assert f"Stopped after {answer.request.runs} runs: ±3% reached." in str(answer)
    assert answer.reproduce.endswith(f"--runs {answer.request.runs} --seed 1")
    again = compare("padova", "ali", store=str(tmp_path / "other.db"), runs=answer.request.runs, **ASKED)
    assert again.document() == answer.document()


def test_a_precision_out_of_reach_is_said(fake, store):
    answer = compare("padova", "ali", store=store, runs=40, precision="0.0001", **ASKED)
    assert (answer.request.runs, answer.ended) == (40, "±0.0001 not reached within 40 runs")


def test_never_before_the_first_look(fake, store):
    assert compare("padova", "ali", store=store, precision="1000", **ASKED).request.runs == 32


@pytest.fixture
def clock(fake, monkeypatch):
    """A clock that only the runs move, one second each."""
    now = [0.0]

    def ticking(*given, **_):
        now[0] += 1.0
        return fake.run_together(*given)

    for module in (runner, sequential, until_enough):
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(engine, "run_together", ticking)


def test_when_the_time_is_up_the_whole_runs_so_far_are_the_answer(clock, store, tmp_path):
    answer = compare("padova", "ali", store=store, minutes=0.2, **ASKED)
    assert answer.request.runs == 12
    assert answer.contrasts[0].pairs == 12
    assert answer.ended == "stopped after 0.2 minutes, with 12 runs"
    again = compare("padova", "ali", store=str(tmp_path / "other.db"), runs=12, **ASKED)
    # Of a batch that was cut short, repeats may be missing; everything else is the same.
    assert list(again.rows()) == list(answer.rows())
    assert again.reproduce == answer.reproduce


def test_too_little_time_for_anything_is_said(clock, store, monkeypatch):
    monkeypatch.setattr(sequential.Stopping, "deadline", lambda self: -1.0)
    with pytest.raises(Failure, match=r"no run of every arm was finished within 0\.1 minutes"):
        compare("padova", "ali", store=store, minutes=0.1, **ASKED)


def test_enough_time_is_no_end(fake, store):
    answer = compare("padova", "ali", store=store, runs=6, minutes=50, **ASKED)
    assert (answer.request.runs, answer.ended) == (6, "")


@pytest.mark.parametrize(("runs", "repeats"), [(1, 0), (3, 0), (4, 1), (40, 10), (64, 16), (4096, 16)])
def test_a_quarter_of_the_runs_is_repeated_up_to_16(runs, repeats):
    request = read_request("compare", "padova", "ali", runs=runs, parameters="prior")
    assert len(until_enough._repeats(request, runs)) == repeats
    assert len(until_enough._repeats(read_request("compare", "padova", "ali", runs=runs), runs)) == 0


def test_a_repeat_has_the_same_parameters_and_other_luck():
    request = read_request("compare", "padova", "ali", runs=8, parameters="prior")
    first, again = (request.all_runs(range(2), repeat) for repeat in (False, True))
    for (one, seed), (other, luck) in zip(first, again, strict=True):
        assert one == other
        assert seed != luck
    assert first[0][0].parameters is first[1][0].parameters  # shared by the arms, and so by their worlds
    assert first[0][0].parameters.canonical() != first[2][0].parameters.canonical()


def test_runs_of_a_smaller_comparison_are_used_by_a_larger_one(fake, store):
    small = compare("padova", "ali", store=store, runs=8, **ASKED)
    large = compare("padova", "ali", store=store, runs=16, **ASKED)
    assert large.tally.found == small.tally.computed == 20


def test_a_run_that_fails_does_not_stop_the_clock(clock, store, monkeypatch):
    bad, ticking = read_request("compare", "padova", "ali", runs=12).seeds[1], engine.run_together

    def breaks(*given, **_):
        found = ticking(*given)
        if given[5] == bad:
            raise RuntimeError("broken")
        return found

    monkeypatch.setattr(engine, "run_together", breaks)
    answer = compare("padova", "ali", store=store, minutes=0.2, **ASKED)
    assert answer.request.runs == 10  # the broken one was tried three times: together, and each arm alone
    assert answer.contrasts[0].pairs == 9
    assert len(answer.tally.failed) == 2


def test_a_mistake_is_said_before_any_run(fake, store):
    for wrong in ({"precision": "x"}, {"minutes": -1}, {"parameters": "posterior"}, {"scheduler": "nowhere"}):
        with pytest.raises(BadInput):
            compare("padova", "ali", store=store, **ASKED, **wrong)
