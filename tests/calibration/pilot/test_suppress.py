"""Suppression, attacked: whoever knows all totals and earlier releases must not find a small count."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from approdo.calibration.pilot.suppress import FLAG, check_k, protect
from approdo.model.errors import BadInput

pytestmark = pytest.mark.promise("privacy.releases")
K = 5


def tidy(table, rows="sex", columns="state"):
    """Return a matrix of counts as a tidy table with both totals."""
    inner = np.asarray(table, np.int64)
    whole = np.vstack([inner, inner.sum(axis=0)])
    whole = np.hstack([whole, whole.sum(axis=1, keepdims=True)])
    names = [
        [*(f"{axis}{number}" for number in range(size)), "all"] for axis, size in zip("rc", inner.shape, strict=True)
    ]
    cells = [(row, column, int(whole[i, j])) for i, row in enumerate(names[0]) for j, column in enumerate(names[1])]
    return pd.DataFrame(cells, columns=[rows, columns, "n"])


def guarded(frame, dims=("sex", "state"), **options):
    return protect(frame, dims, totals=dict.fromkeys(dims, "all"), **options)


def attack(frame, dims=("sex", "state"), most=20):
    """Return by hidden inner cell the whole numbers that fit everything shown, by trying them all (two-way tables)."""
    rows = frame.to_dict("records")
    shown = {tuple(row[dim] for dim in dims): row["n"] for row in rows}
    names = [sorted({row[dim] for row in rows} - {"all"}) for dim in dims]
    inner = list(itertools.product(*names))
    unknown = [cell for cell in inner if shown[cell] is None]
    guesses = np.array(list(itertools.product(range(most + 1), repeat=len(unknown))), np.int64)
    values = {cell: guesses[:, unknown.index(cell)] if cell in unknown else shown[cell] for cell in inner}
    fits = np.ones(len(guesses), bool)
    for one, other in itertools.product([*names[0], "all"], [*names[1], "all"]):
        if shown[one, other] is None or "all" not in (one, other):
            continue
        parts = [cell for cell in inner if one in (cell[0], "all") and other in (cell[1], "all")]
        fits &= sum(values[cell] for cell in parts) == shown[one, other]
    return {cell: set(guesses[fits, number].tolist()) for number, cell in enumerate(unknown)}


def joint_attack(told, joint, axes):
    """Return the possible range of every small count hidden in some tables of the same people.

    A second, independent attacker: it knows that behind all tables there is one joint table of whole people, and solves
    a linear programme over its cells. `axes` names the columns of the joint table.
    """
    shape = joint.shape
    numbers = np.arange(joint.size).reshape(shape)
    lefts, rights, wanted = [], [], []
    for frame, dims in told:
        for row in frame.to_dict("records"):
            picked: list[Any] = [slice(None)] * len(axes)
            for dim in dims:
                if row[dim] != "all":
                    picked[axes.index(dim)] = int(row[dim][1:])
            members = np.zeros(joint.size)
            members[numbers[tuple(picked)].ravel()] = 1.0
            if row["n"] is not None:
                lefts.append(members)
                rights.append(row["n"])
            elif 0 < joint[tuple(picked)].sum() < K:
                wanted.append(members)
    if not lefts:
        return []  # nothing is shown: nothing can be worked out
    known: dict[str, Any] = {"A_eq": np.array(lefts), "b_eq": np.array(rights), "bounds": (0, 10 * joint.sum())}
    return [tuple(sign * linprog(sign * members, **known).fun for sign in (1.0, -1.0)) for members in wanted]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32))
def test_larger_tables_stand_a_second_attacker(seed):
    joint = np.random.default_rng(seed).poisson(4.0, (3, 4))
    told = guarded(tidy(joint))
    for low, high in joint_attack([(told.frame, ("sex", "state"))], joint, ("sex", "state")):
        assert high - low >= K - 1e-6


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32))
def test_two_tables_of_the_same_people_stand_it_together(seed):
    joint = np.random.default_rng(seed).poisson(1.5, (2, 3, 3))
    first = guarded(tidy(joint.sum(axis=1)), digest="d")
    second = guarded(tidy(joint.sum(axis=0), rows="age"), dims=("age", "state"), digest="d", earlier=[first.release])
    shown = [(first.frame, ("sex", "state")), (second.frame, ("age", "state"))]
    for low, high in joint_attack(shown, joint, ("sex", "age", "state")):
        assert high - low >= K - 1e-6


def test_one_small_cell_takes_three_others_with_it():
    told = guarded(tidy([[2, 20], [30, 40]]))
    hidden = told.frame[told.frame["flag"] == FLAG]
    assert (told.hidden, told.primary) == (4, 1)
    assert sorted(zip(hidden["sex"], hidden["state"], strict=True)) == [
        ("r0", "c0"),
        ("r0", "c1"),
        ("r1", "c0"),
        ("r1", "c1"),
    ]
    assert hidden["n"].isna().all()
    assert told.frame.loc[told.frame["flag"] == "", "n"].tolist() == [22, 70, 32, 60, 92]


def test_a_table_without_small_counts_is_left_alone():
    frame = tidy([[5, 20], [0, 40]])
    told = guarded(frame)
    assert told.hidden == 0
    assert told.frame["n"].tolist() == frame["n"].tolist()


def test_partners_that_add_up_to_little_are_not_enough():
    # hiding 1 and 1 beside each other still tells both are 0 to 2: another count has to go
    told = guarded(tidy([[1, 1, 30], [30, 30, 30]]))
    assert told.hidden > 4


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=2))
def test_no_small_count_of_any_table_can_be_narrowed_down(table):
    frame = tidy(table)
    told = guarded(frame)
    truth = {(row.sex, row.state): row.n for row in frame.itertuples()}
    shown = {(row["sex"], row["state"]) for row in told.frame.to_dict("records") if row["n"] is not None}
    assert not any(0 < truth[cell] < K for cell in shown)
    for cell, found in attack(told.frame).items():
        if 0 < truth[cell] < K:
            assert truth[cell] in found
            assert max(found) - min(found) >= K, (cell, sorted(found))


def test_the_difference_of_two_layouts_of_the_same_people_tells_nothing():
    """Sex by state hides a count; age by state must not publish what gives it back."""
    by_sex = guarded(tidy([[12, 3, 15], [14, 9, 17]]), digest="d")
    assert by_sex.hidden >= 4
    again = guarded(tidy([[12, 3, 15], [14, 9, 17]]), digest="d", earlier=[by_sex.release])
    assert again.frame["n"].tolist() == by_sex.frame["n"].tolist()
    # the margin of states is the same in both tables: hidden in one, it may not be told by the other
    narrow = guarded(tidy([[4, 3], [0, 0]]), digest="e")
    other = guarded(tidy([[3, 2], [1, 1]], rows="age"), dims=("age", "state"), digest="e", earlier=[narrow.release])
    margins = other.frame[(other.frame["age"] == "all") & (other.frame["state"] != "all")]
    assert margins["n"].isna().all()


def test_a_coarser_release_does_not_reveal_what_a_finer_one_hid():
    first = guarded(tidy([[2, 20], [30, 40]]), digest="d")
    hidden = {(row["sex"], row["state"]) for row in first.frame.to_dict("records") if row["n"] is None}
    frame = tidy([[2, 20], [30, 40]])
    column = frame[(frame["sex"] == "r0")].drop(columns="sex")  # r0 alone, told as a table of its own
    column.insert(0, "sex", "r0")
    second = protect(column, ("sex", "state"), totals={"state": "all"}, digest="d", earlier=[first.release])
    assert ("r0", "c1") in hidden
    assert second.frame[second.frame["state"] == "c1"]["n"].isna().all()


def test_the_difference_from_older_data_is_hidden():
    """One person withdraws: two releases must not tell in which cell they were."""
    before = guarded(tidy([[12, 9], [20, 30]]), digest="old")
    after = guarded(tidy([[12, 8], [20, 30]]), digest="new", earlier=[before.release])
    assert before.hidden == 0
    shown = {(row["sex"], row["state"]): row["n"] for row in after.frame.to_dict("records")}
    assert shown["r0", "c1"] is None
    assert shown["all", "all"] is None
    old = {(row["sex"], row["state"]): row["n"] for row in before.frame.to_dict("records")}
    assert all(number is None or abs(number - old[cell]) not in range(1, K) for cell, number in shown.items())


def test_three_ways_and_months_without_a_total():
    rng = np.random.default_rng(1)
    rows = []
    for month in ("1", "2"):
        inner = rng.integers(0, 8, (2, 3, 2))
        for a, b, c in itertools.product(range(3), range(4), range(3)):
            part = inner[slice(None) if a == 2 else a, slice(None) if b == 3 else b, slice(None) if c == 2 else c]
            rows.append(
                (
                    month,
                    "all" if a == 2 else str(a),
                    "all" if b == 3 else str(b),
                    "all" if c == 2 else str(c),
                    int(part.sum()),
                )
            )
    frame = pd.DataFrame(rows, columns=["month", "sex", "age", "state", "n"])
    told = protect(frame, ("month", "sex", "age", "state"), totals={"sex": "all", "age": "all", "state": "all"})
    shown = told.frame[told.frame["n"].notna()]
    assert not ((shown["n"] > 0) & (shown["n"] < K)).any()
    assert told.primary < told.hidden < len(frame)


def test_other_columns_are_hidden_with_the_count():
    frame = tidy([[2, 20], [30, 40]]).assign(value=0.5, unit="people")
    told = guarded(frame, values=("value",))
    assert told.frame.loc[told.frame["flag"] == FLAG, "value"].isna().all()
    assert (told.frame["unit"] == "people").all()
    assert frame["n"].notna().all()  # the table that was given is not changed


@pytest.mark.parametrize("k", [4, 1, 0, -5])
def test_k_is_never_lowered(k):
    for call in (lambda: guarded(tidy([[2, 20]]), k=k), lambda: check_k(k)):
        with pytest.raises(BadInput, match="never lowered"):
            call()


def test_k_can_be_raised():
    assert guarded(tidy([[7, 20], [30, 40]])).hidden == 0
    assert guarded(tidy([[7, 20], [30, 40]]), k=10).hidden == 4


def test_tables_that_do_not_add_up_or_repeat_are_refused():
    frame = tidy([[9, 20], [30, 40]])
    with pytest.raises(BadInput, match="do not add up"):
        guarded(frame.assign(n=frame["n"] + (frame.index == 0)))
    with pytest.raises(BadInput, match="twice"):
        guarded(pd.concat([frame, frame]))
    for wrong in (-1, 2.5, float("nan")):
        with pytest.raises((BadInput, ValueError)):
            guarded(frame.assign(n=[wrong, *frame["n"][1:]]))


def test_an_empty_table_is_empty():
    told = guarded(tidy([[9, 20]]).iloc[:0])
    assert (len(told.frame), told.hidden) == (0, 0)
