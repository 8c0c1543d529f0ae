"""How strong the evidence for one pilot is: a grade by rule, from signs and intervals in the places that count.

The rules, on the change in homeless months of a person reached; places that count are those that are not thin.

- strong: at least two places, the interval below zero in all, at most 10 % of worlds with the other sign in each, and
  not assumption-driven;
- moderate: at least two places, the interval below zero in more than half, nowhere above, at most 25 % of worlds with
  the other sign where it is below;
- weak: the interval below zero in one place at least, and nowhere above;
- none: the interval contains zero in every place;
- mixed: below zero in one place and above in another; harmful: above somewhere and nowhere below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from approdo.experiments.influence import Screening
from approdo.experiments.uncertainty import Uncertainty

GRADES: Final = ("strong", "moderate", "weak", "none", "mixed", "harmful")  # the best first
STRONG_FLIPS, MODERATE_FLIPS = 0.10, 0.25  # worlds with the other sign, at most
FEWEST_PLACES: Final = 2
HALF: Final = 0.5


@dataclass(frozen=True)
class Evidence:
    """What the places that count say about one pilot: in how many homeless months fall, rise, or neither clearly.

    `flips` is the largest share of worlds with the other sign in a place where they fall; None where there is none.
    """

    falls: int
    rises: int
    unclear: int
    flips: float | None
    assumption_driven: bool

    @property
    def places(self) -> int:
        """How many places count."""
        return self.falls + self.rises + self.unclear

    @property
    def grade(self) -> str:
        """One of `GRADES`, by the rules above."""
        if self.rises:
            return "mixed" if self.falls else "harmful"
        if not self.falls:
            return "none"
        if self.places < FEWEST_PLACES or self.flips is None:
            return "weak"
        if self.falls == self.places and self.flips <= STRONG_FLIPS and not self.assumption_driven:
            return "strong"
        return "moderate" if 2 * self.falls > self.places and self.flips <= MODERATE_FLIPS else "weak"

    @property
    def transfers(self) -> str:
        """Say whether the effect is there from place to place: everywhere, some, nowhere, opposite, or one place."""
        if self.falls and self.rises:
            return "opposite"
        if not self.falls and not self.rises:
            return "nowhere"
        if self.places < FEWEST_PLACES:
            return "one_place"
        return "everywhere" if self.places in (self.falls, self.rises) else "some"


def evidence(effects: Sequence[Uncertainty], assumption_driven: bool) -> Evidence:
    """Return what effects in the places that count say together."""
    means = [each.mean for each in effects]
    falls = [each for each in effects if each.mean.high is not None and each.mean.high < 0]
    rises = sum(mean.low is not None and mean.low > 0 for mean in means)
    flips = [0.0 if each.flips is None else each.flips.value for each in falls]
    return Evidence(len(falls), rises, len(means) - len(falls) - rises, max(flips, default=None), assumption_driven)


def unsourced_share(screening: Screening) -> float:
    """Return about which share of the spread of a package's effect the recorded assumptions explain, 0 to 1.

    The sum of the squared rank correlations with the change, less what chance alone would give; assumptions are drawn
    independently. Mean over the territories of the record.
    """
    chance = 1.0 / (screening.draws - 1)
    sums = [
        sum(each.change[place] ** 2 - chance for each in screening.influences)
        for place in range(len(screening.territories))
    ]
    return min(max(sum(sums) / len(sums), 0.0), 1.0) if sums else 0.0


def is_assumption_driven(screening: Screening | None) -> bool:
    """Tell whether more than half of the spread follows from assumptions; without a record, that is assumed."""
    return screening is None or unsourced_share(screening) > HALF
