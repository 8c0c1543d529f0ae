"""What an uncertain number may be: a few named distributions, each with both ends known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from approdo.model.levers.wording import is_number, nearest, shown

from .statistics import Real

# What stands in the file: the names of the numbers, in their order.
SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "uniform": ("low", "high"),
    "halves": ("low", "median", "high"),
    "triangular": ("low", "mode", "high"),
    "normal_truncated": ("mean", "standard deviation", "low", "high"),
    "beta": ("a", "b", "low", "high"),
    "loguniform": ("low", "high"),
}


def halves(u: Any, low: float, median: float, high: float) -> Any:
    """Return the values below which shares `u` lie: half of the probability spread evenly on each side of the median.

    The prior of a number with a default and a range: draws are as often below the default as above it.
    """
    return np.where(u < 0.5, low + 2.0 * u * (median - low), median + (2.0 * u - 1.0) * (high - median))


@dataclass(frozen=True)
class Distribution:
    """A distribution by its name and numbers, as `SHAPES` lists them."""

    name: str
    numbers: tuple[float, ...]

    @property
    def low(self) -> float:
        """The least value."""
        return self._named["low"]

    @property
    def high(self) -> float:
        """The greatest value."""
        return self._named["high"]

    @property
    def _named(self) -> dict[str, float]:
        return dict(zip(SHAPES[self.name], self.numbers, strict=True))

    def quantiles(self, u: Real) -> Real:
        """Return the values below which shares `u` of the probability lie."""
        n = self._named
        if self.name == "halves":
            return np.asarray(halves(u, n["low"], n["median"], n["high"]), np.float64)
        from scipy import stats

        low, width = n["low"], n["high"] - n["low"]
        # scipy.stats has no type hints that a checker could use
        frozen: Any
        if self.name == "uniform":
            frozen = stats.uniform(low, width)
        elif self.name == "triangular":
            frozen = stats.triang((n["mode"] - low) / width, low, width)
        elif self.name == "normal_truncated":
            mean, spread = n["mean"], n["standard deviation"]
            frozen = stats.truncnorm((low - mean) / spread, (n["high"] - mean) / spread, mean, spread)
        elif self.name == "beta":
            frozen = stats.beta(n["a"], n["b"], low, width)
        else:
            frozen = stats.loguniform(low, n["high"])
        return np.clip(np.asarray(frozen.ppf(u), np.float64), low, n["high"])

    def canonical(self) -> dict[str, Any]:
        """Return it as a file states it, ready for JSON."""
        return {self.name: list(self.numbers)}


def read_distribution(given: object, complain: Callable[[str], None]) -> Distribution | None:
    """Read ``{ uniform = [0.2, 1.4] }``; what is wrong is told to `complain`, and there is no distribution then."""
    if not isinstance(given, dict) or len(given) != 1:
        names = ", ".join(f"{{ {name} = [{', '.join(numbers)}] }}" for name, numbers in SHAPES.items())
        complain(f'distribution = {shown(given)}, expected "prior" or one of: {names}.')
        return None
    ((name, numbers),) = given.items()
    if name not in SHAPES:
        complain(f"unknown distribution {shown(name)}.{nearest(name, SHAPES)} All: {', '.join(SHAPES)}.")
        return None
    wanted = SHAPES[name]
    if name == "beta" and isinstance(numbers, list) and len(numbers) == 2:
        numbers = [*numbers, 0, 1]
    if not isinstance(numbers, list) or len(numbers) != len(wanted) or not all(map(is_number, numbers)):
        complain(f"{name} = {shown(numbers)}, expected {len(wanted)} numbers: [{', '.join(wanted)}].")
        return None
    if wrong := _wrong(name, dict(zip(wanted, numbers, strict=True))):
        complain(f"{name} = {shown(numbers)}, expected {wrong}.")
        return None
    return Distribution(name, tuple(float(number) for number in numbers))


def _wrong(name: str, n: Mapping[str, float]) -> str:
    """Return what the numbers should be and are not, or an empty text."""
    if not n["low"] < n["high"]:
        return "low below high"
    if name == "triangular" and not n["low"] <= n["mode"] <= n["high"]:
        return "the mode between low and high"
    if name == "loguniform" and n["low"] <= 0:
        return "low above 0"
    if name == "beta" and min(n["a"], n["b"]) <= 0:
        return "a and b above 0"
    if name == "normal_truncated":
        if n["standard deviation"] <= 0:
            return "a standard deviation above 0"
        if not n["low"] - 8 * n["standard deviation"] <= n["mean"] <= n["high"] + 8 * n["standard deviation"]:
            return "low and high within 8 standard deviations of the mean"
    return ""
