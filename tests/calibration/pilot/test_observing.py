"""The record of a pilot: what is lost, missing and misread, as often as the numbers say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.calibration.pilot.observing import PERFECT, Observing, observed
from approdo.calibration.pilot.spells import UNKNOWN
from approdo.model.codes import Housing, Work
from approdo.model.errors import BadInput

PEOPLE, MONTHS = 4000, 20


def record(how, housing=Housing.OWN, people=PEOPLE, seed=0, start=0):
    """Return what is written down of people who are in one state all the time."""
    states = np.full((people, MONTHS), housing, np.int8)
    work = np.full((people, MONTHS), Work.JOBSEEKER, np.int8)
    first = np.full(people, start, np.int16)
    last = np.full(people, MONTHS - 1, np.int16)
    return observed(states, work, first, last, how, np.random.default_rng(seed))


def test_a_perfect_record_is_the_truth_from_the_first_month_on():
    housing, work, last = record(PERFECT, start=3)
    assert (housing[:, :3] == UNKNOWN).all()
    assert (housing[:, 3:] == Housing.OWN).all()
    assert (work[:, 3:] == Work.JOBSEEKER).all()
    assert (last == MONTHS - 1).all()


@pytest.mark.parametrize(("state", "times"), [(Housing.OWN, 1.0), (Housing.STREET, 3.0), (Housing.TRANSITIONAL, 1.0)])
def test_people_are_lost_with_the_hazard_and_more_often_without_a_home(state, times):
    how = Observing(lost=0.03, lost_no_home=3.0, hidden_as_housed=0.0, departures_seen=1.0, gap=0.0)
    _, _, last = record(how, state)
    months = np.arange(1, MONTHS)
    kept = (last[:, None] >= months).mean(axis=0)
    expected = np.exp(-0.03 * times * months)
    assert np.abs(kept - expected).max() < 4.0 * np.sqrt(0.25 / PEOPLE)


def test_nothing_is_known_after_somebody_is_lost_and_everybody_is_seen_once():
    housing, work, last = record(Observing(lost=1.0, lost_no_home=100.0), start=5)
    assert ((housing[:, 6:] == UNKNOWN) | (np.arange(6, MONTHS) <= last[:, None])).all()
    assert (last >= 5).all()
    assert (work[:, 6:][housing[:, 6:] == UNKNOWN] == UNKNOWN).all()


def test_hosting_is_misread_by_person():
    how = Observing(lost=0.0, hidden_as_housed=0.25, departures_seen=1.0, gap=0.0)
    housing, _, _ = record(how, Housing.HOSTED)
    told = (housing == Housing.SHARED).mean(axis=1)
    assert set(told.tolist()) == {0.0, 1.0}
    assert abs(told.mean() - 0.25) < 4.0 * np.sqrt(0.25 * 0.75 / PEOPLE)


def test_departures_are_seen_or_look_like_lost_contact():
    how = Observing(lost=0.0, departures_seen=0.4, gap=0.0)
    housing, work, last = record(how, Housing.DEPARTED)
    seen = last == MONTHS - 1
    assert abs(seen.mean() - 0.4) < 4.0 * np.sqrt(0.24 / PEOPLE)
    assert (housing[seen] == Housing.DEPARTED).all()
    assert (work == UNKNOWN).all()


def test_gaps_are_as_common_and_as_long_as_stated():
    how = Observing(lost=0.0, hidden_as_housed=0.0, departures_seen=1.0, gap=0.05, gap_months=3.0)
    housing, _, _ = record(how)
    missing = housing == UNKNOWN
    # in the long run a month is in a gap unless none of the last ones began a gap that lasts until now
    expected = 1.0 - np.prod([1.0 - 0.05 * (2.0 / 3.0) ** age for age in range(MONTHS)])
    assert abs(missing[:, -1].mean() - expected) < 4.0 * np.sqrt(expected / PEOPLE)
    assert abs(missing[:, 0].mean() - 0.05) < 4.0 * np.sqrt(0.05 / PEOPLE)


def test_more_of_one_thing_moves_only_what_it_should():
    """The same luck serves every set of chances: the record only loses months when people are lost more often."""
    less, _, _ = record(Observing(lost=0.01))
    more, _, _ = record(Observing(lost=0.03))
    assert ((more == UNKNOWN) | (more == less)).all()
    assert (less != more).any()


@pytest.mark.parametrize("wrong", [{"lost": -0.1}, {"gap": 1.1}, {"gap_months": 0.5}, {"lost_no_home": float("nan")}])
def test_impossible_chances_are_refused(wrong):
    with pytest.raises(BadInput, match=r"record\."):
        Observing(**wrong)


@given(st.integers(0, 30), st.integers(1, 40), st.integers(0, 2**32))
def test_any_shape_is_recorded(people, months, seed):
    rng = np.random.default_rng(seed)
    housing = rng.integers(0, len(Housing), (people, months)).astype(np.int8)
    work = rng.integers(0, len(Work), (people, months)).astype(np.int8)
    first = rng.integers(0, months, people).astype(np.int16)
    last = np.full(people, months - 1, np.int16)
    how = Observing(lost=0.1, gap=0.2)
    told, jobs, end = observed(housing, work, first, last, how, np.random.default_rng(seed))
    column = np.arange(months)
    outside = (column < first[:, None]) | (column > end[:, None])
    assert (told[outside] == UNKNOWN).all()
    assert ((jobs == UNKNOWN) | (jobs == work)).all()
    assert ((told == UNKNOWN) | (told == housing) | (housing == Housing.HOSTED)).all()
    assert ((end >= first) & (end <= last)).all()
