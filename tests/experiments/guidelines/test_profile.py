"""Who a guideline is about: read from the command line, found among the people of a run, and named to the actions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.experiments.guidelines.profile import Profile, read_profile
from approdo.experiments.guidelines.supports import supports_for
from approdo.experiments.people import COLUMN, GROUPS
from approdo.model.errors import BadInput
from approdo.model.outcomes import PEOPLE
from approdo.model.territory import load_territory


def test_everybody():
    assert read_profile("") == read_profile("  ") == Profile()
    assert read_profile("").share(load_territory("padova")) == 1.0
    assert read_profile("").eligibility() == {}


def test_groups_of_one_trait_are_alternatives_and_traits_are_conditions():
    found = read_profile("permit=subsidiary, sex=female,permit=refugee")
    assert found.text == "sex=female,permit=refugee,permit=subsidiary"
    assert found.eligibility() == {"sex": ["female"], "permit": ["refugee", "subsidiary"]}
    people = np.zeros((4, len(PEOPLE)), np.uint8)
    people[:, COLUMN["sex"]] = [1, 1, 0, 1]
    people[:, COLUMN["permit"]] = [0, 1, 0, 2]
    assert found.members(people).tolist() == [True, True, False, False]


def test_age_is_measured_and_not_offered_by():
    found = read_profile("age=18-24,sex=male")
    assert found.not_offered_by == ("age",)
    assert found.eligibility() == {"sex": ["male"]}


def test_vulnerability_is_never_a_reason_to_exclude():
    assert read_profile("vulnerability=high").eligibility() == {"vulnerability_min": 2 / 3}
    assert read_profile("vulnerability=low").eligibility() == {}
    assert read_profile("vulnerability=low").not_offered_by == ("vulnerability",)


def test_doses_are_for_the_leavers_of_a_year():
    padova = load_territory("padova")
    leavers = padova.figures["leavers_per_month"].value * 12
    assert supports_for(padova, read_profile("")).people == int(np.ceil(leavers))
    women = padova.composition["sex"][GROUPS["sex"].index("female")]
    assert supports_for(padova, read_profile("sex=female")).people == int(np.ceil(leavers * women))


@pytest.mark.parametrize("text", ["", "sex=female", "age=50+", "channel=sai,family=single_parent"])
@pytest.mark.parametrize("place", ["padova", "sondrio", "milano"])
def test_every_support_is_a_lever_that_the_model_takes(text, place):
    supports = supports_for(load_territory(place), read_profile(text))
    for kind in supports.kinds:
        (lever,) = supports.together([kind]).levers
        assert lever.kind == kind
        assert lever.eligibility.canonical().items() >= read_profile(text).eligibility().items()
    assert [lever.kind for lever in supports.plan(before=6).levers] == ["tutoring", "exit_preparation"]
    assert [lever.kind for lever in supports.plan(before=0).levers] == ["tutoring"]


@pytest.mark.parametrize("caseload", [5, 100])
def test_as_many_people_with_fewer_tutors(caseload):
    supports = supports_for(load_territory("padova"), read_profile(""))
    (lever,) = supports.plan(caseload=caseload).levers
    assert float(lever["tutors"]) * caseload == pytest.approx(supports.people)


def test_every_mistake_at_once():
    with pytest.raises(BadInput) as raised:
        read_profile("sexx=female,permit=refuge,origin=somewhere")
    said = str(raised.value)
    assert 'Did you mean "sex"' in said
    assert 'Did you mean "refugee"' in said
    assert "nobody is chosen by origin" in said
    assert len(said.splitlines()) == 4


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        found = read_profile(text)
    except BadInput:
        return
    assert read_profile(found.text) == found
