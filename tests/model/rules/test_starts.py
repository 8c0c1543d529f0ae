"""Which homes those look at who left before the burn-in: all alike, and mostly the same when there are more."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.model.draws import mix
from approdo.model.leavers import any_home, one_of

words = st.integers(0, 2**64 - 1)
DRAWS = [mix(n) for n in range(20_000)]


@given(words, st.integers(1, 100_000))
def test_one_of_more_is_the_same_or_one_of_those_added(z, count):
    before = one_of(z, count)
    assert 0 <= before < count
    assert one_of(z, count + 1) in (before, count)
    assert one_of(z, 2 * count) == before or one_of(z, 2 * count) >= count


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_each_is_as_likely_as_the_others(count):
    """The counts' chi-square stays below its mean and five standard deviations."""
    seen = np.bincount([one_of(z, count) for z in DRAWS], minlength=count)
    expected = len(DRAWS) / count
    assert ((seen - expected) ** 2 / expected).sum() <= count - 1 + 5.0 * (2.0 * (count - 1)) ** 0.5


def test_of_one_more_a_share_is_new():
    moved = np.mean([one_of(z, 21) != one_of(z, 20) for z in DRAWS])
    assert moved == pytest.approx(1 / 21, abs=0.006)


STOCK = (5, 0, 30, 15, 0)


def zones(*stock: int) -> Any:
    return SimpleNamespace(stock=np.array(stock))


def test_every_home_of_the_segment_is_as_likely():
    homes = np.bincount([any_home(zones(*STOCK), z, 50) for z in DRAWS], minlength=50)
    assert homes.size == 50
    assert ((homes - 400.0) ** 2 / 400.0).sum() <= 49.0 + 5.0 * 98.0**0.5


@pytest.mark.parametrize("z", [0, 2**64 - 1])
def test_the_ends_of_a_draw_are_homes(z):
    for stock in (STOCK, (1, 0), (0, 3)):
        assert 0 <= any_home(zones(*stock), z, sum(stock)) < sum(stock)


def test_a_tenth_more_homes_everywhere_leave_most_starts():
    """Nine of ten, less those whose share of the stock is another zone's now."""
    few, many = zones(50, 100, 40), zones(55, 110, 44)
    same = 0
    for z in DRAWS:
        one, two = any_home(few, z, 190), any_home(many, z, 209)
        zone = np.searchsorted([50, 150], one, side="right")
        same += one - (0, 50, 150)[zone] == two - (0, 55, 165)[zone]
    assert 0.88 < same / len(DRAWS) < 0.93
