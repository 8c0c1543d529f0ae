"""One package against the baseline in one territory: paired differences, who pays for them, and what they cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from approdo.model.outcomes import TOTALS

from .gather import Arm
from .statistics import Estimate, Paired, Real, estimate, paired, ratio

WINDOWS: Final = (12, 24, 36)  # months of the index clock; see approdo.model.outcomes
YEAR: Final = 12
DEFINITIONS: Final = ("strict", "lenient", "plus")
WHOLE_HORIZON: Final = {"strict": "hm_total", "lenient": "hm_total_lenient", "plus": "hm_total_plus"}


def headline_window(months: int) -> int | None:
    """Return the window of the headline for a horizon, in months after the scheduled exit; None = the whole horizon.

    The longest of 12, 24 and 36 that leaves a year of exits with a full window (36 months: 24); with less than two
    years the window is 12 months, of fewer exits; with less than one year nobody has a window, and the homeless
    person-months of everybody over the whole horizon stand in its place. A longer window sees more of what lasts, but
    it leaves out more leavers, and above all the late ones.
    """
    full = [window for window in WINDOWS if window <= months - YEAR]
    if full:
        return full[-1]
    return WINDOWS[0] if months >= WINDOWS[0] else None


@dataclass(frozen=True, eq=False)
class Contrast:
    """A package and the baseline in one territory, over the same seeds."""

    base: Arm
    policy: Arm
    warnings: tuple[str, ...] = ()

    @property
    def months(self) -> int:
        """Recorded months."""
        return self.policy.scenario.months

    @property
    def pairs(self) -> int:
        """How many seeds both arms have."""
        return len(self.policy.totals)

    @property
    def window(self) -> int | None:
        """Months of the headline's window; None = the whole horizon."""
        return headline_window(self.months)

    def outcome(self, definition: str) -> str:
        """Return the id of the headline outcome under a definition: strict, lenient or plus."""
        return WHOLE_HORIZON[definition] if self.window is None else f"hm_{definition}_{self.window}"

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

    @property
    def depends_on_definition(self) -> bool:
        """Tell whether the difference has another sign under another definition of homelessness."""
        means = [self.totals[self.outcome(definition)].difference.mean or 0.0 for definition in DEFINITIONS]
        return min(means) < 0 < max(means)

    @cached_property
    def displaced_others(self) -> Estimate:
        """Rise in the months that other households search for a home."""
        return self.totals["others_searching_total"].difference

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

    @property
    def last_month(self) -> int | None:
        """Last month number in which the package acts, as planned; None for a package without levers."""
        scenario = self.policy.scenario
        ends = [lever.first(scenario.start) + lever.months - 1 for lever in scenario.package.levers]
        return max(ends) if ends else None

    @property
    def _unreached(self) -> Real:
        return self.policy.homeless_others[:, 1] - self.policy.homeless_others[:, 0]
