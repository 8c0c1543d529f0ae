"""Data as a fit sees them: their statistics, and what of a simulated world would have come into the same record.

There are two ways in: people's months (here), and published shares (published.py).
"""

from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

import numpy as np

from .observe import Months, Plan, record
from .priors import Floats, Priors
from .summaries import Statistics, statistics


class Lives(Protocol):
    """What simulations gave, a row for each run."""

    def __getitem__(self, runs: slice, /) -> Self:
        """Return some of the runs."""


L = TypeVar("L", bound=Lives)
L_co = TypeVar("L_co", bound=Lives, covariant=True)
L_contra = TypeVar("L_contra", bound=Lives, contravariant=True)


class Data(Protocol[L_contra]):
    """What was recorded, and how records come about."""

    @property
    def has_comparison(self) -> bool:
        """Return whether people without support are in it, to compare with."""

    def statistics(self) -> Statistics:
        """Return the statistics of the data, one row."""

    def recorded(self, lives: L_contra, priors: Priors, unit: Floats, rng: np.random.Generator) -> Statistics:
        """Return the statistics that would have been recorded of each run; `unit` are its draws ``[runs, d]``."""


@dataclass(frozen=True, eq=False)
class People:
    """A pilot's months and the design that they were recorded under."""

    plan: Plan
    months: Months

    @property
    def has_comparison(self) -> bool:
        """Return whether people without support are in it, to compare with."""
        return self.plan.has_comparison

    def statistics(self) -> Statistics:
        """Return the statistics of the data, one row."""
        return statistics(self.plan, self.months)

    def recorded(self, lives: Months, priors: Priors, unit: Floats, rng: np.random.Generator) -> Statistics:
        """Return the statistics of each run; simulations may hold more people, for questions about other designs."""
        mine = Months(lives.home[:, : self.plan.people], lives.job[:, : self.plan.people])
        return statistics(self.plan, record(self.plan, mine, priors, unit, rng))
