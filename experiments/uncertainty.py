"""How sure a paired difference is: the worlds it was seen in, what of their spread is chance, and when the sign flips.

A world is one draw of parameters and one luck. Two intervals are kept apart: the one of the worlds (what more runs do
not narrow) and the error of the mean, the Monte Carlo error (what more runs do narrow).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from .statistics import LEVEL, Estimate, Real, covariance, estimate, mean_of, middle

FEWEST_REPEATS: Final = 4  # with fewer, nothing is said about the shares


@dataclass(frozen=True)
class Share:
    """A share of something, with a 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Uncertainty:
    """What the worlds say about one difference.

    `worlds` holds the mean difference and the middle 95 % of worlds, `mean` the same mean with its Monte Carlo error,
    `flips` the share of worlds in which the difference has the other sign than the mean; `same` tells that the arms
    are equal in every world.
    """

    worlds: Estimate
    mean: Estimate
    flips: Share | None
    same: bool

    @property
    def half_width(self) -> float | None:
        """Half the Monte Carlo interval of the mean."""
        return None if self.mean.low is None or self.mean.mean is None else self.mean.mean - self.mean.low


@dataclass(frozen=True)
class Split:
    """The spread of worlds in two parts: `chance` is its share from luck alone, the rest is from parameters."""

    chance: Share
    repeats: int

    @property
    def parameters(self) -> Share:
        """The share of the spread that comes from parameters nobody knows."""
        return Share(1 - self.chance.value, 1 - self.chance.high, 1 - self.chance.low)


def uncertainty(difference: Real) -> Uncertainty:
    """Return what one difference a world says; worlds where it is not defined (NaN) are left out."""
    sample = difference[np.isfinite(difference)]
    mean = estimate(sample)
    same = len(sample) > 0 and not sample.any()
    return Uncertainty(middle(sample), mean, _flips(sample, mean.mean), same)


def _flips(sample: Real, mean: float | None) -> Share | None:
    if mean is None or not len(sample):
        return None
    if mean == 0:
        return Share(0.0, 0.0, 0.0) if not sample.any() else None
    return share_of(float((np.sign(sample) == -np.sign(mean)).sum()), len(sample))


def share_of(hits: float, n: int) -> Share:
    """Return hits / n with Wilson's interval, which stays inside 0 and 1 and has a width even at its ends."""
    z = 1.959963984540054
    p = hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Share(p, max(0.0, middle - half), min(1.0, middle + half))


def split(difference: Real, first: Real, again: Real) -> Split | None:
    """Return how much of the spread of worlds is chance; None where that cannot be told.

    Half the mean squared difference between two worlds of the same parameters estimates the variance of chance alone;
    the variance over all worlds holds both. Their ratio has about an F distribution, hence the interval.

    Args:
        difference: one value for each world, each with parameters of its own.
        first: some of these values.
        again: values of worlds with the same parameters and other luck, in the order of `first`.
    """
    from scipy.special import fdtri

    both = np.isfinite(first) & np.isfinite(again)
    sample, apart = difference[np.isfinite(difference)], (first - again)[both]
    repeats = len(apart)
    if repeats < FEWEST_REPEATS or len(sample) < 2 * FEWEST_REPEATS:
        return None
    whole = covariance(sample, sample)
    if whole <= 0:
        return None
    ratio = mean_of(apart * apart) / 2 / whole
    outside, degrees = (1 - LEVEL) / 2, (repeats, len(sample) - 1)
    low, high = (ratio / float(fdtri(*degrees, p)) for p in (1 - outside, outside))
    return Split(Share(*(min(1.0, each) for each in (ratio, low, high))), repeats)
