"""Known answers first: published data, and what an interval means."""

import numpy as np
import pytest
from scipy import stats

from approdo.experiments.rows import bands
from approdo.experiments.statistics import estimate, paired, ratio

# Student (1908), extra hours of sleep under two drugs; R: t.test(extra ~ group, data = sleep, paired = TRUE)
FIRST = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])


def test_paired_interval_of_students_sleep_data():
    found = paired(FIRST, SECOND)
    assert found.base == pytest.approx(0.75)
    assert found.policy == pytest.approx(2.33)
    assert found.difference.mean == pytest.approx(1.58)
    assert found.difference.low == pytest.approx(0.7001142)
    assert found.difference.high == pytest.approx(2.4598858)
    assert found.correlation == pytest.approx(0.7951702)
    assert found.relative == pytest.approx(1.58 / 0.75)
    variances = np.var(FIRST, ddof=1) + np.var(SECOND, ddof=1)
    assert found.fewer_runs == pytest.approx(variances / np.var(SECOND - FIRST, ddof=1))
    assert found.difference.clear


def test_runs_without_a_value_are_left_out_pair_by_pair():
    base, policy = FIRST.copy(), SECOND.copy()
    base[0] = policy[3] = np.nan
    keep = [1, 2, 4, 5, 6, 7, 8, 9]
    assert paired(base, policy) == paired(FIRST[keep], SECOND[keep])
    assert paired(base, policy).difference.n == 8


@pytest.mark.parametrize(("values", "n", "why"), [([np.nan] * 3, 0, "defined in no run"), ([4.0], 1, "one run")])
def test_no_interval_says_why(values, n, why):
    found = estimate(np.array(values))
    assert (found.n, found.low, found.high) == (n, None, None)
    assert why in found.why
    assert not found.clear


def test_arms_that_do_not_vary_have_no_correlation():
    found = paired(np.full(5, 3.0), np.full(5, 2.0))
    assert (found.difference.low, found.difference.high) == (-1.0, -1.0)
    assert found.correlation is None
    assert found.fewer_runs is None
    assert paired(np.zeros(3), np.ones(3)).relative is None


def test_no_order_of_runs_changes_a_bit():
    values = np.random.default_rng(1).lognormal(0, 8, 500)
    assert estimate(values) == estimate(np.sort(values)) == estimate(values[::-1])


def test_the_ends_of_fiellers_interval_are_where_the_t_test_turns():
    rng = np.random.default_rng(7)
    above, below = rng.normal(400, 60, 30), rng.normal(5, 2, 30)
    above += 30 * below
    found = ratio(above, below, "x")
    assert found.mean == pytest.approx(above.mean() / below.mean())
    assert found.low is not None
    assert found.high is not None
    for end in (found.low, found.high):
        assert stats.ttest_1samp(above - end * below, 0).pvalue == pytest.approx(0.05)
    assert found.low < above.mean() / below.mean() < found.high


def test_fiellers_interval_covers_the_truth_in_95_percent():
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(2000):
        below = rng.normal(2.0, 2.0, 25)
        found = ratio(below * 3 + rng.normal(0, 4, 25), below, "x")
        # Where the denominator is not clear of zero the set is not an interval and none is given.
        hits += found.low is None or found.high is None or found.low <= 3 <= found.high
    assert 0.935 <= hits / 2000 <= 0.975


@pytest.mark.parametrize("below", [[1.0, -1.0, 0.5], [-5.0, -5.1, -4.9], [0.0, 0.0, 0.0]])
def test_no_ratio_to_what_is_not_clearly_above_zero(below):
    found = ratio(np.array([1.0, 2.0, 3.0]), np.array(below), "the months averted")
    assert found.mean is found.low is found.high is None
    assert found.why == "the months averted are not clearly above zero"


def test_bands_are_the_estimates_column_by_column():
    series = np.random.default_rng(2).normal(5, 2, (9, 4, 3))
    series[2, 1, 1] = series[3, 1, 1] = np.nan
    series[:, 0, 0] = np.nan
    series[1:, 0, 1] = np.nan
    mean, low, high, count = bands(series)
    for month in range(4):
        for column in range(3):
            found = estimate(series[:, month, column])
            at = (month, column)
            assert count[at] == found.n
            if found.n:
                assert mean[at] == pytest.approx(found.mean)
            if found.n > 1:
                assert (low[at], high[at]) == (pytest.approx(found.low), pytest.approx(found.high))
