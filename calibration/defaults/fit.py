"""Fits the free defaults to the published figures, with the same machinery as a pilot: learned summaries and checks."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.calibration.checks import Checks, check
from approdo.calibration.fit import INTERVAL, Cloud, Learned, adjust, learn, one_thread
from approdo.calibration.misfit import misfit
from approdo.calibration.prediction import prediction
from approdo.calibration.priors import OBSERVED, Box, Floats, Priors
from approdo.calibration.solve import resample
from approdo.calibration.summaries import Statistics
from approdo.experiments.seeds import run_seed

from .targets import Targets

TAILS: Final = np.array([0.5 - INTERVAL / 2, 0.5, 0.5 + INTERVAL / 2])
DIGITS: Final = 2  # of a value that goes into the model: no target tells more


@dataclass(frozen=True, eq=False)
class Fitted:
    """The posterior of the defaults: `draws` on the unit scale, `interval` ``[low, median, high; d]`` in own units."""

    priors: Priors
    draws: Floats
    interval: Floats
    predicted: Floats  # of every check, ``[low, median, high; checks]``
    learned: Learned
    cloud: Cloud
    checks: Checks
    runs: int

    @property
    def values(self) -> dict[str, float]:
        """The values for the model: the means, because under them a nearly linear model gives the mean prediction."""
        means = self.priors.values(self.draws).mean(axis=0)
        return {name: float(f"{mean:.{DIGITS}g}") for name, mean in zip(self.priors.names, means, strict=True)}


def fit_defaults(targets: Targets, priors: Priors, unit: Floats, told: Floats, seed: int) -> Fitted:
    """Fit the free numbers.

    The error of a published figure is added to each run's, so that runs are observed as badly as the world was.

    Args:
        targets: what was published.
        priors: of the free numbers.
        unit: draws on the unit scale ``[runs, d]``.
        told: every check of each run ``[runs, checks]``; not a number where a run has none.
        seed: of the luck of the errors.

    Raises:
        Failure: too few runs.
    """
    columns = [list(targets.checks).index(name) for name in targets.names]
    good = np.isfinite(told).all(axis=1)
    unit, told = unit[good], told[good]
    rng = np.random.default_rng(run_seed(seed, 0, point=OBSERVED))
    error = rng.standard_normal((good.size, len(columns)))[good] * targets.error
    alike = np.ptp(told[:, columns], axis=0) == 0  # what no free number moves would be learned from its error alone
    found = Statistics(targets.names, told[:, columns] + np.where(alike, 0.0, error))
    asked = Statistics(targets.names, targets.published[None, :])
    box = Box.whole(len(priors.rows))
    line = box.to_line(unit)
    with one_thread():
        learned = learn(line, found, asked)
        cloud = adjust(line, learned.runs, learned.data[0], learned.noise)
        draws = resample(cloud, box)
        unlike = misfit(found, asked, learned)
        checks = check(priors, box, line, learned, cloud, draws, unlike, float(1 - good.mean()), has_comparison=True)
        predicted = np.stack([np.quantile(prediction(each, unit, draws), TAILS) for each in told.T], axis=1)
    interval = np.quantile(priors.values(draws), TAILS, axis=0)
    return Fitted(priors, draws, interval, predicted, learned, cloud, checks, len(unit))
