"""What many runs say: means, paired differences and ratios, each with its interval. Known answers: tests/experiments.

Every interval here is of a mean over runs (Monte Carlo error) and narrows with more of them; how far the runs differ is
in uncertainty.py.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Real: TypeAlias = NDArray[np.float64]

LEVEL: Final = 0.95


@dataclass(frozen=True)
class Estimate:
    """A number with its interval; None with the reason in `why` where there is none. `n` is the number of runs."""

    mean: float | None
    low: float | None
    high: float | None
    n: int
    why: str = ""

    @property
    def clear(self) -> bool:
        """Tell whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)

    def scaled(self, factor: float) -> "Estimate":
        """Return the estimate times a number other than 0 (a negative one turns the interval round)."""
        ends = sorted(end * factor for end in (self.low, self.high) if end is not None)
        low, high = ends if len(ends) == 2 else (None, None)
        return Estimate(None if self.mean is None else self.mean * factor, low, high, self.n, self.why)


def signs_differ(estimates: Iterable[Estimate]) -> bool:
    """Tell whether one is clearly above or below zero and another on the other side; unclear ones alone are luck."""
    known = [each for each in estimates if each.mean is not None]
    return any(
        each.clear and other.mean is not None and each.mean is not None and each.mean * other.mean < 0
        for each in known
        for other in known
    )


@dataclass(frozen=True)
class Paired:
    """One outcome in two arms over the same seeds: means, difference (policy - base), and what pairing achieved.

    `difference` has the interval of the mean, which more runs narrow; `worlds` the same mean with the middle 95 % of
    the runs, which they do not. `correlation` is that of the two arms over the runs; `fewer_runs` how many times more
    runs independent seeds would need for the same interval; None where an arm does not vary, or for fewer than three
    runs.
    """

    base: float | None
    policy: float | None
    difference: Estimate
    worlds: Estimate
    correlation: float | None
    fewer_runs: float | None

    @property
    def relative(self) -> float | None:
        """The difference as a share of the base; None for a base of 0."""
        if self.base is None or self.base == 0 or self.difference.mean is None:
            return None
        return self.difference.mean / abs(self.base)


def t_quantile(degrees: int, level: float = LEVEL) -> float:
    """Return the quantile of Student's t that leaves out `1 - level` on both sides together."""
    from scipy.special import stdtrit  # scipy.stats costs three times as much to import

    return float(stdtrit(degrees, 1 - (1 - level) / 2))


def mean_of(values: Real) -> float:
    """Return the mean, summed without rounding error, so that no order of runs and no processor changes a bit."""
    return math.fsum(values.tolist()) / len(values)


def estimate(values: Real, level: float = LEVEL) -> Estimate:
    """Return the mean of a sample with its t interval; runs where the outcome is not defined (NaN) are left out."""
    sample = values[np.isfinite(values)]
    n = len(sample)
    if n == 0:
        return Estimate(None, None, None, 0, "defined in no run")
    mean = mean_of(sample)
    if n == 1:
        return Estimate(mean, None, None, 1, "one run gives no interval")
    half = t_quantile(n - 1, level) * math.sqrt(covariance(sample, sample) / n)
    return Estimate(mean, mean - half, mean + half, n)


def middle(values: Real) -> Estimate:
    """Return the mean of a sample with the interval that holds another run with 95 %, whatever the distribution.

    The k-th smallest and the k-th largest of n enclose the next one with probability 1 - 2k / (n + 1). Below 39 runs
    the outermost two are taken: the interval of all runs.
    """
    sample = values[np.isfinite(values)]
    found = estimate(sample)
    if found.low is None:
        return found
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(sample, [outside, 1 - outside], method="weibull").tolist()
    return Estimate(found.mean, low, high, found.n)


def covariance(left: Real, right: Real) -> float:
    """Return the sample covariance of two equally long samples of at least two (with itself: the variance)."""
    products = (left - mean_of(left)) * (right - mean_of(right))
    return math.fsum(products.tolist()) / (len(left) - 1)


def paired(base: Real, policy: Real) -> Paired:
    """Compare two arms run by run; runs where either is not defined (NaN) are left out."""
    both = np.isfinite(base) & np.isfinite(policy)
    base, policy = base[both], policy[both]
    difference = estimate(policy - base)
    if difference.n == 0:
        return Paired(None, None, difference, difference, None, None)
    worlds = middle(policy - base)
    correlation = fewer = None
    if difference.n > 2:
        spread_base, spread_policy = covariance(base, base), covariance(policy, policy)
        spread = covariance(policy - base, policy - base)
        if spread_base > 0 and spread_policy > 0:
            correlation = covariance(base, policy) / math.sqrt(spread_base * spread_policy)
            # Arms that differ by a constant would need infinitely many more runs: no number for that.
            fewer = (spread_base + spread_policy) / spread if spread > 0 else None
    return Paired(mean_of(base), mean_of(policy), difference, worlds, correlation, fewer)


def ratio(above: Real, below: Real, what: str) -> Estimate:
    """Return mean(above) / mean(below) with Fieller's interval, for two quantities measured in the same runs.

    Args:
        above: numerator, one value a run.
        below: denominator, one value a run.
        what: name of the denominator, for the reason when it is not clearly above zero: no ratio is given then.
    """
    both = np.isfinite(above) & np.isfinite(below)
    above, below = above[both], below[both]
    n = len(below)
    if n < 2:
        return Estimate(None, None, None, n, "fewer than two runs give no interval")
    a, b, t = mean_of(above), mean_of(below), t_quantile(n - 1)
    saa, sbb, sab = (covariance(*pair) / n for pair in ((above, above), (below, below), (above, below)))
    square = b * b - t * t * sbb
    if b <= 0 or square <= 0:
        return Estimate(None, None, None, n, f"{what} are not clearly above zero")
    middle = a * b - t * t * sab
    # Never below zero in exact arithmetic once `square` is above it; rounding may say otherwise.
    root = math.sqrt(max(middle * middle - square * (a * a - t * t * saa), 0.0))
    return Estimate(a / b, (middle - root) / square, (middle + root) / square, n)
