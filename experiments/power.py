"""Would a pilot see an effect: pilots are drawn many times from what is true, and each is tested as it would be.

A pilot follows people whom the package takes in (by lot, among those who could be) and others. It sees one world:

- people of one territory share its luck: their outcomes go together with the intraclass correlation `rho`;
- the effect differs between territories (`effect_spread`);
- some people are lost before their outcome is known (`attrition`, for treated and controls);
- the homes that treated people win are missing to controls in the same market (`spillover`): controls *within* the
  same territories show effect - spillover, controls *between*, in territories without the package, show the effect,
  at the price of the differences between territories.

The test: the difference of the two means with a variance robust to clustering by territory (a sandwich over
territories, each group's own in a design between), against Student's t with territories less 1 (within) or less 2
(between) degrees of freedom. With a single territory within, people are what is independent, and the answer says
nothing beyond that territory.
"""

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from approdo.model.errors import BadInput

from .apportion import whole_parts
from .seeds import generator_seed
from .statistics import Real, t_quantile
from .uncertainty import Share, share_of

Counts: TypeAlias = NDArray[np.int64]

REPEATS: Final = 4000
ENOUGH: Final = 0.8
HALVINGS: Final = 14
CONTROLS: Final = ("within", "between")
MOST_PEOPLE: Final = 1_000_000
LUCK: Final = np.linspace(-5.0, 5.0, 1001)  # standard deviations


@dataclass(frozen=True)
class Truth:
    """What is true: of a share (`spread` None), or of a number such as months with a standard deviation `spread`.

    `level` is the mean without the package, `effect` what the package adds for those it takes in, `spillover` what it
    adds for people beside them in the same market; `rho` is the intraclass correlation of the outcome by territory.
    """

    level: float
    effect: float
    spread: float | None = None
    rho: float = 0.0
    effect_spread: float = 0.0
    spillover: float = 0.0

    def __post_init__(self) -> None:
        wrong = []
        if not 0 <= self.rho < 1:
            wrong.append(f"rho = {self.rho:g}, expected 0 to below 1 (intraclass correlation).")
        if self.effect_spread < 0:
            wrong.append(f"effect spread = {self.effect_spread:g}, expected 0 or more.")
        if self.spread is not None and not self.spread > 0:
            wrong.append(f"spread = {self.spread:g}, expected above 0 (standard deviation between people).")
        if self.spread is None:
            for what, share in (("without", self.level), ("with", self.level + self.effect)):
                if not 0 <= share <= 1:
                    wrong.append(f"the share {what} the package would be {share:.3g}, expected 0 to 1.")
        if wrong:
            raise BadInput("\n".join(wrong))


@dataclass(frozen=True)
class Pilot:
    """A design: `people` taken in and `controls` beside, in `territories` with the package.

    With controls between, they are in `territories` others. `attrition` is the share of treated people who are lost,
    `attrition_controls` that of controls.
    """

    people: int
    territories: int
    controls: int
    control: str = "within"
    attrition: float = 0.2
    attrition_controls: float = 0.2

    def __post_init__(self) -> None:
        wrong = [
            f"{what} = {size}, expected {least} to {MOST_PEOPLE} (people)."
            for what, size, least in (("people", self.people, 2), ("controls", self.controls, 2))
            if not least <= size <= MOST_PEOPLE
        ]
        if self.control not in CONTROLS:
            wrong.append(f'control = "{self.control}", expected {" or ".join(CONTROLS)}.')
        least = 2 if self.control == "between" else 1
        if not least <= self.territories <= min(self.people, self.controls):
            wrong.append(
                f"territories = {self.territories}, expected {least} to {min(self.people, self.controls)} "
                f"(controls {self.control}; each territory needs somebody)."
            )
        wrong += [
            f"{what} = {share:g}, expected 0 to below 1 (share of people lost)."
            for what, share in (("attrition", self.attrition), ("attrition of controls", self.attrition_controls))
            if not 0 <= share < 1
        ]
        if wrong:
            raise BadInput("\n".join(wrong))


@dataclass(frozen=True)
class Power:
    """The share of pilots that find an effect in the right direction (without any effect: in either).

    `estimate` is what pilots measure on average, `standard_error` how much they differ.
    """

    power: Share
    estimate: float
    standard_error: float
    repeats: int


def power(truth: Truth, pilot: Pilot, *, repeats: int = REPEATS, seed: int = 1, alpha: float = 0.05) -> Power:
    """Return how often the pilot finds the effect.

    Args:
        truth: what is true.
        pilot: the design.
        repeats: simulated pilots.
        seed: of the simulation; the same for a neighbouring truth, so that powers compare.
        alpha: two-sided error of the test.
    """
    rng = np.random.default_rng(generator_seed(seed, "power"))
    treated, controls = _Arm(pilot, True, repeats), _Arm(pilot, False, repeats)
    # The luck of territories is that of both groups within, and of each its own between.
    luck = rng.standard_normal((repeats, pilot.territories))
    other = luck if pilot.control == "within" else rng.standard_normal((repeats, pilot.territories))
    varied = rng.standard_normal((repeats, pilot.territories)) * truth.effect_spread
    spill = truth.spillover if pilot.control == "within" else 0.0
    treated.observe(truth, truth.effect, luck, varied, rng)
    controls.observe(truth, spill, other, np.zeros_like(luck), rng)
    difference = treated.mean - controls.mean
    if pilot.control == "within" and pilot.territories == 1:
        variance, degrees = treated.of_mean() + controls.of_mean(), max(pilot.people + pilot.controls - 2, 1)
    elif pilot.control == "within":
        apart = treated.influence() - controls.influence()
        variance = (apart**2).sum(axis=1) * pilot.territories / (pilot.territories - 1)
        degrees = pilot.territories - 1
    else:
        variance = np.asarray(
            sum((arm.influence() ** 2).sum(axis=1) for arm in (treated, controls))
            * pilot.territories
            / (pilot.territories - 1)
        )
        degrees = 2 * pilot.territories - 2
    there = np.isfinite(difference)
    # Without any spread between territories there is nothing to test with: such a pilot finds nothing.
    sure = there & (variance > 0) & (np.abs(difference) > t_quantile(degrees, 1 - alpha) * np.sqrt(variance))
    right = sure if truth.effect == 0 else sure & (np.sign(difference) == np.sign(truth.effect))
    seen = difference[there]
    mean, spread = (float(seen.mean()), float(seen.std(ddof=1))) if len(seen) > 1 else (np.nan, np.nan)
    return Power(share_of(float(right.sum()), repeats), mean, spread, repeats)


class _Arm:
    """One group of many pilots: by pilot and territory how many are followed to the end, and the sum of outcomes."""

    def __init__(self, pilot: Pilot, treated: bool, repeats: int) -> None:
        people = pilot.people if treated else pilot.controls
        self.lost = pilot.attrition if treated else pilot.attrition_controls
        self.sizes = np.array(whole_parts(people, [1.0] * pilot.territories))
        self.repeats = repeats
        self.share = True

    def observe(self, truth: Truth, change: float, luck: Real, varied: Real, rng: np.random.Generator) -> None:
        """Draw who is followed and what came of them."""
        n = rng.binomial(np.broadcast_to(self.sizes, luck.shape), 1.0 - self.lost)
        self.share = truth.spread is None
        if truth.spread is None:
            chances = np.clip(_chances(float(np.clip(truth.level + change, 0, 1)), truth.rho, luck) + varied, 0.0, 1.0)
            self.sums = rng.binomial(n, chances).astype(np.float64)
            self.squares = self.sums.sum(axis=1)
        else:
            means = truth.level + change + truth.spread * np.sqrt(truth.rho) * luck + varied
            own = truth.spread * np.sqrt(1.0 - truth.rho)
            self.sums = n * means + np.sqrt(n) * own * rng.standard_normal(n.shape)
            inside = np.maximum(n - 1, 0)
            scatter = own**2 * np.where(inside > 0, rng.chisquare(np.maximum(inside, 1)), 0.0)
            self.squares = (scatter + self.sums**2 / np.maximum(n, 1)).sum(axis=1)
        self.n: Counts = n
        self.followed = n.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            self.mean: Real = self.sums.sum(axis=1) / self.followed

    def influence(self) -> Real:
        """Return ``[pilot, territory]``: by how much a territory moves the mean."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Real = (self.sums - self.n * self.mean[:, None]) / self.followed[:, None]
        return found

    def of_mean(self) -> Real:
        """Return the variance of the mean, people being independent."""
        n = self.followed
        with np.errstate(invalid="ignore", divide="ignore"):
            found: Real = (self.squares / n - self.mean**2) / (n - 1)
        return found


def _chances(share: float, rho: float, luck: Real) -> Real:
    """Return the share in each territory: beta with this mean and intraclass correlation, along the same luck."""
    if rho == 0 or share in (0.0, 1.0):
        return np.full(luck.shape, share)
    from scipy.special import betaincinv, ndtr

    both = (1.0 - rho) / rho
    quantiles = betaincinv(share * both, (1.0 - share) * both, ndtr(LUCK))  # slow, hence on a grid only
    found: Real = np.interp(luck, LUCK, quantiles)
    return found


def smallest_effect(
    truth: Truth, pilot: Pilot, *, wanted: float = ENOUGH, repeats: int = REPEATS, seed: int = 1
) -> float | None:
    """Return the smallest true effect, in the direction of `truth`, that is found with probability `wanted`.

    None: not even the largest one possible (a share of 0 or 1, or ten standard deviations). Spillover stays what it is.
    """
    up = truth.effect >= 0
    most = ((1.0 - truth.level) if up else truth.level) if truth.spread is None else 10 * truth.spread
    sign = 1.0 if up else -1.0

    def enough(size: float) -> bool:
        return power(replace(truth, effect=sign * size), pilot, repeats=repeats, seed=seed).power.value >= wanted

    if most <= 0 or not enough(most):
        return None
    low, high = 0.0, most
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return sign * high


@dataclass(frozen=True)
class Costs:
    """What a pilot costs, EUR: for each person taken in, each control, each territory and each of its months."""

    person: float = 0.0
    control: float = 0.0
    territory: float = 0.0
    month: float = 0.0

    def of(self, pilot: Pilot, months: int) -> float:
        """Return the cost of a pilot; territories of controls between cost their months and set-up too."""
        places = pilot.territories * (2 if pilot.control == "between" else 1)
        return (
            pilot.people * self.person + pilot.controls * self.control + places * (self.territory + self.month * months)
        )
