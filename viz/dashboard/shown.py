"""What pages show of a comparison: plain numbers, small enough to keep one for each open page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.experiments.answer import Comparison
from approdo.experiments.contrast import Contrast
from approdo.experiments.details import TRAITS_SHOWN
from approdo.experiments.economics.costs import PAYERS, payers_file
from approdo.experiments.groups import groups
from approdo.experiments.parameter_draws import ParameterDraws
from approdo.experiments.ranking import Rank, rank_arms
from approdo.experiments.rows import bands
from approdo.experiments.statistics import Estimate, Paired, estimate, paired
from approdo.model.outcomes import MONTHLY, TOTALS

from .mattering import Matters, mattering

MOST_SEEDS: Final = 3  # shown as an example
LAST_MONTH: Final = ("landlord_belief", "rent_index", "owners_entries", "reopened")
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
class Group:
    """Homeless-months per person of one group (mean number of people) with and without the package."""

    trait: str
    name: str
    people: float
    homeless: Paired


@dataclass(frozen=True)
class Shown:
    """One package against the baseline."""

    id: str
    name: str
    base_name: str | None  # None: no new policy
    pairs: int
    window: int | None
    headline: str  # id of the outcome
    flips: float | None  # share of the pairs in which the headline moves the other way than on average
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
    fates: Mapping[str, Estimate]  # shares of the headline's people who are better, worse, as well off
    groups: tuple[Group, ...]
    last: Mapping[str, Paired]  # monthly outcomes of owners, in the last month
    matters: Mapping[str, Matters]  # by outcome, for the four numbers of the first page
    payers: Mapping[str, float]  # EUR more than under the baseline, means over the runs; who pays nothing is left out


@dataclass(frozen=True)
class Answer:
    """A comparison after some pairs of runs. `asked` is what it answers; `reproduce` the command that repeats it.

    `settled` says that no more pairs are on the way.
    """

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
    settled: bool = False


def summarise(comparison: Comparison, asked: object) -> Answer:
    """Return what pages show of a comparison."""
    request = comparison.request
    first = request.scenarios[0][0]
    return Answer(
        asked,
        min(contrast.pairs for contrast in comparison.contrasts),
        first.start,
        first.months,
        tuple(_shown(contrast, request.draws) for contrast in comparison.contrasts),
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


def four(headline: str, window: int | None) -> tuple[str, ...]:
    """Return the ids of the four numbers of the first page."""
    if window is None:
        return headline, "hm_total_lenient", "departures", "cost_total"
    return headline, f"housed_{window}", f"work_{window}", "cost_total"


def _shown(contrast: Contrast, draws: ParameterDraws) -> Shown:
    package, base, policy = contrast.policy.scenario.package, contrast.base.scenario.package, contrast.policy
    reached = policy.homeless_reached[:, 1] - policy.homeless_reached[:, 0]
    flips = contrast.worlds(contrast.outcome("strict")).flips
    return Shown(
        id=package.id,
        name=package.name,
        base_name=base.name if base.levers else None,
        pairs=contrast.pairs,
        window=contrast.window,
        headline=contrast.outcome("strict"),
        flips=None if flips is None else flips.value,
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
        fates=dict(contrast.fates),
        groups=tuple(Group(g.trait, g.name, g.people, g.homeless) for g in groups(contrast, TRAITS_SHOWN)),
        last={name: _last(contrast, MONTHLY.index(name)) for name in LAST_MONTH},
        matters=mattering(contrast, draws, four(contrast.outcome("strict"), contrast.window)),
        payers=_payers(contrast),
    )


def _last(contrast: Contrast, column: int) -> Paired:
    return paired(contrast.base.series[:, -1, column], contrast.policy.series[:, -1, column])


def _payers(contrast: Contrast) -> dict[str, float]:
    """Return who pays more or less; of the actions their whole cost, of reception what the package changes."""
    usual = payers_file()
    more = dict.fromkeys(PAYERS, 0.0)
    for arm, sign in ((contrast.policy, 1), (contrast.base, -1)):
        for lever, spent in zip(arm.scenario.package.levers, arm.spent.tolist(), strict=True):
            more[usual["lever"].get(lever.kind, "municipality")] += sign * spent
    more[usual["reception"]["payer"]] += contrast.totals["cost_reception"].difference.mean or 0.0
    return {payer: eur for payer, eur in more.items() if eur}


def _monthly(contrast: Contrast, column: int) -> Monthly:
    base, policy = contrast.base.series[:, :, column], contrast.policy.series[:, :, column]
    mean, low, high, _ = bands(policy - base)
    ends = [tuple(float(value) if np.isfinite(value) else None for value in end) for end in (low, high)]
    return Monthly(tuple(base.mean(axis=0)), tuple(policy.mean(axis=0)), tuple(mean), *ends)
