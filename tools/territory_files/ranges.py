"""Numbers with a range, numbers with a source, and whole numbers that add up."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A central value with the low and the high end in which it may lie."""

    value: float
    low: float
    high: float


def exact(value: float) -> Range:
    """A number whose uncertainty is not carried."""
    return Range(value, value, value)


def product(*factors: Range) -> Range:
    """Product of independent factors (all above zero): the relative distances to the ends are added in quadrature.

    Multiplying all lows, and all highs, would give a range that no plausible combination reaches.
    """
    value = math.prod(factor.value for factor in factors)
    down = math.sqrt(math.fsum(math.log(factor.low / factor.value) ** 2 for factor in factors))
    up = math.sqrt(math.fsum(math.log(factor.high / factor.value) ** 2 for factor in factors))
    return Range(value, value * math.exp(-down), value * math.exp(up))


def inverse(factor: Range) -> Range:
    """One divided by the factor."""
    return Range(1 / factor.value, 1 / factor.high, 1 / factor.low)


def total(*terms: Range) -> Range:
    """Sum of independent terms: the distances to the ends are added in quadrature."""
    value = math.fsum(term.value for term in terms)
    down = math.sqrt(math.fsum((term.value - term.low) ** 2 for term in terms))
    up = math.sqrt(math.fsum((term.high - term.value) ** 2 for term in terms))
    return Range(value, value - down, value + up)


def clipped(factor: Range, low: float, high: float) -> Range:
    """The same range, held inside two bounds."""
    value, bottom, top = (min(max(number, low), high) for number in (factor.value, factor.low, factor.high))
    return Range(value, bottom, top)


@dataclass(frozen=True)
class Figure:
    """One sourced figure of a territory."""

    range: Range
    unit: str
    status: str
    source: str
    evidence: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Composition:
    """Shares of the leavers by one trait, with a range for each share."""

    shares: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]
    status: str
    source: str
    evidence: tuple[str, ...]
    note: str
