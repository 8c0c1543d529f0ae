"""What knowing more would be worth to somebody who decides on a package: value of perfect information, in euros.

Contraction says how far data narrow a number; whether that could change a decision is another question. Pairs of worlds
with draws of the posterior say how the net benefit of the package follows each fitted number (EVPPI).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from approdo.experiments.compare import run_request
from approdo.experiments.economics.benefit import net_benefit
from approdo.experiments.economics.evaluation import PRICE
from approdo.experiments.economics.information import Information, evppi
from approdo.experiments.package import Package
from approdo.experiments.request import MONTHS, read_request
from approdo.experiments.runner import Progress
from approdo.experiments.store import Store
from approdo.model import monthly
from approdo.model.errors import BadInput, Failure
from approdo.model.outcomes import TOTALS

from .posterior import Posterior
from .priors import MODEL_ROLES

PAIRS: Final = 200
LEAST: Final = 100  # pairs of worlds: with fewer, luck passes for something that can be known
COST: Final = TOTALS.index("cost_total")  # net of reception days saved


@dataclass(frozen=True)
class Decision:
    """Whether to do a package in all of some territories; `price` is what a homeless month averted is worth, EUR."""

    package: Package
    territories: Sequence[str]
    price: float = PRICE
    pairs: int = PAIRS
    months: int = MONTHS
    seed: int = 1

    def __post_init__(self) -> None:
        wrong = []
        if not 0 <= self.price < float("inf"):
            wrong.append(f"price = {self.price:g}, expected 0 or more (EUR per homeless month averted).")
        if not LEAST <= self.pairs <= 100_000:
            wrong.append(f"pairs = {self.pairs}, expected {LEAST} to 100000.")
        if wrong:
            raise BadInput("\n".join(wrong))


@dataclass(frozen=True)
class Worth:
    """The value of knowing all fitted numbers, and each of them; `benefit` is the package's mean net benefit, EUR."""

    decision: Decision
    benefit: float
    information: tuple[Information, ...]

    def document(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        asked = self.decision
        return {
            "package": asked.package.id, "territories": list(asked.territories), "price": asked.price,
            "pairs": asked.pairs, "months": asked.months, "net_benefit": self.benefit,
            "rows": [
                {"names": list(each.names), "mean": each.value.mean, "low": each.value.low, "high": each.value.high,
                 "unit": "EUR", "n": each.value.n}
                for each in self.information
            ],
        }  # fmt: skip


def worth(
    posterior: Posterior,
    decision: Decision,
    *,
    store: Store | str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Worth:
    """Compare the package with nothing in pairs of worlds with draws of the posterior, and value what could be known.

    Args:
        posterior: of a calibration; other numbers of the model stay at their defaults.
        decision: what is decided.
        store: of runs; None for the user's.
        workers: processes; None for one per processor.
        progress: told ``(done, total)``.

    Raises:
        Failure: a run failed.
    """
    draws = posterior.for_comparison(decision.seed, "fixed")
    request = read_request(
        "compare", decision.territories, decision.package, months=decision.months, runs=decision.pairs,
        seed=decision.seed, parameters=draws,
    )  # fmt: skip
    tally, places = run_request(request, store, workers, progress)
    if tally.failed:
        raise Failure(f"{len(tally.failed)} runs failed: what knowing more is worth cannot be said.")
    extra, averted = np.zeros((2, decision.pairs, 2))
    for nothing, package in places:
        extra[:, 1] += package.totals[:, COST] - nothing.totals[:, COST]
        averted[:, 1] += (nothing.series - package.series)[:, :, monthly.BROAD].sum(axis=1)
    benefit = net_benefit(extra, averted, decision.price)
    names = [posterior.priors.rows[column].name for column in posterior.priors.columns(*MODEL_ROLES)]
    values = np.array([[draws.at(pair)[name] for name in names] for pair in range(decision.pairs)])
    return Worth(decision, float(benefit[:, 1].mean()), evppi(values, benefit, names, seed=decision.seed))
