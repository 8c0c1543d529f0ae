"""The fit against posteriors that are known in closed form, and its promises."""

import numpy as np
import pytest
from scipy.stats import beta, norm

from approdo.calibration.data import People
from approdo.calibration.fit import adjust, box_of, folds, keep_of, learn, one_thread, quantiles
from approdo.calibration.priors import Box
from approdo.calibration.solve import in_turn, solve
from approdo.calibration.summaries import Statistics
from approdo.model.errors import Failure

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


def posterior(unit, values, asked, box=None):
    box = box or Box.whole(unit.shape[1])
    names = tuple(f"s/{n}" for n in range(values.shape[1]))
    line = box.to_line(unit)
    with one_thread():
        learned = learn(line, Statistics(names, values), Statistics(names, asked[None]))
        cloud = adjust(line, learned.runs, learned.data[0], learned.noise)
    return learned, cloud, box.to_unit(quantiles(cloud.line, cloud.weights, LEVELS))


@pytest.mark.parametrize("seen", [4, 15, 33])
def test_beta_binomial(seen):
    """A share with a uniform prior, seen in `seen` of 40 people: Beta(seen + 1, 41 - seen)."""
    rng = np.random.default_rng(1)
    unit = rng.random((4000, 1))
    share = rng.binomial(40, unit[:, 0]) / 40
    values = np.column_stack([share, np.log((40 * share + 0.5) / (40.5 - 40 * share)), rng.random((4000, 5))])
    asked = np.concatenate([[seen / 40, np.log((seen + 0.5) / (40.5 - seen))], np.full(5, 0.5)])
    _, _, found = posterior(unit, values, asked)
    assert found[:, 0] == pytest.approx(beta.ppf(LEVELS, seen + 1, 41 - seen), abs=0.025)


def test_gaussian_linear():
    """Two means, one of them seen through a sum: normal posteriors under a flat prior that is wide enough.

    One fit keeps some 200 effective draws, so that an outer quantile of it is known to a sixth of the spread only. Bias
    shows in the mean over data sets, and there the tolerance is an eighth of the spread.
    """
    found = np.stack([_gaussian(seed) for seed in range(2, 12)])
    for column, (middle, spread) in enumerate(((0.6, 0.5), (-0.4, 0.5 * np.sqrt(2)))):
        wanted = norm.ppf(LEVELS, middle, spread)
        assert found[:, :5, column].mean(axis=0) == pytest.approx(wanted, abs=spread / 8)
        assert np.abs(found[:, :5, column] - wanted).max() < spread / 2
    assert found[:, 5, 0].mean() == pytest.approx(-1 / np.sqrt(2), abs=0.03)


def _gaussian(seed):
    """Return quantiles of both numbers, and in a last row their correlation."""
    rng = np.random.default_rng(seed)
    unit = rng.random((4000, 2))
    theta = 8 * unit - 4
    first = theta[:, 0] + rng.normal(0, 0.5, 4000)
    both = theta.sum(axis=1) + rng.normal(0, 0.5, 4000)
    values = np.column_stack([first, both, rng.normal(size=(4000, 10))])
    _, cloud, found = posterior(unit, values, np.concatenate([[0.6, 0.2], np.zeros(10)]))
    moved = cloud.line - cloud.weights @ cloud.line
    covariance = (moved * cloud.weights[:, None]).T @ moved
    correlation = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    return np.concatenate([8 * found - 4, [[correlation, correlation]]])


def test_spread_that_differs_from_place_to_place():
    """The noise grows with the number: the interval at the data must have the data's width, not the average one."""
    rng = np.random.default_rng(3)
    unit = rng.random((6000, 1))
    values = unit + rng.normal(0, 1, (6000, 1)) * (0.01 + 0.1 * unit)
    widths = [np.ptp(posterior(unit, values, np.array([at]))[2][[0, -1], 0]) for at in (0.25, 0.75)]
    assert widths[0] == pytest.approx(2 * 1.645 * 0.035, rel=0.25)
    assert widths[1] == pytest.approx(2 * 1.645 * 0.085, rel=0.25)


def test_data_that_say_nothing_leave_the_prior():
    rng = np.random.default_rng(4)
    unit = rng.random((3000, 1))
    _, _, found = posterior(unit, rng.normal(size=(3000, 8)), np.zeros(8))
    assert found[:, 0] == pytest.approx(LEVELS, abs=0.04)


@pytest.mark.parametrize("asked", [-50.0, 0.0, 50.0])
def test_no_draw_leaves_the_prior_however_odd_the_data(asked):
    rng = np.random.default_rng(5)
    unit = rng.random((400, 2))
    values = np.column_stack([unit[:, 0] + rng.normal(0, 0.01, 400), rng.normal(size=400)])
    box = Box(np.array([0.2, 0.0]), np.array([0.7, 1.0]))
    kept = box.holds(unit)
    _, cloud, _ = posterior(unit[kept], values[kept], np.array([asked, asked]), box)
    draws = box.to_unit(cloud.line)
    assert np.isfinite(draws).all()
    assert (draws >= box.low).all()
    assert (draws <= box.high).all()


def test_a_runs_summary_comes_from_a_model_that_has_not_seen_it():
    rng = np.random.default_rng(6)
    unit, values = rng.random((300, 1)), rng.normal(size=(300, 60))
    names = tuple(f"s/{n}" for n in range(60))
    line = Box.whole(1).to_line(unit)
    before = learn(line, Statistics(names, values), Statistics(names, values[:1])).runs
    line[folds(300) == 2] += 100.0
    after = learn(line, Statistics(names, values), Statistics(names, values[:1])).runs
    assert np.array_equal(before[folds(300) == 2], after[folds(300) == 2])
    assert np.abs(np.corrcoef(before[:, 0], line[:, 0])[0, 1]) < 0.2  # noise teaches nothing


def test_too_few_runs_and_nothing_to_learn_are_said():
    names = ("s/a",)
    some = Statistics(names, np.random.default_rng(1).random((200, 1)))
    with pytest.raises(Failure, match="at least 100"):
        learn(np.zeros((50, 1)), Statistics(names, some.values[:50]), Statistics(names, some.values[:1]))
    for data, runs in ((np.array([[np.nan]]), some.values), (some.values[:1], np.ones((200, 1)))):
        with pytest.raises(Failure, match="nothing can be learned"):
            learn(np.zeros((200, 1)), Statistics(names, runs), Statistics(names, data))


def test_weighted_quantiles_by_hand():
    values = np.array([[3.0], [1.0], [2.0]])
    weights = np.array([0.25, 0.25, 0.5])
    assert quantiles(values, weights, np.array([0.5]))[0, 0] == 2.0
    assert quantiles(values, weights, np.array([0.0, 1.0]))[:, 0].tolist() == [1.0, 3.0]


def test_the_second_rounds_box_holds_the_first_posterior():
    rng = np.random.default_rng(7)
    unit = rng.random((1000, 2))
    values = np.column_stack([unit[:, 0] + rng.normal(0, 0.03, 1000), rng.normal(size=1000)])
    _, cloud, _ = posterior(unit, values, np.array([0.5, 0.0]))
    box = box_of(cloud, Box.whole(2))
    inside = box.holds(Box.whole(2).to_unit(cloud.line))
    assert cloud.weights[inside].sum() > 0.98
    assert box.high[0] - box.low[0] < 0.4
    assert (box.low[1], box.high[1]) == (0.0, 1.0)


def test_how_many_runs_are_kept():
    assert [keep_of(n) for n in (100, 400, 1000, 5000)] == [100, 250, 500, 500]


def test_a_few_draws_have_the_doubt_of_all():
    """Draws that come sorted, each twice: the first fifty are spread over all of them, and none is lost."""
    draws = np.repeat(np.linspace(0.001, 0.999, 500), 2)[:, None]
    found = in_turn(draws)[:, 0]
    assert sorted(found) == sorted(draws[:, 0])
    assert len(set(found[:50])) == 50
    assert np.quantile(found[:50], [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.04)


def test_a_comparison_of_few_runs_uses_draws_of_many_runs_of_the_fit(plan, priors, lived, pilots):
    """Side by side the first 64 of 1,000 draws would come from some twenty runs."""
    solution = solve(People(plan, pilots[1][:1]), [lived], priors, Box.whole(len(priors.rows)), 1)
    assert len(np.unique(solution.draws[:64], axis=0)) > 50
