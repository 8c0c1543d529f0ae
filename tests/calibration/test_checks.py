"""Checks: each must say no when it should, and must not cry wolf."""

import numpy as np
import pytest

from approdo.calibration.checks import BAD, GOOD, NO_COMPARISON, WEAK, judge, leave_one_out, rank_histogram
from approdo.calibration.data import People
from approdo.calibration.fit import adjust, learn, one_thread
from approdo.calibration.misfit import Misfit, oddness
from approdo.calibration.observe import Months, record
from approdo.calibration.priors import Box, Prior, Priors, Role
from approdo.calibration.solve import Round, solve
from approdo.calibration.summaries import Statistics, statistics
from tests.calibration.markov import cohorts, inside_aut_plan

FITS = Misfit(0.5, "", ())


def data_of(pilots, row):
    return pilots[1][row : row + 1]


@pytest.fixture(scope="module")
def solved(plan, priors, lived, pilots):
    return solve(People(plan, data_of(pilots, 5)), [lived], priors, Box.whole(len(priors.rows)), 1)


def test_a_right_model_is_not_called_wrong(solved, priors):
    checks = solved.checks
    assert checks.verdict in (GOOD, WEAK)
    assert 0.85 <= checks.coverage <= 0.95
    assert checks.misfit.p > 0.01
    assert set(checks.contraction) == set(priors.names)
    assert checks.contraction["find_work"] > 0.5
    assert all(sum(counts) == checks.left_out for counts in checks.ranks.values())


def test_the_same_bytes_twice(solved, plan, priors, lived, pilots):
    again = solve(People(plan, data_of(pilots, 5)), [lived], priors, Box.whole(len(priors.rows)), 1)
    assert again.draws.tobytes() == solved.draws.tobytes()


def test_misfit_alarms_as_rarely_as_it_says_and_sees_a_break(plan, priors, lived):
    with one_thread():
        found = statistics(plan, record(plan, lived.lives, priors, lived.unit, np.random.default_rng(1)))
        shares = {}
        for change in (0.0, 3.0):
            unit = priors.draw(150, 60)
            lives = cohorts(plan, priors, unit, 61, change)
            asked = statistics(plan, record(plan, lives, priors, unit, np.random.default_rng(62)))
            learned = learn(Box.whole(12).to_line(lived.unit), found, asked)
            p = oddness(found, asked, learned)[0]
            assert ((p > 0) & (p <= 1)).all()
            shares[change] = (p <= 0.05).mean()
    assert shares[0.0] <= 0.10
    assert shares[3.0] >= 0.8


def test_data_that_no_run_is_like_are_not_to_be_used(plan, priors, lived, pilots):
    data = data_of(pilots, 0)
    home = data.home.copy()
    home[home > 0] = 3  # everybody in informal settlements, which this world does not have
    home[0, ::2] = np.where(home[0, ::2] > 0, 2 + np.arange(plan.months) % 7, 0)
    checks = solve(People(plan, Months(home, data.job)), [lived], priors, Box.whole(12), 1).checks
    assert checks.verdict == BAD
    assert "does not make data like these" in checks.reasons[0]


def test_intervals_that_are_too_narrow_are_found_out():
    rng = np.random.default_rng(1)
    line = rng.logistic(size=(800, 1))
    values = line + rng.normal(0, 1, (800, 1))
    names = ("s/a",)
    learned = learn(line, Statistics(names, values), Statistics(names, values[:1]))
    cloud = adjust(line, learned.runs, learned.data[0], learned.noise)
    inside, ranks = leave_one_out(line, learned, cloud)
    assert inside.mean() == pytest.approx(0.9, abs=0.06)
    counts, p = rank_histogram(ranks)
    assert counts.sum() == len(ranks)
    assert p[0] > 0.001
    assert rank_histogram(ranks**4)[1][0] < 1e-6


@pytest.mark.parametrize(
    ("changes", "verdict", "words"),
    [
        ({}, GOOD, "as often as they say"),
        ({"coverage": 0.7}, BAD, "too narrow"),
        ({"coverage": 0.84}, WEAK, "somewhat narrow"),
        ({"coverage": 0.99}, WEAK, "wider"),
        ({"failed": 0.2}, BAD, "broke"),
        ({"failed": 0.05}, WEAK, "broke"),
        ({"found": Misfit(0.005, "home", ())}, BAD, "does not make"),
        ({"found": Misfit(0.03, "home", ())}, WEAK, "hardly"),
        ({"rank_p": 0.001}, WEAK, "evenly"),
        ({"contraction": np.array([0.01, 0.02])}, WEAK, "next to nothing"),
        ({"has_comparison": False}, WEAK, NO_COMPARISON),
        ({"piled": 1}, WEAK, "pile up"),
    ],
)
def test_verdicts_in_plain_words(changes, verdict, words):
    told = {
        "coverage": 0.9, "rank_p": 0.5, "found": FITS, "contraction": np.array([0.5]), "failed": 0.0,
        "has_comparison": True, "piled": 0,
    } | changes  # fmt: skip
    found, reasons = judge(**told)
    assert found == verdict
    assert words in reasons[0]


def test_without_a_comparison_group_no_effect_is_updated(priors):
    plan = inside_aut_plan(comparison=0.0)
    assert not plan.has_comparison
    unit = priors.draw(400, 1)
    runs = Round(unit, cohorts(plan, priors, unit, 1), np.zeros(400, bool))
    data = record(plan, runs.lives[:1], priors, unit[:1], np.random.default_rng(2))
    found = solve(People(plan, data), [runs], priors, Box.whole(12), 1)
    effect = found.draws[:, priors.position("support_helps")]
    assert np.quantile(effect, [0.05, 0.5, 0.95]) == pytest.approx([0.05, 0.5, 0.95], abs=0.02)
    assert np.abs(np.corrcoef(effect, found.draws[:, 0])[0, 1]) < 0.1
    assert found.untouched == ("support_helps",)
    assert any(NO_COMPARISON in reason for reason in found.checks.reasons)


def test_two_numbers_that_only_their_sum_shows_are_named_with_the_remedy():
    from approdo.calibration.checks import check

    rng = np.random.default_rng(3)
    priors = Priors(
        (
            Prior("landlords.prejudice_mean", 0, 1, Role.BASELINE, "test"),
            Prior("landlords.reply", 0, 1, Role.BASELINE, "test"),
        )
    )
    unit, box = rng.random((1500, 2)), Box.whole(2)
    line = box.to_line(unit)
    values = np.column_stack([line.sum(axis=1) + rng.normal(0, 0.1, 1500), rng.normal(size=1500)])
    names = ("s/a", "s/b")
    learned = learn(line, Statistics(names, values), Statistics(names, np.zeros((1, 2))))
    cloud = adjust(line, learned.runs, learned.data[0], learned.noise)
    checks = check(priors, box, line, learned, cloud, box.to_unit(cloud.line), FITS, 0.0, True)
    assert checks.correlated[0][:2] == ("landlords.prejudice_mean", "landlords.reply")
    assert checks.correlated[0][2] < -0.7
    assert checks.warnings[0] == "these data cannot tell discrimination from acceptance; the group breakdown would"


def test_draws_that_pile_up_at_an_end_are_named():
    from approdo.calibration.checks import check

    rng = np.random.default_rng(4)
    priors = Priors((Prior("a", 0, 1, Role.BASELINE, "test"),))
    unit, box = rng.random((1500, 1)), Box.whole(1)
    values = unit + rng.normal(0, 0.02, (1500, 1))
    line = box.to_line(unit)
    names = ("s/a",)
    learned = learn(line, Statistics(names, values), Statistics(names, np.array([[1.02]])))
    cloud = adjust(line, learned.runs, learned.data[0], learned.noise)
    checks = check(priors, box, line, learned, cloud, box.to_unit(cloud.line), FITS, 0.0, True)
    assert checks.piled == (("a", "high"),)
    assert checks.verdict == WEAK


def test_people_simulated_for_other_questions_do_not_enter(plan, priors, lived):
    wide = Months(np.concatenate([lived.lives.home] * 2, axis=1), np.concatenate([lived.lives.job] * 2, axis=1))
    data = People(plan, lived.lives[:1])
    found = [data.recorded(each, priors, lived.unit, np.random.default_rng(1)) for each in (lived.lives, wide)]
    assert np.array_equal(found[0].values, found[1].values)
