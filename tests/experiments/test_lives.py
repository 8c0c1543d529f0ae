"""Two lives of one person, and zones: they are those of the runs that are compared."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.experiments.lives import CAUSES, follow
from approdo.experiments.package import Package
from approdo.experiments.scenario import Scenario
from approdo.experiments.seeds import run_seed
from approdo.experiments.zones import MEASURES, zone_months
from approdo.model.codes import Channel, Housing
from approdo.model.engine import run_arms
from approdo.model.errors import BadInput
from approdo.model.levers import read_lever
from approdo.model.monthly import BELIEF, BROAD, EL1, OFFERS
from approdo.model.outcomes import STRICT
from approdo.model.parameters import load_parameters
from tests.worlds import START, small_territory

MONTHS, SEED = 14, run_seed(1, 0)
LEVERS = (read_lever({"kind": "tutoring", "tutors": 1}), read_lever({"kind": "shared_housing", "dwellings": 5}))


@pytest.fixture(scope="module")
def scenarios(parameters):
    territory = small_territory()
    packages = [Package("none", "none"), Package("two", "two", levers=LEVERS)]
    return [Scenario(territory, package, parameters, START, MONTHS) for package in packages]


@pytest.fixture(scope="module")
def lives(scenarios):
    return follow(scenarios[0], scenarios[1], SEED)


@pytest.fixture(scope="module")
def runs(scenarios):
    territory, parameters = scenarios[0].territory, scenarios[0].parameters
    return run_arms(territory, parameters, [(), LEVERS], START, MONTHS, SEED)


def test_lives_are_those_of_the_engine_s_runs(lives, runs):
    holders = lives.attributes["channel"] != Channel.NONE
    for arm, run in enumerate(runs):
        assert (STRICT[lives.housing[arm]].sum(axis=0) == run.people[:, 0]).all()
        assert (STRICT[lives.housing[arm]][:, holders].sum(axis=1) == run.series[:, BROAD]).all()
        assert ((lives.housing[arm] == Housing.STREET)[:, holders].sum(axis=1) == run.series[:, EL1]).all()


def test_nobody_is_supported_without_a_policy_and_those_who_are_count_as_reached(lives, runs):
    assert not lives.support[0].any()
    served = lives.support[1].any(axis=0)
    assert served.any()
    assert (runs[1].people[served, 3] == 1).all()


def test_paths_part_in_the_first_month_that_differs(lives):
    differs = (
        (lives.housing[0] != lives.housing[1])
        | (lives.work[0] != lives.work[1])
        | (lives.support[0] != lives.support[1])
    )
    first = np.where(differs.any(axis=0), differs.argmax(axis=0), -1)
    assert (first == lives.parting).all()
    assert (lives.parting >= 0).any()
    assert (lives.parting < 0).any()


def test_the_reason_is_a_lever_that_served_the_person_or_that_others_were(lives):
    for row in np.flatnonzero(lives.parting >= 0):
        month = lives.parting[row]
        served = lives.support[:, : month + 1, row].any()
        assert lives.by_lever[row] == served
        assert lives.cause[row] in (lives.levers if served else (*CAUSES, "other"))
    assert all(lives.cause[row] == "" for row in np.flatnonzero(lives.parting < 0))


def test_one_life_holds_what_the_arrays_hold(lives):
    person = lives.changed(1)[0]
    life = lives.life(person)
    row = int(np.flatnonzero(lives.ids == person)[0])
    assert [int(month.housing) for month in life.policy] == lives.housing[1, :, row].tolist()
    assert [int(month.work) for month in life.base] == lives.work[0, :, row].tolist()
    assert life.homeless == tuple(STRICT[lives.housing[arm, :, row]].sum() for arm in (0, 1))
    assert life.exit_due == lives.exit_due[row]


def test_who_is_changed_most_comes_first_and_filters_hold(lives):
    listed = lives.changed(50)
    sizes = [abs(a - b) for a, b in (lives.life(person).homeless for person in listed)]
    assert sizes == sorted(sizes, reverse=True)
    women = lives.changed(50, {"sex": "female"})
    assert all(lives.life(person).attributes["sex"] == "female" for person in women)
    assert lives.changed(0) == []
    for wrong in ({"sex": "x"}, {"origin": "south_asia"}, {"name": "Ali"}):
        with pytest.raises(BadInput):
            lives.changed(3, wrong)
    with pytest.raises(BadInput, match="nobody in this run has this number"):
        lives.life(-1)


def test_the_same_policy_twice_parts_nobody(scenarios):
    same = follow(scenarios[1], scenarios[1], SEED)
    assert (same.parting == -1).all()
    assert same.life(int(same.ids[0])).parting is None


def test_worlds_that_are_not_shared_are_refused(scenarios, parameters):
    other = Scenario(scenarios[0].territory, scenarios[1].package, parameters, START + 1, MONTHS)
    with pytest.raises(BadInput):
        follow(scenarios[0], other, SEED)
    with pytest.raises(BadInput):
        zone_months([scenarios[0], other], 1, 1)
    with pytest.raises(BadInput):
        zone_months(scenarios, 0, 1)


def test_zones_add_up_to_the_runs(scenarios, runs):
    found = zone_months(scenarios, 1, 1)
    assert set(found.measures) == set(MEASURES)
    for arm, run in enumerate(runs):
        assert found.measures["homeless"][arm].sum(axis=1) == pytest.approx(run.series[:, BROAD])
        assert found.measures["offers"][arm].sum(axis=1) == pytest.approx(run.series[:, OFFERS])
    assert (found.measures["rent"] > 0).all()
    assert ((found.measures["trust"] > 0) & (found.measures["trust"] < 1)).all()


def test_trust_is_what_the_owners_believe(scenarios):
    """Where nearly every owner has one home, the mean over homes is that over owners; all zones have as many."""
    few = load_parameters({"landlords.professional_share": 0.05, "landlords.professional_dwellings": 5})
    found = zone_months([replace(each, parameters=few) for each in scenarios], 1, 1).measures["trust"]
    for arm, run in enumerate(run_arms(scenarios[0].territory, few, [(), LEVERS], START, MONTHS, SEED)):
        believed = run.series[:, BELIEF]
        assert found[arm].mean(axis=1) == pytest.approx(believed, abs=0.001)
        assert np.ptp(believed) > 0.002
