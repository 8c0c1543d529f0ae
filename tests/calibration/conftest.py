"""What the tests of calibration share: the Markov cohort in the shape of INSIDE AUT, lived once."""

import numpy as np
import pytest
import sklearn.linear_model  # noqa: F401 - it changes the environment once: before the watch over it begins
import threadpoolctl  # type: ignore[import-untyped]  # noqa: F401 - likewise

from approdo.calibration.observe import record
from approdo.calibration.solve import Round
from tests.calibration.markov import cohorts, inside_aut_plan, markov_priors


@pytest.fixture(scope="session")
def plan():
    return inside_aut_plan()


@pytest.fixture(scope="session")
def priors():
    return markov_priors()


@pytest.fixture(scope="session")
def lived(plan, priors):
    """A round of 600 runs from the prior."""
    unit = priors.draw(600, 1)
    return Round(unit, cohorts(plan, priors, unit, 1), np.zeros(600, bool))


@pytest.fixture(scope="session")
def pilots(plan, priors):
    """Twenty data sets with their truths on the unit scale."""
    truth = priors.draw(20, 50)
    return truth, record(plan, cohorts(plan, priors, truth, 51), priors, truth, np.random.default_rng(5))
