"""What is found about each pilot: its effect in one place, and the recommendation over all places."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from approdo.experiments.statistics import Estimate, estimate, ratio, signs_differ
from approdo.experiments.together import is_thin
from approdo.experiments.uncertainty import Uncertainty, uncertainty
from approdo.model.territory import Territory

from .evidence import Evidence
from .protocol import Pilot
from .reached import Reached


@dataclass(frozen=True, eq=False)
class Effect:
    """One pilot in one place. `home`: the project ran it there; a `thin` place is shown and never counted."""

    pilot: Pilot
    territory: Territory
    reached: Reached

    @property
    def thin(self) -> bool:
        """Whether even the number of leavers there is a judgement."""
        return is_thin(self.territory)

    @property
    def home(self) -> bool:
        """Whether the project ran it there."""
        return self.territory.id in self.pilot.home

    @property
    def people(self) -> float | None:
        """People reached, mean over the runs; None where no run is there."""
        known = self.reached.people[np.isfinite(self.reached.people)]
        return float(known.mean()) if len(known) else None

    @cached_property
    def homeless(self) -> Uncertainty:
        """Change in the homeless months of a person reached, strict definition."""
        return uncertainty(self.reached.homeless)

    @property
    def depends_on_definition(self) -> bool:
        """Tell whether a clear change has another sign under another definition of homelessness."""
        return signs_differ(estimate(each) for each in (self.reached.homeless, self.reached.lenient, self.reached.plus))

    @property
    def stable(self) -> Estimate:
        """Change in the share in a stable home two years after the exit."""
        return estimate(self.reached.stable)

    @property
    def work(self) -> Estimate:
        """Change in the share at work two years after the exit."""
        return estimate(self.reached.work)

    @property
    def others(self) -> Estimate:
        """Share of what the people reached gain that others of the model lose."""
        gained = self.reached.averted
        return ratio(gained - self.reached.everybody, gained, "the homeless months averted among the people reached")

    @property
    def cost_per_person(self) -> Estimate:
        """EUR for each person reached."""
        return ratio(self.reached.cost, self.reached.people, "the people reached")


@dataclass(frozen=True, eq=False)
class Recommendation:
    """One pilot with the strength of the evidence behind it.

    `mean` is its effect over the places that count, each the same weight; `rank` its place among all pilots, a range
    where the worlds cannot tell; None where it reached nobody in some of them. `differs` tells that the size of the
    effect clearly differs between two of these places.
    """

    pilot: Pilot
    evidence: Evidence
    mean: Uncertainty
    rank: tuple[int, int] | None
    differs: bool


def effect_document(each: Effect) -> dict[str, Any]:
    """Return an effect, ready for JSON."""
    return {
        "pilot": each.pilot.id,
        "territory": each.territory.id,
        "country": each.territory.country,
        "thin": each.thin,
        "home": each.home,
        "people_reached": each.people,
        "homeless_months": {
            **_estimate(each.homeless.mean),
            "other_sign": None if each.homeless.flips is None else each.homeless.flips.value,
        },
        "stable": _estimate(each.stable),
        "work": _estimate(each.work),
        "share_borne_by_others": _estimate(each.others),
        "eur_per_person_reached": _estimate(each.cost_per_person),
        "depends_on_definition": each.depends_on_definition,
    }


def recommendation_document(each: Recommendation) -> dict[str, Any]:
    """Return a recommendation, ready for JSON."""
    found = each.evidence
    return {
        "pilot": each.pilot.id,
        "grade": found.grade,
        "transfers": found.transfers,
        "rank": None if each.rank is None else list(each.rank),
        "homeless_months": _estimate(each.mean.mean),
        "places": {"counted": found.places, "falls": found.falls, "rises": found.rises, "unclear": found.unclear},
        "largest_share_with_the_other_sign": found.flips,
        "size_differs_between_places": each.differs,
    }


def _estimate(found: Estimate) -> dict[str, Any]:
    made: dict[str, Any] = {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
    return {**made, "why": found.why} if found.why else made
