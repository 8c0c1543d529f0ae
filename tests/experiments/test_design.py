"""Designs: known answers, and what stays when a sample grows or a factor is added."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats
from scipy.stats import qmc

from approdo.experiments.design import (
    draw_rows,
    grid_rows,
    latin_column,
    one_at_a_time_rows,
    quantile_matrix,
    sobol_column,
)
from approdo.experiments.distributions import SHAPES, Distribution
from approdo.experiments.factors import Factor

UNIFORM = Distribution("uniform", (0.0, 1.0))
FACTORS = tuple(Factor(f"parameters.a.b{number}", 0.5, "", distribution=UNIFORM) for number in range(8))
SEEDS = st.integers(0, 2**63 - 1)
LATIN = [0.9063390553928912, 0.1287650269223377, 0.4481937256641686, 0.6429604139411822]
SOBOL = [0.38007940351963043, 0.984926232136786, 0.0186421237885952, 0.6003032075241208]


def levels(path, *values):
    return Factor(path, values[0], "", levels=values)


def test_a_grid_is_the_product_with_the_last_factor_fastest():
    rows = list(grid_rows([levels("a", 1, 2), levels("b", "x", "y", "z")]))
    assert [tuple(row.values()) for row in rows] == [(1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z")]
    assert list(grid_rows([])) == [{}]


def test_one_at_a_time_leaves_the_base_once_for_each_level_or_end():
    drawn = Factor("c", 0.5, "", uncertain=True, distribution=UNIFORM)
    varied = Factor("d", 2, "", distribution=Distribution("uniform", (1.0, 3.0)), whole=True)
    rows = list(one_at_a_time_rows([levels("a", 1, 2, 3), drawn, varied]))
    assert rows == [{}, {"a": 2}, {"a": 3}, {"c": 0.05}, {"c": 0.95}, {"d": 1}, {"d": 3}]


@given(seed=SEEDS, level=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_a_latin_column_of_a_power_of_two_has_one_point_in_each_stratum(seed, level):
    n = 2**level
    assert sorted((latin_column(seed, "a", n) * n).astype(int).tolist()) == list(range(n))


@given(seed=SEEDS, n=st.integers(1, 300), more=st.integers(1, 300))
@settings(max_examples=40, deadline=None)
def test_a_larger_sample_begins_with_the_smaller_one(seed, n, more):
    assert latin_column(seed, "a", n).tobytes() == latin_column(seed, "a", n + more)[:n].tobytes()
    assert sobol_column(seed, "a", 3, n).tobytes() == sobol_column(seed, "a", 3, n + more)[:n].tobytes()


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_a_new_factor_at_the_end_leaves_every_other_column(design):
    few, many = (quantile_matrix(design, 5, FACTORS[:count], 50) for count in (3, 8))
    assert few.tobytes() == many[:, :3].tobytes()


def test_a_latin_column_depends_on_the_path_wherever_the_factor_stands():
    there = quantile_matrix("latin_hypercube", 5, FACTORS[::-1], 50)
    assert there[:, ::-1].tobytes() == quantile_matrix("latin_hypercube", 5, FACTORS, 50).tobytes()


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_seeds_and_paths_give_columns_that_have_nothing_to_do_with_each_other(design):
    matrix = np.column_stack([quantile_matrix(design, seed, FACTORS[:4], 512) for seed in (0, 1, 2)])
    correlation = np.corrcoef(matrix.T) - np.eye(12)
    # twelve independent columns of 512: the largest of 66 correlations stays below 0.2 (4.5 standard errors)
    assert np.abs(correlation[:4, :4]).max() < 0.2
    if design == "latin_hypercube":
        assert np.abs(correlation).max() < 0.2


def test_sobol_fills_the_cube_better_than_latin_and_latin_better_than_chance():
    chance = np.random.default_rng(1).random((256, 8))
    made = [qmc.discrepancy(quantile_matrix(design, 1, FACTORS, 256)) for design in ("sobol", "latin_hypercube")]
    assert made[0] < 0.6 * made[1] < 0.6 * qmc.discrepancy(chance)


def test_the_columns_never_change():
    assert latin_column(1, "parameters.landlords.prejudice_mean", 4).tolist() == LATIN
    assert sobol_column(1, "parameters.landlords.prejudice_mean", 2, 4).tolist() == SOBOL


def test_whole_numbers_of_a_range_are_equally_likely():
    factor = Factor("a", 1, "", distribution=Distribution("uniform", (1.0, 4.0)), whole=True)
    values = factor.values((np.arange(400) + 0.5) / 400)
    assert [values.count(value) for value in (1, 2, 3, 4)] == [100] * 4
    assert {type(value) for value in values} == {int}
    assert factor.at(0.0) == 1
    assert factor.at(1 - 2**-53) == 4


def test_levels_are_equally_likely():
    factor = levels("a", "x", "y", "z")
    values = factor.values((np.arange(300) + 0.5) / 300)
    assert [values.count(value) for value in ("x", "y", "z")] == [100] * 3
    assert (factor.at(0.0), factor.at(1 - 2**-53)) == ("x", "z")
    assert [factor.number(value) for value in ("x", "z", "?", None)] == pytest.approx(
        [0, 2, np.nan, np.nan], nan_ok=True
    )
    assert factor.low is None


NUMBERS = {
    "uniform": (0.2, 1.4),
    "halves": (0.2, 0.5, 1.4),
    "triangular": (0.2, 0.5, 1.4),
    "normal_truncated": (0.8, 0.3, 0.2, 1.4),
    "beta": (2.0, 5.0, 0.2, 1.4),
    "loguniform": (0.2, 1.4),
}
MEANS = {
    "uniform": 0.8,
    "halves": (0.35 + 0.95) / 2,
    "triangular": 0.7,
    "normal_truncated": 0.8,
    "beta": 0.2 + 1.2 * 2 / 7,
    "loguniform": 1.2 / np.log(7.0),
}


@pytest.mark.parametrize("name", SHAPES)
def test_distributions_have_the_mean_of_the_textbook_and_stay_between_their_ends(name):
    found = Distribution(name, NUMBERS[name])
    values = found.quantiles((np.arange(20_000) + 0.5) / 20_000)
    assert values.mean() == pytest.approx(MEANS[name], rel=1e-4)
    assert (found.low, found.high) == (0.2, 1.4)
    ends = found.quantiles(np.array([0.0, 1 - 2**-53]))
    assert 0.2 <= values.min() <= values.max() <= 1.4
    assert 0.2 <= ends[0] < ends[1] <= 1.4


def test_a_sampled_design_has_the_distribution_that_was_asked_for():
    factor = Factor("a", 0.5, "", uncertain=True, distribution=Distribution("beta", (2.0, 5.0, 0.0, 1.0)))
    for design in ("latin_hypercube", "sobol"):
        values = [factor.number(row["a"]) for row in draw_rows(design, 3, [factor], 512)]
        assert stats.kstest(values, stats.beta(2, 5).cdf).statistic < 0.01


def test_drawn_values_have_twelve_digits():
    factor = Factor("a", 0.5, "", distribution=Distribution("loguniform", (0.1, 1.0)))
    for value in factor.values(latin_column(1, "a", 64)):
        assert isinstance(value, float)
        assert value == float(f"{value:.12g}")
