"""Draws of parameters: inside their ranges, whole where they count things, and a matter of name, seed and run only."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.parameter_draws import FITTED_DRAWS, is_whole, posterior_draws, prior_draw, read_draws
from approdo.model.calendar import parse_month
from approdo.model.engine import run_arms
from approdo.model.errors import BadInput
from approdo.model.parameters import Parameters, load_parameters
from tests.worlds import small_territory

BASE = load_parameters()


@settings(deadline=None)
@given(st.integers(0, 2**63 - 1), st.integers(0, 10**6))
def test_a_draw_is_a_valid_set_of_parameters(seed, run):
    drawn = prior_draw(BASE, seed, run)
    assert load_parameters(drawn.canonical()).canonical() == drawn.canonical()  # inside every range
    for row, default in zip(drawn.rows, BASE.rows, strict=True):
        if row.status not in ("assumption", "fitted"):
            assert row == default
        if is_whole(default):
            assert row.value.is_integer()


def test_a_draw_depends_on_name_seed_and_run_only():
    drawn = prior_draw(BASE, 1, 5)
    assert drawn.canonical() == prior_draw(BASE, 1, 5).canonical()
    assert drawn.canonical() != prior_draw(BASE, 2, 5).canonical()
    assert drawn.canonical() != prior_draw(BASE, 1, 6).canonical()
    fewer = prior_draw(Parameters(BASE.rows[::-3]), 1, 5).canonical()
    assert all(drawn[name] == value for name, value in fewer.items())


def test_half_of_the_draws_lie_on_each_side_of_the_default_evenly_and_independently():
    drawn = np.array([list(prior_draw(BASE, 3, run).canonical().values()) for run in range(400)])
    rows = [n for n, row in enumerate(BASE.rows) if row.status == "assumption" and not is_whole(row)]
    rows = [n for n in rows if BASE.rows[n].low < BASE.rows[n].value < BASE.rows[n].high]
    low, middle, high = (np.array([getattr(BASE.rows[n], end) for n in rows]) for end in ("low", "value", "high"))
    values = drawn[:, rows]
    below = (values - low) / (middle - low) / 2.0
    above = 0.5 + (values - middle) / (high - middle) / 2.0
    unit = np.where(values < middle, below, above)
    assert abs(unit.mean() - 0.5) < 0.005
    assert abs(unit.var() - 1 / 12) < 0.002
    apart = np.corrcoef(unit.T)[np.triu_indices(len(rows), 1)]
    assert abs(apart).max() < 0.3
    assert apart.std() == pytest.approx(1 / np.sqrt(400), rel=0.05)


def test_a_whole_number_is_drawn_as_often_below_its_default_as_above():
    row = next(each for each in BASE.rows if each.name == "tenancy.loss_after_months")  # 2 to 4, default 3
    values = [prior_draw(Parameters((row,)), 1, run)[row.name] for run in range(900)]
    assert {value: values.count(value) // 50 for value in (2.0, 3.0, 4.0)} == {
        2.0: pytest.approx(6, abs=1), 3.0: pytest.approx(6, abs=1), 4.0: pytest.approx(6, abs=1),
    }  # fmt: skip


def test_the_model_runs_with_what_is_drawn():
    territory = small_territory(zones=2, leavers=2.0, stock=400)
    for run in range(6):
        (found,) = run_arms(territory, prior_draw(BASE, 9, run), [()], parse_month("2018-10"), 6, run, True)
        assert np.isfinite(found.series[:, :20]).all()


def test_the_ends_of_every_range_run_too():
    territory = small_territory(zones=2, leavers=2.0, stock=400)
    for end in ("low", "high"):
        ends = {row.name: getattr(row, end) for row in BASE.rows if row.status == "assumption"}
        (found,) = run_arms(territory, load_parameters(ends), [()], parse_month("2018-10"), 6, 1, True)
        assert np.isfinite(found.series[:, :20]).all()


def test_fixed_ones_do_not_vary():
    for given_ in (None, "fixed", BASE):
        draws = read_draws(given_, 1)
        assert not draws.vary
        assert draws.at(0) is draws.at(99)


def test_a_posterior_keeps_whole_sets_and_starts_again_at_its_end():
    listed = [load_parameters({"hosts.uptake": value}) for value in (0.05, 0.1, 0.15)]
    draws = posterior_draws("P1", listed)
    assert [draws.at(run)["hosts.uptake"] for run in range(5)] == [0.05, 0.1, 0.15, 0.05, 0.1]
    assert draws.words == ["--posterior", "P1", "--parameters", "fixed"]  # the rest is as it is in the sets
    assert read_draws(listed, 1).kind == "posterior"
    assert read_draws(draws, 1) is draws


@pytest.mark.parametrize("wrong", ["priors", "", [], [1, 2], 7, [{}]])
def test_what_is_no_set_of_parameters(wrong):
    with pytest.raises(BadInput, match="parameters"):
        read_draws(wrong, 1)


def test_what_was_fitted_comes_from_one_draw_of_the_fit_with_its_correlations():
    fitted = [row.name for row in BASE.rows if row.status == "fitted"]
    with FITTED_DRAWS.open(encoding="utf-8", newline="") as file:
        kept = {tuple(float(row[name]) for name in fitted) for row in csv.DictReader(file)}
    drawn = [tuple(prior_draw(BASE, 1, run)[name] for name in fitted) for run in range(300)]
    assert fitted
    assert set(drawn) <= kept
    assert len(set(drawn)) > 0.6 * len(kept)
    assert drawn[7] == tuple(prior_draw(BASE, 1, 7)[name] for name in fitted)
