"""Designs: which points of a study are run.

What is drawn is nested: the first n points of a larger sample are those of the smaller one, and a new factor leaves
the columns of the others as they are.

- Latin hypercube: a factor's column depends on the study's seed, the factor's path and the position in the sample,
  and on nothing else. It is built by doubling: n points in n strata become 2n points in 2n strata, the new ones in the
  strata that are empty, in random order. At n = 1, 2, 4, 8, ... it is a whole Latin hypercube; in between, no stratum
  of the next power of two holds two points.
- Sobol: scipy's sequence, where a factor takes the dimension of its place in the file and a scramble of its own, by
  its path. So factors are added at the end of the file. (A dimension by hash of the path would not ask that, but high
  dimensions go badly together: two of 8 columns of 256 points were seen with a correlation of 0.75.) Best at powers
  of two.
- Grid: the product of the levels of what is varied. One at a time: the base, then each factor's levels, range ends or
  5 % and 95 % quantiles. List: the points as they are written. These three cross what is uncertain with draws from
  its distributions (a Latin hypercube, the same draws at every point), except one at a time, which moves it in turn.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np

from .factors import Factor, Value
from .seeds import generator_seed
from .statistics import Real

Row: TypeAlias = dict[str, Value]  # path to value

DESIGNS: Final = ("grid", "latin_hypercube", "sobol", "one_at_a_time", "list")
SAMPLED: Final = ("latin_hypercube", "sobol")
CROSSED: Final = ("grid", "list")  # with draws of what is uncertain
JITTER_BITS: Final = 32  # of the place within a stratum: few enough for exact sums


def latin_column(seed: int, path: str, n: int) -> Real:
    """Return the first n quantiles of a factor's column of a Latin hypercube."""
    strata = np.zeros(1, np.int64)
    quantiles = _generator(seed, "latin", path, 0).integers(2**JITTER_BITS, size=1) / 2.0**JITTER_BITS
    for level in itertools.count(1):
        size = len(strata)
        if size >= n:
            break
        generator = _generator(seed, "latin", path, level)
        strata = (quantiles * (2 * size)).astype(np.int64)
        empty = generator.permutation(strata ^ 1)
        jitter = generator.integers(2**JITTER_BITS, size=size) / 2.0**JITTER_BITS
        quantiles = np.concatenate([quantiles, (empty + jitter) / (2 * size)])
        strata = np.concatenate([strata, empty])
    return quantiles[:n]


def sobol_column(seed: int, path: str, dimension: int, n: int) -> Real:
    """Return the first n quantiles of one dimension of the Sobol sequence, with the scramble of a factor."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimension + 1, scramble=True, rng=_generator(seed, "sobol", path))
    column: Real = sequence.random_base2(math.ceil(math.log2(max(n, 1))))[:n, dimension]
    return column


def quantile_matrix(design: str, seed: int, factors: Sequence[Factor], n: int) -> Real:
    """Return ``[n, factors]`` quantiles of a sampled design (``latin_hypercube`` or ``sobol``)."""
    columns = [
        sobol_column(seed, factor.path, dimension, n) if design == "sobol" else latin_column(seed, factor.path, n)
        for dimension, factor in enumerate(factors)
    ]
    return np.stack(columns, axis=1) if columns else np.zeros((n, 0))


def draw_rows(design: str, seed: int, factors: Sequence[Factor], n: int) -> list[Row]:
    """Return n points of a sampled design, path to value."""
    matrix = quantile_matrix(design, seed, factors, n)
    columns = {factor.path: factor.values(matrix[:, number]) for number, factor in enumerate(factors)}
    return [{path: column[row] for path, column in columns.items()} for row in range(n)]


def grid_rows(factors: Sequence[Factor]) -> Iterator[Row]:
    """Yield every combination of levels; the last factor changes fastest."""
    for levels in itertools.product(*(factor.levels for factor in factors)):
        yield dict(zip((factor.path for factor in factors), levels, strict=True))


def one_at_a_time_rows(factors: Sequence[Factor]) -> Iterator[Row]:
    """Yield the base, then each factor's levels or ends with everything else at the base."""
    yield {}
    for factor in factors:
        for value in dict.fromkeys(factor.ends()):
            if value != factor.base:
                yield {factor.path: value}


def _generator(seed: int, *names: str | int) -> np.random.Generator:
    return np.random.default_rng(generator_seed(seed, *names))
