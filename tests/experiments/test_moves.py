"""Territories that are run side by side, through request, store, runner and answer."""

from typing import Any

import numpy as np
import pytest

from approdo.experiments.compare import compare
from approdo.experiments.request import read_request
from approdo.experiments.runner import _Plan, complete_runs
from approdo.experiments.summary import simulate
from approdo.model import engine
from approdo.model.errors import BadInput
from tests.experiments import fake_engine

SMALL: dict[str, Any] = {"months": 14, "runs": 2, "seed": 1}


@pytest.fixture
def beside(fake, monkeypatch):
    """The fake world for several territories; the list of what was asked of it."""
    asked = []

    def run_together(territories, parameters, arms, *about, **_):
        asked.append(([place.id for place in territories], len(arms)))
        return fake_engine.run_together(territories, parameters, arms, *about)

    monkeypatch.setattr(engine, "run_together", run_together)
    return asked


def test_a_seed_is_one_task_for_all_territories_and_both_arms(beside, store):
    answer = compare(["vicenza", "padova"], "ali", store=store, workers=1, parameters="fixed", moves=True, **SMALL)
    assert beside == [(["vicenza", "padova"], 2)] * 2  # by their codes, 24 and 28
    assert answer.tally.computed == 8
    assert answer.reproduce.endswith("--moves --runs 2 --seed 1")
    assert "Moved in from the other provinces" in answer.text()
    assert "Padova, A.L.I.:" in answer.text()
    again = compare(["padova", "vicenza"], "ali", store=store, workers=1, parameters="fixed", moves=True, **SMALL)
    assert again.tally.computed == 0  # the order in which they are named does not matter
    assert len(beside) == 2


def test_runs_together_are_other_runs_than_alone(beside, store):
    given = {"store": store, "workers": 1, "parameters": "fixed", **SMALL}
    compare(["padova", "vicenza"], "ali", **given)
    assert all(len(places) == 1 for places, _ in beside)
    assert compare(["padova", "vicenza"], "ali", moves=True, **given).tally.computed == 8
    assert compare(["padova", "vicenza", "milano"], "ali", moves=True, **given).tally.computed == 12
    assert "Moved in" not in compare("padova", "ali", **given).text()


def test_only_the_arm_that_is_missing_is_run_but_in_every_territory(beside, store):
    request = read_request("compare", ["padova", "vicenza"], "ali", moves=True, **SMALL)
    runs = request.all_runs(range(1))
    complete_runs(store, [run for run in runs if run[0].package.id == "none"], workers=1)
    missing = _Plan(store, [runs[0], runs[1], runs[3]]).tasks  # of ali: Padova and Vicenza
    assert [(len(task.arms), len(task.wanted)) for task in missing] == [(1, 2)]
    assert missing[0].wanted == ((0, 1), (0, 0))


def test_a_split_package_gives_each_territory_its_part():
    request = read_request("run", [], "inside-aut", baseline=None, moves=True, **SMALL)
    for (scenario,) in request.scenarios:
        beside = {place.id: package for place, package in scenario.together}
        assert beside[scenario.territory.id] == scenario.package
        assert len(beside) == len(request.scenarios)


def test_a_world_that_breaks_is_a_failed_run_of_every_territory(fake, store, monkeypatch):
    def breaks(*_, **__):
        raise ZeroDivisionError("no room")

    monkeypatch.setattr(engine, "run_together", breaks)
    request = read_request("compare", ["padova", "vicenza"], "ali", moves=True, **SMALL)
    tally = complete_runs(store, request.all_runs(range(1)), workers=1)
    assert (tally.computed, len(tally.failed)) == (0, 4)
    assert {failed.short for failed in tally.failed.values()} == {"ZeroDivisionError: no room"}


@pytest.mark.parametrize(
    ("territories", "told"),
    [
        ("padova", "expected at least two provinces of Italy"),
        (["padova", "berlin"], "expected at least two provinces of Italy"),
        (["berlin", "vienna"], "expected at least two provinces of Italy"),
    ],
)
def test_moves_need_two_provinces_of_italy(territories, told):
    with pytest.raises(BadInput, match=told):
        read_request("compare", territories, "ali", moves=True)


def test_the_real_model_and_two_workers_give_the_same(store, tmp_path):

    def run(kept, workers):
        places = ["sondrio", "ragusa"]
        return simulate(places, "none", store=kept, workers=workers, months=3, runs=2, seed=0, moves=True)

    one, two = run(store, 1), run(str(tmp_path / "other.db"), 2)
    for arm, other in zip(one.arms, two.arms, strict=True):
        assert np.array_equal(arm.series, other.series)
        assert np.array_equal(arm.totals, other.totals, equal_nan=True)
