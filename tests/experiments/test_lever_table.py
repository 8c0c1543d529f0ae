"""The table of levers: rows, what stands in a cell, and what is asked wrongly."""

import dataclasses

import numpy as np
import pytest

from approdo.experiments.lever_table import HEADS, LeverEffect, cells, lever_effects
from approdo.experiments.statistics import Estimate
from approdo.experiments.uncertainty import uncertainty
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS

SURE = Estimate(0.4, 0.3, 0.5, 32)
ROW = LeverEffect(
    territory="padova",
    kind="rent_subsidy",
    dose=30.0,
    unit="places",
    base=7.0,
    worlds=uncertainty(np.linspace(-0.6, -0.4, 64)),
    lenient=-0.52,
    plus=0.1,
    averted=Estimate(120.0, 100.0, 140.0, 64),
    displaced=SURE,
    cost=Estimate(1500.0, 1000.0, 2500.0, 64),
    planned=1000.0,
    delivered=640.0,
    spent=180_000.0,
    idle="",
)


def test_a_row_says_effect_months_displaced_share_cost_and_delivery():
    told = dict(zip(HEADS, cells(ROW), strict=True))
    assert told["dose"] == "30 places"
    assert told["effect"].startswith("-0.50 ±0.0")
    assert told["lenient; plus"].startswith("-0.52")
    assert told["averted"] == "120 [100, 140]"
    assert told["displaced"] == "40% [30%, 50%]"
    assert told["EUR per month averted"] == "1,500 [1,000, 2,500]"
    assert told["delivered"] == "64%"


def test_no_number_where_nothing_was_averted():
    open_ended = Estimate(900.0, 500.0, None, 64)
    told = cells(dataclasses.replace(ROW, cost=open_ended, displaced=Estimate(3.0, -20.0, 40.0, 64)))
    assert told[6] == told[7] == "-"
    same = cells(dataclasses.replace(ROW, worlds=uncertainty(np.zeros(5)), planned=0.0))
    assert same[2] == "none in any world"
    assert same[-1] == "-"


@pytest.fixture
def asked(fake, store):
    return lambda **more: lever_effects(["padova", "foggia"], months=14, runs=4, workers=1, store=store, **more)


def test_every_lever_in_every_territory(asked):
    found = asked()
    assert [each.kind for each in found.effects] == [*LEVERS, *LEVERS]
    assert {each.territory for each in found.effects} == {"padova", "foggia"}
    document = found.document()
    assert len(document["effects"]) == 2 * len(LEVERS)
    assert document["reproduce"] == "approdo levers --effects padova foggia --months 14 --runs 4 --seed 1"
    text = str(found)
    for kind in LEVERS:
        assert text.count(f"\n{kind} ") == 2
    assert max(len(line) for line in text.splitlines()) < 200


def test_on_a_package_each_lever_is_added_even_where_the_package_has_it(asked):
    found = asked(kinds=["tutoring", "staff_training"], on="ali")
    assert "--kind tutoring --kind staff_training --on ali" in found.reproduce
    assert all(each.planned > 0 for each in found.effects)
    assert "added to ali" in str(found)


@pytest.mark.parametrize(
    ("territories", "more", "said"),
    [
        ([], {}, "no territory"),
        (["padovaa"], {}, 'Did you mean "padova"'),
        (["padova"], {"kinds": ["tutorin"]}, 'Did you mean "tutoring"'),
        (["padova"], {"on": "nothing"}, "package"),
        (["padova"], {"runs": 0}, "runs = 0"),
        (["padova"], {"months": 121}, "months = 121"),
    ],
)
def test_what_is_asked_wrongly(store, territories, more, said):
    with pytest.raises(BadInput, match=said):
        lever_effects(territories, store=store, **more)
