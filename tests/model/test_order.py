"""Orders with ties to the lower row agree with sorting; tables begin with a line of the cache."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approdo.model.engine import open_arm
from approdo.model.parameters import load_parameters
from approdo.model.population import create_world
from approdo.model.processes.offers import order_by_rent
from approdo.model.processes.order import best_first, keep, order_by_luck
from approdo.model.programme import empty_programme
from approdo.model.world import LINE, Memories, copy_world, make_table
from tests.worlds import START, small_territory

SCORES = st.lists(st.sampled_from([-1.5, 0.0, 0.25, 0.25, 0.5, 3.0]), max_size=40)


def kept(scores: list[float], room: int) -> list[int]:
    """Return the rows that `keep` keeps, in their order; row n has the nth score."""
    who, score, count = np.zeros(room, np.int64), np.zeros(room), 0
    for row, value in enumerate(scores):
        count = keep(who, score, count, row, value)
    best_first(who, score, count)
    assert [scores[row] for row in who[:count]] == list(score[:count])
    return [int(row) for row in who[:count]]


def test_the_best_two_of_four_come_first_and_equals_by_row():
    assert kept([1.0, 3.0, 3.0, 2.0], 2) == [1, 2]
    assert kept([1.0, 1.0, 1.0], 2) == [0, 1]
    assert kept([1.0, 2.0], 5) == [1, 0]
    assert kept([], 3) == []


@given(scores=SCORES, room=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_those_who_are_kept_are_the_first_of_a_stable_sort(scores, room):
    assert kept(scores, room) == sorted(range(len(scores)), key=lambda row: -scores[row])[:room]


@given(luck=st.lists(st.sampled_from([0.0, 0.1, 0.1, 0.5, 0.500001, 0.999, 1.0]), max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_order_by_luck_is_a_stable_sort(luck):
    values = np.array(luck, np.float64)
    order = np.empty(values.size, np.int64)
    order_by_luck(values, np.empty(values.size, np.int64), order)
    assert list(order) == list(np.argsort(values, kind="stable"))


@given(
    rents=st.lists(st.integers(0, 2**40), max_size=30) | st.lists(st.integers(30_000, 30_003), max_size=30),
    buckets=st.sampled_from([1, 2, 512]),
)
@settings(max_examples=60, deadline=None)
def test_the_order_by_bucket_and_rent_is_a_stable_sort(rents, buckets):
    values = np.array(rents, np.int64)
    order = np.empty(values.size, np.int64)
    bucket = values % 4 * (buckets - 1) // 3
    order_by_rent(bucket, buckets, values, np.empty(values.size), np.empty(values.size, np.int64), order)
    assert list(order) == list(np.lexsort((values, bucket)))


@pytest.mark.parametrize("rows", [1, 7])
def test_tables_begin_with_a_line_of_the_cache(rows):
    table: Any = make_table(Memories, rows)
    assert table.size == rows
    assert table.ctypes.data % LINE == 0
    assert not table.taste.any()


def test_a_copy_shares_nothing_and_the_last_arm_takes_the_world():
    world = create_world(small_territory(), load_parameters(), START, 1, 3)
    twin = copy_world(world)
    copied, people = cast(Any, twin.people), cast(Any, world.people)
    assert copied.ctypes.data % LINE == 0
    assert copied.tobytes() == people.tobytes()
    assert not np.shares_memory(twin.people, world.people)
    assert not np.shares_memory(twin.dwellings.state, world.dwellings.state)
    assert not np.shares_memory(open_arm(world, empty_programme(1), 1).people, world.people)
    assert open_arm(world, empty_programme(1), 1, last=True).people is world.people
