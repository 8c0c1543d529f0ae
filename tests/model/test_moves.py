"""Provinces run side by side: who departs from one may arrive in another, and nobody is counted twice."""

from dataclasses import replace

import numpy as np
import pytest

from approdo.experiments.package import load_package
from approdo.model.codes import Housing
from approdo.model.engine import Life, begin, live_together, open_arm, run_arms, run_together
from approdo.model.outcomes import PEOPLE, TOTALS
from approdo.model.parameters import load_parameters
from approdo.model.programme import compile_programme
from tests.worlds import START, small_territory

MONTHS = 12
PARAMETERS = load_parameters({"moves.in_country": 0.8, "departure.base": 0.005})
ALI = load_package("ali").levers


def province(number: int, country: str = "IT", foreigners: int = 700_000):
    """A small province of its own code that draws many of those who move."""
    place = small_territory(leavers=4.0)
    zones = tuple(replace(zone, foreign_residents=foreigners) for zone in place.zones)
    return replace(place, id=f"p{number}", code=900 + number, country=country, zones=zones, digest=f"moves {number}")


PLACES = (province(1), province(2), province(3, foreigners=0))


@pytest.fixture(scope="module")
def together():
    arms = [((), (), ()), (ALI, (), ())]
    return run_together(PLACES, PARAMETERS, arms, START, MONTHS, 3, check_accounts=True)


@pytest.fixture(scope="module")
def alone():
    return [run_arms(place, PARAMETERS, [(), ALI], START, MONTHS, 3) for place in PLACES]


def total(result, name):
    return float(result.totals[TOTALS.index(name)])


def test_people_come_from_elsewhere_and_a_province_draws_by_its_foreigners(together):
    first, second, third = together[0]
    assert total(first, "moved_in") > 0
    assert total(second, "moved_in") > 0
    assert total(third, "moved_in") == total(third, "hm_moved_in") == 0  # no foreigners there
    gone = sum(float((result.people[:, PEOPLE.index("departed")]).sum()) for result in together[0])
    assert sum(total(result, "moved_in") for result in together[0]) <= gone
    assert 0 < total(first, "hm_moved_in") <= total(first, "moved_in") * MONTHS


def test_own_people_are_those_of_the_province_alone(together, alone):
    for places in together:
        for number, result in enumerate(places):
            assert result.people.shape == alone[number][0].people.shape
            traits = slice(-7, None)
            assert np.array_equal(result.people[:, traits], alone[number][0].people[:, traits])
    # nobody comes to the third, so nothing there is changed by the others
    assert np.array_equal(together[0][2].series, alone[2][0].series)
    assert np.array_equal(together[0][2].totals, alone[2][0].totals, equal_nan=True)
    # before anybody has arrived a month is the same everywhere
    assert np.array_equal(together[0][0].series[0], alone[0][0].series[0])
    assert not np.array_equal(together[0][0].series, alone[0][0].series)


def test_alone_nobody_moves(alone):
    assert total(alone[0][0], "moved_in") == total(alone[0][0], "hm_moved_in") == 0


def test_one_province_run_together_is_the_province_alone(alone):
    (found,), _ = run_together(PLACES[:1], PARAMETERS, [((),), (ALI,)], START, MONTHS, 3)
    assert np.array_equal(found.series, alone[0][0].series)
    assert np.array_equal(found.people, alone[0][0].people)


def test_abroad_nobody_moves(alone):
    places = (PLACES[0], province(2, country="DE"))
    (first, _), *_ = run_together(places, PARAMETERS, [((), ())], START, MONTHS, 3)
    assert np.array_equal(first.series, alone[0][0].series)


def test_same_seed_same_bits_and_other_arms_change_nothing(together):
    (again,) = run_together(PLACES, PARAMETERS, [(ALI, (), ())], START, MONTHS, 3)
    for one, other in zip(again, together[1], strict=True):
        assert one.series.tobytes() == other.series.tobytes()
        assert one.people.tobytes() == other.people.tobytes()


def test_somebody_is_present_once_and_brings_what_is_theirs():
    programme = compile_programme((), PARAMETERS, START, MONTHS)
    lives = [
        Life.of(place, open_arm(begin(place, PARAMETERS, START, MONTHS, 5), programme, MONTHS), programme, PARAMETERS)
        for place in PLACES[:2]
    ]
    came = 0
    for t in range(MONTHS):
        live_together(lives, t + 1, begin=t, check_accounts=True)
        here = [
            life.world.people.id[(life.world.people.housing > 0) & (life.world.people.housing != Housing.DEPARTED)]
            for life in lives
        ]
        assert np.intersect1d(*here).size == 0
        for life, other in (lives, lives[::-1]):
            people = life.world.people
            for row in np.flatnonzero(~life.of_its_own & (people.since == 0) & (people.housing == Housing.STREET)):
                (there,) = np.flatnonzero(other.world.people.id == people.id[row])[-1:]
                source = other.world.people
                for name in ("language", "savings", "permit", "experience", "vulnerability", "household", "homeless"):
                    assert getattr(people, name)[row] == getattr(source, name)[there]
                assert people.home[row] == people.employer[row] == -1
                assert people.exit_due[row] <= t
                came += 1
    assert came > 3
