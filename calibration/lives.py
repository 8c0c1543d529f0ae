"""The simulated side: for each draw a world in every territory, and in it people like those of the pilot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from approdo.model.codes import Housing
from approdo.model.errors import BadInput
from approdo.model.levers import Lever
from approdo.model.territory import Territory

from .cohort import NEVER, Cohort
from .data import L_co
from .observe import Codes, Ints, Months, Plan, homes, jobs
from .priors import Floats, Priors
from .worlds import Worlds

# How far a simulated person may differ from the pilot's, in months of enrolment that weigh as much (assumptions).
UNLIKE: Final = {"sex": 6.0, "family": 4.0, "age_band": 2.0, "permit": 2.0}

Array = NDArray[Any]


class Simulator(Protocol[L_co]):
    """Gives lives to draws; a run is a pure function of its arguments, in whatever process it is computed."""

    @property
    def priors(self) -> Priors:
        """Return the free numbers."""

    @property
    def sites(self) -> int:
        """Return how many territories there are."""

    @property
    def key(self) -> str:
        """Return what decides the lives, as a digest."""

    def live(self, unit: Floats, normal: Floats, seed: int) -> tuple[Array, ...]:
        """Return the parts of one run, of a draw ``[d]`` with site deviations ``[sites, d]``."""

    def empty(self, runs: int) -> dict[str, Array]:
        """Return room for the parts of some runs, by the names under which they are kept."""

    def lives(self, parts: Mapping[str, Array]) -> L_co:
        """Return the lives of runs whose parts were kept."""


class OfPeople:
    """What simulators of the people of a plan have in common: homes and jobs are what they give."""

    plan: Plan  # the people who are simulated: those of the pilot first

    @property
    def sites(self) -> int:
        """Return how many territories there are."""
        return len(self.plan.sites)

    def empty(self, runs: int) -> dict[str, Array]:
        """Return room for homes and jobs, ``[runs, people, months]``."""
        shape = (runs, self.plan.people, self.plan.months)
        return {name: np.zeros(shape, np.int8) for name in ("home", "job")}

    def lives(self, parts: Mapping[str, Array]) -> Months:
        """Return the months of runs whose parts were kept."""
        return Months(parts["home"], parts["job"])


def with_comparison(plan: Plan) -> Plan:
    """Return the plan with as many people again without support, if it has none: what a comparison group would be."""
    if not plan.participant.all():
        return plan
    twice = {name: np.concatenate([codes, codes]) for name, codes in plan.groups.items()}
    return replace(
        plan,
        site=np.concatenate([plan.site, plan.site]),
        first=np.concatenate([plan.first, plan.first]),
        exit=np.concatenate([plan.exit, plan.exit]),
        participant=np.concatenate([plan.participant, np.zeros(plan.people, np.bool_)]),
        groups=twice,
        home_gaps=np.concatenate([plan.home_gaps, plan.home_gaps]),
        job_gaps=np.concatenate([plan.job_gaps, plan.job_gaps]),
    )


@dataclass(frozen=True, eq=False)
class ModelSimulator(OfPeople):
    """The model in the territories of a pilot, with the levers that the pilot was."""

    plan: Plan
    priors: Priors
    territories: tuple[Territory, ...]  # one for each site of the plan
    levers: tuple[tuple[Lever, ...], ...]  # what the pilot did in each
    start: int

    def __post_init__(self) -> None:
        if len(self.territories) != len(self.plan.sites):
            raise BadInput(f"{len(self.plan.sites)} sites in the data, {len(self.territories)} territories given.")

    @property
    def worlds(self) -> Worlds:
        """Return the worlds that the people are found in."""
        return Worlds(self.priors, self.territories, self.levers, self.start, self.plan.months)

    @property
    def key(self) -> str:
        """Return the digest of everything that decides a life but the draw and the seed."""
        plan = self.plan
        columns = {"site": plan.site, "first": plan.first, "exit": plan.exit, "participant": plan.participant}
        return self.worlds.digest({name: array.tolist() for name, array in (columns | dict(plan.groups)).items()})

    def live(self, unit: Floats, normal: Floats, seed: int) -> tuple[Codes, Codes]:
        """Return homes and jobs ``[people, months]`` of one draw: one world in each territory."""
        shape = (self.plan.people, self.plan.months)
        home, job = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        for number, cohort in enumerate(self.worlds.live(unit, normal, seed)):
            rows = np.flatnonzero(self.plan.site == number)
            chosen = choose(self.plan, rows, cohort)
            home[rows], job[rows] = homes(cohort.housing[chosen]), jobs(cohort.work[chosen])
        return home, job


def choose(plan: Plan, rows: Ints, cohort: Cohort) -> Ints:
    """Return for each person of the plan a simulated one: of the same arm, enrolled nearest in time, and alike.

    Who is served is decided in the world, by the package's priority and by who takes the offer up: selection into the
    pilot is simulated, not corrected for. Nobody plays two people unless too few were served.
    """
    chosen = np.empty(rows.size, np.int64)
    reached = cohort.enrolled < NEVER
    for supported in (True, False):
        wanted = np.flatnonzero(plan.participant[rows] == supported)
        if wanted.size == 0:
            continue
        slots = rows[wanted]
        pool = np.flatnonzero(reached == supported)
        if supported and pool.size == 0:  # the package reached nobody here in this world
            pool = np.flatnonzero(~reached)
        if pool.size == 0:
            pool = np.arange(reached.size)
        when = cohort.enrolled[pool] if supported and reached.any() else cohort.left[pool]
        due = (
            plan.first[slots] if supported else np.where(plan.exit[slots] < NEVER, plan.exit[slots], plan.first[slots])
        )
        cost = np.minimum(np.abs(due[:, None] - when[None, :].astype(np.int64)), 60).astype(np.float64)
        # somebody who is not yet out, or already gone, when the pilot first sees the person, is another life
        state = cohort.housing[pool][:, plan.first[slots]].T
        cost += 24.0 * ((state == Housing.EXPECTED) | (state == Housing.DEPARTED))
        for name, weight in UNLIKE.items():
            codes = plan.groups[name][slots].astype(np.int64)
            differs = codes[:, None] != getattr(cohort, name)[pool][None, :]
            cost += weight * (differs & (codes[:, None] >= 0))
        chosen[wanted] = pool[_assign(cost)]
    return chosen


def _assign(cost: Floats) -> Ints:
    """Return a column for each row at the least cost; columns are used again only when there are too few."""
    rows, columns = cost.shape
    found = np.empty(rows, np.int64)
    for first in range(0, rows, columns):
        part = slice(first, min(first + columns, rows))
        found[part] = linear_sum_assignment(cost[part])[1]
    return found


def places_of(plan: Plan, territories: Sequence[Territory]) -> tuple[Territory, ...]:
    """Return the territory of each site of a plan.

    Raises:
        BadInput: a site has none.
    """
    known = {place.id: place for place in territories}
    missing = [site for site in plan.sites if site not in known]
    if missing:
        raise BadInput(
            f"the data are from {', '.join(plan.sites)}; no territory given for {', '.join(missing)}. "
            f"Add: {' '.join(f'--territory {site}' for site in missing)}"
        )
    return tuple(known[site] for site in plan.sites)
