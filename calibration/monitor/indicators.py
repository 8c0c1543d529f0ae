"""What is followed month by month: how many people of a pilot are so, of how many who are known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ..observe import Flags, Home, Job, Months, Plan

Counts = NDArray[np.int64]

HOUSING, WORK, BOTH, SEEN = "housing", "work", "both", "seen"
TENANCY: Final = (Home.SHARED, Home.OWN)


@dataclass(frozen=True)
class Indicator:
    """People who are `so`: in one of these homes and (where both are named) one of these jobs.

    `of` says who counts: those whose housing, work or both are known, departed people apart; or, for "seen", all who
    were enrolled.
    """

    id: str
    better: Literal["higher", "lower"]
    of: str
    homes: tuple[Home, ...] = ()
    jobs: tuple[Job, ...] = ()


INDICATORS: Final = (
    Indicator("no_home", "lower", HOUSING, (Home.ROUGH, Home.INFORMAL, Home.HOSTED)),
    Indicator("rough", "lower", HOUSING, (Home.ROUGH,)),
    Indicator("hosted", "lower", HOUSING, (Home.HOSTED,)),
    Indicator("programme", "higher", HOUSING, (Home.PROGRAMME,)),
    Indicator("tenancy", "higher", HOUSING, TENANCY),
    Indicator("paid_work", "higher", WORK, jobs=(Job.UNDECLARED, Job.REGULAR)),
    Indicator("regular_work", "higher", WORK, jobs=(Job.REGULAR,)),
    Indicator("tenancy_and_work", "higher", BOTH, TENANCY, (Job.REGULAR,)),
    Indicator("lost", "lower", SEEN, (Home.UNKNOWN,)),
)
# What is left between indicators: not shown, but whoever knows these can work them out, so they are protected too.
BETWEEN: Final = (
    Indicator("informal", "lower", HOUSING, (Home.INFORMAL,)),
    Indicator("reception_or_bed", "lower", HOUSING, (Home.RECEPTION, Home.BED)),
    Indicator("undeclared", "lower", WORK, jobs=(Job.UNDECLARED,)),
)
BY_ID: Final[Mapping[str, Indicator]] = {each.id: each for each in INDICATORS}


@dataclass(frozen=True, eq=False)
class Tally:
    """Of one indicator: people who are so, and who count, ``[runs, months]``."""

    so: Counts
    all: Counts


def tally(indicator: Indicator, plan: Plan, months: Months, people: Flags) -> Tally:
    """Count, in every cohort and month, those of `people` who are so and those who count."""
    so, counts = flags(indicator, plan, months)
    return Tally(so[:, people].sum(axis=1), counts[:, people].sum(axis=1))


def flags(indicator: Indicator, plan: Plan, months: Months) -> tuple[Flags, Flags]:
    """Return who is so, and who counts, ``[runs, people, months]``."""
    home, job = months.home, months.job
    counts = np.broadcast_to(np.arange(plan.months) >= plan.first[:, None], home.shape)
    if indicator.of in (HOUSING, BOTH):
        counts = counts & (home != Home.UNKNOWN) & (home != Home.LEFT)
    if indicator.of in (WORK, BOTH):
        counts = counts & (job != Job.UNKNOWN)
    so = counts
    if indicator.homes:
        so = so & np.isin(home, indicator.homes)
    if indicator.jobs:
        so = so & np.isin(job, indicator.jobs)
    return so, counts
