"""The arithmetic of decisions: the same bits compiled and interpreted (MODEL section 8b).

Only scalar `math` functions appear here, and nowhere else in the room: NumPy's vector versions round differently.
"""

import math

from .draws import whole
from .kernel import entrance, kernel

TWO_52 = 4503599627370496
TWO_53 = 9007199254740992
LOGIT_LIMIT = 700.0


@entrance
def exp(x: float) -> float:
    """Return e**x; beyond +-700 the limit is used, so that no result is infinite."""
    if x > LOGIT_LIMIT:
        return math.exp(LOGIT_LIMIT)
    if x < -LOGIT_LIMIT:
        return 0.0
    return math.exp(x)


@entrance
def log(x: float) -> float:
    """Return the natural logarithm of a number above zero."""
    return math.log(x)


@entrance
def logistic(x: float) -> float:
    """Return 1 / (1 + e**-x)."""
    return 1.0 / (1.0 + exp(-x))


@kernel
def threshold(probability: float) -> int:
    """Return the whole number that a 53-bit draw must stay below for an event of this probability to happen."""
    return int(probability * TWO_53)


@entrance
def chance(z: int, probability: float) -> bool:
    """Return whether the event of this probability happens: a 53-bit draw against a whole threshold."""
    return whole(z) < threshold(probability)


@entrance
def uniform(z: int) -> float:
    """Return a number strictly between 0 and 1 from 64 bits.

    52 of them: with a half added, 53 would round to 1 once in a long while, and its Gumbel error would be infinite.
    """
    return ((whole(z) >> 1) + 0.5) / TWO_52


@entrance
def gumbel(z: int) -> float:
    """Return a standard Gumbel error from 64 bits."""
    return -math.log(-math.log(uniform(z)))


@kernel
def remainder(x: int, n: int, inverse: float) -> int:
    """Return x % n for 0 <= x < 2**53, with `inverse` 1 / n: exact, and faster than the processor's division."""
    rest = x - int(x * inverse) * n  # at most one n too high or too low
    if rest < 0:
        return rest + n
    return rest - n if rest >= n else rest


@entrance
def cents(x: float) -> int:
    """Return the nearest whole number of cents (halves go up)."""
    return int(math.floor(x + 0.5))
