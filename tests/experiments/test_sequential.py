"""Stopping early: what it reads, when it looks, and that the interval still holds the truth."""

import math
import time

import numpy as np
import pytest

from approdo.experiments.sequential import FIRST, LEVEL_OF_LOOKS, Precision, read_stopping
from approdo.experiments.statistics import estimate
from approdo.model.errors import BadInput


@pytest.mark.parametrize(
    ("text", "value", "relative"),
    [("5%", 0.05, True), (" 2.5 % ", 0.025, True), ("0.1", 0.1, False), (0.25, 0.25, False), (".5", 0.5, False)],
)
def test_a_precision_is_a_share_or_a_number(text, value, relative):
    found = read_stopping(text, None).precision
    assert found is not None
    assert found.value == pytest.approx(value)
    assert found.relative == relative
    assert read_stopping(str(found), None).precision == found


@pytest.mark.parametrize("text", ["0", "0%", "-5%", "five", "", "nan", "inf", "5%%", "1e400", "%"])
def test_what_is_no_precision(text):
    with pytest.raises(BadInput, match="expected a share of the difference"):
        read_stopping(text, None)


@pytest.mark.parametrize("minutes", [0, -1, math.nan, math.inf, 1e9])
def test_what_is_no_time(minutes):
    with pytest.raises(BadInput, match="expected more than 0"):
        read_stopping(None, minutes)


def test_looks_double_and_end_with_all_runs():
    assert list(read_stopping("5%", None).looks(300)) == [32, 64, 128, 256, 300]
    assert list(read_stopping(None, 5).looks(64)) == [32, 64]
    assert list(read_stopping("5%", None).looks(7)) == [7]
    assert list(read_stopping(None, None).looks(300)) == [300]


def test_the_deadline_is_that_many_minutes_away():
    assert read_stopping(None, None).deadline() == math.inf
    assert read_stopping(None, 2).deadline() - time.monotonic() == pytest.approx(120, abs=1)


def test_no_precision_without_an_interval():
    assert not Precision(1e9, False).reached(np.array([1.0]))
    assert not Precision(1e9, False).reached(np.array([np.nan, np.nan]))
    assert Precision(0.05, True).reached(np.zeros(8))


@pytest.mark.parametrize(
    ("wanted", "least"),
    [(Precision(0.25, False), 0.94), (Precision(0.12, False), 0.94), (Precision(0.2, True), 0.94)],
)
@pytest.mark.parametrize("shape", ["normal", "skewed"])
def test_the_interval_at_the_stop_holds_the_truth(wanted, least, shape):
    rng = np.random.default_rng(17)
    stopping = read_stopping("1%", None)
    hits = early = 0
    for _ in range(700):
        luck = rng.standard_normal(512) if shape == "normal" else rng.standard_exponential(512) - 1
        values = 1.0 + luck
        for look in stopping.looks(512):
            if wanted.reached(values[:look]):
                break
        found = estimate(values[:look], LEVEL_OF_LOOKS)
        assert found.low is not None
        assert found.high is not None
        assert look >= FIRST
        early += look < 512
        hits += found.low <= 1.0 <= found.high
    assert early > 0
    assert hits / 700 >= least - (0.035 if shape == "skewed" else 0.0)
