"""What the fitted model says the pilot should have seen: known bands, and what is not defined."""

import numpy as np
import pytest
from scipy.stats import norm

from approdo.calibration.data import People
from approdo.calibration.observe import Home, Job, Months
from approdo.calibration.predict import HIDDEN, LEAST, UNRECORDED, foretold, predicted
from approdo.calibration.priors import Box
from approdo.calibration.solve import solve


def test_the_band_is_that_of_the_posterior_and_of_the_luck():
    rng = np.random.default_rng(1)
    place, draws = rng.random((4000, 2)), np.column_stack([rng.normal(0.5, 0.05, 1000), rng.random(1000)])
    runs = 0.2 + 0.4 * place[:, 0] + rng.normal(0, 0.03, 4000)
    mean, low, high, why = foretold(runs, place, draws)
    spread = np.hypot(0.4 * 0.05, 0.03)
    assert [mean, low, high] == pytest.approx([*map(norm(0.4, spread).ppf, (0.5, 0.05, 0.95))], abs=0.01)
    assert why == ""


def test_luck_that_differs_from_place_to_place():
    rng = np.random.default_rng(2)
    place = rng.random((4000, 1))
    runs = 0.5 + 0.2 * place[:, 0] + rng.normal(0, 1, 4000) * (0.01 + 0.05 * place[:, 0])
    for at in (0.1, 0.9):
        _, low, high, _ = foretold(runs, place, np.full((1000, 1), at))
        assert low is not None
        assert high is not None
        assert high - low == pytest.approx(2 * 1.645 * (0.01 + 0.05 * at), rel=0.25)


def test_data_do_not_predict_themselves():
    """Luck alone: whatever was recorded, the model expects its mean."""
    rng = np.random.default_rng(3)
    mean, low, high, _ = foretold(rng.normal(0.5, 0.1, 2000), rng.random((2000, 3)), np.full((1000, 3), 0.5))
    assert (mean, low, high) == pytest.approx((0.5, 0.3355, 0.6645), abs=0.03)


def test_runs_without_a_record_are_left_out_and_too_few_are_told():
    rng = np.random.default_rng(4)
    place = rng.random((500, 1))
    runs = np.where(place[:, 0] < 0.3, np.nan, 0.5)
    assert foretold(runs, place, place)[:3] == pytest.approx((0.5, 0.5, 0.5), abs=1e-6)
    runs[LEAST - 1 :] = np.nan
    mean, low, high, why = foretold(np.where(np.arange(500) < LEAST - 1, 0.5, np.nan), place, place)
    assert (mean, low, high) == (None, None, None)
    assert f"in {LEAST - 1} of 500 runs" in why


def test_what_is_not_defined_is_none_with_the_reason(plan, priors, lived, pilots):
    truth = pilots[1]
    home, job = truth.home[3:4].copy(), truth.job[3:4].copy()
    home[:, ~plan.participant, 15:], job[:, ~plan.participant, 15:] = Home.UNKNOWN, Job.UNKNOWN
    some = lived.lives.home.copy()
    some[:585][:, ~plan.participant, :5] = Home.UNKNOWN  # in all runs but 15 nobody is known in the first part
    runs = type(lived)(lived.unit, Months(some, lived.lives.job), lived.failed)
    solution = solve(People(plan, Months(home, job)), [runs], priors, Box.whole(len(priors.rows)), 1)
    cells = {(row, who, part) for row in ("without a home", "paid work") for who in ("supported", "comparison")
             for part in range(1, 5)} - {("paid work", "supported", 2)}  # fmt: skip
    rows = {(row.outcome, row.who, row.part): row for row in predicted(plan, solution, cells)}
    assert len(rows) == 24
    last = rows["without a home", "comparison", 4]
    assert (last.data, last.error, last.why) == (None, None, UNRECORDED)
    assert last.sim is not None
    hidden = rows["paid work", "supported", 2]
    assert (hidden.data, hidden.error, hidden.why) == (None, None, HIDDEN)
    first = rows["without a home", "comparison", 1]
    assert (first.sim, first.low, first.high, first.error) == (None, None, None, None)
    assert first.data is not None
    assert "of 600 runs" in first.why
    for row in rows.values():
        told = [value for value in (row.sim, row.low, row.high, row.data, row.error) if value is not None]
        assert np.isfinite(told).all()
        assert (None in (row.sim, row.data)) == bool(row.why)
