"""Which data to collect next: what each kind of record would tell, asked of the lives that are already simulated.

Every run's lives are known in full, so that a record with fewer gaps, a second look at hidden homelessness or a
comparison group can be made from them without a new run. What it would tell is the expected contraction: how much
narrower than the prior the posterior would be on average.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from approdo.experiments.seeds import run_seed

from .fit import learn, one_thread
from .observe import GROUPS, Months, Plan, record
from .priors import OBSERVED, Box, Floats, Priors, Role
from .solve import Round
from .summaries import Statistics, statistics

MOST: Final = 1000  # runs that are asked


@dataclass(frozen=True)
class Offer:
    """A kind of data: expected contraction of each free number, and what is gained over the data as they are."""

    words: str
    contraction: dict[str, float]
    gain: float  # mean over the model's free numbers


def offers(plan: Plan, lives_plan: Plan, first: Round[Months], priors: Priors, seed: int) -> list[Offer]:
    """Return what more could be recorded, the most telling first; the data as they are come last.

    Args:
        plan: the design of the pilot.
        lives_plan: the people that were simulated: those of the pilot first.
        first: runs drawn from the whole prior.
        priors: the free numbers.
        seed: of the calibration.
    """
    runs = slice(0, MOST)
    asked = Round(first.unit[runs], first.lives[runs], first.failed[runs])
    now = _contraction(plan, asked, priors, seed)
    model = [column for column, row in enumerate(priors.rows) if row.role not in (Role.RECORD, Role.SPREAD)]
    found = []
    for words, design, perfect in _designs(plan, lives_plan):
        then = _contraction(design, asked, priors, seed, perfect)
        found.append(
            Offer(words, dict(zip(priors.names, map(float, then), strict=True)), float((then - now)[model].mean()))
        )
    found.sort(key=lambda offer: -offer.gain)
    return [*found, Offer("the data as they are", dict(zip(priors.names, map(float, now), strict=True)), 0.0)]


def _designs(plan: Plan, wide: Plan) -> list[tuple[str, Plan, tuple[str, ...]]]:
    """Return words, the design, and which chances of the record it does away with."""
    none = np.zeros_like(plan.home_gaps)
    found: list[tuple[str, Plan, tuple[str, ...]]] = [
        ("following up everybody who is lost", plan, ("record.lost", "record.departures_seen")),
        ("asking about the title to the home (no hosting written as a tenancy)", plan, ("record.hidden_as_housed",)),
    ]
    if plan.home_gaps.any() or plan.job_gaps.any():
        found.append(("every month of home and work written down", replace(plan, home_gaps=none, job_gaps=none), ()))
    if wide.people > plan.people:
        found.append(("a comparison group of the same size, without support", wide, ()))
    if all((codes < 0).all() for codes in plan.groups.values()):
        found.append((f"the breakdown by {', '.join(GROUPS)}", plan, ()))
    return found


def _contraction(plan: Plan, asked: Round[Months], priors: Priors, seed: int, perfect: tuple[str, ...] = ()) -> Floats:
    """Return the expected contraction of each free number with a design: 1 - spread left / spread of the prior."""
    good = ~asked.failed
    unit, box = asked.unit[good], Box.whole(len(priors.rows))
    lives = Months(asked.lives.home[good][:, : plan.people], asked.lives.job[good][:, : plan.people])
    shown = unit.copy()
    for name in perfect:
        if name in priors.names:
            shown[:, priors.position(name)] = 1.0 if name == "record.departures_seen" else 0.0
    with one_thread():
        rng = np.random.default_rng(run_seed(seed, 0, point=OBSERVED))
        found = statistics(plan, record(plan, lives, priors, shown, rng))
        line = box.to_line(unit)
        learned = learn(line, found, Statistics(found.names, found.values[:1]))
    left: Floats = 1.0 - learned.noise / line.std(axis=0)
    return np.maximum(left, 0.0)
