"""Statistics of recorded months: by hand, missing ones, and what must not matter."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.calibration.fit import usable
from approdo.calibration.observe import Home, Job, Months
from approdo.calibration.summaries import statistics, windows
from tests.calibration.markov import inside_aut_plan


def value(found, name):
    return found.values[0, found.names.index(name)]


@pytest.fixture
def two():
    """Two people of one site, four months: one finds a home in month 2, one is known in the second half only."""
    plan = replace(inside_aut_plan(2, 1, 4, comparison=0.0), first=np.zeros(2, np.int64))
    home = np.array([[[Home.ROUGH, Home.ROUGH, Home.OWN, Home.OWN], [0, 0, Home.HOSTED, Home.HOSTED]]], np.int8)
    job = np.array([[[Job.NONE, Job.REGULAR, Job.REGULAR, Job.NONE], [0, 0, 0, 0]]], np.int8)
    return plan, Months(home, job)


def test_shares_by_hand(two):
    found = statistics(*two)
    assert value(found, "home/rough, all, part 1") == 1.0
    assert value(found, "home/own, all, part 3") == 0.5
    assert value(found, "home/hosted, all, part 4") == 0.5
    assert value(found, "work/regular, all, part 2") == 1.0
    assert value(found, "sites/without a home, site1") == pytest.approx(4 / 6)
    assert value(found, "record/share of months known, all, part 1") == 0.5


def test_rates_by_hand(two):
    found = statistics(*two)
    # from month 1 to 2: one of one; known pairs in the first half are two
    assert value(found, "moves/finding a home, all, part 1") == pytest.approx(np.log(1.5 / 7.0))
    assert value(found, "moves/finding work, all, part 1") == pytest.approx(np.log(1.5 / 6.0))


def test_a_statistic_without_a_known_month_is_missing_and_a_count_of_nobody_is_not(two):
    plan, months = two
    months.home[:, :, 3] = 0
    found = statistics(plan, months)
    assert np.isnan(value(found, "home/own, all, part 4"))
    assert value(found, "home/own, all, part 1") == 0.0


def test_missing_statistics_are_dropped_and_never_filled(plan, lived, pilots):
    data = Months(pilots[1].home[:1].copy(), pilots[1].job[:1].copy())
    data.job[:] = Job.UNKNOWN
    asked, found = statistics(plan, data), statistics(plan, lived.lives)
    wanted, dropped = usable(found, asked)
    names = [name for name, keep in zip(found.names, wanted, strict=True) if keep]
    assert not any("work" in name for name in names if not name.startswith("record"))
    assert any(name.startswith("work/") for name in dropped)
    assert any(name.startswith("home/") for name in names)


def test_people_in_another_order_are_the_same_people(plan, lived):
    order = np.random.default_rng(1).permutation(plan.people)
    turned = replace(
        plan,
        site=plan.site[order],
        first=plan.first[order],
        exit=plan.exit[order],
        participant=plan.participant[order],
        groups={name: codes[order] for name, codes in plan.groups.items()},
    )
    there = statistics(plan, lived.lives[:20])
    here = statistics(turned, Months(lived.lives.home[:20][:, order], lived.lives.job[:20][:, order]))
    assert there.names == here.names
    assert np.allclose(there.values, here.values, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("months", "parts", "sizes"), [(20, 4, [5] * 4), (3, 4, [1] * 3), (7, 2, [4, 3]), (1, 4, [1])])
def test_windows_hold_every_month_once(months, parts, sizes):
    assert windows(months, parts).sum(axis=0).tolist() == sizes
    assert (windows(months, parts).sum(axis=1) == 1).all()


@pytest.mark.parametrize("months", [1, 2, 3, 120])
def test_short_and_long_pilots(months):
    plan = inside_aut_plan(30, 3, months)
    lives = Months(np.full((3, 30, months), Home.OWN, np.int8), np.full((3, 30, months), Job.NONE, np.int8))
    found = statistics(plan, lives)
    assert len(set(found.names)) == len(found.names)
    assert np.isfinite(found.values[:, [name.startswith("home/own") for name in found.names]]).all()
