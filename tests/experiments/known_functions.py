"""Functions whose Sobol indices are known in closed form."""

from typing import TypeVar

import numpy as np
from scipy.stats import qmc

T = TypeVar("T")


def there(value: T | None) -> T:
    """Return a value that must not be missing."""
    assert value is not None
    return value


def ishigami(quantiles):
    """The Ishigami function (a = 7, b = 0.1) of inputs even between -pi and pi."""
    x = np.pi * (2 * quantiles - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


ISHIGAMI_VARIANCE = 7**2 / 8 + 0.1 * np.pi**4 / 5 + 0.1**2 * np.pi**8 / 18 + 0.5
ISHIGAMI_FIRST = np.array([0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.0]) / ISHIGAMI_VARIANCE
ISHIGAMI_13 = 0.1**2 * np.pi**8 * 8 / 225 / ISHIGAMI_VARIANCE
ISHIGAMI_TOTAL = ISHIGAMI_FIRST + np.array([ISHIGAMI_13, 0.0, ISHIGAMI_13])

G_WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(quantiles):
    """Sobol's g-function: a product of factors, each of mean 1."""
    return np.prod((np.abs(4 * quantiles - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1)


G_PARTS = 1 / 3 / (1 + G_WEIGHTS) ** 2
G_VARIANCE = np.prod(1 + G_PARTS) - 1
G_FIRST = G_PARTS / G_VARIANCE
G_TOTAL = G_PARTS * np.prod(1 + G_PARTS) / (1 + G_PARTS) / G_VARIANCE


def single_runs(function, inputs, runs, noise, seed):
    """Return inputs and outcomes of single runs with noise of their own."""
    x = qmc.Sobol(inputs, rng=np.random.default_rng(seed)).random_base2(int(np.ceil(np.log2(runs))))[:runs]
    return x, function(x) + np.random.default_rng([seed, 1]).normal(0.0, noise, runs)
