"""The project packages: facts of their pages, doses that are split and add up, parts that can be taken away."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.experiments.apportion import whole_parts
from approdo.experiments.package import FOLDER, Package, load_package, package_names
from approdo.experiments.request import read_request
from approdo.experiments.scenario import Scenario
from approdo.experiments.shares import within
from approdo.model.calendar import parse_month
from approdo.model.errors import BadInput
from approdo.model.levers import LEVERS, lever_row
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory, territory_names

PROJECTS = ("ali", "inside-aut", "anci-toscana", "integras")
NOTICE = "illustrative doses; not an evaluation of the project"
ANCI = [lever.id for lever in load_package("anci-toscana").levers]
NINE = ("ancona", "avellino", "bologna", "foggia", "milano", "perugia", "ragusa", "sondrio", "varese")


def planned(package: Package) -> dict[str, int]:
    return {lever.id: lever_row(lever).planned for lever in package.levers}


def length(package: Package) -> int:
    """Return the months from the start to the last month in which an action takes people."""
    assert package.starts is not None
    return max(lever.first(package.starts) + lever.months for lever in package.levers) - package.starts


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_says_what_it_is_and_where(name):
    package = load_package(name)
    assert package.notice == NOTICE
    assert package.not_modelled
    assert package.about
    assert package.starts is not None
    assert set(package.territories) <= set(territory_names())


@pytest.mark.parametrize("name", PROJECTS)
def test_every_number_of_a_project_is_sourced_or_said_to_be_assumed(name):
    bare = []
    for line in (FOLDER / f"{name}.toml").read_text(encoding="utf-8").splitlines():
        number = re.match(r"(\w+) = [\d.]+ *(#.*)?$", line)
        if number and number[1] not in ("format", "price_year", "months") and not number[2]:
            bare.append(line)
    assert not bare, f"{name}: whose number is this? {bare}"


def test_inside_aut_is_the_project_of_its_page():
    package = load_package("inside-aut")
    assert package.territories == NINE
    assert package.starts == parse_month("2020-05")
    assert package.starts + 19 == parse_month("2021-12")
    assert length(package) == 20
    assert planned(package)["individual_plans"] == 100
    assert {"tutoring", "shared_housing", "orientation_training"} <= {lever.kind for lever in package.levers}
    for lever in package.levers:  # holders of international protection; operators are trained too
        people = lever.eligibility.canonical().get("permit")
        assert people == (None if lever.kind == "staff_training" else ["refugee", "subsidiary"])


def test_the_hundred_people_are_split_over_nine_territories_and_add_up():
    package = load_package("inside-aut")
    parts = [within(package, place) for place in NINE]
    people = [planned(part)["individual_plans"] for part in parts]
    assert sum(people) == 100
    assert people == [12 if place == "milano" else 11 for place in NINE]
    for lever in package.levers:
        found = [planned(part)[lever.id] for part in parts]
        if LEVERS[lever.kind].unit == "coverage":  # per cent of what there is: the same everywhere
            assert set(found) == {lever_row(lever).planned}
        else:
            assert sum(found) == lever_row(lever).planned


def test_anci_toscana_is_the_pilot_of_its_page():
    package = load_package("anci-toscana")
    assert {load_territory(place).region for place in package.territories} == {"Toscana"}
    kinds = {lever.kind for lever in package.levers}
    assert {"transitional_housing", "trust_network", "partnership", "cooperative_housing"} <= kinds
    assert not kinds & {"reception_extension", "social_agency"}
    for lever in package.levers:  # not entitled to reception, without a home of their own
        homes = lever.eligibility.canonical().get("housing", [])
        assert isinstance(homes, list)
        assert "reception" not in homes
    for word in ("map of social resources", "co-design", "self-assessment"):
        assert any(word in text for text in package.not_modelled), word


def test_integras_has_five_pilots_in_four_countries_over_three_years():
    package = load_package("integras")
    assert len(package.territories) == 5
    assert {load_territory(place).country for place in package.territories} == {"IT", "DE", "AT", "SI"}
    assert length(package) == 36
    by_place = {place: [lever.id for lever in within(package, place).levers] for place in package.territories}
    assert all(actions[-1] == "staff_training" for actions in by_place.values())
    assert by_place["berlin"][:-1] == ["work_advice_women"]
    assert by_place["bologna"][:-1] == ["community_lab"]
    advice = within(package, "berlin").levers[0]
    # 59 women were advised in six months
    assert lever_row(advice).planned * advice.months // advice.whole("support_months") == 60
    assert advice.eligibility.canonical() == {"sex": ["female"]}
    assert planned(within(package, "parma"))["social_porter_flats"] == 4


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_runs_in_its_own_territories(name):
    package = load_package(name)
    request = read_request("run", [], name, baseline=None, months=36, runs=1, seed=1)
    assert [arms[0].territory.id for arms in request.scenarios] == list(package.territories)
    for arms in request.scenarios:
        assert arms[0].package.warnings(arms[0]) == []


def test_a_scenario_holds_the_part_of_its_territory_once():
    place = load_territory("milano")
    scenario = Scenario(place, load_package("inside-aut"), load_parameters(), parse_month("2020-05"), 20)
    assert planned(scenario.package)["individual_plans"] == 12
    assert scenario.package.shares == ()
    again = Scenario(place, scenario.package, load_parameters(), parse_month("2020-05"), 20)
    assert again == scenario
    assert scenario.canonical()["levers"] == again.canonical()["levers"]


def test_a_territory_alone_and_among_nine_is_the_same_world():
    asked: dict[str, Any] = {"baseline": None, "months": 20, "runs": 1, "seed": 1}
    alone = read_request("run", "milano", "inside-aut", **asked).scenarios[0][0]
    among = {arms[0].territory.id: arms[0] for arms in read_request("run", [], "inside-aut", **asked).scenarios}
    assert alone.key(1) == among["milano"].key(1)
    assert len({scenario.key(1) for scenario in among.values()}) == 9


def test_a_territory_outside_the_project_gets_the_mean_and_is_told():
    part = within(load_package("inside-aut"), "padova")
    assert planned(part)["individual_plans"] == 11
    assert part.notice.startswith(NOTICE)
    assert "padova is not in the project" in part.notice


def test_a_package_without_shares_is_the_same_object_everywhere():
    package = load_package("ali")
    assert within(package, "padova") is package


SPLIT = """\
format = 1
[package]
name = "x"
territories = ["padova", "vicenza", "brescia"]
{shares}
[[lever]]
kind = "rent_subsidy"
places = {places}
budget = {budget}
[[lever]]
kind = "tutoring"
tutors = 2
caseload = 10
{own}
"""


def split(tmp_path, shares="shares = { padova = 1, vicenza = 1, brescia = 1 }", places=7, budget=100.01, own=""):
    path = tmp_path / "x.toml"
    path.write_text(SPLIT.format(shares=shares, places=places, budget=budget, own=own), encoding="utf-8")
    return load_package(path)


def test_seven_places_and_a_hundred_euros_over_three(tmp_path):
    package = split(tmp_path)
    parts = [within(package, place) for place in package.territories]
    assert [planned(part)["rent_subsidy"] for part in parts] == [3, 2, 2]
    assert [part.levers[0].budget for part in parts] == [33.34, 33.34, 33.33]
    assert [planned(part)["tutoring"] for part in parts] == [7, 7, 6], "people are whole, tutors are not"


def test_a_lever_can_have_shares_of_its_own(tmp_path):
    package = split(tmp_path, own="shares = { vicenza = 1 }")
    assert [[lever.id for lever in within(package, place).levers] for place in package.territories] == [
        ["rent_subsidy"],
        ["rent_subsidy", "tutoring"],
        ["rent_subsidy"],
    ]
    assert planned(within(package, "vicenza"))["tutoring"] == 20


@pytest.mark.parametrize(
    ("shares", "own", "said"),
    [
        ("shares = 3", "", "x.toml:5: package: shares = 3, expected a table of weights"),
        ("shares = {}", "", "expected a table of weights"),
        ("shares = { padova = 1, vicenza = 1 }", "", "x.toml:5: package: shares: brescia is missing"),
        ("shares = { padova = 1, vicenza = 1, brecia = 1 }", "", 'Did you mean "brescia"?'),
        ("shares = { padova = -1, vicenza = 1, brescia = 1 }", "", "padova = -1, expected 0 or more"),
        ("shares = { padova = nan, vicenza = 1, brescia = 1 }", "", "padova = nan"),
        ("shares = { padova = 0, vicenza = 0, brescia = 0 }", "", "shares are all 0"),
        ("", "shares = { milano = 1 }", '"milano" is not one of the package\'s territories'),
        ("", "shares = { padova = true }", "padova = true"),
    ],
)
def test_shares_that_are_wrong_are_told_with_their_line(tmp_path, shares, own, said):
    with pytest.raises(BadInput) as caught:
        split(tmp_path, shares, own=own)
    assert said in str(caught.value)


def test_shares_need_territories(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text('format = 1\n[package]\nname = "x"\nshares = { padova = 1 }\n', encoding="utf-8")
    with pytest.raises(BadInput, match=r"x\.toml:4: package: shares need the list of territories"):
        load_package(path)


@given(st.integers(0, 10_000), st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(any))
def test_whole_parts_add_up_and_follow_the_weights(amount, weights):
    parts = whole_parts(amount, weights)
    assert sum(parts) == amount
    assert all(part >= 0 for part in parts)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < 1 + 1e-6


@settings(max_examples=40, deadline=None)
@given(
    places=st.integers(0, 500),
    weights=st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any),
    budget=st.integers(0, 10_000_000),
)
def test_however_it_is_split_nothing_is_lost(tmp_path_factory, places, weights, budget):
    shares = f"shares = {{ padova = {weights[0]}, vicenza = {weights[1]}, brescia = {weights[2]} }}"
    package = split(tmp_path_factory.getbasetemp(), shares, places, budget / 100)
    parts = [within(package, place) for place in package.territories]
    for action, dose in planned(package).items():
        assert sum(planned(part).get(action, 0) for part in parts) == dose
    cents = [round((lever.budget or 0) * 100) for part in parts for lever in part.levers if lever.id == "rent_subsidy"]
    assert sum(cents) == budget


# -- parts


def test_every_action_of_a_project_can_be_taken_away_and_stand_alone():
    for name in PROJECTS:
        whole = load_package(name)
        for lever in whole.levers:
            rest = load_package(f"{name}:without={lever.id}")
            alone = load_package(f"{name}:only={lever.id}")
            assert rest.levers == tuple(each for each in whole.levers if each != lever)
            assert alone.levers == (lever,)
            assert (rest.starts, rest.territories, rest.notice) == (whole.starts, whole.territories, whole.notice)
            assert {rest.id, alone.id, whole.id} == {f"{name}:without={lever.id}", f"{name}:only={lever.id}", name}
            assert {entry[0] for entry in rest.shares} <= {each.id for each in rest.levers}


def test_an_action_goes_by_its_id_or_its_kind():
    assert load_package("ali:without=tutoring").levers == load_package("ali:without=accompaniment").levers
    assert load_package("ali:without=tutoring").name == "A.L.I. without accompaniment"
    two = load_package("ali:only=renovation, social_agency")
    assert [lever.id for lever in two.levers] == ["social_agency", "renovation"]


def test_a_part_of_a_file_of_ones_own(tmp_path):
    split(tmp_path)
    part = load_package(f"{tmp_path}/x.toml:without=tutoring")
    assert [lever.id for lever in part.levers] == ["rent_subsidy"]
    assert planned(within(part, "padova")) == {"rent_subsidy": 3}


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("ali:without=tutorin", 'has no action "tutorin". Did you mean "tutoring"?'),
        ("ali:without=", 'has no action ""'),
        ("ali:only=tutoring,what", 'has no action "what"'),
        ("none:without=tutoring", '"none" has no action "tutoring". Its actions: none.'),
        ("anci-toscana:without=" + ",".join(ANCI), "no action is left"),
        ("alli:without=tutoring", 'package "alli": there is none of this name. Did you mean "ali"?'),
        ("ali:with=tutoring", "there is none of this name"),
    ],
)
def test_a_part_that_is_none_is_refused(reference, said):
    with pytest.raises(BadInput) as caught:
        load_package(reference)
    assert said in str(caught.value)


def test_a_package_and_its_part_can_be_compared():
    request = read_request("compare", "padova", ["ali:without=tutoring"], baseline="ali", months=12, runs=1, seed=1)
    assert [scenario.package.id for scenario in request.scenarios[0]] == ["ali", "ali:without=tutoring"]
    levers: list[Mapping[str, object]] = [scenario.canonical()["levers"] for scenario in request.scenarios[0]]
    assert len(levers[0]) - len(levers[1]) == 1
    assert "--package ali:without=tutoring --baseline ali" in request.command


def test_every_built_in_package_is_tested():
    assert set(package_names()) == {*PROJECTS, "none"}
