"""One dose after the other against no plan, run by run with the same luck; which doses cannot be told apart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from approdo.experiments.ranking import Ranking, rank_arms
from approdo.experiments.statistics import Estimate, Real, estimate, ratio, signs_differ
from approdo.experiments.uncertainty import Uncertainty, uncertainty

from .trial import Arm

HALF = 0.5


@dataclass(frozen=True, eq=False)
class Dose:
    """One dose: paired differences from the baseline; of homeless months, negative is good.

    `retained` is the share of the first dose's benefit that is left, with Fieller's interval. `cost` is EUR over all
    months, `per_month` EUR for each homeless month averted (everybody, all months).
    """

    value: int
    arm: Arm
    base: Arm
    retained: Estimate

    @cached_property
    def effect(self) -> Uncertainty:
        """Change in the homeless months of a person in the year after the exit."""
        return uncertainty(self.arm.homeless - self.base.homeless)

    @property
    def stable(self) -> Estimate:
        """Change in the share in a stable home at the end of that year."""
        return estimate(self.arm.stable - self.base.stable)

    @property
    def work(self) -> Estimate:
        """Change in the share at work at the end of that year."""
        return estimate(self.arm.work - self.base.work)

    @property
    def cost(self) -> Estimate:
        """What it costs, without days in reception."""
        return estimate(self.arm.cost - self.base.cost)

    @property
    def per_month(self) -> Estimate:
        """What a homeless month averted costs."""
        return cost_per_month(self.arm, self.base)

    @property
    def helps(self) -> bool:
        """Tell whether homeless months clearly fall."""
        found = self.effect.mean
        return found.clear and found.mean is not None and found.mean < 0

    @property
    def depends_on_definition(self) -> bool:
        """Tell whether a clear change has another sign under another definition of homelessness."""
        return signs_differ(
            estimate(getattr(self.arm, name) - getattr(self.base, name)) for name in ("strict", "lenient", "plus")
        )


@dataclass(frozen=True, eq=False)
class Grid:
    """Doses in their order, compared with the baseline and with each other."""

    doses: tuple[Dose, ...]
    ranking: Ranking

    @property
    def helping(self) -> tuple[Dose, ...]:
        """The doses under which homeless months clearly fall."""
        return tuple(dose for dose in self.doses if dose.helps)

    @property
    def best(self) -> tuple[Dose, ...]:
        """The doses that may be the best: no other is clearly better, over all pairs at once."""
        first = {rank.arm for rank in self.ranking.ranks if rank.low == 1}
        return tuple(dose for dose in self.doses if dose.arm.package.id in first)

    @property
    def all_alike(self) -> bool:
        """Tell whether no dose is clearly better than another."""
        return len(self.best) == len(self.doses)

    @property
    def lost(self) -> Dose | None:
        """The first dose from which on no dose clearly helps; None where the last one does, or none at all."""
        return None if not self.helping or self.doses[-1].helps else self.doses[self.doses.index(self.helping[-1]) + 1]

    @property
    def halved(self) -> Dose | None:
        """The first dose with no more than half of the benefit of the first one, by the means; None without any."""
        return next(
            (dose for dose in self.doses if dose.retained.mean is not None and dose.retained.mean <= HALF), None
        )

    @property
    def surely_halved(self) -> Dose | None:
        """The first dose of which even the upper end of what is left is no more than half."""
        return next(
            (dose for dose in self.doses if dose.retained.high is not None and dose.retained.high <= HALF), None
        )


def grid(values: Sequence[int], names: Sequence[str], arms: Mapping[str, Arm], base: Arm) -> Grid:
    """Return the doses of a grid.

    Args:
        values: the doses in their order; what is retained is measured by the first.
        names: the arm of each.
        arms: all arms by id.
        base: without any plan.
    """
    first = base.homeless - arms[names[0]].homeless
    doses = tuple(
        Dose(value, arms[name], base, ratio(base.homeless - arms[name].homeless, first, "what the first dose averts"))
        for value, name in zip(values, names, strict=True)
    )
    return Grid(doses, rank_arms(list(names), [arms[name].homeless for name in names]))


def cost_per_month(arm: Arm, base: Arm) -> Estimate:
    """Return EUR for each homeless month averted (everybody, all months), with Fieller's interval."""
    return ratio(arm.cost - base.cost, base.everybody - arm.everybody, "the homeless months averted")


def change(arm: Arm, other: Arm, tests: int = 1) -> Estimate:
    """Return the paired difference in homeless months; its interval holds for so many tests at once (Bonferroni)."""
    from approdo.experiments.statistics import LEVEL

    difference: Real = arm.homeless - other.homeless
    return estimate(difference, 1 - (1 - LEVEL) / max(tests, 1))
