"""Months and spells: one history written in two ways."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from approdo.calibration.pilot.spells import UNKNOWN, Spell, months_of_spells, spells_of
from approdo.model.codes import Housing

CODES = st.integers(UNKNOWN, max(Housing))
HISTORIES = st.lists(CODES, max_size=120).map(lambda codes: np.array(codes, np.int8))


def test_known_history():
    months = np.array([-1, 7, 7, -1, 13, 2, 2], np.int8)
    spells = [Spell(1, 2, 7), Spell(4, 4, 13), Spell(5, 6, 2)]
    assert spells_of(months) == spells
    assert months_of_spells(spells, 7).tolist() == months.tolist()


def test_nothing_recorded_is_unknown():
    assert spells_of(np.full(20, UNKNOWN, np.int8)) == []
    assert months_of_spells([], 20).tolist() == [UNKNOWN] * 20
    assert spells_of(np.zeros(0, np.int8)) == []


@given(HISTORIES)
def test_there_and_back_is_exact(months):
    spells = spells_of(months)
    assert months_of_spells(spells, months.size).tolist() == months.tolist()
    assert spells_of(months_of_spells(spells, months.size)) == spells


@given(HISTORIES)
def test_spells_are_in_order_and_as_long_as_can_be(months):
    spells = spells_of(months)
    assert all(spell.start <= spell.end for spell in spells)
    for one, other in itertools.pairwise(spells):
        assert one.end < other.start
        assert one.end + 1 < other.start or one.state != other.state
    assert sum(spell.end - spell.start + 1 for spell in spells) == int((months != UNKNOWN).sum())
