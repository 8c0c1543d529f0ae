"""A small Markov cohort for tests and benchmarks: months of homes and work, thousands of cohorts a second.

It has what makes calibration hard in the real model: support that works, people selected for it, territories that
differ, work that helps to a home, a hidden state, departures.
"""

import numpy as np
from numba import njit

from approdo.calibration.lives import OfPeople
from approdo.calibration.observe import Home, Job, Months, Plan
from approdo.calibration.priors import BETWEEN, RECORD, Prior, Priors, Role, at_sites, deviations

SUPPORTED_MONTHS = 10
RECEPTION, ROUGH, HOSTED, SHARED, OWN, LEFT = (
    int(state) for state in (Home.RECEPTION, Home.ROUGH, Home.HOSTED, Home.SHARED, Home.OWN, Home.LEFT)
)
NONE, UNDECLARED, REGULAR = int(Job.NONE), int(Job.UNDECLARED), int(Job.REGULAR)


def markov_priors(record: bool = True) -> Priors:
    """Return the free numbers of the cohort."""
    rows = [
        Prior("find_home", -4.0, -1.5, Role.BASELINE, "test"),  # logit a month
        Prior("lose_home", -5.5, -2.5, Role.BASELINE, "test"),
        Prior("hosted", 0.2, 0.9, Role.BASELINE, "test"),  # of those who lose a home
        Prior("find_work", -4.0, -1.0, Role.BASELINE, "test"),
        Prior("work_helps", 0.0, 2.0, Role.BASELINE, "test"),  # log odds
        Prior("support_helps", 0.0, 2.0, Role.EFFECT, "test"),  # log odds while it lasts
        Prior("selected", -0.5, 0.5, Role.SELECTION, "test"),  # log odds of people in the pilot, support or not
    ]
    return Priors((*rows, BETWEEN, *(RECORD if record else ())))


def inside_aut_plan(
    people: int = 100, sites: int = 9, months: int = 20, comparison: float = 0.34, seed: int = 0
) -> Plan:
    """Return the shape of INSIDE AUT: people in nine sites over twenty months, enrolled in the first eight."""
    rng = np.random.default_rng(seed)
    site = np.arange(people) * sites // people
    participant = rng.permutation(people) >= round(comparison * people)
    first = rng.integers(0, min(8, months), people)
    none = np.zeros((people, months), bool)
    sex = (rng.random(people) < 0.25).astype(np.int8)
    return Plan(
        sites=tuple(f"site{s + 1}" for s in range(sites)),
        site=site,
        first=first,
        exit=first.copy(),
        participant=participant,
        groups={"sex": sex},
        home_gaps=none,
        job_gaps=none.copy(),
    )


def live(
    plan: Plan, priors: Priors, unit: np.ndarray, normal: np.ndarray, rng: np.random.Generator, broken: float = 0.0
) -> Months:
    """Return the lives of one cohort a draw; `broken` > 0 changes finding and losing homes half way, in log odds."""
    runs = unit.shape[0]
    each = priors.values(at_sites(priors, unit, normal))[:, plan.site]  # [runs, people, d]

    def value(name):
        return each[:, :, priors.position(name)]

    shape = (runs, plan.people, plan.months)
    home, job = np.zeros(shape, np.int8), np.zeros(shape, np.int8)
    lived(
        value("find_home") + np.where(plan.participant, value("selected"), 0.0),
        value("lose_home"),
        value("hosted"),
        value("find_work"),
        value("work_helps"),
        np.where(plan.participant, value("support_helps"), 0.0),
        plan.first,
        rng.random((*shape, 4), np.float32),
        broken,
        home,
        job,
    )
    return Months(home, job)


@njit
def lived(find, lose, hosted, work, helps, effect, first, luck, broken, home, job):
    """Live the months of every person of every run."""
    runs, people, months = home.shape
    for r in range(runs):
        for i in range(people):
            now, employed = RECEPTION, luck[r, i, 0, 0] < 0.2
            for t in range(months):
                u, v, w, g = luck[r, i, t]
                shift = broken if t >= months // 2 else 0.0
                helped = effect[r, i] if first[i] <= t < first[i] + SUPPORTED_MONTHS else 0.0
                host = HOSTED if w < hosted[r, i] else ROUGH
                if t == first[i]:
                    now = SHARED if v < 0.35 else host
                elif now in (SHARED, OWN):
                    if u < 1.0 / (1.0 + np.exp(0.5 * employed - lose[r, i] - shift)):
                        now = host
                    elif g < 0.004:
                        now = LEFT
                elif now in (HOSTED, ROUGH):
                    odds = find[r, i] + helps[r, i] * employed + helped - shift
                    if u < 1.0 / (1.0 + np.exp(-odds)):
                        now = SHARED if v < 0.6 else OWN
                    elif v < 0.15:
                        now = host
                    elif g < 0.012:
                        now = LEFT
                home[r, i, t] = now
                job[r, i, t] = (UNDECLARED if v < 0.3 else REGULAR) if employed else NONE
                employed = g >= 0.06 if employed else g > 1.0 - 1.0 / (1.0 + np.exp(-work[r, i]))


class MarkovSimulator(OfPeople):
    """The cohort as a simulator of a calibration."""

    key = "markov"

    def __init__(self, plan: Plan, priors: Priors, broken_runs: float = 0.0) -> None:
        self.plan, self.priors, self.broken_runs = plan, priors, broken_runs

    def live(self, unit: np.ndarray, normal: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(seed)
        if rng.random() < self.broken_runs:
            raise ValueError("a run that breaks")
        lives = live(self.plan, self.priors, unit[None], normal[None], rng)
        return lives.home[0], lives.job[0]


def cohorts(plan: Plan, priors: Priors, unit: np.ndarray, seed: int, broken: float = 0.0) -> Months:
    """Return the lives of a batch of draws with luck of their own."""
    normal = deviations(len(unit), len(plan.sites), len(priors.rows), seed)
    return live(plan, priors, unit, normal, np.random.default_rng([seed, 77]), broken)
