"""Keyed luck and the arithmetic of decisions, in whole Python numbers (ODD 4.9, 7.0)."""

import math

BITS = (1 << 64) - 1
TWO_53 = 1 << 53
GOLDEN = 0x9E3779B97F4A7C15
WHO = 0xD6E8FEB86659FD93  # multiplies the process and whoever decides
WHAT = 0xA0761D6478BD642F  # multiplies the month and the option


def mix(z: int) -> int:
    """SplitMix64's last steps."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & BITS
    return z ^ (z >> 31)


def blend(z: int, word: int, factor: int) -> int:
    """Mix one more number into 64 bits: `mix`, written out because most of the oracle's time is spent here."""
    z = ((z ^ ((word * factor) & BITS)) + GOLDEN) & BITS
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & BITS
    return z ^ (z >> 31)


def whole(z: int) -> int:
    """The upper 53 bits."""
    return z >> 11


def event(z: int, probability: float) -> bool:
    """Does something of this probability happen?"""
    return whole(z) < int(probability * TWO_53)


def uniform(z: int) -> float:
    """A number strictly between 0 and 1."""
    return ((whole(z) >> 1) + 0.5) / 2**52


def gumbel(z: int) -> float:
    """A standard Gumbel error."""
    return -math.log(-math.log(uniform(z)))


def exp(x: float) -> float:
    """e**x, never infinite."""
    if x < -700.0:
        return 0.0
    return math.exp(min(x, 700.0))


def log(x: float) -> float:
    """The natural logarithm."""
    return math.log(x)


def logistic(x: float) -> float:
    """1 / (1 + e**-x)."""
    return 1.0 / (1.0 + exp(-x))


def cents(x: float) -> int:
    """The nearest whole cent, halves up."""
    return math.floor(x + 0.5)


class Luck:
    """All the luck of one seed: a function of the process, the month, who decides, and about what."""

    def __init__(self, seed: int) -> None:
        self.start = mix(((seed & BITS) + GOLDEN) & BITS)
        self._streams: dict[tuple[int, int], int] = {}
        self._latest: tuple[int, int, int] | None = None  # many draw about one option after another
        self._chooser = 0

    def draw(self, process: int, month: int, who: int, what: int) -> int:
        """64 uniform bits."""
        if (process, month, who) != self._latest:
            stream = self._streams.get((process, month))
            if stream is None:
                stream = self._streams[process, month] = blend(blend(self.start, process, WHO), month, WHAT)
            self._latest, self._chooser = (process, month, who), blend(stream, who, WHO)
        return blend(self._chooser, what, WHAT)

    def event(self, probability: float, process: int, month: int, who: int, what: int) -> bool:
        """Does it happen to them?"""
        if probability <= 0.0 or probability >= 1.0:
            return probability >= 1.0
        return event(self.draw(process, month, who, what), probability)

    def uniform(self, process: int, month: int, who: int, what: int) -> float:
        """Their number between 0 and 1."""
        return uniform(self.draw(process, month, who, what))

    def gumbel(self, process: int, month: int, who: int, what: int) -> float:
        """Their error of taste about this option."""
        return gumbel(self.draw(process, month, who, what))
