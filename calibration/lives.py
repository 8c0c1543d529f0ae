"""The simulated side: for each draw a world in every territory, and in it people like those of the pilot."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from scipy.optimize import linear_sum_assignment

from approdo.experiments.seeds import run_seed
from approdo.model.codes import Housing
from approdo.model.engine import model_hash
from approdo.model.errors import BadInput
from approdo.model.levers import Lever
from approdo.model.parameters import load_parameters
from approdo.model.territory import Territory

from .cohort import NEVER, Cohort, live_cohort
from .observe import Codes, Ints, Months, Plan, homes, jobs
from .priors import Floats, Priors, Role, at_sites

# How far a simulated person may differ from the pilot's, in months of enrolment that weigh as much (assumptions).
UNLIKE: Final = {"sex": 6.0, "family": 4.0, "age_band": 2.0, "permit": 2.0}
MODEL_ROLES: Final = (Role.BASELINE, Role.EFFECT, Role.SELECTION)


class Simulator(Protocol):
    """Gives lives to draws; a run is a pure function of its arguments, in whatever process it is computed."""

    @property
    def plan(self) -> Plan:
        """Return the people who are simulated: those of the pilot first."""

    @property
    def priors(self) -> Priors:
        """Return the free numbers."""

    @property
    def key(self) -> str:
        """Return what decides the lives, as a digest."""

    def live(self, unit: Floats, normal: Floats, seed: int) -> tuple[Codes, Codes]:
        """Return homes and jobs ``[people, months]`` of one draw ``[d]`` with site deviations ``[sites, d]``."""


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
class ModelSimulator:
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
    def key(self) -> str:
        """Return the digest of everything that decides a life but the draw and the seed."""
        digest = hashlib.sha256()
        said = {
            "territories": [place.canonical() for place in self.territories],
            "levers": [[lever.canonical() for lever in each] for each in self.levers],
            "start": self.start,
            "model": model_hash(),
            "priors": [(row.name, row.low, row.high, row.role.value) for row in self.priors.rows],
        }
        digest.update(json.dumps(said, sort_keys=True).encode())
        plan = self.plan
        for array in (
            plan.site,
            plan.first,
            plan.exit,
            plan.participant,
            *(plan.groups[g] for g in sorted(plan.groups)),
        ):
            digest.update(array.tobytes())
        digest.update(str(plan.months).encode())
        return digest.hexdigest()

    def live(self, unit: Floats, normal: Floats, seed: int) -> tuple[Codes, Codes]:
        """Return homes and jobs ``[people, months]`` of one draw: one world in each territory."""
        each = self.priors.values(at_sites(self.priors, unit[None], normal[None]))[0]
        columns = self.priors.columns(*MODEL_ROLES)
        shape = (self.plan.people, self.plan.months)
        home, job = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
        for number, place in enumerate(self.territories):
            values = {self.priors.rows[column].name: float(each[number, column]) for column in columns}
            cohort = live_cohort(
                place,
                load_parameters(values),
                self.levers[number],
                self.start,
                self.plan.months,
                run_seed(seed, 0, point=place.code),
            )
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


def empty_lives(simulator: Simulator, runs: int) -> Months:
    """Return room for the lives of some runs."""
    shape = (runs, simulator.plan.people, simulator.plan.months)
    return Months(np.zeros(shape, np.int8), np.zeros(shape, np.int8))


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
