"""Which shares of a pilot may stand beside the fit: those of the pilot's own rules for tables that leave.

A share of a group's months is shown if the people who were ever so in that part of the observation, and those who were
ever otherwise, are counts that may leave: small ones are hidden, and others that would give them away, all earlier
tables and the territories that were left out considered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .observe import NO_HOME, Flags, Home, Job, Months, Plan
from .pilot.suppress import Protected, Release, protect
from .summaries import WINDOWS, windows

ALL: Final = "all"
SO, OTHERWISE = "so", "otherwise"
OTHERS: Final = "other territories"
DIMS: Final = ("part", "outcome", "month", "group", "territory")
TENANCY: Final = (Home.SHARED, Home.OWN)
OUTCOMES: Final = ("without a home", "own or shared tenancy", "paid work")


@dataclass(frozen=True, eq=False)
class Whole:
    """A pilot before territories were chosen: its design, its months as one cohort, and the hash of its tables."""

    plan: Plan
    months: Months
    digest: str


@dataclass(frozen=True, eq=False)
class Shown:
    """Which shares are shown, by (outcome, group, part from 1), and what was thereby released."""

    cells: frozenset[tuple[str, str, int]]
    release: Release


def shown(whole: Whole, sites: Sequence[str], k: int, earlier: Sequence[Release] = ()) -> Shown:
    """Return which shares of the chosen territories may leave.

    Args:
        whole: the pilot.
        sites: the territories that were fitted.
        k: counts from 1 to k - 1 are small.
        earlier: what was released before.

    Raises:
        BadInput: k below 5.
    """
    told = _protected(whole, sites, k, earlier)
    chosen = _name(whole, sites)
    hidden = {
        (outcome, group, int(part))
        for part, outcome, _, group, place, flag in told.frame[[*DIMS, "flag"]].itertuples(index=False, name=None)
        if flag and place == chosen
    }
    every = {
        (outcome, group, int(part))
        for part, outcome, _, group, place in told.frame[list(DIMS)].itertuples(index=False, name=None)
        if place == chosen
    }
    return Shown(frozenset(every - hidden), told.release)


def _name(whole: Whole, sites: Sequence[str]) -> str:
    return ALL if set(sites) == set(whole.plan.sites) else "+".join(sites)


def _protected(whole: Whole, sites: Sequence[str], k: int, earlier: Sequence[Release]) -> Protected:
    import pandas as pd

    plan = whole.plan
    mine: Flags = np.isin(np.array(plan.sites)[plan.site], sites)
    everybody = np.ones(plan.people, np.bool_)
    groups = {"supported": plan.participant, "comparison": ~plan.participant} if plan.has_comparison else {}
    if not (plan.participant[mine].any() and (~plan.participant[mine]).any()):
        groups[ALL] = everybody  # only without two arms are all people shown together
    places = {ALL: everybody}
    if not mine.all():
        places = {_name(whole, sites): mine, OTHERS: ~mine, ALL: everybody}
    rows = []
    for part in range(min(WINDOWS, plan.months)):
        inside = windows(plan.months, WINDOWS)[:, part] > 0
        for outcome in OUTCOMES:
            so, otherwise = _ever(whole.months, outcome, inside)
            for month, ever in ((SO, so), (OTHERWISE, otherwise)):
                for group, member in groups.items():
                    for place, there in places.items():
                        rows.append((str(part + 1), outcome, month, group, place, int((ever & member & there).sum())))
    frame = pd.DataFrame(rows, columns=[*DIMS, "n"])
    totals = {"group": ALL, "territory": ALL}
    return protect(frame, DIMS, totals=totals, k=k, earlier=earlier, digest=whole.digest)


def _ever(months: Months, outcome: str, inside: Flags) -> tuple[Flags, Flags]:
    """Return who was ever so in these months as far as is known, and who was ever otherwise."""
    home, job = months.home[0][:, inside], months.job[0][:, inside]
    if outcome == "paid work":
        known, state = job > 0, job >= Job.UNDECLARED
    else:
        known, state = home > 0, np.isin(home, NO_HOME if outcome == "without a home" else TENANCY)
    so: Flags = (state & known).any(axis=1)
    otherwise: Flags = (~state & known).any(axis=1)
    return so, otherwise
