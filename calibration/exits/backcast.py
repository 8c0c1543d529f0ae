"""Back-cast: the model of today's policy against what became of last year's exits, before any what-if.

Each run draws all assumptions and lives the months of the exits and those after; of its people who left in these months
it counts what the office counts. As many people as the office had are drawn from them, so that the model's interval
holds the chance of a small group too. What the office does not know is bounded: the share if it is so for nobody of
them, and if it is so for all.
"""

import math
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from approdo.calibration.cohort import Cohort, live_cohort
from approdo.calibration.pilot.schema import CODES
from approdo.experiments.parameter_draws import ParameterDraws, read_draws
from approdo.experiments.seeds import generator_seed, run_seed
from approdo.experiments.statistics import Estimate, Real, middle
from approdo.experiments.together import is_thin
from approdo.model.calendar import month_text
from approdo.model.codes import Housing, Work
from approdo.model.errors import BadInput, Failure
from approdo.model.levers.wording import is_whole, shown
from approdo.model.territory import Territory, load_territory

from .known import Known, LastYear

RUNS: Final = 64
LEAST_RUNS: Final = 8
SEED: Final = 1
MOST_MONTHS: Final = 120


@dataclass(frozen=True)
class Checked:
    """One outcome beside the model: its interval holds a group of as many people in another run with 95 %.

    `inside`: both bounds of the office's share lie in it; `depends`: it holds some of the shares between the bounds;
    `outside`: none.
    """

    known: Known
    model: Estimate

    @property
    def verdict(self) -> str:
        """Say inside, depends or outside; unclear where the model has nobody."""
        low, high = self.model.low, self.model.high
        if low is None or high is None:
            return "unclear"
        if low <= self.known.low and self.known.high <= high:
            return "inside"
        return "outside" if self.known.high < low or high < self.known.low else "depends"


@dataclass(frozen=True, eq=False)
class BackCast:
    """The answer; `exits` are the adults who leave in the model in the same months, in another run with 95 %."""

    last_year: LastYear
    territory: Territory
    draws: ParameterDraws
    runs: int
    seed: int
    exits: Estimate
    outcomes: tuple[Checked, ...]
    asked: str  # the territory as it was asked for

    @property
    def thin(self) -> bool:
        """Whether even the number of leavers is a judgement."""
        return is_thin(self.territory)

    @property
    def exits_inside(self) -> bool:
        """Whether the office's exits lie in the model's interval."""
        low, high = self.exits.low, self.exits.high
        return low is not None and high is not None and low <= self.last_year.exits <= high

    def count(self, verdict: str) -> int:
        """Return how many outcomes have a verdict."""
        return sum(each.verdict == verdict for each in self.outcomes)

    @property
    def command(self) -> str:
        """The command that gives the same numbers."""
        words = shlex.join(["approdo", "backcast", self.last_year.file, "--territory", self.asked, *self.draws.words])
        return f"{words} --runs {self.runs} --seed {self.seed}"

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        return {
            "territory": self.territory.id,
            "thin": self.thin,
            "first": month_text(self.last_year.first),
            "last": month_text(self.last_year.last),
            "exits": {"own": self.last_year.exits, "inside": self.exits_inside, **_numbers(self.exits)},
            "outcomes": [
                {
                    "outcome": each.known.outcome,
                    "since_exit": each.known.since,
                    "yes": each.known.yes,
                    "no": each.known.no,
                    "unknown": each.known.unknown,
                    "own_low": each.known.low,
                    "own_high": each.known.high,
                    **_numbers(each.model),
                    "verdict": each.verdict,
                }
                for each in self.outcomes
            ],
            "reproduce": self.command,
        }


def back_cast(
    last_year: LastYear,
    territory: Territory | str,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    parameters: Any = "prior",
    progress: Callable[[int, int], None] | None = None,
) -> BackCast:
    """Run the model over the months of last year's exits and compare.

    Args:
        last_year: what the office knows.
        territory: by name or as loaded.
        runs: each with its own draw of the assumptions, from 8.
        seed: the same seed gives the same answer.
        parameters: see `experiments.parameter_draws.Given`.
        progress: told ``(runs done, runs in all)``.

    Raises:
        BadInput: something is out of range.
        Failure: no run could be computed.
    """
    if not is_whole(runs) or not LEAST_RUNS <= runs <= 100_000:
        raise BadInput(f"runs = {shown(runs)}, expected {LEAST_RUNS} to 100000.")
    if not is_whole(seed) or not 0 <= seed < 2**63:
        raise BadInput(f"seed = {shown(seed)}, expected 0 to 2**63 - 1 (a whole number).")
    months = last_year.months + max(known.since for known in last_year.outcomes)
    if months > MOST_MONTHS:
        raise BadInput(f"the exits and the months after them are {months} months, expected at most {MOST_MONTHS}.")
    place = load_territory(territory) if isinstance(territory, str) else territory
    draws = read_draws(parameters, seed)
    exits = np.full(runs, np.nan)
    shares = np.full((len(last_year.outcomes), runs), np.nan)
    told = progress or (lambda done, total: None)
    for run in range(runs):
        told(run, runs)
        cohort = live_cohort(place, draws.at(run), (), last_year.first, months, run_seed(seed, run))
        exits[run], shares[:, run] = _counted(cohort, last_year, generator_seed(seed, "backcast", run))
    told(runs, runs)
    if not np.isfinite(exits).any():
        raise Failure(f"{place.id}: the model has no exits in these months.")
    checked = tuple(Checked(known, middle(shares[n])) for n, known in enumerate(last_year.outcomes))
    asked = territory if isinstance(territory, str) else place.id
    return BackCast(last_year, place, draws, runs, seed, middle(exits), checked, asked)


def _counted(cohort: Cohort, last_year: LastYear, seed: int) -> tuple[float, Real]:
    """Return the exits of one run, and the share of each outcome among as many people as the office had."""
    rng = np.random.default_rng(seed)
    rows = np.flatnonzero((cohort.left >= 0) & (cohort.left < last_year.months) & cohort.holder)
    found = [
        _drawn(share_after(cohort, rows, known.outcome, known.since), last_year.exits, rng)
        for known in last_year.outcomes
    ]
    return float(len(rows)), np.array(found)


def _drawn(share: float, people: int, rng: np.random.Generator) -> float:
    return math.nan if math.isnan(share) else float(rng.binomial(people, share)) / people


def share_after(cohort: Cohort, rows: NDArray[np.int64], outcome: str, since: int) -> float:
    """Return the share of some people for whom an outcome holds so many months after their exit; NaN without any."""
    if not len(rows):
        return math.nan
    code = CODES["after_exit"][outcome]
    table, kind = (cohort.housing, Housing) if code.of == "housing" else (cohort.work, Work)
    states = table[rows, cohort.left[rows].astype(np.int64) + since]
    holds = np.isin(states, [int(kind[state]) for state in code.states])
    if code.of == "work":  # whoever has left the territory is not known to work
        holds &= cohort.housing[rows, cohort.left[rows].astype(np.int64) + since] != Housing.DEPARTED
    return float(holds.mean())


def _numbers(found: Estimate) -> dict[str, Any]:
    return {"mean": found.mean, "low": found.low, "high": found.high, "n": found.n}
