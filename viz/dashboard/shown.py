"""What pages show of a comparison: plain numbers, small enough to keep one for each open page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.experiments.answer import Comparison
from approdo.experiments.contrast import Contrast
from approdo.experiments.ranking import Rank, rank_arms
from approdo.experiments.rows import bands
from approdo.experiments.statistics import Estimate, Paired
from approdo.model.outcomes import MONTHLY, TOTALS

MOST_SEEDS: Final = 3  # shown as an example
KEPT_MONTHLY: Final = ("el1", "el2", "el3", "el4", "el5", "el6", "broad")


@dataclass(frozen=True)
class Delivery:
    """What an action was to do and did, as means over the runs: person-, dwelling- or bed-months, and EUR."""

    lever: str
    kind: str
    planned: float
    delivered: float
    in_time: float
    spent: float
    budget: float | None


@dataclass(frozen=True)
class Monthly:
    """One monthly outcome, means over the runs, and its paired difference with a 95 % interval."""

    base: tuple[float, ...]
    policy: tuple[float, ...]
    difference: tuple[float, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]


@dataclass(frozen=True)
class Shown:
    """One package against the baseline."""

    id: str
    name: str
    base_name: str | None  # None: no new policy
    pairs: int
    window: int | None
    headline: str  # id of the outcome
    totals: Mapping[str, Paired]
    monthly: Mapping[str, Monthly]
    displaced: Estimate
    displaced_unreached: Estimate
    cost_per_month: Estimate
    depends_on_definition: bool
    averted_reached: Estimate
    deliveries: tuple[Delivery, ...]
    warnings: tuple[str, ...]
    notice: str
    not_modelled: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A comparison after some pairs of runs. `asked` is what it answers; `reproduce` the command that repeats it."""

    asked: object
    pairs: int
    start: int
    months: int
    contrasts: tuple[Shown, ...]
    reproduce: str
    seed: int
    failed: int
    ranks: tuple[Rank, ...]  # baseline and packages by the headline, the best first
    seeds: tuple[int, ...]


def summarise(comparison: Comparison, asked: object) -> Answer:
    """Return what pages show of a comparison."""
    request = comparison.request
    first = request.scenarios[0][0]
    return Answer(
        asked,
        min(contrast.pairs for contrast in comparison.contrasts),
        first.start,
        first.months,
        tuple(_shown(contrast) for contrast in comparison.contrasts),
        comparison.reproduce,
        request.seed,
        len(comparison.tally.failed),
        _ranks(comparison),
        tuple(request.seeds[:MOST_SEEDS]),
    )


def _ranks(comparison: Comparison) -> tuple[Rank, ...]:
    contrasts = comparison.contrasts
    column = TOTALS.index(contrasts[0].outcome("strict"))
    arms = [contrasts[0].base, *(contrast.policy for contrast in contrasts)]
    return rank_arms([arm.id for arm in arms], [arm.totals[:, column] for arm in arms]).ranks


def _shown(contrast: Contrast) -> Shown:
    from approdo.experiments.statistics import estimate

    package, base, policy = contrast.policy.scenario.package, contrast.base.scenario.package, contrast.policy
    reached = policy.homeless_reached[:, 1] - policy.homeless_reached[:, 0]
    return Shown(
        id=package.id,
        name=package.name,
        base_name=base.name if base.levers else None,
        pairs=contrast.pairs,
        window=contrast.window,
        headline=contrast.outcome("strict"),
        totals=dict(contrast.totals),
        monthly={name: _monthly(contrast, MONTHLY.index(name)) for name in KEPT_MONTHLY},
        displaced=contrast.displaced,
        displaced_unreached=contrast.displaced_unreached,
        cost_per_month=contrast.cost_per_month,
        depends_on_definition=contrast.depends_on_definition,
        averted_reached=estimate(reached),
        deliveries=tuple(
            Delivery(lever.id, lever.kind, planned, delivered, in_time, spent, lever.budget)
            for lever, planned, delivered, in_time, spent in zip(
                package.levers,
                policy.planned.tolist(),
                policy.delivered.tolist(),
                policy.delivered_in_time.tolist(),
                policy.spent.tolist(),
                strict=True,
            )
        ),
        warnings=contrast.warnings,
        notice=package.notice,
        not_modelled=package.not_modelled,
    )


def _monthly(contrast: Contrast, column: int) -> Monthly:
    base, policy = contrast.base.series[:, :, column], contrast.policy.series[:, :, column]
    mean, low, high, _ = bands(policy - base)
    ends = [tuple(float(value) if np.isfinite(value) else None for value in end) for end in (low, high)]
    return Monthly(tuple(base.mean(axis=0)), tuple(policy.mean(axis=0)), tuple(mean), *ends)
