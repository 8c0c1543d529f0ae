"""A polynomial of several inputs that keeps few terms: chosen by least-angle regression, fitted by ridge."""

import itertools
import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .statistics import Real

Terms = NDArray[np.int64]  # [terms, inputs], the degree of each input in each term

MOST_DEGREE: Final = 10
TERMS_PER_RUN: Final = 0.45  # the variance of the noise must be estimated from what is left over
MOST_STEPS: Final = 80  # of the least-angle regression, about one term each
PENALTIES: Final = np.logspace(-3, 3, 13)


def terms_up_to(degree: int, most: NDArray[np.int64]) -> Terms:
    """Return every term of total degree 1 to `degree`, and single inputs up to twice that.

    Args:
        degree: sum of the degrees of all inputs of a term.
        most: highest degree that each input allows (one less than its different values).
    """
    inputs = len(most)
    found: list[tuple[int, ...]] = []
    for total in range(1, degree + 1):
        for chosen in itertools.combinations_with_replacement(range(inputs), total):
            found.append(tuple(chosen.count(each) for each in range(inputs)))
    for each, total in itertools.product(range(inputs), range(degree + 1, 2 * degree + 1)):
        found.append(tuple(total if other == each else 0 for other in range(inputs)))
    listed = np.array(found, np.int64).reshape(-1, inputs)
    kept: Terms = listed[(listed <= most).all(axis=1) & (listed <= MOST_DEGREE).all(axis=1)]
    return kept


def design_matrix(x: Real, terms: Terms) -> Real:
    """Return the products of Legendre polynomials, ``[rows, terms]``; `x` lies within -1 and 1."""
    values = np.ones((len(x), len(terms)))
    for column in range(x.shape[1]):
        highest = int(terms[:, column].max(initial=0))
        if highest:
            scale = np.sqrt(2.0 * np.arange(highest + 1) + 1.0)
            values *= (np.polynomial.legendre.legvander(x[:, column], highest) * scale)[:, terms[:, column]]
    return values


@dataclass(frozen=True, eq=False)
class Polynomial:
    """A fitted polynomial: level, terms and their coefficients."""

    level: float
    terms: Terms
    coefficients: Real

    def __call__(self, x: Real) -> Real:
        """Return its values at the rows of `x`, each within -1 and 1."""
        if not len(self.terms):
            return np.full(len(x), self.level)
        found: Real = self.level + design_matrix(x, self.terms) @ self.coefficients
        return found


def degrees_for(runs: int, most: NDArray[np.int64]) -> list[int]:
    """Return the degrees that so many runs can support, at least 1."""
    fits = [1]
    for degree in range(2, MOST_DEGREE + 1):
        if len(terms_up_to(degree, most)) > TERMS_PER_RUN * runs:
            break
        fits.append(degree)
    return fits


@dataclass(frozen=True, eq=False)
class Choice:
    """Terms to choose from, evaluated at some rows: prepared once for several outcomes of the same rows."""

    terms: Terms  # those that vary over the rows
    values: Real
    basis: Real | None  # orthonormal, of `values` and a level; None for more terms than rows

    @classmethod
    def of(cls, x: Real, terms: Terms) -> "Choice":
        """Evaluate the terms at the rows of `x`, each within -1 and 1."""
        values = design_matrix(x, terms)
        varied = values.std(axis=0) > 1e-9
        values = values[:, varied]
        full = np.column_stack([np.ones(len(x)), values])
        return cls(terms[varied], values, np.linalg.qr(full)[0] if full.shape[1] < len(x) else None)

    def fit(self, y: Real) -> Polynomial:
        """Choose terms by least-angle regression and BIC, and fit those chosen by ridge; `y` is one outcome."""
        level, scale = float(y.mean()), float(y.std())
        chosen = np.arange(len(self.terms))
        if scale <= 1e-12 * max(abs(level), 1.0) or not len(chosen):
            return Polynomial(level, self.terms[:0], np.zeros(0))
        standard = (y - level) / scale
        if self.basis is not None:
            chosen = _chosen(self.values, standard, self.basis)
        if not len(chosen):
            return Polynomial(level, self.terms[:0], np.zeros(0))
        from sklearn.linear_model import RidgeCV

        ridge = RidgeCV(PENALTIES).fit(self.values[:, chosen], standard)
        coefficients = scale * np.asarray(ridge.coef_)
        return Polynomial(level + scale * float(ridge.intercept_), self.terms[chosen], coefficients)


def _chosen(values: Real, y: Real, basis: Real) -> NDArray[np.int64]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LassoLarsIC

    left_over = float(y @ y) - float(np.square(basis.T @ y).sum())
    noise = max(left_over / (len(y) - basis.shape[1]), 1e-9)  # without any, BIC would weigh nothing
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # it stops early where terms say the same twice
        path = LassoLarsIC("bic", max_iter=MOST_STEPS, noise_variance=noise).fit(values, y)
    return np.flatnonzero(path.coef_)
