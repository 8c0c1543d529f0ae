"""What a pilot did to the people it reached: each beside the same person, with the same luck, without the pilot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.experiments.guidelines.profile import Profile
from approdo.experiments.people import COLUMN
from approdo.experiments.records import Record
from approdo.experiments.statistics import Real
from approdo.experiments.store import Store
from approdo.model.outcomes import NO_WINDOW, TOTALS

from .protocol import FOLLOWED

COLUMNS: Final = ("people", "homeless", "lenient", "plus", "stable", "work", "averted", "everybody", "cost")
AT_ONCE: Final = 20


@dataclass(frozen=True, eq=False)
class Reached:
    """One pilot in one place, a value a run; NaN where the run is missing or nobody was reached.

    `people` were reached. Changes of a person reached: `homeless`, `lenient` and `plus` are homeless months over all
    months, by definition; `stable` and `work` shares two years after the exit, of those followed that long. `averted`
    are homeless months of all people reached, `everybody` of everybody in the model; `cost` is EUR.
    """

    people: Real
    homeless: Real
    lenient: Real
    plus: Real
    stable: Real
    work: Real
    averted: Real
    everybody: Real
    cost: Real


def reached(store: Store, base: Sequence[str], policy: Sequence[str], profile: Profile) -> Reached:
    """Return what a pilot did, from the keys of its runs and of the baseline's."""
    values = np.full((len(policy), len(COLUMNS)), np.nan)
    for first in range(0, len(policy), AT_ONCE):
        pairs = list(zip(base[first : first + AT_ONCE], policy[first : first + AT_ONCE], strict=True))
        there = store.load([key for pair in pairs for key in pair])
        for at, (without, key) in enumerate(pairs, first):
            if without in there and key in there:
                values[at] = _run(there[without], there[key], profile)
    return Reached(**{name: values[:, at] for at, name in enumerate(COLUMNS)})


def _run(base: Record, policy: Record, profile: Profile) -> list[float]:
    # Row by row the same people: the population is a matter of the seed, not of the policy.
    those = (policy.people[:, COLUMN["reached"]] != 0) & profile.members(base.people)
    before, after = (record.people[those].astype(np.int64) for record in (base, policy))
    total, cost = TOTALS.index("hm_total"), TOTALS.index("cost_gross")
    changes = [
        _mean(after[:, COLUMN[name]] - before[:, COLUMN[name]]) for name in ("hm_strict", "hm_lenient", "hm_plus")
    ]
    full = before[:, COLUMN[f"hm_{FOLLOWED}"]] != NO_WINDOW
    shares = [
        _mean(after[full, COLUMN[f"{name}_{FOLLOWED}"]] - before[full, COLUMN[f"{name}_{FOLLOWED}"]])
        for name in ("stable", "work")
    ]
    averted = before[:, COLUMN["hm_strict"]].sum() - after[:, COLUMN["hm_strict"]].sum()
    everybody = base.totals[total] - policy.totals[total]
    return [float(those.sum()), *changes, *shares, float(averted), float(everybody), float(policy.totals[cost])]


def _mean(values: Real) -> float:
    return float(values.mean()) if len(values) else float("nan")
