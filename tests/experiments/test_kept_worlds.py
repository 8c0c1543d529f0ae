"""Worlds that are kept give what new ones give, and no more of them are kept than there is room for."""

import numpy as np
import pytest

from approdo.experiments import worker
from approdo.experiments.kept_worlds import KeptWorlds
from approdo.experiments.worker import Task, compute
from approdo.model import engine
from approdo.model.engine import begin, model_hash
from approdo.model.levers import read_lever
from approdo.model.parameters import load_parameters
from tests.worlds import START, small_territory

PLACE, NUMBERS = small_territory(), load_parameters()
LEVERS = (read_lever({"kind": "tutoring", "tutors": 1}),)


@pytest.fixture
def begun(monkeypatch):
    """Months and seed of every world that was made anew."""
    noted = []

    def begin_and_note(*of):
        noted.append(of[-2:])
        return begin(*of)

    monkeypatch.setattr(engine, "begin", begin_and_note)
    return noted


def same(one, other):
    if isinstance(one, np.ndarray):
        return one.tobytes() == other.tobytes()
    return all(map(same, one, other))


def asked(arms, seed=5):
    wanted = tuple((arm, 0) for arm in range(len(arms)))
    return Task((PLACE,), NUMBERS, tuple((arm,) for arm in arms), wanted, START, 6, seed, model_hash())


def test_a_kept_world_is_as_new_whatever_became_of_the_last_copy():
    kept = KeptWorlds(10**9)
    first = kept.begin(PLACE, NUMBERS, START, 6, 1)
    assert same(first, begin(PLACE, NUMBERS, START, 6, 1))
    first.people.savings[:] = 7
    assert same(kept.begin(PLACE, NUMBERS, START, 6, 1), begin(PLACE, NUMBERS, START, 6, 1))


def test_what_is_asked_again_begins_where_the_burn_in_ended(monkeypatch, begun):
    questions = (((), LEVERS), (LEVERS,))
    without = [repr(compute(asked(arms))) for arms in questions]
    begun.clear()
    monkeypatch.setattr(worker, "_worlds", KeptWorlds(10**9))
    assert [repr(compute(asked(arms))) for arms in questions] == without
    assert begun == [(6, 5)]
    compute(asked(((),), seed=6))
    assert begun == [(6, 5), (6, 6)]


def test_other_numbers_are_another_world():
    kept = KeptWorlds(10**9)
    other = load_parameters({"landlords.wait": 0.0})
    assert same(kept.begin(PLACE, NUMBERS, START, 6, 1), begin(PLACE, NUMBERS, START, 6, 1))
    assert same(kept.begin(PLACE, other, START, 6, 1), begin(PLACE, other, START, 6, 1))


@pytest.mark.parametrize("room", [0.5, 2.5])
def test_the_first_worlds_of_a_question_are_kept(begun, room):
    size = KeptWorlds(10**9)
    size.begin(PLACE, NUMBERS, START, 6, 1)
    kept = KeptWorlds(int(room * size.bytes))
    for seed in (1, 2, 1, 3, 1, 2):
        kept.begin(PLACE, NUMBERS, START, 6, seed)
        assert kept.bytes <= kept.most_bytes
    assert [seed for _, seed in begun[1:]] == ([1, 2, 1, 3, 1, 2] if room < 1 else [1, 2, 3])


def test_the_next_question_takes_the_room(begun):
    size = KeptWorlds(10**9)
    size.begin(PLACE, NUMBERS, START, 6, 1)
    kept = KeptWorlds(int(2.5 * size.bytes))
    for months, seed in ((6, 1), (6, 2), (5, 1), (6, 2), (5, 1), (5, 2), (5, 1), (5, 2), (6, 2)):
        kept.begin(PLACE, NUMBERS, START, months, seed)
    assert begun[1:] == [(6, 1), (6, 2), (5, 1), (5, 2), (6, 2)]
