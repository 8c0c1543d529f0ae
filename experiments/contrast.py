"""One package against the baseline in one territory: paired differences, who pays for them, and what they cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from approdo.model.outcomes import TOTALS

from .gather import Arm
from .horizon import DEFINITIONS as DEFINITIONS
from .horizon import WHOLE_HORIZON as WHOLE_HORIZON
from .horizon import headline_outcome as headline_outcome
from .horizon import headline_window as headline_window
from .people import FATES
from .statistics import Estimate, Paired, Real, estimate, paired, ratio, signs_differ
from .uncertainty import Split, Uncertainty, split, uncertainty


@dataclass(frozen=True, eq=False)
class Contrast:
    """A package and the baseline in one territory, over the same seeds and parameters.

    `first` and `again` are the difference of the headline in worlds of the same parameters and other luck.
    """

    base: Arm
    policy: Arm
    warnings: tuple[str, ...] = ()
    first: Real = field(default_factory=lambda: np.zeros(0))
    again: Real = field(default_factory=lambda: np.zeros(0))

    @property
    def months(self) -> int:
        """Recorded months."""
        return self.policy.scenario.months

    @property
    def pairs(self) -> int:
        """How many seeds both arms have."""
        return len(self.runs)

    @property
    def runs(self) -> Sequence[int]:
        """The numbers of the pairs of runs, of all that were asked for: those that failed in any arm are left out."""
        return self.policy.runs

    @property
    def window(self) -> int | None:
        """Months of the headline's window; None = the whole horizon."""
        return headline_window(self.months)

    def outcome(self, definition: str) -> str:
        """Return the id of the headline outcome under a definition: strict, lenient or plus."""
        return headline_outcome(self.months, definition)

    @property
    def headline(self) -> Paired:
        """Homeless-months per index person, strict definition."""
        return self.totals[self.outcome("strict")]

    @cached_property
    def totals(self) -> Mapping[str, Paired]:
        """Every outcome with one number a run, by id."""
        return {
            name: paired(self.base.totals[:, column], self.policy.totals[:, column])
            for column, name in enumerate(TOTALS)
        }

    def worlds(self, outcome: str) -> Uncertainty:
        """Return how far the worlds differ in the difference of an outcome with one number a run."""
        column = TOTALS.index(outcome)
        return uncertainty(self.policy.totals[:, column] - self.base.totals[:, column])

    @cached_property
    def split(self) -> Split | None:
        """How much of the spread of the headline's difference is chance, how much unknown parameters."""
        column = TOTALS.index(self.outcome("strict"))
        return split(self.policy.totals[:, column] - self.base.totals[:, column], self.first, self.again)

    @property
    def depends_on_definition(self) -> bool:
        """Tell whether a clear difference has another sign under another definition of homelessness."""
        return signs_differ(self.totals[self.outcome(definition)].difference for definition in DEFINITIONS)

    @cached_property
    def fates(self) -> Mapping[str, Estimate]:
        """Shares of the people of the headline who are better, worse or as well off: same person, same luck."""
        everybody = self.policy.fates.sum(axis=1)
        shares = np.full(self.policy.fates.shape, np.nan)
        np.divide(self.policy.fates, everybody[:, None], out=shares, where=everybody[:, None] > 0)
        return {name: estimate(shares[:, column]) for column, name in enumerate(FATES)}

    @cached_property
    def displaced_unreached(self) -> Estimate:
        """Rise in the homeless months (strict) of the people of the model whom the policy never reached."""
        return estimate(self._unreached)

    @cached_property
    def displaced(self) -> Estimate:
        """Share of the homeless months averted among the people reached that others bear instead.

        Others are the people of the model whom the policy never reached (more homeless months) and other households
        (more months of search). Below 0 others gain too; above 1 they lose more than the reached gain.
        """
        column = TOTALS.index("others_searching_total")
        others = self.policy.totals[:, column] - self.base.totals[:, column]
        averted = self.policy.homeless_reached[:, 0] - self.policy.homeless_reached[:, 1]
        return ratio(others + self._unreached, averted, "the homeless months averted among the people reached")

    @cached_property
    def cost_per_month(self) -> Estimate:
        """Cost in EUR, net of reception, per homeless month (strict, everybody) averted; Fieller's interval."""
        cost, homeless = TOTALS.index("cost_total"), TOTALS.index("hm_total")
        return ratio(
            self.policy.totals[:, cost] - self.base.totals[:, cost],
            self.base.totals[:, homeless] - self.policy.totals[:, homeless],
            "the homeless months averted",
        )

    @cached_property
    def cost_per_stable(self) -> Estimate | None:
        """Cost in EUR, net of reception, per leaver more in a stable home when the window ends; None without one."""
        if self.window is None:
            return None
        cost = TOTALS.index("cost_total")
        stable, people = (TOTALS.index(f"{name}_{self.window}") for name in ("stable", "index_people"))
        settled = [arm.totals[:, stable] * arm.totals[:, people] for arm in (self.policy, self.base)]
        return ratio(
            self.policy.totals[:, cost] - self.base.totals[:, cost],
            settled[0] - settled[1],
            "the leavers more in a stable home",
        )

    @property
    def last_month(self) -> int | None:
        """Last month number in which the package acts, as planned; None for a package without levers."""
        scenario = self.policy.scenario
        ends = [lever.first(scenario.start) + lever.months - 1 for lever in scenario.package.levers]
        return max(ends) if ends else None

    @property
    def _unreached(self) -> Real:
        return self.policy.homeless_others[:, 1] - self.policy.homeless_others[:, 0]
