from typing import Any

import pytest

from approdo.experiments.seeds import generator_seed, point_hash, run_seed


def test_a_run_has_one_seed_whatever_the_arm_and_seed_zero_is_a_seed():
    seeds = [run_seed(seed, run) for seed in (0, 1, 2**63 - 1) for run in range(200)]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert seeds == [run_seed(seed, run) for seed in (0, 1, 2**63 - 1) for run in range(200)]


def test_designs_and_confirmations_do_not_share_the_seeds_of_comparisons():
    plain = {run_seed(1, run) for run in range(100)}
    assert not plain & {run_seed(1, run, point=2**63 - 5) for run in range(100)}
    assert not plain & {run_seed(1, run, fresh=True) for run in range(100)}
    assert run_seed(1, 0, point=3) != run_seed(1, 0, point=4)


@pytest.mark.promise("bits.streams")
def test_the_rule_never_changes():
    assert [run_seed(1, run) for run in range(3)] == [5798228838397846302, 2969202350700904004, 6326404249380893085]


def test_the_number_of_a_point_is_its_content_and_no_change_is_a_comparison():
    assert point_hash({}) == 0
    assert point_hash({"a": 1, "b": 2.5}) == point_hash({"b": 2.5, "a": 1})
    others: list[dict[str, Any]] = [
        {"a": 1},
        {"a": 2},
        {"b": 1},
        {"a": "1"},
        {"a": 1, "b": 1},
        {"a": True},
        {"a": None},
    ]
    numbers = {point_hash(content) for content in others}
    assert len(numbers) == len(others)
    assert all(1 <= number < 2**63 for number in numbers)


def test_generators_of_other_purposes_have_other_seeds():
    made = {generator_seed(seed, *names) for seed in (0, 1) for names in (("a",), ("b",), ("a", "b"), ("a", 0))}
    assert len(made) == 8


@pytest.mark.promise("bits.streams")
def test_the_numbers_of_points_never_change():
    assert (point_hash({"parameters.landlords.prejudice_mean": 0.5}), generator_seed(1, "latin", "a", 0)) == (
        5264102948675524522,
        1865127451086761739,
    )
