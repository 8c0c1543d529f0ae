"""A world that other processes can be sent: lives by luck alone."""

from dataclasses import dataclass

import numpy as np

from approdo.calibration.observe import Home, Job


@dataclass(frozen=True, eq=False)
class Lucky:
    """One in three has no home; the world of a seed that the number divides breaks."""

    people: int
    months: int
    breaks: int = 0

    def live(self, parameters, seed):
        """Return homes and jobs ``[people, months]``."""
        if self.breaks and seed % self.breaks == 0:
            raise ValueError("a world that breaks")
        luck = np.random.default_rng(seed).random((2, self.people, self.months))
        home = np.where(luck[0] < 1 / 3, Home.HOSTED, Home.OWN).astype(np.int8)
        return home, np.where(luck[1] < 0.5, Job.REGULAR, Job.NONE).astype(np.int8)
