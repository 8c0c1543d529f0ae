"""Who pays what in which year: the runs of one arm, as they were paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from approdo.experiments.economics.costs import PayerCosts, Spending, costs_by_payer, spending

if TYPE_CHECKING:
    from approdo.experiments.runner import Run
    from approdo.experiments.store import Store


@dataclass(frozen=True, eq=False)
class Payments:
    """One arm's spending, and its cash by payer and year: as paid, nothing discounted or spread."""

    spending: Spending
    cash: PayerCosts


def read_payments(store: "Store", runs: "Sequence[Run]") -> Payments:
    """Read what every run of an arm spent; each may have parameters of its own, hence another cost of reception."""
    found = [spending(store, scenario, [seed]) for scenario, seed in runs]
    first = found[0]
    whole = Spending(
        first.kinds,
        first.ids,
        np.concatenate([each.levers for each in found]),
        np.concatenate([each.capital for each in found]),
        np.concatenate([each.reception for each in found]),
        np.concatenate([each.homeless for each in found]),
    )
    return Payments(whole, costs_by_payer(whole, rate=0.0, annual=False))
