"""An outcome over all packages: its mean, the noise of single runs around it, and how well both are known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from .emulator import Emulator, fit_emulator
from .sobol import Function
from .statistics import Real

DRAWS: Final = 24  # emulators that the same runs allow
KINDS: Final = ("polynomial", "process")
DEGREE: Final = 4


@dataclass(frozen=True, eq=False)
class Surface:
    """The emulated mean and the noise, which may differ from package to package."""

    emulator: Emulator
    spread: Emulator | None  # mean absolute deviation of single runs; None where it cannot be learned
    standard: Real  # residuals divided by that
    size: float  # typical noise, never 0
    _pretended: Real

    @cached_property
    def _others(self) -> Function:
        """The emulators that the same runs allow, side by side."""
        return self.emulator.relearned(self._pretended)

    def mean(self, packages: Real, caution: float = 0.0) -> Real:
        """Return the mean, plus `caution` standard errors."""
        found = self.emulator(packages)
        if caution:
            found = found + caution * self._error(packages)
        return found

    def draws(self, packages: Real, rng: np.random.Generator) -> Real:
        """Return means that the runs allow as well, ``[packages, draws]``, in an order that `rng` decides."""
        found = self._others(packages)
        return found[:, rng.permutation(found.shape[1])]

    def quantile(
        self, packages: Real, probability: float, caution: float = 0.0, rng: np.random.Generator | None = None
    ) -> Real:
        """Return the quantile of single runs, ``[packages, 1]``; with `rng`, of every draw, ``[packages, draws]``."""
        noise = float(np.quantile(self.standard, probability)) * self.deviation(packages)
        if rng is not None:
            return self.draws(packages, rng) + noise[:, None]
        return (self.mean(packages, caution) + noise)[:, None]

    def deviation(self, packages: Real) -> Real:
        """Return the mean absolute deviation of single runs."""
        if self.spread is None:
            return np.full(len(packages), self.size)
        return np.maximum(self.spread(packages), 0.2 * self.size)

    def reach(self, probability: float) -> float:
        """Return how many standard deviations the quantile lies above the mean."""
        return float(np.quantile(self.standard, probability) / max(float(self.standard.std()), 1e-12))

    def _error(self, packages: Real) -> Real:
        found: Real = self._others(packages).std(axis=1)
        return found


def learn(x: Real, y: Real, seed: int, kinds: Sequence[str] = KINDS) -> Surface:
    """Learn a surface from single runs, with an emulator of one of these kinds."""
    emulator = fit_emulator(x, y, seed=seed, kinds=kinds, degree=DEGREE)
    residual = emulator.y - emulator.left_out
    # Errors of prediction are a little wider than the noise itself.
    residual = residual * (emulator.noise / emulator.error if emulator.error > 0 else 1.0)
    size = float(np.abs(residual).mean())
    there = np.isfinite(y)
    spread = None
    if size > 0:
        spread = fit_emulator(x[there], np.abs(residual), seed=seed, kinds=("polynomial",), degree=2)
    usual = size if size > 0 else max(abs(float(emulator.y.mean())), 1.0) * 1e-6
    level = np.full(len(residual), usual) if spread is None else np.maximum(spread(x[there]), 0.2 * usual)
    rng = np.random.default_rng([seed, 4, math.floor(len(y))])
    return Surface(emulator, spread, residual / level, usual, emulator.pretended(rng, DRAWS))
