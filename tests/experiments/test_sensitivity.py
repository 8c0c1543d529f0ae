"""Known answers: Ishigami and the g-function, SALib beside; then what must hold of any input; then bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import sobol as salib  # type: ignore[import-untyped]
from SALib.sample import sobol as salib_sample  # type: ignore[import-untyped]

from approdo.experiments.emulator import fit_emulator
from approdo.experiments.flips import flips
from approdo.experiments.polynomial import Choice, design_matrix, terms_up_to
from approdo.experiments.sensitivity import sensitivity
from approdo.experiments.sobol import sobol_indices
from approdo.model.errors import BadInput
from tests.experiments.known_functions import (
    G_FIRST,
    G_TOTAL,
    ISHIGAMI_13,
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    ISHIGAMI_VARIANCE,
    g_function,
    ishigami,
    single_runs,
    there,
)

NAMES = ("a", "b", "c")


def test_indices_of_ishigami():
    found = sobol_indices(ishigami, 3, second=True, groups=[(0, 2), (0, 1, 2)], seed=1)
    assert found.variance == pytest.approx(ISHIGAMI_VARIANCE, rel=0.01)
    assert found.first == pytest.approx(ISHIGAMI_FIRST, abs=0.012)
    assert found.total == pytest.approx(ISHIGAMI_TOTAL, abs=0.012)
    assert there(found.second)[0, 2] == pytest.approx(ISHIGAMI_13, abs=0.02)
    assert there(found.second)[0, 1] == pytest.approx(0.0, abs=0.02)
    assert found.groups == pytest.approx([1 - ISHIGAMI_FIRST[1], 1.0], abs=0.012)


def test_indices_of_the_g_function():
    found = sobol_indices(g_function, 4, seed=2)
    assert found.first == pytest.approx(G_FIRST, abs=0.012)
    assert found.total == pytest.approx(G_TOTAL, abs=0.012)


def test_the_same_as_salib():
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0, 1]] * 4}
    sample = salib_sample.sample(problem, 4096, calc_second_order=False, seed=1)
    theirs = salib.analyze(problem, g_function(sample), calc_second_order=False, num_resamples=2, seed=1)
    ours = sobol_indices(g_function, 4, seed=3)
    assert ours.first == pytest.approx(theirs["S1"], abs=0.02)
    assert ours.total == pytest.approx(theirs["ST"], abs=0.02)


def test_several_functions_at_once_are_the_same_as_one_by_one():
    both = sobol_indices(lambda x: np.column_stack([ishigami(x), x[:, 0]]), 3, second=True, base=256, seed=1)
    alone = sobol_indices(ishigami, 3, second=True, base=256, seed=1)
    assert both.total[:, 0] == pytest.approx(alone.total)
    assert there(both.second)[0, 2, 0] == pytest.approx(there(alone.second)[0, 2])
    assert both.total[:, 1] == pytest.approx([1.0, 0.0, 0.0], abs=1e-4)


def test_an_emulator_of_noisy_single_runs_finds_the_indices_and_the_noise():
    x, y = single_runs(ishigami, 3, 512, 1.0, 5)
    found = sensitivity(x, y, NAMES, second=True, repeats=40, kinds=("polynomial",), seed=5)
    totals = np.array([each.total.mean for each in found.influences])
    assert np.abs(totals - ISHIGAMI_TOTAL).mean() <= 0.02
    assert found.noise.mean == pytest.approx(1 / (1 + ISHIGAMI_VARIANCE), abs=0.01)
    assert there(found.noise.low) < 1 / (1 + ISHIGAMI_VARIANCE) < there(found.noise.high)
    assert found.interactions[0].names == ("a", "c")
    assert found.interactions[0].share.mean == pytest.approx(ISHIGAMI_13, abs=0.03)
    assert not found.weak
    for each in found.influences:
        for share in (each.first, each.total):
            assert 0 <= there(share.low) <= there(share.mean) <= there(share.high) <= 1


@pytest.mark.parametrize("kind", ["polynomial", "process", "trees"])
def test_every_kind_of_emulator_learns_and_answers_the_same_twice(kind):
    x, y = single_runs(lambda q: 3 * q[:, 0] + np.sin(6 * q[:, 1]), 2, 160, 0.3, 1)
    first, again = (fit_emulator(x, y, seed=1, kinds=(kind,)) for _ in range(2))
    points = np.random.default_rng(0).random((50, 2))
    truth = 3 * points[:, 0] + np.sin(6 * points[:, 1])
    assert np.sqrt(((first(points) - truth) ** 2).mean()) < 0.3
    assert np.array_equal(first(points), again(points))
    assert first.noise == pytest.approx(0.3, abs=0.07)
    assert first.error > 0.25
    others = first.relearned(np.column_stack([y, 2 * y]))(points)
    assert others[:, 0] == pytest.approx(first(points), rel=1e-6)
    assert others[:, 1] == pytest.approx(2 * first(points), rel=0.05, abs=0.05)


def test_cross_validation_takes_what_learns_best():
    smooth = fit_emulator(*single_runs(lambda q: q @ [1.0, 2.0], 2, 100, 0.1, 1), kinds=("polynomial", "process"))
    assert smooth.kind == "polynomial"
    jump = fit_emulator(*single_runs(lambda q: 5.0 * (q[:, 0] > 0.37), 2, 300, 0.1, 1), kinds=("polynomial", "trees"))
    assert jump.kind == "trees"
    assert set(jump.errors) == {"polynomial", "trees"}


def test_polynomials_are_orthonormal_and_find_their_terms():
    terms = terms_up_to(3, np.array([50, 50]))
    assert len(terms) == len({tuple(term) for term in terms}) == 9 + 6  # and single inputs up to 6
    grid = np.linspace(-1, 1, 2001)
    values = design_matrix(np.column_stack([grid, np.zeros_like(grid)]), np.array([[1, 0], [2, 0]]))
    assert np.trapezoid(values[:, 0] * values[:, 1], grid) == pytest.approx(0.0, abs=1e-6)
    assert np.trapezoid(values[:, 1] ** 2, grid) / 2 == pytest.approx(1.0, abs=1e-3)
    x = np.random.default_rng(1).uniform(-1, 1, (200, 2))
    found = Choice.of(x, terms).fit(1.0 + 2.0 * x[:, 0] * x[:, 1])
    assert [1, 1] in found.terms.tolist()
    assert found(x) == pytest.approx(1.0 + 2.0 * x[:, 0] * x[:, 1], abs=1e-2)
    assert terms_up_to(4, np.array([1, 0])).tolist() == [[1, 0]]  # two values, and one value


@given(st.integers(0, 1000), st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
@settings(max_examples=6, deadline=None)
def test_shares_do_not_depend_on_the_unit_of_the_outcome(seed, shift, scale):
    x, y = single_runs(lambda q: q @ [1.0, 0.5, 0.0], 3, 64, 0.2, seed)
    one = sensitivity(x, y, NAMES, repeats=0, kinds=("polynomial",))
    other = sensitivity(x, shift + scale * y, NAMES, repeats=0, kinds=("polynomial",))
    for a, b in zip(one.influences, other.influences, strict=True):
        assert a.total.mean == pytest.approx(b.total.mean, abs=1e-3)


def test_assumption_driven():
    x, y = single_runs(lambda q: q @ [2.0, 1.0, 3.0], 3, 200, 0.1, 3)
    by = {"a": "assumption", "b": "verified", "c": "decision"}
    found = sensitivity(x, y, NAMES, statuses=[by[name] for name in NAMES], repeats=20, kinds=("polynomial",))
    assert there(found.assumed).mean == pytest.approx(4 / 5, abs=0.02)  # the decision is no doubt
    assert found.assumption_driven
    swapped = sensitivity(
        x, y, NAMES, statuses=["verified", "assumption", "decision"], repeats=0, kinds=("polynomial",)
    )
    assert there(swapped.assumed).mean == pytest.approx(1 / 5, abs=0.02)
    assert not swapped.assumption_driven
    assert sensitivity(x, y, NAMES, repeats=0, kinds=("polynomial",)).assumed is None


def test_pure_noise_and_a_constant_are_told():
    rng = np.random.default_rng(4)
    noise = sensitivity(rng.random((150, 2)), rng.normal(size=150), "ab", repeats=10, kinds=("polynomial",))
    assert noise.weak
    same = sensitivity(rng.random((40, 2)), np.full(40, 7.0), "ab", repeats=5)
    assert same.noise.mean is None
    assert "the same in every run" in same.noise.why
    assert [each.total.mean for each in same.influences] == [0.0, 0.0]


def test_runs_without_the_outcome_are_left_out():
    x, y = single_runs(lambda q: q @ [1.0, 0.0], 2, 80, 0.1, 1)
    y[::4] = np.nan
    assert sensitivity(x, y, "ab", repeats=0, kinds=("polynomial",)).runs == 60


def test_what_would_turn_a_ranking_round():
    # Lower than the other package while u < 0.7 of an input between 10 and 20: it turns at 17.
    def sample(quantiles):
        return np.column_stack([10 + 10 * quantiles[:, 0], quantiles[:, 1]])

    u, noise = np.random.default_rng(1).random((300, 2)), np.random.default_rng(2).normal(0, 0.2, 300)
    emulator = fit_emulator(sample(u), 4 * (u[:, 0] - 0.7) + 0.5 * (u[:, 1] - 0.5) + noise, kinds=("polynomial",))
    found = flips(emulator, ["share", "other"], sample, seed=1)
    share, other = found.inputs
    assert share.name == "share"
    assert there(share.low) <= there(share.value) <= there(share.high)
    assert share.value == pytest.approx(17.0, abs=0.3)
    assert share.sure == 1.0
    assert share.below < 0 < share.above
    assert other.value is None
    assert found.mean < 0
    assert found.share == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: fit_emulator(np.zeros((30, 2)), np.zeros(29)), "expected"),
        (lambda: fit_emulator(np.zeros((5, 1)), np.zeros(5)), "at least 20"),
        (lambda: fit_emulator(np.zeros((30, 1)), np.full(30, np.nan)), "defined in 0 runs"),
        (lambda: fit_emulator(np.full((30, 1), np.inf), np.zeros(30)), "finite"),
        (lambda: fit_emulator(np.zeros((30, 1)), np.zeros(30), kinds=("forest",)), "expected polynomial"),
        (lambda: fit_emulator(np.zeros((30, 1)), np.zeros(30), kinds=()), "no kind"),
        (lambda: sensitivity(np.zeros((30, 2)), np.zeros(30), ["a"]), "1 names"),
        (lambda: sobol_indices(ishigami, 0), "at least one input"),
        (lambda: sobol_indices(ishigami, 3, base=1000), "power of two"),
    ],
)
def test_asked_wrongly(call, told):
    with pytest.raises(BadInput, match=told):
        call()
