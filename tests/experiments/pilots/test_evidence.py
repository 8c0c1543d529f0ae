"""Grades and transfer by their rules, on effects made by hand."""

import numpy as np
import pytest

from approdo.experiments.influence import Screened, Screening
from approdo.experiments.pilots.evidence import GRADES, Evidence, evidence, is_assumption_driven, unsourced_share
from approdo.experiments.uncertainty import uncertainty

RUNS = 20


def effect(mean, spread, flips=0):
    """Return an effect; `flips` of its worlds have the other sign."""
    values = np.full(RUNS, float(mean))
    values[::2] += spread
    values[1::2] -= spread
    values[:flips] = -np.sign(mean) * 0.01 if mean else 0.0
    return uncertainty(values)


FEWER, MORE, UNCLEAR = effect(-2, 0.5), effect(2, 0.5), effect(-0.1, 3.0)


@pytest.mark.parametrize(
    ("effects", "driven", "grade", "transfers"),
    [
        ([FEWER, FEWER], False, "strong", "everywhere"),
        ([FEWER, FEWER], True, "moderate", "everywhere"),
        ([FEWER, effect(-2, 0.5, flips=4)], False, "moderate", "everywhere"),  # 20 % of worlds
        ([FEWER, effect(-2, 0.5, flips=6)], False, "weak", "everywhere"),  # 30 %
        ([FEWER, FEWER, UNCLEAR], False, "moderate", "some"),
        ([FEWER, UNCLEAR], False, "weak", "some"),
        ([FEWER], False, "weak", "one_place"),
        ([UNCLEAR, UNCLEAR], False, "none", "nowhere"),
        ([FEWER, MORE], False, "mixed", "opposite"),
        ([MORE, UNCLEAR], False, "harmful", "some"),
        ([MORE, MORE], True, "harmful", "everywhere"),
        ([], False, "none", "nowhere"),
    ],
)
def test_grades(effects, driven, grade, transfers):
    found = evidence(effects, driven)
    assert (found.grade, found.transfers) == (grade, transfers)
    assert found.places == len(effects)


def test_every_grade_has_its_place():
    assert {Evidence(f, r, u, 0.0, False).grade for f in (0, 1, 2) for r in (0, 1) for u in (0, 2)} <= set(GRADES)


def screening(*change):
    influences = tuple(Screened(str(n), (0.0, 0.0), both) for n, both in enumerate(change))
    return Screening("2026-01-01", "1", "m", ("a", "b"), "ali", "hm_strict_24", 36, 1001, 1, influences)


def test_how_much_the_recorded_assumptions_explain():
    assert unsourced_share(screening((0.6, 0.8), (0.6, 0.0))) == pytest.approx((0.72 + 0.64) / 2 - 0.002)
    assert is_assumption_driven(screening((0.8, 0.8)))
    assert not is_assumption_driven(screening((0.5, 0.5)))
    assert unsourced_share(screening((0.0, 0.0))) == 0.0
    assert is_assumption_driven(None)
