"""The arithmetic of decisions: known answers, and extreme arguments that must not surprise."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.model import arithmetic
from approdo.model.draws import whole
from approdo.model.kernel import INTERPRETED

MOST = 2**64 - 1  # every bit set
word: Callable[[int], Any] = int if INTERPRETED else np.uint64  # what a draw is
finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.integers(0, MOST).map(word)


def test_known_answers():
    assert arithmetic.exp(0.0) == 1.0
    assert arithmetic.exp(1.0) == math.e
    assert arithmetic.log(1.0) == 0.0
    assert arithmetic.log(math.e) == 1.0
    assert arithmetic.logistic(0.0) == 0.5
    assert arithmetic.logistic(math.log(3.0)) == pytest.approx(0.75, abs=1e-15)
    half = word(2**63)
    assert arithmetic.uniform(half) == 0.5 + 0.5 / 2**52
    assert arithmetic.gumbel(half) == -math.log(-math.log(arithmetic.uniform(half)))


def test_exp_ends_where_it_would_overflow():
    assert arithmetic.exp(700.0) == arithmetic.exp(1e9) == arithmetic.exp(math.inf) == math.exp(700.0)
    assert arithmetic.exp(-700.5) == arithmetic.exp(-1e9) == arithmetic.exp(-math.inf) == 0.0


@given(finite)
def test_logistic_is_a_share(x):
    assert 0.0 <= arithmetic.logistic(x) <= 1.0
    assert arithmetic.logistic(x) + arithmetic.logistic(-x) == pytest.approx(1.0, abs=1e-12)


@given(finite, finite)
def test_logistic_never_falls(x, y):
    if x <= y:
        assert arithmetic.logistic(x) <= arithmetic.logistic(y)


@given(words)
def test_chance_of_nothing_and_of_everything(z):
    assert not arithmetic.chance(z, 0.0)
    assert arithmetic.chance(z, 1.0)
    assert arithmetic.chance(z, 1.5), "more than certain is certain"
    assert not arithmetic.chance(z, -0.5), "less than impossible is impossible"


@given(words, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_who_is_chosen_stays_chosen_when_the_chance_rises(z, p, q):
    if p <= q and arithmetic.chance(z, p):
        assert arithmetic.chance(z, q)


def test_chance_is_an_integer_threshold():
    half = word(2**52 << 11)
    assert whole(half) == 2**52
    assert not arithmetic.chance(half, 0.5)
    assert arithmetic.chance(word((2**52 << 11) - 1), 0.5)
    assert arithmetic.chance(half, math.nextafter(0.5, 1.0))


@given(st.integers(0, MOST - 2**12))
def test_uniform_is_between_and_gumbel_finite(z):
    assert 0.0 < arithmetic.uniform(word(z)) < 1.0
    assert math.isfinite(arithmetic.gumbel(word(z)))


def test_uniform_is_above_zero():
    assert arithmetic.uniform(word(0)) == 0.5 / 2**52
    assert math.isfinite(arithmetic.gumbel(word(0)))


def test_uniform_is_below_one():
    assert arithmetic.uniform(word(MOST)) < 1.0
    assert math.isfinite(arithmetic.gumbel(word(MOST)))


@pytest.mark.parametrize(
    ("given", "cents"),
    [
        (0.0, 0),
        (0.4, 0),
        (0.5, 1),
        (0.6, 1),
        (1.5, 2),
        (2.5, 3),
        (-0.4, 0),
        (-0.5, 0),
        (-0.6, -1),
        (-1.5, -1),
        (1e15, 10**15),
    ],
)
def test_cents_halves_go_up(given, cents):
    assert arithmetic.cents(given) == cents


@given(st.integers(-(10**15), 10**15))
def test_whole_cents_stay(amount):
    assert arithmetic.cents(float(amount)) == amount
