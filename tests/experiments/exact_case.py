"""A small simulator with noise whose best package is known: every package is worked out, none is simulated."""

import itertools
from dataclasses import dataclass

import numpy as np

from approdo.experiments.doses import Dose
from approdo.experiments.goals import Goal, best, cheapest

DOSES = (
    Dose("tutors", 0, 10, whole=True),
    Dose("months_covered", 0, 12, whole=True),
    Dose("places", 0, 60, whole=True),
)
LIMIT, PROBABILITY = 6.0, 0.9
BUDGET = 500_000.0
SHAPE = 4.0  # of the gamma noise: skewed to the right, like homelessness
GAMMA_90 = 1.3403  # its 90 % quantile, in standard deviations above the mean


def mean_months(x):
    """Homeless-months: every lever helps less and less, tutors help the guarantee, places are shared."""
    tutors, covered, places = x[:, 0] / 10, x[:, 1] / 12, x[:, 2] / 60
    spared = 0.30 * (1 - np.exp(-2.5 * tutors)) + 0.15 * covered + 0.25 * tutors * covered
    return 10.0 * (1 - spared) * np.exp(-0.6 * places)


def mean_cost(x):
    """EUR: linear, but claims on the guarantee fall with tutors."""
    return 38_000.0 * x[:, 0] + 24_000.0 * x[:, 1] * (1 - 0.4 * x[:, 0] / 10) + 5_000.0 * x[:, 2] + 20_000.0


def deviation(x):
    """Standard deviation of a single run: more where there is more homelessness."""
    return 0.4 + 0.1 * mean_months(x)


@dataclass
class Simulator:
    """One run a row; counts them, and what was asked with which seeds."""

    seed: int
    runs: int = 0

    def __call__(self, doses, block):
        rng = np.random.default_rng([self.seed, block, self.runs])
        self.runs += len(doses)
        noise = (rng.gamma(SHAPE, size=len(doses)) - SHAPE) / np.sqrt(SHAPE)
        cost = mean_cost(doses) * (1 + 0.05 * rng.standard_normal(len(doses)))
        return {"months": mean_months(doses) + deviation(doses) * noise, "cost_total": cost}


def every_package():
    ranges = [range(int(dose.low), int(dose.high) + 1) for dose in DOSES]
    return np.array(list(itertools.product(*ranges)), float)


def quantile_months(x):
    return mean_months(x) + GAMMA_90 * deviation(x)


def quantile_cost(x):
    return mean_cost(x) * (1 + 0.05 * 1.2815515655446004)


def optimum(goal: Goal):
    """Return the best package and its value, by trying all of them."""
    x = every_package()
    if goal.minimise == "cost_total":
        inside, value = quantile_months(x) <= goal.below, mean_cost(x)
    else:
        inside, value = quantile_cost(x) <= goal.below, mean_months(x)
    value = np.where(inside, value, np.inf)
    return x[value.argmin()], float(value.min())


def judge(goal: Goal, package):
    """Return whether a package is truly inside the limit, and how far it is above the true optimum (a share)."""
    x = np.atleast_2d(np.asarray(package, float))
    _, value = optimum(goal)
    if goal.minimise == "cost_total":
        return bool(quantile_months(x)[0] <= goal.below), float(mean_cost(x)[0] / value - 1)
    return bool(quantile_cost(x)[0] <= goal.below), float(mean_months(x)[0] / value - 1)


CHEAPEST = cheapest("months", LIMIT, PROBABILITY)
BEST = best("months", BUDGET)
