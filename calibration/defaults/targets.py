"""Which numbers are fitted, and to which published figures: the checks of the studies that are marked as fitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from approdo.calibration.priors import Floats, Prior, Priors, role_of
from approdo.experiments.published.reading import Study, load_study
from approdo.experiments.published.spec import Check
from approdo.model.parameters import defaults

STUDIES: Final = ("ST1", "ST2", "ST7")
# What the published figures can tell apart at most: the landlords' taste, the belief where nothing is shown (the
# information gap: that of natives is given), hosting, the informal split, and level and growth of job finding.
FREE: Final[Mapping[str, str]] = {
    "landlords.prejudice_mean": "taste against an Arab or African name, left when ability to pay is shown",
    "landlords.prior_mean": "share of months paid, as landlords believe of a group they know nothing of (natives: 0.9)",
    "hosts.uptake": "chance that a tie takes somebody in",
    "no_home.informal": "of those without a bed who go to an informal place and not to the street",
    "work.employer_base": "applicant against a rival, all else equal: the level of job finding",
    "work.employer_experience": "what experience adds: the growth of job finding",
}
# Checks that other numbers than the free ones were set to: landlords.prejudice_north, _centre and _south.
SET_OTHERWISE: Final = ("ST1/north", "ST1/centre", "ST1/south")
CERTAIN: Final = 1.96  # a band is read as the interval that holds the truth with 95 %
# How far the model may miss a level for reasons that none of the free numbers stands for: standard deviations,
# assumptions. Without them the fit contradicts itself, because finding work moves both figures up together.
DISCREPANCY: Final[Mapping[str, tuple[float, str]]] = {
    "ST2/rented": (0.10, "the published stock leaves out people in the street, whom no office traces"),
    "ST7/later": (0.10, "undeclared work is a fifth of the published and a twentieth of the simulated people"),
}


@dataclass(frozen=True)
class Targets:
    """The studies and their checks, in a fixed order; a check is known as ``ST1/arab_ratio``."""

    studies: tuple[Study, ...]

    @cached_property
    def checks(self) -> dict[str, Check]:
        """Return every check, those that are not fitted included."""
        return {f"{study.id}/{check.id}": check for study in self.studies for check in study.spec.check}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the checks that the free numbers are fitted to."""
        return tuple(
            name
            for name, check in self.checks.items()
            if check.fitted and check.published is not None and name not in SET_OTHERWISE
        )

    @property
    def published(self) -> Floats:
        """Return the published figures of the fitted checks."""
        return np.array([self.checks[name].published for name in self.names], np.float64)

    @property
    def error(self) -> Floats:
        """Return their errors, standard deviations: half the band as a 95 % interval, and the model's discrepancy."""
        bands = np.array([self.checks[name].band for name in self.names])
        known = np.array([DISCREPANCY.get(name, (0.0, ""))[0] for name in self.names])
        found: Floats = np.hypot(np.ptp(bands, axis=1) / 2.0 / CERTAIN, known)
        return found


def published_targets() -> Targets:
    """Return the studies that the defaults are fitted to."""
    return Targets(tuple(load_study(name) for name in STUDIES))


def free_priors() -> Priors:
    """Return the prior of each free number: uniform over its documented range."""
    rows = {row.name: row for row in defaults()}
    return Priors(
        tuple(Prior(name, rows[name].low, rows[name].high, role_of(name), rows[name].source) for name in FREE)
    )
