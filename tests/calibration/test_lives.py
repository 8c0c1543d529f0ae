"""People like those of the pilot in a simulated territory."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.calibration.cohort import NEVER, live_cohort
from approdo.calibration.lives import ModelSimulator, choose, places_of, with_comparison
from approdo.calibration.observe import Home, homes
from approdo.calibration.priors import Role, deviations, model_priors
from approdo.experiments.scenario import load_package
from approdo.model.errors import BadInput
from tests.calibration.markov import inside_aut_plan
from tests.worlds import START, small_territory


@pytest.fixture(scope="module")
def place():
    return small_territory("sondrio", zones=3, leavers=4.0, stock=600)


@pytest.fixture(scope="module")
def plan():
    plan = inside_aut_plan(12, 1, 10)
    codes = {name: np.full(12, -1, np.int8) for name in ("sex", "family", "age_band", "permit")}
    codes["sex"][:3] = 1
    return replace(plan, sites=("sondrio",), groups=codes)


@pytest.fixture(scope="module")
def cohort(place, parameters):
    return live_cohort(place, parameters, load_package("ali").levers, START, 10, 5)


def test_supported_people_play_the_supported_and_nobody_plays_two(plan, cohort):
    chosen = choose(plan, np.arange(12), cohort)
    reached = cohort.enrolled[chosen] < NEVER
    assert reached.any()
    assert (reached == plan.participant).all()
    assert len(set(chosen.tolist())) == 12


def test_people_alike_are_taken_where_there_are_some(plan, cohort):
    chosen = choose(plan, np.arange(12), cohort)
    women = int((cohort.sex == 1).sum())
    assert women > 20
    assert (cohort.sex[chosen[:3]] == 1).sum() >= 2
    state = cohort.housing[chosen, plan.first]
    assert (homes(state) != Home.UNKNOWN).all()


def test_where_too_few_were_served_people_are_used_again(cohort):
    plan = replace(
        inside_aut_plan(800, 1, 10, comparison=0.0),
        groups={name: np.full(800, -1, np.int8) for name in ("sex", "family", "age_band", "permit")},
    )
    chosen = choose(plan, np.arange(800), cohort)
    assert (cohort.enrolled[chosen] < NEVER).all()


def test_a_plan_without_comparison_gets_one_of_its_size(plan):
    alone = replace(plan, participant=np.ones(12, bool))
    wide = with_comparison(alone)
    assert wide.people == 24
    assert wide.participant.sum() == 12
    assert with_comparison(plan) is plan


def test_a_run_is_a_pure_function_of_draw_and_seed(plan, place):
    priors = model_priors(sites=1)
    simulator = ModelSimulator(plan, priors, (place,), (load_package("ali").levers,), START)
    unit, normal = priors.draw(6, 1), deviations(6, 1, len(priors.rows), 1)
    first, again = (simulator.live(unit[0], normal[0], 3) for _ in range(2))
    assert np.array_equal(first[0], again[0])
    assert not np.array_equal(first[0], simulator.live(unit[0], normal[0], 4)[0])
    others = [simulator.live(unit[run], normal[run], 3)[0] for run in range(1, 6)]
    assert not all(np.array_equal(first[0], other) for other in others)
    assert (first[0] > 0).all()
    other = ModelSimulator(plan, priors, (place,), (load_package("none").levers,), START)
    assert other.key != simulator.key
    assert [row.role for row in priors.rows].count(Role.SELECTION) == 1


def test_sites_and_territories_must_agree(plan, place):
    with pytest.raises(BadInput, match="--territory sondrio"):
        places_of(plan, [])
    with pytest.raises(BadInput, match="1 sites"):
        ModelSimulator(plan, model_priors(), (), (), START)
