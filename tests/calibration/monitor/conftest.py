"""Markov pilots: cohorts of the shape of INSIDE AUT, thousands a second, followed as the model's own would be."""

import numpy as np
import pytest

from approdo.calibration.observe import Months, record
from tests.calibration.markov import cohorts, inside_aut_plan, markov_priors


class Pilots:
    """Pilots out of one prior: `made(n, seed)` cohorts as they would be recorded; `broken` spoils the second half."""

    def __init__(self, people=100, months=20):
        self.plan = inside_aut_plan(people=people, months=months, comparison=0.0)
        self.priors = markov_priors()

    def made(self, runs, seed, broken=0.0, spread=1.0):
        unit = 0.5 + spread * (self.priors.draw(runs, seed) - 0.5)
        lives = cohorts(self.plan, self.priors, unit, seed + 1, broken)
        return record(self.plan, lives, self.priors, unit, np.random.default_rng(seed))

    def one(self, months, run):
        return Months(months.home[run : run + 1], months.job[run : run + 1])

    @property
    def everybody(self):
        return np.ones(self.plan.people, bool)


@pytest.fixture(scope="session")
def pilots():
    return Pilots()
