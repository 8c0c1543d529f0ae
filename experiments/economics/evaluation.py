"""The economic evaluation of a study: who pays, which packages are efficient, how surely, and what knowing is worth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.experiments.emulator import LEAST_RUNS, fit_emulator
from approdo.experiments.statistics import Estimate, Real, estimate, ratio
from approdo.model.errors import BadInput

from .benefit import Acceptability, acceptability, net_benefit
from .costs import PAYERS, costs_by_payer, spending
from .discounting import RATE, factors
from .dominance import Option, incremental
from .information import KINDS, Information, evppi

if TYPE_CHECKING:
    from approdo.experiments.store import Store
    from approdo.experiments.sweep import SweepResult

PRICE: Final = 1000.0  # EUR per homeless month averted, where nobody says another: a round number, not a finding
PRICES: Final = 61  # points of the acceptability curves, from 0 to three times the price: the price is one of them


@dataclass(frozen=True, eq=False)
class Flows:
    """Present values of every run: costs ``[runs, packages, payers, years]`` (EUR), homeless months and what is left.

    `homeless` and `residual` are ``[runs, packages]``; the baseline is the first package.
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    costs: Real
    homeless: Real
    residual: Real


def read_flows(
    store: "Store",
    result: "SweepResult",
    place: int = 0,
    *,
    rate: float = RATE,
    payers: Mapping[str, str] | None = None,
) -> Flows:
    """Read the present values of a study's runs in one of its territories.

    Raises:
        BadInput: an unknown payer or lever, or a rate out of bounds.
    """
    study = result.study
    known = {name for package in study.packages for lever in package.levers for name in (lever.id, lever.kind)}
    if foreign := [name for name in payers or {} if name not in known]:
        raise BadInput(f'payer of "{foreign[0]}": no lever of this study; they are {", ".join(sorted(known))}.')
    years: tuple[int, ...] = ()
    costs, homeless, residual = [], [], []
    for number, point in enumerate(result.points):
        arms = []
        for scenario in study.scenarios(point.values, study.territories[place]):
            found = spending(store, scenario, result.seeds[number].tolist())
            mine = {name: payer for name, payer in (payers or {}).items() if name in (*found.ids, *found.kinds)}
            arms.append((costs_by_payer(found, payers=mine, rate=rate), found.homeless @ factors(study.months, rate)))
            years = arms[-1][0].years
        costs.append(np.stack([paid.costs for paid, _ in arms], axis=1))
        residual.append(np.stack([paid.residual for paid, _ in arms], axis=1))
        homeless.append(np.stack([months for _, months in arms], axis=1))
    return Flows(
        tuple(package.name for package in study.packages),
        years,
        np.concatenate(costs),
        np.concatenate(homeless),
        np.concatenate(residual),
    )


@dataclass(frozen=True, eq=False)
class Evaluation:
    """The evaluation of one territory: every number is against the baseline, the first package.

    `costs` and `averted` are paired differences a run; `payers` has (package, payer, year, difference); `options` the
    ratios with dominance; `acceptability` and `information` are computed on expected values of the draws of the
    uncertain parameters, chance taken away (None where nothing is uncertain or too few runs tell).
    """

    names: tuple[str, ...]
    costs: tuple[Estimate, ...]
    averted: tuple[Estimate, ...]
    ratios: tuple[Estimate, ...]
    residual: tuple[Estimate, ...]
    payers: tuple[tuple[str, str, int, Estimate], ...]
    options: tuple[Option, ...]
    price: float
    rate: float
    expected_costs: Real | None  # [draws, packages]
    expected_averted: Real | None
    acceptability: Acceptability | None
    information: tuple[Information, ...]
    why: str  # of what is None


def evaluate(
    flows: Flows,
    parameters: Real | None = None,
    names: Sequence[str] = (),
    *,
    price: float = PRICE,
    rate: float = RATE,
    seed: int = 0,
) -> Evaluation:
    """Evaluate packages against the first of them.

    Args:
        flows: present values of paired runs.
        parameters: the uncertain parameters of every run, ``[runs, parameters]``; None if none were drawn.
        names: of the parameters.
        price: what a homeless month averted is worth, EUR.
        rate: with which the flows were discounted, to be told.
        seed: decides what is drawn for intervals.

    Raises:
        BadInput: nothing to compare, or a price below 0.
    """
    if len(flows.names) < 2:
        raise BadInput("an evaluation needs a package beside the baseline.")
    if not 0 <= price < float("inf"):
        raise BadInput(f"price = {price:g}, expected 0 or more (EUR per homeless month averted).")
    there = np.isfinite(flows.homeless).all(axis=1) & np.isfinite(flows.costs).all(axis=(1, 2, 3))
    by_payer, homeless, residual = flows.costs[there], flows.homeless[there], flows.residual[there]
    cost = by_payer.sum(axis=(2, 3))
    extra, averted = cost - cost[:, :1], homeless[:, :1] - homeless
    count = range(len(flows.names))
    expected_costs = expected_averted = curves = None
    information: tuple[Information, ...] = ()
    why = ""
    if parameters is None or not len(names):
        why = "nothing uncertain was drawn: add [[uncertain]] factors to the study"
    elif len(cost) < LEAST_RUNS:
        why = f"{len(cost)} runs are too few to take chance away, {LEAST_RUNS} are needed"
    else:
        drawn = parameters[there]
        expected_costs, expected_averted = _expected(drawn, extra, seed), _expected(drawn, averted, seed)
        prices = np.linspace(0.0, 3.0 * price if price else 3.0 * PRICE, PRICES)
        curves = acceptability(expected_costs, expected_averted, prices)
        information = evppi(drawn, net_benefit(extra, averted, price), names, seed=seed)
    means = [(estimate(extra[:, n]), estimate(averted[:, n])) for n in count]
    return Evaluation(
        flows.names,
        tuple(spent for spent, _ in means),
        tuple(spared for _, spared in means),
        tuple(ratio(extra[:, n], averted[:, n], "the homeless months averted") for n in count),
        tuple(estimate(residual[:, n] - residual[:, 0]) for n in count),
        _by_payer(flows, by_payer),
        incremental(flows.names, [spent.mean or 0.0 for spent, _ in means], [got.mean or 0.0 for _, got in means]),
        price,
        rate,
        expected_costs,
        expected_averted,
        curves,
        information,
        why,
    )


def _expected(parameters: Real, values: Real, seed: int) -> Real:
    """Return what each draw of the parameters gives on average, for every package; the baseline is 0."""
    learned = [np.zeros(len(values))]
    for column in values.T[1:]:
        learned.append(fit_emulator(parameters, column, seed=seed, kinds=KINDS)(parameters))
    return np.column_stack(learned)


def _by_payer(flows: Flows, costs: Real) -> tuple[tuple[str, str, int, Estimate], ...]:
    change = costs - costs[:, :1]
    return tuple(
        (name, payer, year, estimate(change[:, package, p, y]))
        for package, name in enumerate(flows.names)
        for p, payer in enumerate(PAYERS)
        for y, year in enumerate(flows.years)
        if change[:, package, p].any()
    )
