"""Flats that a manager shares out: men live with men and women with women, in every month."""

import numpy as np
import pytest

from approdo.model.codes import Housing, Sex
from tests.model.effects.arms import life, table

MONTHS = 24


def flats(day):
    """Return the sexes found in every shared flat of the programme that somebody lives in."""
    people, dwellings = day.people, day.dwellings
    home = people.home
    lives = np.flatnonzero((home >= 0) & (dwellings.managed[home] > 0) & (dwellings.places[home] > 1))
    return [people.sex[lives[home[lives] == flat]] for flat in np.unique(home[lives])]


LEVERS = {
    "one": [table("shared_housing", 25)],
    "two managers": [
        table("shared_housing", 10, stay_months=5),
        table("shared_housing", 10, id="second", stay_months=8, priority="lottery", start="+4"),
    ],
    "ends": [table("shared_housing", 20, months=10, at_end="finish_begun")],
}


@pytest.mark.parametrize("name", LEVERS)
def test_a_managers_flat_holds_one_sex_in_every_month(name):
    arm = life(LEVERS[name], recorded=MONTHS)
    found = [sexes for day in arm.days[1:] for sexes in flats(day)]
    assert all(np.unique(sexes).size == 1 for sexes in found)
    assert sum(sexes.size > 1 for sexes in found) > 30, "flats that could have been mixed"
    assert {int(sexes[0]) for sexes in found if sexes.size > 1} == {Sex.MALE, Sex.FEMALE}


def test_an_empty_flat_is_for_whoever_comes_first():
    """With stays of a month flats are empty again and again: some change from men to women or back."""
    arm = life([table("shared_housing", 8, stay_months=1)], recorded=MONTHS)
    of_flat: dict[int, set[int]] = {}
    for day in arm.days[1:]:
        there = np.flatnonzero((day.people.housing == Housing.PROGRAMME) & (day.people.home >= 0))
        for i in there:
            of_flat.setdefault(int(day.people.home[i]), set()).add(int(day.people.sex[i]))
    assert any(len(sexes) == 2 for sexes in of_flat.values())


def test_flats_that_people_find_alone_hold_whoever_finds_them():
    """By the room an owner lets to anybody: no rule of the market looks at the flatmates' sex."""
    mixed = 0
    for day in life(recorded=MONTHS).days[1:]:
        home = day.people.home
        lives = np.flatnonzero((home >= 0) & (day.dwellings.by_room[home] == 1))
        for flat in np.unique(home[lives]):
            mixed += np.unique(day.people.sex[lives[home[lives] == flat]]).size > 1
    assert mixed > 0
