"""What is expected: the same for any number of processes; the record's losses are in it; the engine gives the lives."""

import numpy as np
import pytest

from approdo.calibration.monitor.expected import PilotWorld, Recording, expected
from approdo.calibration.observe import GROUPS, Home, Job, Plan
from approdo.calibration.priors import RECORD
from approdo.experiments.package import load_package
from approdo.experiments.parameter_draws import read_draws
from approdo.experiments.scenario import Scenario
from approdo.model.errors import Failure
from approdo.model.parameters import load_parameters
from tests.calibration.monitor.worlds import Lucky
from tests.worlds import START, small_territory


def plan_of(people, months):
    none = np.zeros((people, months), bool)
    first = np.arange(people) % 3
    unknown = {name: np.full(people, -1, np.int8) for name in GROUPS}
    return Plan(("padova",), np.zeros(people, int), first, first, np.ones(people, bool), unknown, none, none)


def made(plan, world, runs=12, workers=1, seed=3):
    return expected(plan, world, read_draws("fixed", seed), Recording.drawn(runs, seed), seed, workers)


def test_the_same_for_any_number_of_processes():
    plan, world = plan_of(20, 5), Lucky(20, 5)
    one, two = made(plan, world), made(plan, world, workers=2)
    assert np.array_equal(one.months.home, two.months.home)
    assert np.array_equal(one.months.job, two.months.job)


def test_more_runs_begin_with_the_same_ones():
    plan, world = plan_of(20, 5), Lucky(20, 5)
    assert np.array_equal(made(plan, world, 8).months.home, made(plan, world, 16).months.home[:8])


def test_the_record_loses_people_and_misreads_hosting():
    found = made(plan_of(200, 12), Lucky(200, 12), 64).months.home
    enrolled = np.arange(12) >= (np.arange(200) % 3)[:, None]
    lost = (found == Home.UNKNOWN)[:, enrolled].mean()
    assert 0.05 < lost < 0.5
    known = found[:, enrolled][found[:, enrolled] != Home.UNKNOWN]
    assert set(np.unique(known).tolist()) == {int(Home.HOSTED), int(Home.SHARED), int(Home.OWN)}
    assert (found[:, ~enrolled] == Home.UNKNOWN).all()


def test_few_broken_worlds_are_counted_and_many_end_it():
    plan = plan_of(4, 3)
    found = made(plan, Lucky(4, 3, breaks=17), 60)
    assert found.failed + found.months.runs == 60
    with pytest.raises(Failure, match="too many"):
        made(plan, Lucky(4, 3, breaks=2), 60)


def test_draws_of_the_record_stay_in_their_ranges():
    values = (lambda drawn: drawn.priors.values(drawn.unit))(Recording.drawn(50, 1))
    for column, row in enumerate(RECORD):
        assert row.low <= values[:, column].min() <= values[:, column].max() <= row.high


def test_the_engine_gives_the_pilot_s_people_their_lives():
    plan, place = plan_of(10, 6), small_territory()
    package = load_package("ali")
    levers = Scenario(place, package, load_parameters(), START, 6).package.levers
    world = PilotWorld(plan, (place,), (levers,), START)
    home, job = world.live(load_parameters(), 5)
    again, _ = world.live(load_parameters(), 5)
    other, _ = world.live(load_parameters(), 6)
    assert home.shape == job.shape == (10, 6)
    assert Home.UNKNOWN not in home
    assert Job.UNKNOWN not in job
    assert np.array_equal(home, again)
    assert not np.array_equal(home, other)
