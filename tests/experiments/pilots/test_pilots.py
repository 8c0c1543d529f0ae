"""Pilots in a world whose answers are known, and the protocol that they share."""

import json

import pytest

from approdo.experiments.guidelines.profile import read_profile
from approdo.experiments.package import load_package
from approdo.experiments.pilots.answer import compare_pilots
from approdo.experiments.pilots.protocol import BEGIN, PILOT_MONTHS, Protocol, pilots_of
from approdo.model import engine
from approdo.model.errors import BadInput, Failure
from tests.experiments import support_engine

PACKAGE = """format = 1
[package]
name = "Two pilots"
starts = "2020-01"
territories = ["padova", "foggia"]
notice = "illustrative doses; not an evaluation of the project"

[[lever]]
kind = "guarantee_fund"
eligibility = { permit = "refugee", sex = "female" }

[[lever]]
kind = "rent_subsidy"
id = "harm"

[[lever]]
kind = "staff_training"
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "run_together", support_engine.run_together)
    path = tmp_path / "two.toml"
    path.write_text(PACKAGE)
    return str(path)


def test_effects_grades_and_ranks(package, store):
    found = compare_pilots([], [package], runs=4, store=store, workers=1)
    assert found.left_out == ("staff_training",)
    effects = {(each.pilot.id, each.territory.id): each for each in found.effects}
    good = effects["guarantee_fund", "foggia"]
    assert good.homeless.mean.mean == pytest.approx(-2.0)
    assert good.people == support_engine.REACHED
    assert good.cost_per_person.mean == pytest.approx(support_engine.COST / support_engine.REACHED)
    assert good.others.mean == pytest.approx(0.0)
    assert [each.pilot.id for each in found.recommendations] == ["guarantee_fund", "harm"]
    assert [each.evidence.grade for each in found.recommendations] == ["moderate", "harmful"]
    assert [each.rank for each in found.recommendations] == [(1, 1), (2, 2)]
    assert not found.recommendations[0].differs
    json.dumps(found.document(), allow_nan=False)


def test_thin_places_are_shown_and_never_counted(package, store):
    """In Vienna every pilot does one month more; that changes no grade, rank or mean."""
    with_thin = compare_pilots(["padova", "foggia", "vienna"], [package], runs=4, store=store, workers=1)
    thin = next(each for each in with_thin.effects if each.territory.id == "vienna")
    assert thin.thin
    assert thin.homeless.mean.mean == pytest.approx(-3.0)
    assert [place.id for place in with_thin.counted] == ["padova", "foggia"]
    assert with_thin.recommendations[0].mean.mean.mean == pytest.approx(-2.0)
    assert with_thin.recommendations[0].evidence.places == 2


def test_only_thin_places_say_nothing(package, store):
    found = compare_pilots(["vienna", "berlin"], [package], runs=4, store=store, workers=1)
    assert {each.evidence.grade for each in found.recommendations} == {"none"}
    assert all(each.rank is None and each.evidence.places == 0 for each in found.recommendations)
    json.dumps(found.document(), allow_nan=False)


def test_integras_has_five_pilots_in_four_countries():
    package = load_package("integras")
    pilots, left_out = pilots_of([package], Protocol(36))
    assert len(pilots) >= 5
    assert left_out == ("staff_training",)
    assert {home for pilot in pilots for home in pilot.home} == set(package.territories)


def test_one_protocol_for_all():
    protocol = Protocol(36, PILOT_MONTHS, read_profile("sex=female,age=18-24"))
    pilots, _ = pilots_of([load_package("integras"), load_package("inside-aut")], protocol)
    for pilot in pilots:
        (lever,) = pilot.package.levers
        assert (lever.start, lever.relative, lever.months) == (BEGIN, True, PILOT_MONTHS)
        conditions = lever.eligibility.canonical()
        assert conditions["permit"] == ["refugee", "subsidiary", "special"]
        assert conditions["months_since_exit_max"] == 12
        assert conditions["sex"] == ["female"]
        assert pilot.package.shares == ()  # the whole dose in every place
        assert dict(lever.fields) == dict(pilot.lever.fields)
    assert len({pilot.id for pilot in pilots}) == len(pilots)


def test_a_pilot_for_women_stays_one_for_women():
    pilots, _ = pilots_of([load_package("integras")], Protocol(36))
    women = next(pilot for pilot in pilots if pilot.id == "work_advice_women")
    assert women.package.levers[0].eligibility.canonical()["sex"] == ["female"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"territories": ["padova"]}, "at least two territories"),
        ({"territories": ["padova", "padva"]}, 'Did you mean "padova"'),
        ({"months": 30}, "months = 30, expected 36 to 120"),
        ({"pilot_months": 25}, "pilot months = 25, expected 1 to 24"),
        ({"runs": 2}, "runs = 2, expected at least 4"),
        ({"packages": ["none"]}, "no action of none serves people"),
        ({"packages": ["integra"]}, 'Did you mean "integras"'),
        ({"profile": "origin=x"}, "nobody is chosen by origin"),
    ],
)
def test_asked_badly(asked, said, store):
    with pytest.raises(BadInput, match=said):
        compare_pilots(**{"territories": ["padova", "foggia"], "store": store, **asked})


def test_every_run_fails(package, monkeypatch, store):
    def breaks(*_, **__):
        raise RuntimeError("broken world")

    monkeypatch.setattr(engine, "run_together", breaks)
    with pytest.raises(Failure, match="broken world"):
        compare_pilots([], [package], runs=4, store=store, workers=1)
