"""Replays a published study: what was published, what the model gives, and whether that is inside the band."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, shown

from .batches import for_seeds
from .published.reading import Study
from .published.spec import Check
from .runner import Progress
from .seeds import run_seed
from .statistics import Estimate, Real, estimate, ratio

RUNS: Final = 200
SEED: Final = 1


@dataclass(frozen=True)
class Found:
    """One check, answered. `settled`: the interval does not reach over an edge of the band."""

    check: Check
    unit: str
    simulated: Estimate

    @property
    def inside(self) -> bool | None:
        """Tell whether the simulated mean is inside the band; None where there is no mean."""
        mean = self.simulated.mean
        return None if mean is None else self.check.band[0] <= mean <= self.check.band[1]

    @property
    def settled(self) -> bool:
        """Tell whether more runs could hardly turn the answer round."""
        found, (low, high) = self.simulated, self.check.band
        if found.low is None or found.high is None:
            return False
        within = low <= found.low and found.high <= high
        return within or found.high < low or found.low > high

    def contradicts(self, inside: bool) -> bool:
        """Tell whether the runs rule out a verdict: the whole interval is on the other side."""
        return self.settled and self.inside is not None and self.inside != inside


@dataclass(frozen=True)
class Replay:
    """A study replayed."""

    study: Study
    runs: int
    seed: int
    found: tuple[Found, ...]

    @property
    def inside(self) -> int:
        """How many checks are inside their band."""
        return sum(found.inside is True for found in self.found)

    def document(self) -> dict[str, Any]:
        """Return the answer, ready for JSON."""
        head = self.study.spec.published
        return {
            "study": self.study.id,
            "title": head.title,
            "source": head.source,
            "status": head.status,
            "kind": head.kind,
            "fit": head.fit,
            "not_yet": list(head.not_yet),
            "pairs": self.runs,
            "inside": self.inside,
            "of": len(self.found),
            "checks": [_row(found) for found in self.found],
        }


def _row(found: Found) -> dict[str, Any]:
    check, simulated = found.check, found.simulated
    row: dict[str, Any] = {
        "check": check.id,
        "label": check.label,
        "published": check.published,
        "simulated": simulated.mean,
        "low": simulated.low,
        "high": simulated.high,
        "band": list(check.band),
        "band_from": check.band_from,
        "inside": found.inside,
        "settled": found.settled,
        "fitted": check.fitted,
        "unit": found.unit,
        "n": simulated.n,
        "note": check.why,
    }
    return {**row, "why": simulated.why} if simulated.why else row


def replay(
    study: Study,
    *,
    runs: int = RUNS,
    seed: int = SEED,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Run a study and answer its checks.

    Args:
        study: what `load_study` returned.
        runs: paired runs (every arm has the same seeds), from 2.
        seed: the same seed gives the same answer, with any number of workers.
        workers: processes; None for one per processor.
        progress: told ``(runs done, runs in all)``.

    Raises:
        BadInput: runs or seed out of range.
        Failure: processes keep dying.
    """
    if not is_whole(runs) or not 2 <= runs <= 1_000_000:
        raise BadInput(f"runs = {shown(runs)}, expected 2 to 1000000 (paired runs).")
    if not is_whole(seed) or not 0 <= seed < 2**63:
        raise BadInput(f"seed = {shown(seed)}, expected 0 to {2**63 - 1} (a whole number).")
    seeds = [run_seed(seed, number) for number in range(runs)]
    told = np.array(for_seeds(run_once, study, seeds, workers=workers, progress=progress))
    found = tuple(answer(study, check, told) for check in study.spec.check)
    return Replay(study, runs, seed, found)


def run_once(study: Study, seed: int) -> list[list[float]]:
    """Return every measure of every arm in one run, ``[measure][arm]``; NaN where it is not defined."""
    # Imported here: reading and listing studies should not load the compiled rules.
    kind, measures = study.spec.published.kind, study.spec.measure
    if kind == "replies":
        from .published.replies import rate, run_replies

        told = run_replies(study, seed)
        return [[rate(arm, measure.territories) for arm in told] for measure in measures]
    if kind == "queue":
        from .published.queueing import at_year, run_queue

        queue, street = study.spec.queue, run_queue(study, seed)
        assert queue is not None  # noqa: S101 - kind queue
        return [[at_year(street, queue.steps_per_year, measure.year or 0.0)] * len(study.arms) for measure in measures]
    from .published.lives import run_lives
    from .published.measures import value

    lives = run_lives(study, seed)
    return [[value(measure, arm) for arm in lives] for measure in measures]


def answer(study: Study, check: Check, told: Real) -> Found:
    """Answer one check from all runs, ``[run, measure, arm]``."""
    measure = study.measure(check.measure)
    column = partial(_column, study, told)
    one = column(check.measure, check.arm)
    unit = measure.unit
    if check.compare == "level":
        return Found(check, unit, estimate(one))
    other = column(check.against_measure or check.measure, check.against or check.arm)
    if check.compare == "difference":
        return Found(check, unit, estimate(one - other))
    if check.compare == "ratio":
        return Found(check, "ratio", ratio(one, other, f"the values of {check.against or check.against_measure}"))
    informed = column(check.measure, str(check.informed_against)) - column(check.measure, str(check.informed_arm))
    gap = other - one
    return Found(check, "share of the gap", ratio(gap - informed, gap, "the gaps"))


def _column(study: Study, told: Real, measure: str, arm: str) -> Real:
    number = [each.id for each in study.spec.measure].index(measure)
    column: Real = told[:, number, study.arm(arm)]
    return column
