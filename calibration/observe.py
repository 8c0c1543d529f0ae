"""The observation model: what a pilot would have written down of the lives that a simulation gives its people.

Ignoring how a record comes about makes intervals lie: people without a home are lost more often, and hosting is written
as a tenancy. Both happen here, with chances that are free like every other number (`priors.RECORD`). What the data say
about themselves is copied: who was enrolled when and where, and which months nobody wrote down.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from approdo.model.codes import AgeBand, Family, Housing, Permit, Sex, Work

from .priors import Floats, Priors

if TYPE_CHECKING:
    from .pilot.months import PilotMonths

Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Home(IntEnum):
    """Where somebody slept, as far as statistics tell it apart."""

    UNKNOWN = 0
    RECEPTION = 1
    ROUGH = 2  # street, shelter, institution for lack of a home
    INFORMAL = 3
    HOSTED = 4
    BED = 5  # a bed without contract
    PROGRAMME = 6
    SHARED = 7
    OWN = 8
    LEFT = 9  # the territory


class Job(IntEnum):
    """Work, as far as statistics tell it apart."""

    UNKNOWN = 0
    NONE = 1
    LEARNING = 2  # training or internship
    UNDECLARED = 3
    REGULAR = 4


NO_HOME: Final = (Home.ROUGH, Home.INFORMAL, Home.HOSTED)

HOME_OF: Final[Mapping[Housing, Home]] = {
    Housing.EXPECTED: Home.RECEPTION,
    Housing.RECEPTION: Home.RECEPTION,
    Housing.PROLONGED_RECEPTION: Home.RECEPTION,
    Housing.STREET: Home.ROUGH,
    Housing.SHELTER: Home.ROUGH,
    Housing.INSTITUTION: Home.ROUGH,
    Housing.INFORMAL: Home.INFORMAL,
    Housing.HOSTED: Home.HOSTED,
    Housing.BED: Home.BED,
    Housing.TRANSITIONAL: Home.PROGRAMME,
    Housing.PROGRAMME: Home.PROGRAMME,
    Housing.HOSTED_AGREEMENT: Home.PROGRAMME,
    Housing.SHARED: Home.SHARED,
    Housing.OWN: Home.OWN,
    Housing.SOCIAL: Home.OWN,
    Housing.DEPARTED: Home.LEFT,
}
JOB_OF: Final[Mapping[Work, Job]] = {
    Work.INACTIVE: Job.NONE,
    Work.JOBSEEKER: Job.NONE,
    Work.TRAINING: Job.LEARNING,
    Work.INTERNSHIP: Job.LEARNING,
    Work.UNDECLARED: Job.UNDECLARED,
    Work.SEASONAL: Job.REGULAR,
    Work.FIXED_TERM: Job.REGULAR,
    Work.PERMANENT: Job.REGULAR,
}
GROUPS: Final = {"sex": Sex, "age_band": AgeBand, "family": Family, "permit": Permit}


def homes(housing: Codes) -> Codes:
    """Return the model's housing codes (-1 unknown) as `Home`."""
    table = np.zeros(256, np.int8)
    for state, home in HOME_OF.items():
        table[state] = home
    found: Codes = table[housing.astype(np.int64) & 255]  # -1 is 255, which stays unknown
    return found


def jobs(work: Codes) -> Codes:
    """Return the model's work codes (-1 unknown) as `Job`."""
    table = np.zeros(256, np.int8)
    for state, job in JOB_OF.items():
        table[state] = job
    found: Codes = table[work.astype(np.int64) & 255]
    return found


@dataclass(frozen=True, eq=False)
class Months:
    """What is known of a cohort's months, ``[runs, people, months]`` of `Home` and `Job`, 0 unknown."""

    home: Codes
    job: Codes

    def __getitem__(self, runs: slice) -> "Months":
        return Months(self.home[runs], self.job[runs])

    @property
    def runs(self) -> int:
        """How many cohorts."""
        return int(self.home.shape[0])


@dataclass(frozen=True, eq=False)
class Plan:
    """Who was observed where, from when, and which months were not written down: taken from the data as it is.

    site, first, exit: [people], columns of the months; participant: [people], False in the comparison group;
    groups: codes [people] (-1 unknown) by name; home_gaps, job_gaps: [people, months], True where not written down.
    """

    sites: tuple[str, ...]
    site: Ints
    first: Ints
    exit: Ints
    participant: Flags
    groups: Mapping[str, Codes]
    home_gaps: Flags
    job_gaps: Flags

    @property
    def people(self) -> int:
        """How many people."""
        return int(self.site.size)

    @property
    def months(self) -> int:
        """How many months."""
        return int(self.home_gaps.shape[1])

    @property
    def has_comparison(self) -> bool:
        """Whether there are people without support to compare with."""
        return bool((~self.participant).any() and self.participant.any())


def plan_of(data: "PilotMonths") -> Plan:
    """Return the design of a pilot."""

    def stacked(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(site, name) for site in data.sites]).astype(np.int64)

    home, job, first, last = stacked("housing"), stacked("work"), stacked("first"), stacked("last")
    return Plan(
        sites=tuple(site.territory for site in data.sites),
        site=np.repeat(np.arange(len(data.sites)), [site.first.size for site in data.sites]),
        first=first,
        exit=stacked("exit"),
        participant=stacked("participant").astype(np.bool_),
        groups={name: stacked(name).astype(np.int8) for name in GROUPS},
        home_gaps=gaps(home >= 0, first, last),
        job_gaps=gaps(job >= 0, first, last),
    )


def months_of_data(data: "PilotMonths") -> Months:
    """Return the pilot's own months, as one cohort."""
    home = np.concatenate([site.housing for site in data.sites])
    job = np.concatenate([site.work for site in data.sites])
    return Months(homes(home)[None], jobs(job)[None])


def gaps(known: Flags, first: Ints, last: Ints) -> Flags:
    """Return which months were not written down while somebody was observed.

    After somebody was lost the data show no gaps, though a person who was not lost would have had some: what was seen
    of the person is repeated.
    """
    column = np.arange(known.shape[1])[None, :]
    length = np.maximum(last - first + 1, 1)[:, None]
    turned = first[:, None] + np.where(column >= first[:, None], (column - first[:, None]) % length, 0)
    found: Flags = ~np.take_along_axis(known, turned, axis=1)
    return found


def record(plan: Plan, lives: Months, priors: Priors, unit: Floats, rng: np.random.Generator) -> Months:
    """Return what the pilot would have written down of each cohort.

    Args:
        plan: the design.
        lives: what happened, ``[runs, people, months]``, nothing unknown.
        priors: of the draws; chances of the record that are not among them are none.
        unit: the draws on the unit scale ``[runs, d]``.
        rng: luck of the record, read in the order of the runs.
    """
    luck = rng.random((lives.runs, plan.people, 3), np.float32)
    values = priors.values(unit)

    def chance(name: str, missing: float) -> NDArray[np.float32]:
        if name not in priors.names:
            return np.full((lives.runs, 1), missing, np.float32)
        return values[:, [priors.position(name)]].astype(np.float32)

    home, job = lives.home.copy(), lives.job.copy()
    column = np.arange(plan.months)[None, :]
    enrolled = column >= plan.first[:, None]

    # Lost: a hazard a month after the first, higher in a month without a home. One exponential number per person.
    exposed = np.isin(home, NO_HOME) & (column > plan.first[:, None])
    without = np.cumsum(exposed, axis=2, dtype=np.int16)
    passed = np.maximum(column - plan.first[:, None], 0).astype(np.int16)[None]
    hazard = chance("record.lost", 0.0)[..., None]
    times = chance("record.lost_no_home", 1.0)[..., None]
    stays = -np.log(1 - luck[:, :, 0])[..., None]
    lost = (passed + without * (times - 1)) * hazard > stays

    left = home == Home.LEFT
    unseen_departure = luck[:, :, 1] >= chance("record.departures_seen", 1.0)
    lost |= left & unseen_departure[..., None]
    hidden_as_housed = luck[:, :, 2] < chance("record.hidden_as_housed", 0.0)
    home[(home == Home.HOSTED) & hidden_as_housed[..., None]] = Home.SHARED

    unknown = lost | ~enrolled
    home[unknown | plan.home_gaps] = Home.UNKNOWN
    job[unknown | plan.job_gaps | left] = Job.UNKNOWN
    return Months(home, job)
