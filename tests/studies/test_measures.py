"""Measures of known lives, counted by hand."""

import math

import numpy as np
import pytest

from approdo.experiments.published.lives import Lives
from approdo.experiments.published.measures import top_share, value
from approdo.experiments.published.spec import Measure
from approdo.model.codes import Housing, Work
from approdo.model.trial import NEVER

O, S, H, G, R, E = (  # noqa: E741 - a table of letters
    int(state)
    for state in (
        Housing.OWN,
        Housing.STREET,
        Housing.HOSTED,
        Housing.DEPARTED,
        Housing.RECEPTION,
        Housing.EXPECTED,
    )
)


def lives(rows, *, due=None, lost=None, mine=None, work=None, territory="padova"):
    """Return a table from one list of states a person."""
    housing = np.array(rows, np.int8).T
    people = housing.shape[1]
    return Lives(
        territory,
        housing,
        np.array(work, np.int8).T if work is not None else np.zeros_like(housing),
        np.array(due if due is not None else [-1] * people, np.int64),
        np.array(lost if lost is not None else [NEVER] * people, np.int64),
        np.array(mine if mine is not None else [True] * people, np.bool_),
    )


def measure(what="share_of_months", states=("stable",), first=1, last=4, **more):
    return Measure(id="m", what=what, label="m", states=states, first=first, last=last, **more)


FOUR = [[O, O, O, O], [S, S, O, O], [S, S, S, S], [O, O, G, G]]


def test_shares_and_months():
    found = lives(FOUR)
    # shares of the observed months: 1, 1/2, 0, and 2 of 2 before the departure
    assert value(measure(), [found]) == pytest.approx((1 + 0.5 + 0 + 1) / 4)
    assert value(measure("months"), [found]) == pytest.approx(4 * (1 + 0.5 + 0 + 1) / 4)
    assert value(measure(departed="counted"), [found]) == pytest.approx((1 + 0.5 + 0 + 0.5) / 4)
    assert value(measure("all_months"), [found]) == 2 / 4
    assert value(measure("no_months"), [found]) == 1 / 4
    assert value(measure("all_or_no_months"), [found]) == 3 / 4
    assert value(measure("share", first=4, last=4), [found]) == pytest.approx(2 / 3)
    assert value(measure("share", first=4, last=4, among=("homeless",)), [found]) == 0.0


def test_only_the_arms_people_until_they_are_lost():
    assert value(measure(), [lives(FOUR, mine=[True, False, True, False])]) == 0.5
    assert value(measure(), [lives(FOUR, lost=[NEVER, 3, NEVER, 0])]) == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert math.isnan(value(measure(), [lives(FOUR, lost=[0, 0, 0, 0])]))


def test_the_clock_of_the_exit():
    found = lives([[R, R, S, O], [E, R, R, S]], due=[2, 3])
    assert value(measure(states=("street",), first=0, last=1, clock="exit"), [found]) == pytest.approx((0.5 + 1) / 2)
    assert value(measure(states=("reception",), first=-2, last=-1, clock="exit"), [found]) == 1.0
    only = measure(states=("street",), first=0, last=0, clock="exit", exit_from=3, exit_to=3)
    assert value(only, [found]) == 1.0


def test_the_clock_of_the_first_entry():
    found = lives([[S, S, S, S], [O, S, O, S], [O, O, O, O]])
    entered = measure(states=("street",), first=0, last=2, clock="entry")
    assert value(entered, [found]) == pytest.approx(
        2 / 3
    )  # who is there from the first month entered nobody knows when


def test_work_and_territories():
    jobs = [[int(Work.JOBSEEKER)] * 4, [int(Work.UNDECLARED)] * 4]
    here, there = lives(FOUR[:2], work=jobs), lives(FOUR[:2], work=jobs[::-1], territory="foggia")
    employed = measure(states=("employed",), table="work")
    assert value(employed, [here, there]) == 0.5
    assert value(measure(territories=("foggia",)), [here, there]) == 0.75


def test_top_share():
    assert top_share(np.array([10.0] * 10), 0.1) == pytest.approx(0.1)
    assert top_share(np.array([91.0] + [1.0] * 9), 0.1) == pytest.approx(0.91)
    assert top_share(np.array([6.0, 3.0, 1.0, 0.0]), 0.5) == pytest.approx((6 + 1.5) / 10)  # of three, one and a half
    assert math.isnan(top_share(np.zeros(3), 0.1))
