"""The sentences of the guidelines claim no more than the numbers behind them: each case made by hand."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from approdo.experiments.guidelines.doses import grid
from approdo.experiments.guidelines.order import Order, Step
from approdo.experiments.guidelines.trial import Arm
from approdo.experiments.package import Package
from approdo.experiments.uncertainty import uncertainty
from approdo.viz.guidelines import doses, order
from approdo.viz.report.speech import speak

RUNS = 12


def arm(name, homeless):
    values = np.broadcast_to(np.asarray(homeless, np.float64), (RUNS,)).copy()
    zeros = np.zeros(RUNS)
    return Arm(Package(name, name), zeros + 50, values, zeros, zeros, values, values, values, values * 50, zeros)


def luck(size):
    return size * np.tile([1.0, -1.0], RUNS // 2)


def found_of(*effects):
    """Return a guideline with doses 1, 2, 3, ... of (benefit, spread)."""
    arms = {str(n): arm(str(n), 10.0 - mean + luck(spread)) for n, (mean, spread) in enumerate(effects, 1)}
    made = grid(range(1, len(effects) + 1), list(arms), arms, arm("none", 10.0))
    return SimpleNamespace(starts=made, caseloads=made)


CLEAR, STRONG, UNCLEAR, NOTHING = (1.0, 0.1), (3.0, 0.1), (1.0, 9.0), (0.0, 0.1)


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ((NOTHING, NOTHING), "no detectable difference. Wherever it begins, from 1 to 2"),
        ((CLEAR, CLEAR), "begun 1 months before the exit, it changes months without a home by −1.00"),
        ((UNCLEAR, CLEAR), "begun 2 months before the exit"),  # never the effect of a start that is not clear
        ((NOTHING, CLEAR, STRONG), "3 months before the exit (3 is better than every other start tried"),
        ((NOTHING, CLEAR, CLEAR), "2, 3 months before the exit, which cannot be told apart"),
    ],
)
def test_start(effects, said):
    found: Any = found_of(*effects)
    assert said in speak(doses.start_sentence(found), "en")
    assert speak(doses.start_sentence(found), "it").startswith("Avvio del PIn")


@pytest.mark.parametrize(
    ("effects", "said"),
    [
        ((NOTHING, NOTHING), "no detectable benefit at any caseload from 1 to 2"),
        ((UNCLEAR, CLEAR), "can be detected with 2 people for each tutor (−1.00"),
        ((STRONG, STRONG), "more than half of the benefit stays"),
        ((STRONG, CLEAR), "from 2 people on no more than half of that is left (33 %"),
        ((STRONG, CLEAR, NOTHING), "and from 3 on no difference can be detected"),
    ],
)
def test_caseload(effects, said):
    found: Any = found_of(*effects)
    assert said in speak(doses.caseload_sentence(found), "en")
    assert speak(doses.caseload_sentence(found), "it").startswith("Persone per tutor")


@pytest.mark.parametrize(
    ("total", "said"),
    [(-1.0 + luck(0.1), "Together they change"), (luck(0.1), "in other runs they make no detectable difference")],
)
def test_an_order_that_fresh_runs_do_not_confirm_says_so(total, said):
    steps = (Step((), "tutoring", uncertainty(total)),)
    found: Any = SimpleNamespace(order=Order(steps, uncertainty(total)), supports=SimpleNamespace(kinds=("tutoring",)))
    assert said in speak(order.sentence(found), "en")
    assert speak(order.sentence(found), "it").startswith("Ordine dei sostegni: Tutoraggio")


def test_no_support_helps():
    found: Any = SimpleNamespace(order=Order((), None), supports=SimpleNamespace(kinds=("tutoring",)))
    assert "no detectable difference" in speak(order.sentence(found), "en")
