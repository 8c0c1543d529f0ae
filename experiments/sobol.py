"""Sobol indices of a function: which share of an outcome's variance each input brings, alone and with others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from approdo.model.errors import BadInput

from .statistics import Real

Function: TypeAlias = Callable[[Real], Real]  # [rows, inputs] -> [rows] or [rows, functions]
Sampler: TypeAlias = Callable[[Real], Real]  # quantiles [rows, inputs] in [0, 1) -> inputs [rows, inputs]

BASE: Final = 4096


@dataclass(frozen=True, eq=False)
class Indices:
    """Shares of the variance; the last axis, if there is one, is that of several functions.

    `first` and `total` are ``[inputs]``, `second` ``[inputs, inputs]`` above its diagonal (None if not asked for),
    `groups` the total index of each group of inputs, `variance` and `mean` those of the function.
    """

    first: Real
    total: Real
    second: Real | None
    groups: Real
    variance: Real
    mean: Real


def sobol_indices(
    function: Function,
    inputs: int,
    *,
    sample: Sampler | None = None,
    second: bool = False,
    groups: Sequence[Sequence[int]] = (),
    base: int = BASE,
    seed: int = 0,
) -> Indices:
    """Compute first-order, total and, if asked for, second-order indices of independent inputs.

    Two scrambled Sobol samples are mixed column by column; estimators of Janon (2014) and Jansen (1999).

    Args:
        function: of rows of inputs.
        inputs: how many there are.
        sample: from quantiles to inputs; None for inputs between 0 and 1.
        second: compute the pairs too; twice the work.
        groups: inputs that are swapped together, for the total index of a group.
        base: rows of each sample, a power of two.
        seed: of the scrambling.

    Raises:
        BadInput: `base` is no power of two, or there are no inputs.
    """
    if inputs < 1:
        raise BadInput("Sobol indices need at least one input.")
    if base < 2 or base & (base - 1):
        raise BadInput(f"base = {base}, expected a power of two, for example {BASE}.")
    from scipy.stats import qmc

    quantiles = qmc.Sobol(2 * inputs, rng=np.random.default_rng([seed, inputs])).random(base)
    place = sample or (lambda values: values)
    left, right = place(quantiles[:, :inputs]), place(quantiles[:, inputs:])

    def mixed(into: Real, out_of: Real, columns: Sequence[int]) -> Real:
        rows = into.copy()
        rows[:, list(columns)] = out_of[:, list(columns)]
        return function(rows)

    at_left, at_right = function(left), function(right)
    both = np.concatenate([at_left, at_right])
    mean, variance = both.mean(axis=0), both.var(axis=0)
    at_left, at_right = at_left - mean, at_right - mean
    swapped = [mixed(left, right, [each]) - mean for each in range(inputs)]
    first = np.array([_correlated(at_right, each) for each in swapped])
    total = np.array([_share(((at_left - each) ** 2).mean(axis=0) / 2, variance) for each in swapped])
    return Indices(
        first,
        total,
        _pairs(mixed, (left, right), swapped, at_left * at_right, first, variance, mean) if second else None,
        np.array(
            [_share(((at_left - mixed(left, right, group) + mean) ** 2).mean(axis=0) / 2, variance) for group in groups]
        ),
        variance,
        mean,
    )


def _pairs(
    mixed: Callable[[Real, Real, Sequence[int]], Real],
    samples: tuple[Real, Real],
    swapped: Sequence[Real],
    product: Real,
    first: Real,
    variance: Real,
    mean: Real,
) -> Real:
    left, right = samples
    count = len(swapped)
    back = [mixed(right, left, [each]) - mean for each in range(count)]
    found = np.full((count, count, *np.shape(variance)), np.nan)
    for one in range(count):
        for other in range(one + 1, count):
            closed = _share((back[one] * swapped[other] - product).mean(axis=0), variance)
            found[one, other] = closed - first[one] - first[other]
    return found


def _correlated(one: Real, other: Real) -> Real:
    """Return the covariance of two samples over the variance of both; they share one input and nothing else."""
    level = ((one + other) / 2).mean(axis=0)
    spread = (one**2 + other**2).mean(axis=0) / 2 - level**2
    return _share((one * other).mean(axis=0) - level**2, spread)


def _share(part: Real, variance: Real) -> Real:
    return np.divide(part, variance, out=np.zeros_like(np.asarray(part, np.float64)), where=np.asarray(variance) > 0)
