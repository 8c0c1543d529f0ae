"""What each payer spends in each year, out of the runs that the store keeps."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from approdo.experiments.runner import run_keys
from approdo.experiments.statistics import Estimate, Real, estimate
from approdo.model import monthly
from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest
from approdo.model.outcomes import DAYS

from .discounting import RATE, YEAR, annualise, factors

if TYPE_CHECKING:
    from approdo.experiments.scenario import Scenario
    from approdo.experiments.store import Store

FILE: Final = Path(__file__).parent / "payers.toml"
AT_ONCE: Final = 200  # runs in memory together


@cache
def payers_file() -> Mapping[str, Any]:
    """Return `payers.toml`."""
    return MappingProxyType(tomllib.loads(FILE.read_text(encoding="utf-8")))


PAYERS: Final = tuple(payers_file()["payers"])


@dataclass(frozen=True, eq=False)
class Spending:
    """Euros of every run: by lever ``[runs, levers, months]``, and of reception ``[runs, months]``.

    `capital` is the part of `levers` that was invested. `homeless` is ``[runs, months]``: people in EL1 to EL6, the
    strict homeless months of everybody. Nothing is discounted.
    """

    kinds: tuple[str, ...]
    ids: tuple[str, ...]
    levers: Real
    capital: Real
    reception: Real
    homeless: Real


def spending(store: "Store", scenario: "Scenario", seeds: Sequence[int]) -> Spending:
    """Read what every run of a scenario spent; the store must have them all."""
    keys = run_keys(scenario, seeds)
    levers = scenario.package.levers
    capital_kinds = payers_file()["capital"]
    spent, invested, reception, homeless = [], [], [], []
    day_cost = scenario.parameters["reception.day_cost"]
    for first in range(0, len(keys), AT_ONCE):
        chunk = keys[first : first + AT_ONCE]
        records = store.load(chunk)
        for key in chunk:
            record = records[key]
            each = record.spent / 100.0
            capital = np.zeros_like(each)
            for row, lever in enumerate(levers):
                if lever.kind in capital_kinds:
                    capital[row] = invested_of(each[row], record.delivered[row], float(lever.start_cost or 0.0))
            spent.append(each)
            invested.append(capital)
            reception.append(record.series[:, monthly.RECEPTION] * DAYS * day_cost)
            homeless.append(record.series[:, monthly.BROAD])
    return Spending(
        tuple(lever.kind for lever in levers),
        tuple(lever.id for lever in levers),
        np.array(spent),
        np.array(invested),
        np.array(reception),
        np.array(homeless),
    )


def invested_of(spent: Real, delivered: Real, start_cost: float) -> Real:
    """Return the part of each month's spending that began works: whole dwellings, at most those held next month more.

    Args:
        spent: EUR of each month.
        delivered: dwellings held in each month; those begun in a month are held from that month or the next.
        start_cost: EUR per dwelling.
    """
    if start_cost <= 0:
        return np.zeros_like(spent)
    more = np.maximum(np.diff(delivered, prepend=0), 0).astype(np.float64)
    most = more + np.append(more[1:], np.inf)
    found: Real = np.minimum(np.floor(spent / start_cost + 1e-9), most) * start_cost
    return found


@dataclass(frozen=True, eq=False)
class PayerCosts:
    """Euros by payer and year, present values: ``[runs, payers, years]``; capital counts for its use in the horizon.

    `residual` is what the investments are still worth after the horizon, ``[runs]``, and is not in `costs`.
    """

    payers: tuple[str, ...]
    years: tuple[int, ...]  # of the horizon, from 1
    costs: Real
    residual: Real

    def rows(self) -> list[tuple[str, int, Estimate]]:
        """Return (payer, year, cost) for every payer who pays anything."""
        return [
            (payer, year, estimate(self.costs[:, p, y]))
            for p, payer in enumerate(self.payers)
            for y, year in enumerate(self.years)
            if self.costs[:, p].any()
        ]


def costs_by_payer(
    found: Spending, *, payers: Mapping[str, str] | None = None, rate: float = RATE, annual: bool = True
) -> PayerCosts:
    """Return who pays what when, capital annualised over its binding use, reception included.

    Args:
        found: see `spending`.
        payers: payer by the id or kind of a lever, where it is not the usual one; see payers.toml.
        rate: discount rate a year.
        annual: false: investments count whole when they are made.

    Raises:
        BadInput: an unknown payer or lever.
    """
    file, changed = payers_file(), dict(payers or {})
    for name, payer in changed.items():
        if name not in (*found.ids, *found.kinds):
            raise BadInput(f'payer of "{name}": no such lever.{nearest(name, [*found.ids, *found.kinds])}')
        if payer not in PAYERS:
            raise BadInput(f'payer "{payer}" of "{name}": expected {", ".join(PAYERS)}.{nearest(payer, PAYERS)}')
    runs, _, months = found.levers.shape
    years = -(-months // YEAR)
    costs, residual = np.zeros((runs, len(PAYERS), years)), np.zeros(runs)
    worth = factors(months, rate)
    by_year = np.arange(months) // YEAR
    for row, (name, kind) in enumerate(zip(found.ids, found.kinds, strict=True)):
        usual = file["lever"].get(kind, "municipality")
        flow, capital = found.levers[:, row], found.capital[:, row]
        if annual and kind in file["capital"]:
            charged, left = _spread(capital, float(file["capital"][kind]["years"]), rate)
            flow = flow - capital + charged
            residual += left
        who = PAYERS.index(changed.get(name, changed.get(kind, usual)))
        np.add.at(costs[:, who].swapaxes(0, 1), by_year, (flow * worth).T)
    who = PAYERS.index(file["reception"]["payer"])
    np.add.at(costs[:, who].swapaxes(0, 1), by_year, (found.reception * worth).T)
    return PayerCosts(PAYERS, tuple(range(1, years + 1)), costs, residual)


def _spread(capital: Real, years: float, rate: float) -> tuple[Real, Real]:
    """Return the yearly cost of investments, month by month, and the present value of what is left at the end."""
    runs, months = capital.shape
    charged, left = np.zeros_like(capital), np.zeros(runs)
    for month in np.flatnonzero(capital.any(axis=0)):
        used = min(months - int(month), round(years * YEAR))
        share = annualise(1.0, years, used / YEAR, rate)
        # Charged evenly over the months of use, such that the present value is right.
        weights = factors(months, rate)[month : month + used]
        charged[:, month : month + used] += (
            capital[:, [month]] * share.charged * factors(months, rate)[month] / weights.sum()
        )
        left += capital[:, month] * share.residual * factors(months, rate)[month]
    return charged, left
