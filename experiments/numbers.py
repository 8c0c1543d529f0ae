"""How numbers are written for people: no more digits than the interval supports, never ``-0.0``."""

import math

from .statistics import Estimate

MOST_DECIMALS = 3


def decimals(found: Estimate, *values: float | None) -> int:
    """Return the decimals that an interval supports: down to the first digit of its half width.

    Without an interval, two digits of the smallest of `values` (or of the mean) count.
    """
    if found.low is not None and found.high is not None and found.high > found.low:
        size = (found.high - found.low) / 2
        return _decimals(size, 1)
    sizes = [abs(value) for value in (*values, found.mean) if value]
    return _decimals(min(sizes), 2) if sizes else 0


def _decimals(size: float, digits: int) -> int:
    return min(max(digits - 1 - math.floor(math.log10(size)), 0), MOST_DECIMALS)


def plain(value: float | None, places: int) -> str:
    """Return ``12,345.6``; ``-`` for None."""
    if value is None:
        return "-"
    text = f"{value:,.{places}f}"
    return text[1:] if text.startswith("-") and not any(digit in "123456789" for digit in text) else text


def signed(value: float | None, places: int) -> str:
    """Return ``+1.2`` or ``-1.2``; zero has no sign."""
    text = plain(value, places)
    return f"+{text}" if value and value > 0 and any(digit in "123456789" for digit in text) else text


def percent(share: float) -> str:
    """Return ``12 %``."""
    return f"{plain(share * 100, 0)} %"


def interval(found: Estimate, places: int, sign: bool = False) -> str:
    """Return ``[1.2, 3.4]``; nothing where there is no interval."""
    if found.low is None or found.high is None:
        return ""
    write = signed if sign else plain
    return f"[{write(found.low, places)}, {write(found.high, places)}]"
