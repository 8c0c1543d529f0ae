"""Rankings: known orders, ties where the worlds cannot tell, and orders that are wrong in at most 5 % of cases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approdo.experiments.ranking import rank_arms


def places(ranking):
    return {rank.arm: (rank.low, rank.high) for rank in ranking.ranks}


def test_a_clear_order():
    luck = np.random.default_rng(1).normal(0, 5, 40)
    ranking = rank_arms(["c", "a", "b"], [luck + 3, luck + 1, luck + 2])
    assert [rank.arm for rank in ranking.ranks] == ["a", "b", "c"]
    assert places(ranking) == {"a": (1, 1), "b": (2, 2), "c": (3, 3)}
    assert [rank.best for rank in ranking.ranks] == [1.0, 0.0, 0.0]


def test_arms_that_the_worlds_cannot_tell_apart_share_their_ranks():
    rng = np.random.default_rng(3)
    luck = rng.normal(0, 5, 64)
    columns = [luck + 10, luck + rng.normal(0, 1, 64), luck + rng.normal(0, 1, 64), luck - 10]
    assert places(rank_arms(["worst", "x", "y", "best"], columns)) == {
        "worst": (4, 4), "x": (2, 3), "y": (2, 3), "best": (1, 1),
    }  # fmt: skip


def test_ties_need_not_be_groups():
    # a and c are told apart, b from neither: b may be anywhere between them.
    rng = np.random.default_rng(4)
    luck, noise = rng.normal(0, 1, 30), rng.normal(0, 1.2, 30)
    ranking = rank_arms(["a", "b", "c"], [luck, luck + 0.3 + noise - noise.mean(), luck + 0.6])
    assert places(ranking) == {"a": (1, 2), "b": (1, 3), "c": (2, 3)}


def test_identical_arms_are_said_and_share_everything():
    luck = np.random.default_rng(1).normal(0, 5, 20)
    ranking = rank_arms(["a", "b"], [luck, luck.copy()])
    (pair,) = ranking.pairs
    assert pair.same
    assert pair.first_lower.value == 0.5
    assert places(ranking) == {"a": (1, 2), "b": (1, 2)}
    assert [rank.best for rank in ranking.ranks] == [0.5, 0.5]


def test_how_often_the_first_is_better_counts_ties_half():
    ranking = rank_arms(["a", "b"], [np.array([1.0, 2.0, 3.0, 5.0]), np.array([2.0, 2.0, 4.0, 1.0])])
    assert ranking.pairs[0].first_lower.value == pytest.approx(2.5 / 4)


def test_the_interval_of_a_pair_holds_with_all_others_at_once():
    rng = np.random.default_rng(8)
    one = rng.normal(0, 1, (30, 2))
    wide = rank_arms(["a", "b", "c"], [one[:, 0], one[:, 1], one[:, 0]]).pairs[0].difference
    narrow = rank_arms(["a", "b"], [one[:, 0], one[:, 1]]).pairs[0].difference
    assert wide.low is not None
    assert narrow.low is not None
    assert wide.low < narrow.low


def test_five_equal_packages_are_told_apart_in_at_most_5_percent():
    rng = np.random.default_rng(12)
    wrong = 0
    for _ in range(600):
        luck = rng.normal(0, 3, 32)
        ranking = rank_arms(list("abcde"), [luck + rng.normal(0, 1, 32) for _ in range(5)])
        wrong += any(rank.low > 1 or rank.high < 5 for rank in ranking.ranks)
    assert wrong / 600 <= 0.07


@given(
    st.lists(st.lists(st.floats(-100, 100), min_size=3, max_size=3), min_size=2, max_size=12), st.permutations("abc")
)
def test_no_order_of_the_arms_changes_a_rank(rows, order):
    values = np.array(rows)
    columns = dict(zip("abc", values.T, strict=True))
    one = rank_arms(list("abc"), list(values.T))
    other = rank_arms(list(order), [columns[name] for name in order])
    assert places(one) == places(other)
    for rank in one.ranks:
        assert 1 <= rank.low <= rank.high <= 3
    assert sum(rank.best for rank in one.ranks) == pytest.approx(1)


def test_no_worlds_no_ranks():
    empty = rank_arms(["a", "b"], [np.array([np.nan]), np.array([1.0])])
    assert empty.ranks == ()
    assert empty.pairs[0].difference.n == 0


def test_one_world_tells_nothing_apart():
    assert places(rank_arms(["a", "b"], [np.array([1.0]), np.array([2.0])])) == {"a": (1, 2), "b": (1, 2)}
