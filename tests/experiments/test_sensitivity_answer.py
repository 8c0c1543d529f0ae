"""What a sensitivity analysis says of functions whose answer is known."""

import json

import numpy as np
import pytest

from approdo.experiments.flips import flips
from approdo.experiments.sensitivity import sensitivity
from approdo.experiments.sensitivity_answer import document, tell
from approdo.experiments.study_sensitivity import Analysis

NAMES = ("rent", "wage")


def quantiles(unit):
    return unit


def analysis(function, noise=0.05, compared_with="none", seed=1):
    """Analyse a function of two even inputs between 0 and 1, seen with noise."""
    rng = np.random.default_rng(seed)
    x = rng.random((120, 2))
    y = function(x[:, 0], x[:, 1]) + rng.normal(0, noise, 120)
    found = sensitivity(
        x, y, NAMES, statuses=("assumption", "derived"), sample=quantiles, repeats=20, kinds=("polynomial",), seed=seed
    )
    turned = flips(found.emulator, NAMES, quantiles, repeats=20, seed=seed) if compared_with else None
    return Analysis("padova", "ali", compared_with, "hm_total", found, turned)


@pytest.fixture(scope="module")
def turning():
    """The sign of the effect follows the rent alone: below 0.25 it is negative."""
    return analysis(lambda rent, wage: rent - 0.25)


def test_it_says_what_matters_and_what_turns_it_round(turning):
    said = tell([turning])
    assert "padova, hm_total, ali - none: mean 0.2" in said
    assert "Assumption-driven" in said
    assert said.index("rent  ") < said.index("wage  ")
    assert "rent: changes its sign at 0.25" in said
    assert "The expected sign is another in 25% of what the inputs may be." in said
    assert "wage: changes" not in said


def test_the_document_has_the_same_numbers(turning):
    (found,) = json.loads(json.dumps(document([turning])))["analyses"]
    first, second = found["inputs"]
    assert (first["input"], second["input"]) == NAMES
    assert first["total"]["mean"] == pytest.approx(1.0, abs=0.05)
    assert second["total"]["mean"] == pytest.approx(0.0, abs=0.05)
    assert found["noise_share"]["mean"] < 0.1
    assert found["assumption_driven"] is True
    rent = next(each for each in found["flips"]["inputs"] if each["input"] == "rent")
    assert rent["value"] == pytest.approx(0.25, abs=0.03)
    assert rent["low"] <= rent["value"] <= rent["high"]
    assert rent["at_low_end"] < 0 < rent["at_high_end"]


def test_what_nothing_turns_round_is_said():
    said = tell([analysis(lambda rent, wage: 2.0 + rent)])
    assert "No single input turns it round within its range." in said
    assert "another in 0%" in said


def test_a_level_has_nothing_to_turn():
    found = analysis(lambda rent, wage: rent, compared_with=None)
    assert "hm_total, ali: mean" in tell([found])
    assert "expected sign" not in tell([found])
    assert document([found])["analyses"][0]["flips"] is None


def test_chance_alone_is_said_to_be_chance():
    said = tell([analysis(lambda rent, wage: 0.0 * rent, noise=1.0)])
    assert "cannot be told from chance" in said
    assert "changes its sign" not in said


def test_an_outcome_that_never_moves():
    said = tell([analysis(lambda rent, wage: 3.0 + 0.0 * rent, noise=0.0)])
    assert "no input matters" in said


def test_several_answers_stand_apart(turning):
    assert tell([turning, turning]) == f"{tell([turning])}\n\n{tell([turning])}"
