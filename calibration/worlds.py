"""The worlds of one draw: everybody's months in each territory of a pilot, with what the pilot did there."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from approdo.experiments.seeds import run_seed
from approdo.model.engine import model_hash
from approdo.model.levers import Lever
from approdo.model.parameters import load_parameters
from approdo.model.territory import Territory

from .cohort import Cohort, live_cohort
from .priors import MODEL_ROLES, Floats, Priors, at_sites


@dataclass(frozen=True, eq=False)
class Worlds:
    """Territories, the levers of the pilot in each, the first month (a month number) and how many there are."""

    priors: Priors
    territories: tuple[Territory, ...]
    levers: tuple[tuple[Lever, ...], ...]
    start: int
    months: int

    def digest(self, more: Any) -> str:
        """Return the digest of everything that decides a world but the draw and the seed, and of `more` (JSON)."""
        said = {
            "territories": [place.canonical() for place in self.territories],
            "levers": [[lever.canonical() for lever in each] for each in self.levers],
            "start": self.start,
            "months": self.months,
            "model": model_hash(),
            "priors": [(row.name, row.low, row.high, row.role.value) for row in self.priors.rows],
            "more": more,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def live(self, unit: Floats, normal: Floats, seed: int) -> list[Cohort]:
        """Return a cohort for each territory.

        Args:
            unit: the draw on the unit scale ``[d]``.
            normal: deviations of the sites ``[sites, d]``.
            seed: of the run.
        """
        each = self.priors.values(at_sites(self.priors, unit[None], normal[None]))[0]
        columns = self.priors.columns(*MODEL_ROLES)
        return [
            live_cohort(
                place,
                load_parameters({self.priors.rows[column].name: float(values[column]) for column in columns}),
                levers,
                self.start,
                self.months,
                run_seed(seed, 0, point=place.code),
            )
            for place, levers, values in zip(self.territories, self.levers, each, strict=True)
        ]
