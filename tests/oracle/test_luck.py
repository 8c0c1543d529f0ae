"""The oracle's own luck and arithmetic are those of the engine."""

import math
from typing import Any

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from approdo.model import arithmetic, draws
from approdo.model.kernel import INTERPRETED

from . import luck

words = st.integers(0, 2**64 - 1)
wide = st.integers(-(2**63), 2**63 - 1)
word: Any = int if INTERPRETED else np.uint64  # as a compiled function takes it


@settings(deadline=None)  # the first call compiles
@given(seed=wide, process=st.integers(0, 200), month=st.integers(-200, 200), who=wide, what=wide)
def test_draws(seed, process, month, who, what):
    assert luck.Luck(seed).draw(process, month, who, what) == int(draws.draw(seed, process, month, who, what))


@settings(deadline=None)  # the first call compiles
@given(z=words, probability=st.floats(-2.0, 2.0))
@example(z=2**64 - 1, probability=1.0)  # once rounded to a uniform of 1
def test_what_is_made_of_a_draw(z, probability):
    assert luck.whole(z) == int(draws.whole(word(z)))
    assert luck.event(z, probability) == bool(arithmetic.chance(word(z), probability))
    assert luck.uniform(z) == arithmetic.uniform(word(z))
    assert luck.gumbel(z) == arithmetic.gumbel(word(z))


@settings(deadline=None)  # the first call compiles
@given(x=st.floats(-1e6, 1e6))
def test_functions(x):
    assert luck.exp(x) == arithmetic.exp(x)
    assert luck.logistic(x) == arithmetic.logistic(x)
    assert luck.cents(x) == arithmetic.cents(x)
    assert luck.log(abs(x) + math.ulp(0.0)) == arithmetic.log(abs(x) + math.ulp(0.0))
