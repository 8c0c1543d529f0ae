"""The record of a pilot: who is lost, what is misread, what nobody wrote down."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.calibration.observe import HOME_OF, JOB_OF, NO_HOME, Home, Job, Months, gaps, homes, jobs, record
from approdo.calibration.pilot.observing import Observing, observed
from approdo.calibration.priors import RECORD, Priors
from approdo.model.codes import ETHOS_LIGHT, Housing, Work
from tests.calibration.markov import inside_aut_plan, markov_priors

ONLY_RECORD = Priors(RECORD)
PERFECT = np.array([[0.0, 0.0, 0.0, 1.0]])  # nobody lost, nothing misread, every departure known


def always(plan, state, job=Job.NONE, runs=1):
    shape = (runs, plan.people, plan.months)
    return Months(np.full(shape, state, np.int8), np.full(shape, job, np.int8))


def test_every_code_of_the_model_has_a_place():
    assert set(HOME_OF) == set(Housing)
    assert set(JOB_OF) == set(Work)
    assert homes(np.array([-1, *Housing], np.int8))[0] == Home.UNKNOWN
    assert jobs(np.array([-1, *Work], np.int8))[0] == Job.UNKNOWN
    for state in Housing:  # a time-limited place counts as a place here
        without = ETHOS_LIGHT[state] in (1, 2, 4, 5, 6)
        assert (HOME_OF[state] in NO_HOME) == without


def test_a_perfect_record_shows_every_month_from_enrolment_on():
    plan = inside_aut_plan()
    found = record(plan, always(plan, Home.ROUGH), ONLY_RECORD, PERFECT, np.random.default_rng(1))
    enrolled = np.arange(plan.months) >= plan.first[:, None]
    assert np.array_equal(found.home[0] == Home.ROUGH, enrolled)
    assert np.array_equal(found.home[0] == Home.UNKNOWN, ~enrolled)


def test_people_without_a_home_are_lost_as_many_times_as_often_as_said():
    plan = replace(inside_aut_plan(400), first=np.zeros(400, np.int64))
    unit = np.repeat([[0.2, 0.4, 0.0, 1.0]], 200, axis=0)  # 1 % a month; three times that
    lost = {}
    for state in (Home.OWN, Home.ROUGH):
        found = record(plan, always(plan, state, runs=200), ONLY_RECORD, unit, np.random.default_rng(1))
        lost[state] = (found.home[:, :, -1] == 0).mean()
        gone = found.home == 0
        assert (gone[:, :, 1:] >= gone[:, :, :-1]).all()  # nobody comes back
        assert not gone[:, :, 0].any()
    assert lost[Home.OWN] == pytest.approx(1 - np.exp(-0.01 * 19), abs=0.01)
    assert lost[Home.ROUGH] == pytest.approx(1 - np.exp(-0.03 * 19), abs=0.01)


def test_hosting_is_misread_for_whole_people_and_nothing_else_is():
    plan = inside_aut_plan()
    unit = np.repeat([[0.0, 0.0, 0.5, 1.0]], 200, axis=0)
    found = record(plan, always(plan, Home.HOSTED, runs=200), ONLY_RECORD, unit, np.random.default_rng(1))
    last = found.home[:, :, -1]
    assert set(np.unique(last)) == {Home.HOSTED, Home.SHARED}
    assert (last == Home.SHARED).mean() == pytest.approx(0.15, abs=0.01)
    assert (found.home[:, :, 12:] == last[:, :, None]).all()
    rough = record(plan, always(plan, Home.ROUGH, runs=2), ONLY_RECORD, unit[:2], np.random.default_rng(1))
    assert not (rough.home == Home.SHARED).any()


def test_departures_are_seen_or_lost():
    plan = inside_aut_plan()
    unit = np.repeat([[0.0, 0.0, 0.0, 0.25]], 300, axis=0)  # 40 % seen
    found = record(plan, always(plan, Home.LEFT, runs=300), ONLY_RECORD, unit, np.random.default_rng(1))
    assert (found.home[:, :, -1] == Home.LEFT).mean() == pytest.approx(0.4, abs=0.02)


def test_months_that_nobody_wrote_down_are_copied_and_go_on_after_a_loss():
    known = np.array([[True, False, True, True, False, False], [False, True, True, True, True, True]])
    found = gaps(known, np.array([0, 1]), np.array([2, 5]))
    assert found[0].tolist() == [False, True, False, False, True, False]
    assert found[1].tolist()[1:] == [False] * 5


def test_more_runs_have_the_same_luck(plan, priors, lived):
    few = record(plan, lived.lives[:50], priors, lived.unit[:50], np.random.default_rng(4))
    many = record(plan, lived.lives[:80], priors, lived.unit[:80], np.random.default_rng(4))
    assert np.array_equal(few.home, many.home[:50])


def test_the_synthetic_pilots_record_is_the_same_process():
    """Two programs of one observation process: the pilot's, on the model's codes, and this one, over many runs."""
    plan = replace(inside_aut_plan(2000), first=np.zeros(2000, np.int64))
    unit = np.array([[0.5, 0.3, 0.5, 0.5]])
    chances = dict(zip(("lost", "lost_no_home", "hidden_as_housed", "departures_seen"),
                       ONLY_RECORD.values(unit)[0], strict=True))  # fmt: skip
    housing = np.full((2000, plan.months), Housing.HOSTED, np.int8)
    housing[1000:, 10:] = Housing.DEPARTED
    last = np.full(2000, plan.months - 1, np.int16)
    ours = record(plan, Months(homes(housing)[None], always(plan, Home.OWN).job), ONLY_RECORD, unit,
                  np.random.default_rng(1)).home[0]  # fmt: skip
    work = np.full(housing.shape, Work.JOBSEEKER, np.int8)
    how = Observing(gap=0.0, **chances)
    theirs = homes(observed(housing, work, plan.first.astype(np.int16), last, how, np.random.default_rng(2))[0])
    for state in (Home.UNKNOWN, Home.HOSTED, Home.SHARED, Home.LEFT):
        for month in (5, 9, 12, 19):
            assert (ours[:, month] == state).mean() == pytest.approx((theirs[:, month] == state).mean(), abs=0.045)


def test_chances_that_are_not_free_are_none():
    plan = inside_aut_plan()
    priors = markov_priors(record=False)
    found = record(plan, always(plan, Home.HOSTED), priors, priors.draw(1, 1), np.random.default_rng(1))
    assert (found.home[0][:, -1] == Home.HOSTED).all()
