"""Verdicts: the model's own pilots are on track as often as said, broken ones behind; small counts decide nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.calibration.monitor.indicators import BY_ID, INDICATORS, SEEN, Tally, tally
from approdo.calibration.monitor.limits import Verdict, Why, chart, decide, rank, shares
from approdo.calibration.observe import Home, Months

PILOTS, RUNS = 80, 200


def verdicts(pilots, seen, expected):
    """The verdict on each indicator of each pilot, and on all outcomes together."""
    counted = {each.id: tally(each, pilots.plan, expected, pilots.everybody) for each in INDICATORS}
    found, together = [], []
    for run in range(seen.runs):
        one, sides, row = pilots.one(seen, run), [], {}
        for each in INDICATORS:
            drawn, out = chart(each, tally(each, pilots.plan, one, pilots.everybody), counted[each.id])
            row[each.id] = drawn
            if each.of != SEEN:
                sides.append(out)
        furthest = np.max(sides, axis=0)
        together.append(decide(rank(furthest[1]), rank(furthest[0]), 1.0)[0])
        found.append(row)
    return found, together


def test_the_model_s_own_pilots_leave_the_limits_once_in_twenty_times(pilots):
    alarms, alone, of = 0, 0, 0
    for seed in (1, 301):
        found, together = verdicts(pilots, pilots.made(PILOTS, seed + 50), pilots.made(RUNS, seed))
        alarms += sum(verdict in (Verdict.AHEAD, Verdict.BEHIND) for verdict in together)
        alone += sum(row["tenancy"].verdict in (Verdict.AHEAD, Verdict.BEHIND) for row in found)
        of += PILOTS
    assert 0.005 < alarms / of < 0.105  # 0.05 nominal, and about three standard errors
    assert 0.005 < alone / of < 0.105


def test_with_known_numbers_and_many_people_on_track_is_what_is_said(pilots):
    found, together = verdicts(pilots, pilots.made(20, 51, spread=0.05), pilots.made(RUNS, 1, spread=0.05))
    assert sum(verdict is Verdict.ON_TRACK for verdict in together) >= 17
    assert sum(row["no_home"].verdict is Verdict.ON_TRACK for row in found) >= 16


def test_a_pilot_that_breaks_half_way_is_behind(pilots):
    seen = pilots.made(20, 51, broken=2.0, spread=0.05)
    found, together = verdicts(pilots, seen, pilots.made(RUNS, 1, spread=0.05))
    assert sum(verdict is Verdict.BEHIND for verdict in together) >= 18
    assert sum(row["no_home"].verdict is Verdict.BEHIND for row in found) >= 18
    assert all(row["lost"].p_behind > 0.001 for row in found)


def test_one_broken_month_is_enough(pilots):
    expected = pilots.made(RUNS, 1, spread=0.05)
    seen = pilots.one(pilots.made(5, 51, spread=0.05), 3)
    home = seen.home.copy()
    known = (home[0, :, 12] != Home.UNKNOWN) & (home[0, :, 12] != Home.LEFT)
    home[0, known, 12] = Home.ROUGH
    before, _ = verdicts(pilots, seen, expected)
    after, together = verdicts(pilots, Months(home, seen.job), expected)
    assert before[0]["no_home"].verdict is Verdict.ON_TRACK
    assert after[0]["no_home"].verdict is Verdict.BEHIND
    assert together == [Verdict.BEHIND]
    assert after[0]["no_home"].high[12] < 1.0


def test_ahead_in_one_month_and_behind_in_another_cannot_be_told():
    expected = Tally(np.full((200, 6), 50), np.full((200, 6), 100))
    expected.so[:] += np.random.default_rng(1).integers(-3, 4, (200, 6))
    seen = Tally(np.array([[50, 80, 50, 50, 20, 50]]), np.full((1, 6), 100))
    drawn, _ = chart(BY_ID["tenancy"], seen, expected)
    assert (drawn.verdict, drawn.why) == (Verdict.CANNOT_TELL, Why.MIXED)


def test_nobody_known_cannot_be_told():
    nobody = Tally(np.zeros((1, 4), int), np.full((1, 4), 4))
    drawn, out = chart(BY_ID["tenancy"], nobody, Tally(np.full((150, 4), 5), np.full((150, 4), 10)))
    assert (drawn.verdict, drawn.why) == (Verdict.CANNOT_TELL, Why.FEW)
    assert np.isinf(out).all()


def test_limits_too_wide_to_see_what_matters_are_told():
    rng = np.random.default_rng(2)
    everybody = np.full((200, 8), 12)
    drawn, _ = chart(
        BY_ID["no_home"], Tally(np.full((1, 8), 6), everybody[:1]), Tally(rng.binomial(12, 0.5, (200, 8)), everybody)
    )
    assert (drawn.verdict, drawn.why) == (Verdict.CANNOT_TELL, Why.WIDE)


@pytest.mark.parametrize("so", [1, 2, 3, 4])
def test_a_small_count_is_read_as_any_other_small_count(so):
    everybody = np.array([[60, 60]])
    assert shares(np.array([[so, 60 - so]]), everybody).tolist() == shares(np.array([[1, 59]]), everybody).tolist()


@given(st.integers(0, 40), st.integers(0, 40), st.integers(5, 9))
@settings(max_examples=60)
def test_shares_are_shares_and_never_give_small_counts_away(so, other, k):
    found = shares(np.array([[so]]), np.array([[so + other]]), k)[0, 0]
    if so + other < k:
        assert np.isnan(found)
        return
    assert 0 <= found <= 1
    if so == 0 or other == 0 or (so >= k and other >= k):
        assert found == so / (so + other)


def test_the_verdict_is_the_line_in_the_chart(pilots):
    found, _ = verdicts(pilots, pilots.made(40, 51, broken=1.0, spread=0.2), pilots.made(RUNS, 1, spread=0.2))
    seen = pilots.made(40, 51, broken=1.0, spread=0.2)
    for run, row in enumerate(found):
        counted = tally(BY_ID["no_home"], pilots.plan, pilots.one(seen, run), pilots.everybody)
        drawn = row["no_home"]
        with np.errstate(invalid="ignore"):
            above = (shares(counted.so, counted.all)[0] > drawn.high + 1e-12).any()
        assert above == (drawn.p_behind <= 0.025)
