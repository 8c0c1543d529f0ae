"""One function for many seeds: in order, the same in any number of processes, and an end when processes die."""

import os

import pytest

from approdo.experiments import batches
from approdo.experiments.batches import for_seeds
from approdo.model.errors import BadInput, Failure


def square(common: int, seed: int) -> int:
    return common + seed * seed


def dies(common: int, seed: int) -> int:
    if os.getpid() != common:
        os._exit(1)
    return seed


def breaks(common: int, seed: int) -> int:
    raise ValueError(f"seed {seed}")


@pytest.fixture
def at_once(monkeypatch):
    """Use processes even for little work."""
    monkeypatch.setattr(batches, "WORTH_A_POOL", -1.0)


def test_answers_come_in_the_order_of_the_seeds(at_once):
    seeds = [5, 3, 11, 2, 7, 1, 13, 4, 9, 6, 8, 10]
    expected = [100 + seed * seed for seed in seeds]
    told = []
    assert for_seeds(square, 100, seeds, workers=1) == expected
    assert for_seeds(square, 100, seeds, workers=2, progress=lambda done, total: told.append((done, total))) == expected
    assert told[0] == (0, 12)
    assert told[-1] == (12, 12)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert for_seeds(square, 100, []) == []


def test_processes_that_die_end_in_a_sentence(at_once):
    with pytest.raises(Failure, match=r"died each time|keep dying"):
        for_seeds(dies, os.getpid(), list(range(12)), workers=2)


def test_what_the_function_raises_is_raised():
    with pytest.raises(ValueError, match="seed 1"):
        for_seeds(breaks, 0, [1, 2], workers=1)
    with pytest.raises(BadInput, match="workers = 0"):
        for_seeds(square, 0, [1], workers=0)
