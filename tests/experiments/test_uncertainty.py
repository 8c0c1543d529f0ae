"""Known answers: what encloses another world, when a sign flips, and a two-level model whose variances are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.experiments.statistics import middle
from approdo.experiments.uncertainty import FEWEST_REPEATS, Split, share_of, split, uncertainty


def test_the_middle_of_79_worlds_is_from_the_second_to_the_78th():
    found = middle(np.arange(1.0, 80.0))
    assert found.mean == 40.0
    assert found.low == pytest.approx(2.0)
    assert found.high == pytest.approx(78.0)


def test_below_39_worlds_the_interval_is_that_of_all():
    found = middle(np.array([3.0, -1.0, 2.0]))
    assert (found.low, found.high) == (-1.0, 3.0)


@pytest.mark.parametrize("shape", ["normal", "skewed"])
def test_the_middle_encloses_another_world_in_95_percent(shape):
    rng = np.random.default_rng(5)
    draw = rng.standard_normal if shape == "normal" else rng.standard_exponential
    hits = 0
    for _ in range(3000):
        found = middle(draw(64))
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= float(draw(1)[0]) <= found.high
    assert hits / 3000 == pytest.approx(0.95, abs=0.015)


def test_flips_are_the_worlds_with_the_other_sign():
    found = uncertainty(np.array([-3.0, -2.0, 1.0, 0.0, -4.0, np.nan]))
    assert found.flips is not None
    assert found.flips.value == pytest.approx(1 / 5)
    assert found.mean.mean == pytest.approx(-1.6)
    assert not found.same


def test_arms_that_are_equal_in_every_world_are_the_same():
    found = uncertainty(np.zeros(8))
    assert found.same
    assert found.flips is not None
    assert found.flips.value == 0
    assert (found.worlds.low, found.worlds.high, found.half_width) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("values", [[], [np.nan, np.nan], [2.0]])
def test_nothing_is_said_about_nothing(values):
    found = uncertainty(np.array(values))
    assert found.half_width is None
    assert found.worlds.low is None
    assert not found.same


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval_is_the_published_one(hits, n, low, high):
    found = share_of(hits, n)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def two_levels(rng, chance, parameters, worlds=64, repeats=16):
    """Worlds with an effect of their parameters and an effect of luck, and some of them again with other luck."""
    of_parameters = rng.normal(0, np.sqrt(parameters), worlds)
    difference = 1.0 + of_parameters + rng.normal(0, np.sqrt(chance), worlds)
    again = 1.0 + of_parameters[:repeats] + rng.normal(0, np.sqrt(chance), repeats)
    return difference, difference[:repeats], again


@pytest.mark.parametrize(("chance", "parameters"), [(1.0, 0.0), (3.0, 1.0), (1.0, 1.0), (1.0, 4.0)])
def test_the_share_of_chance_in_a_two_level_model(chance, parameters):
    rng = np.random.default_rng(11)
    truth, shares, hits = chance / (chance + parameters), [], 0
    for _ in range(1500):
        found = split(*two_levels(rng, chance, parameters))
        assert found is not None
        shares.append(found.chance.value)
        hits += found.chance.low <= truth <= found.chance.high
        assert found.parameters.value == pytest.approx(1 - found.chance.value)
    # The estimate is cut at 1, so only its median is right where there is nothing but chance.
    assert np.median(shares) == pytest.approx(truth, abs=0.05)
    assert hits / 1500 >= 0.93


def test_all_from_parameters_and_all_from_chance():
    rng = np.random.default_rng(2)
    difference = rng.normal(0, 1, 40)
    found = split(difference, difference[:10], difference[:10])
    assert found is not None
    assert (found.chance.value, found.chance.high) == (0.0, 0.0)
    found = split(difference, difference[:10], rng.normal(0, 1, 10) * 5)
    assert found is not None
    assert found.chance.value == 1.0


def test_no_shares_of_what_does_not_vary_or_is_too_little():
    same = np.ones(20)
    assert split(same, same[:8], same[:8]) is None
    values = np.arange(20.0)
    assert split(values, values[: FEWEST_REPEATS - 1], values[: FEWEST_REPEATS - 1] + 1) is None
    assert split(values[:3], values[:3], values[:3]) is None
    assert split(values, np.full(8, np.nan), values[:8]) is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=8, max_size=40), st.floats(-1e3, 1e3))
def test_a_split_is_a_share_and_no_scale_changes_it(values, factor):
    sample = np.array(values)
    found, scaled = (split(each, each[:6], each[:6][::-1]) for each in (sample, sample * factor))
    for each in (found, scaled):
        if isinstance(each, Split):
            assert 0 <= each.chance.low <= each.chance.value <= each.chance.high <= 1
    if found is not None and scaled is not None and abs(factor) > 1e-3:
        assert scaled.chance.value == pytest.approx(found.chance.value, rel=1e-6, abs=1e-9)
