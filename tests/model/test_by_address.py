"""Named tuples that rules hand on by their address: the parts are those that Python gave, in nested ones too."""

import weakref
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import pytest

from approdo.model.by_address import by_address
from approdo.model.kernel import INTERPRETED, entrance, kernel

Ints = npt.NDArray[np.int64]


@by_address
class Inner(NamedTuple):
    """Two columns of different kinds."""

    small: npt.NDArray[np.int8]
    wide: npt.NDArray[np.float64]


@by_address
class Outer(NamedTuple):
    """A column, a named tuple, a column."""

    first: Ints
    inner: Inner
    last: Ints


@kernel
def _sum(inner: Inner, i: int) -> float:
    return float(inner.small[i] + inner.wide[0, i])


@kernel
def _step(outer: Outer, i: int) -> float:
    outer.last[i] += 1
    return float(_sum(outer.inner, i) + outer.first[i] + outer.last[i])


@entrance
def _through(outer: Outer) -> float:
    found = 0.0
    for i in range(outer.first.size):
        found += _step(outer, i)
    return found


@entrance
def _at_once(inner: Inner) -> float:
    return float(inner.wide[0, 1])


def made(size: int) -> Outer:
    inner = Inner(np.arange(size, dtype=np.int8), np.full((1, size), 0.5))
    return Outer(np.full(size, 100), inner, np.full(size, 1000))


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, tmp_path):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))


def test_every_part_is_read_and_written_where_python_sees_it():
    outer = made(3)
    assert _through(outer) == (0 + 1 + 2) + 3 * 0.5 + 3 * 100 + 3 * 1001
    assert outer.last.tolist() == [1001] * 3
    assert _through(outer._replace(first=np.zeros(3, np.int64))) == 3 + 1.5 + 3 * 1002, "another tuple, other arrays"


def test_a_nested_one_can_be_given_alone_and_an_entrance_reads_what_was_written_just_before():
    for value in (0.5, 7.0):
        inner = made(2).inner
        inner.wide[:] = value
        assert _at_once(inner) == value


def test_what_was_given_is_forgotten_when_nobody_else_has_it():
    outer = made(3)
    known = [weakref.ref(part) for part in (outer.first, outer.inner.small, outer.inner.wide, outer.last)]
    for _ in range(3):
        _through(outer)
    assert outer.last.tolist() == [1003] * 3
    del outer
    assert all(part() is None for part in known)


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
def test_types_differ_with_the_parts_and_so_do_their_names():
    here: Any = numba.typeof(made(1))
    assert here == numba.typeof(made(5))
    other = numba.typeof(made(1)._replace(first=np.zeros(1, np.int32)))
    assert here != other
    assert here.name != other.name
    assert len(here.name) < 30


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
def test_a_part_that_does_not_exist_is_refused():
    @entrance
    def wrong(outer: Outer) -> float:
        return outer.middle.size  # type: ignore[attr-defined,no-any-return]

    with pytest.raises(numba.TypingError, match="middle"):
        wrong(made(1))
