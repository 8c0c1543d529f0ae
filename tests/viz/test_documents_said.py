"""What documents say beside a number: what speaks against a recommendation, a gap that turns, of whom a share is."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from approdo.experiments.groups import Group
from approdo.experiments.package import load_package
from approdo.experiments.pilots.protocol import Protocol, pilots_of
from approdo.experiments.statistics import estimate, paired
from approdo.experiments.uncertainty import uncertainty
from approdo.model.levers import LEVERS
from approdo.viz.pilots.content import recommended
from approdo.viz.report.assumptions import ledger_blocks
from approdo.viz.report.doubts import ledger_of
from approdo.viz.report.material import varied
from approdo.viz.report.options import _value, lever_row
from approdo.viz.report.pieces import Paragraph
from approdo.viz.report.speech import speak
from approdo.viz.report.who import _group

RUNS = 12
LUCK = np.tile([1.0, -1.0], RUNS // 2)
A_DAY, FEWER = "less than a day a person", "clearly less often have a stable home of their own, in 1 of 2 places"


@pytest.mark.parametrize(
    ("months", "stable", "said"),
    [(-3.0, -0.5, (FEWER,)), (-0.02, 0.1, (A_DAY,)), (-3.0, 0.1, ()), (-0.02, -0.5, (A_DAY, FEWER))],
)
def test_a_recommendation_says_what_speaks_against_it(months, stable, said):
    pilot = pilots_of([load_package("ali")], Protocol(months=36))[0][0]
    effects = [
        SimpleNamespace(stable=estimate(mean + 0.01 * LUCK), thin=thin)
        for mean, thin in ((stable, False), (0.0, False), (-0.9, True))  # a thin place counts for nothing
    ]
    evidence = SimpleNamespace(falls=2, rises=0, places=2, grade="moderate")
    one: Any = SimpleNamespace(pilot=pilot, evidence=evidence, mean=uncertainty(months + 0.001 * LUCK))
    found: Any = SimpleNamespace(of=lambda _: effects)
    text = speak(recommended(found, one), "en")
    assert {each for each in (A_DAY, FEWER) if each in text} == set(said)
    assert ("Attenzione" in speak(recommended(found, one), "it")) == (FEWER in said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(0.5, 0.2, "narrows"), (0.2, 0.5, "widens"), (0.12, -0.12, "turns round"), (0.2, 0.2, "no detectable change")],
)
def test_the_gap_of_a_group(before, after, said):
    ends = (np.full(RUNS, before), np.full(RUNS, after) + 0.01 * LUCK)
    group = Group("sex", "female", 40.0, ends[0] + 10, ends[1] + 10, paired(*ends))
    assert speak(_group(group)[-1], "en") == said


@pytest.mark.parametrize(("worlds", "said"), [(12, "With 12 worlds no correlation"), (400, "None of them exceeds")])
def test_a_ledger_names_no_correlation_that_cannot_be(worlds, said):
    rng = np.random.default_rng(7)
    drawn = varied([f"x{number}" for number in range(60)], rng.normal(size=(worlds, 60)))
    found = ledger_of(rng.normal(size=worlds), drawn)
    assert found is not None
    told = [block.text for block in ledger_blocks(found, (), {"package": "A"}, "") if isinstance(block, Paragraph)]
    assert any(speak(text, "en").startswith(said) for text in told)
    assert not any("exceeds 1." in speak(text, "en") for text in told)


def test_a_quotient_is_written_short():
    kind = LEVERS["tutoring"]
    assert speak(_value(kind.dose, 1 / 3), "it") == "0,333"
    assert speak(_value(kind.dose, 0.4375), "it") == "0,4375"


def test_a_dose_in_per_cent_says_of_what():
    package = load_package("ali")
    lever = next(each for each in package.levers if each.kind == "staff_training")
    assert speak(lever_row(lever, 24000)[3], "it") == "Operatori formati: 10 per cento"
