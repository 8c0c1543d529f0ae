"""An emulator: what a simulation would give on average, learned from single runs with seeds of their own.

A polynomial, a Gaussian process and boosted trees learn the same runs; cross-validation chooses, and the simpler one
stays unless another is clearly better. Inputs are quantiles (0 to 1), or any numbers: they are scaled here.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from approdo.model.errors import BadInput

from .polynomial import MOST_DEGREE, Choice, Terms, degrees_for, terms_up_to
from .statistics import Real

Rows: TypeAlias = NDArray[np.int64]

KINDS: Final = ("polynomial", "process", "trees")
FOLDS: Final = 5
LEAST_RUNS: Final = 20
CLEARLY: Final = 0.98  # a more complicated kind must take 2 % off the error
TUNED_ON: Final = 256  # runs that decide the scales of a Gaussian process; all runs are learned
MOST_FOR_PROCESS: Final = 1024  # runs; its work grows with their cube, and with more runs the others are as good
AT_ONCE: Final = 4096  # rows predicted at a time


class Learner(Protocol):
    """One kind of emulator, tuned once; `fit` returns a function of inputs and leaves the tuning as it is."""

    def fit(self, x: Real, y: Real) -> Callable[[Real], Real]:
        """Learn ``y[rows]``, or several outcomes at once, ``y[rows, outcomes]``."""


@dataclass(frozen=True, eq=False)
class Emulator:
    """A learned function of the inputs.

    `noise` is the standard deviation of single runs around the function (the chance of the simulation), and `error`
    the root mean square error of predicting a run that was not learned; `errors` has that error of every kind tried.
    """

    kind: str
    noise: float
    error: float
    errors: dict[str, float]
    low: Real
    high: Real
    x: Real  # scaled
    y: Real
    left_out: Real  # prediction of each run by an emulator that did not learn it
    _learner: Learner
    _function: Callable[[Real], Real]

    def __call__(self, x: Real) -> Real:
        """Return the mean outcome expected at each row of `x`."""
        scaled = _scaled(np.atleast_2d(x), self.low, self.high)
        parts = [self._function(scaled[first : first + AT_ONCE]) for first in range(0, len(scaled), AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros(0)

    @property
    def explained(self) -> float:
        """Share of the variance of single runs that the function predicts in runs it has not learned; 0 at least."""
        variance = float(self.y.var())
        return max(0.0, 1.0 - self.error**2 / variance) if variance > 0 else 0.0

    def relearned(self, y: Real) -> Callable[[Real], Real]:
        """Learn other outcomes of the same runs, ``y[runs, outcomes]``, with the same tuning: for intervals.

        Returns:
            A function of inputs that gives ``[rows, outcomes]``.
        """
        with threadpool_limits(limits=1):
            function = self._learner.fit(self.x, y)

        def predicted(x: Real) -> Real:
            scaled = _scaled(np.atleast_2d(x), self.low, self.high)
            return np.concatenate([function(scaled[at : at + AT_ONCE]) for at in range(0, len(scaled), AT_ONCE)])

        return predicted

    def pretended(self, rng: np.random.Generator, count: int) -> Real:
        """Return outcomes that the runs might have had, ``[runs, count]``: the function plus residuals of random sign.

        The sign alone is drawn (wild bootstrap), so that noise may differ from place to place.
        """
        fitted = self._function(self.x)
        residual = self.y - fitted
        size = float(residual.std())
        # A function that follows the runs leaves residuals that are too small.
        residual = residual * (self.noise / size) if size > 0 else residual
        signs = rng.integers(0, 2, (len(self.y), count)) * 2.0 - 1.0
        made: Real = fitted[:, None] + residual[:, None] * signs
        return made


def fit_emulator(
    x: Real, y: Real, *, seed: int = 0, kinds: Sequence[str] = KINDS, degree: int = MOST_DEGREE
) -> Emulator:
    """Learn an emulator from single runs.

    Args:
        x: inputs, ``[runs, inputs]``; runs must have seeds of their own (never one set of seeds for all points).
        y: one outcome of each run; runs where it is not defined (NaN) are left out.
        seed: decides the folds of the cross-validation and the trees.
        kinds: what to try, of ``"polynomial"``, ``"process"`` (Gaussian) and ``"trees"`` (boosted); a process is not
            tried for more than 1,024 runs if there is another.
        degree: the most of a polynomial.

    Raises:
        BadInput: too few runs, other shapes, an unknown kind, or inputs that are not finite.
    """
    x, y = _checked(x, y, kinds)
    low, high = x.min(axis=0), x.max(axis=0)
    scaled = _scaled(x, low, high)
    if np.ptp(y) <= 1e-12 * max(float(np.abs(y).max()), 1.0):
        kinds = ("polynomial",)
    elif len(y) > MOST_FOR_PROCESS and len(kinds) > 1:
        kinds = [kind for kind in kinds if kind != "process"]
    rng = np.random.default_rng([seed, len(y)])
    fold = rng.permutation(np.arange(len(y)) % FOLDS)
    tried: dict[str, tuple[Learner, Real]] = {}
    with threadpool_limits(limits=1):  # the order of a sum, and so the last digits, would depend on the processors
        for kind in kinds:
            tried[kind] = _tuned(kind, scaled, y, fold, seed, degree)
        errors = {kind: _root_mean_square(y - left_out) for kind, (_, left_out) in tried.items()}
        chosen = kinds[0]
        for kind in kinds[1:]:
            if errors[kind] < CLEARLY * errors[chosen]:
                chosen = kind
        learner, left_out = tried[chosen]
        function = learner.fit(scaled, y)
        noise = _noise(y, function(scaled), left_out)
    return Emulator(chosen, noise, errors[chosen], errors, low, high, scaled, y, left_out, learner, function)


def _checked(x: Real, y: Real, kinds: Sequence[str]) -> tuple[Real, Real]:
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if x.ndim != 2 or y.shape != (len(x),) or not x.shape[1]:
        raise BadInput(f"inputs {x.shape} and outcomes {y.shape}, expected [runs, inputs] and [runs].")
    for kind in kinds:
        if kind not in KINDS:
            raise BadInput(f'emulator "{kind}": expected {", ".join(KINDS)}.')
    if not kinds:
        raise BadInput(f"no kind of emulator given, expected at least one of {', '.join(KINDS)}.")
    if not np.isfinite(x).all():
        raise BadInput("inputs of an emulator must be finite numbers.")
    there = np.isfinite(y)
    if there.sum() < LEAST_RUNS:
        raise BadInput(f"the outcome is defined in {there.sum()} runs; an emulator needs at least {LEAST_RUNS}.")
    return x[there], y[there]


def _scaled(x: Real, low: Real, high: Real) -> Real:
    """Bring inputs to -1 ... 1; beyond the runs that were learned it stays at their edge."""
    span = np.where(high > low, high - low, 1.0)
    return np.clip(2.0 * (x - low) / span - 1.0, -1.0, 1.0)


def _root_mean_square(values: Real) -> float:
    return math.sqrt(float((values**2).mean()))


def _noise(y: Real, fitted: Real, left_out: Real) -> float:
    """Return the noise between two bounds that are known: residuals are too small, errors of prediction too large."""
    return math.sqrt(_root_mean_square(y - fitted) * _root_mean_square(y - left_out))


def _left_out(learner: Learner, x: Real, y: Real, fold: Rows) -> Real:
    found = np.empty_like(y)
    for number in range(FOLDS):
        inside = fold == number
        found[inside] = learner.fit(x[~inside], y[~inside])(x[inside])
    return found


def _tuned(kind: str, x: Real, y: Real, fold: Rows, seed: int, degree: int) -> tuple[Learner, Real]:
    """Return a tuned learner and its predictions of runs it did not learn."""
    learners: list[Learner]
    if kind == "polynomial":
        most = np.array([len(np.unique(column)) - 1 for column in x.T], np.int64)
        tried = (each for each in degrees_for(len(y), most) if each <= degree)
        learners = [_Polynomial(terms_up_to(each, most)) for each in tried]
    elif kind == "process":
        learners = [_Process.tuned(x, y, seed)]
    else:
        learners = [_Trees(seed)]
    found = [(learner, _left_out(learner, x, y, fold)) for learner in learners]
    return min(found, key=lambda each: _root_mean_square(y - each[1]))


@dataclass(frozen=True, eq=False)
class _Polynomial:
    terms: Terms

    def fit(self, x: Real, y: Real) -> Callable[[Real], Real]:
        choice = Choice.of(x, self.terms)
        return choice.fit(y) if y.ndim == 1 else _side_by_side([choice.fit(column) for column in y.T])


@dataclass(frozen=True, eq=False)
class _Process:
    kernel: Any

    @classmethod
    def tuned(cls, x: Real, y: Real, seed: int) -> "_Process":
        """Find the scales of the process by maximum likelihood on some of the runs."""
        from scipy.optimize import minimize
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

        some = np.sort(np.random.default_rng([seed, 1]).permutation(len(y))[:TUNED_ON])
        kernel = ConstantKernel(1.0, (1e-3, 1e3)) * Matern(np.ones(x.shape[1]), (0.1, 100.0), nu=2.5)
        kernel += WhiteKernel(0.3, (1e-6, 10.0))

        def search(objective: Callable[..., Any], start: Real, bounds: Real) -> tuple[Real, float]:
            # Bounds are met often and on purpose: an input that does not matter has an endless scale.
            options: Any = {"maxiter": 40, "ftol": 1e-6}
            found: Any = minimize(
                objective, start, method="L-BFGS-B", jac=True, bounds=bounds.tolist(), options=options
            )
            return found.x, float(found.fun)

        model = GaussianProcessRegressor(kernel, optimizer=search, normalize_y=True)
        return cls(_without_warnings(lambda: model.fit(x[some], y[some])).kernel_)

    def fit(self, x: Real, y: Real) -> Callable[[Real], Real]:
        from sklearn.gaussian_process import GaussianProcessRegressor

        level, scale = y.mean(axis=0), np.maximum(y.std(axis=0), 1e-300)
        model = GaussianProcessRegressor(self.kernel, optimizer=None).fit(x, (y - level) / scale)
        return lambda at: level + scale * np.asarray(model.predict(at), np.float64)


@dataclass(frozen=True, eq=False)
class _Trees:
    seed: int

    def fit(self, x: Real, y: Real) -> Callable[[Real], Real]:
        from sklearn.ensemble import HistGradientBoostingRegressor

        if y.ndim == 2:
            return _side_by_side([self.fit(x, column) for column in y.T])
        model = HistGradientBoostingRegressor(
            learning_rate=0.06, max_iter=200, max_leaf_nodes=8, min_samples_leaf=10, random_state=self.seed % 2**31
        ).fit(x, y)
        return lambda at: np.asarray(model.predict(at), np.float64)


def _side_by_side(functions: Sequence[Callable[[Real], Real]]) -> Callable[[Real], Real]:
    return lambda at: np.column_stack([function(at) for function in functions])


def _without_warnings(call: Callable[[], Any]) -> Any:
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return call()
