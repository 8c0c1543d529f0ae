"""A search over the decisions of a study: its levers' doses, with its uncertain factors drawn anew for every run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from approdo.model.errors import BadInput
from approdo.model.outcomes import TOTALS

from .doses import Dose
from .factors import Factor, Value
from .goals import COST, Goal
from .guardrails import check_allowed, check_restrictions, displaced, rails
from .pareto import POINTS, FrontPoint, front
from .search import Found, search
from .statistics import Real
from .study import DesignPoint, Study
from .study_inputs import total_id
from .sweep import sweep

if TYPE_CHECKING:
    from .runner import Progress
    from .store import Store

COSTS: Final = (COST, "cost_gross")  # net of reception, and what the package spends; both less the baseline's


@dataclass(frozen=True, eq=False)
class StudySearch:
    """The simulator of a study: one row of doses is one run of the package and one of the baseline, on one seed."""

    study: Study
    outcome: str
    kept: tuple[str, ...]
    store: "Store"
    workers: int | None
    scheduler: str | None
    progress: "Progress | None"
    _met: dict[tuple[int, bool], int]

    @property
    def doses(self) -> tuple[Dose, ...]:
        """What may be chosen."""
        return tuple(_dose(factor) for factor in self.study.decisions)

    def __call__(self, doses: Real, block: int) -> Mapping[str, Real]:
        """Run rows of doses; see `search.Simulator`."""
        points = self._points(doses, block)
        result = sweep(
            self.study,
            store=self.store,
            workers=self.workers,
            scheduler=self.scheduler,
            progress=self.progress,
            points=points,
            runs=1,
            fresh=block > 0,
        )
        base, policy = result.totals[:, 0, 0, 0], result.totals[:, 0, 1, 0]
        outcome, without = (arm[:, TOTALS.index(self.outcome)] for arm in (policy, base))
        if "displacement" in self.kept:
            more = displaced(base, policy, self.outcome)
            outcome = outcome if more is None else outcome + more
        found = {name: policy[:, TOTALS.index(name)] - base[:, TOTALS.index(name)] for name in COSTS}
        return {**found, self.outcome: outcome, self.change: outcome - without, **self.rails(base, policy)}

    def rails(self, base: Real, policy: Real) -> Mapping[str, Real]:
        """Return the guardrails that stay, by name."""
        return rails(base, policy, self.study.months, self.kept)

    @property
    def change(self) -> str:
        """Name of the paired difference of the outcome, which is known far better than its level."""
        return f"change of {self.outcome}"

    @property
    def guardrails(self) -> tuple[str, ...]:
        """Their names."""
        nothing = np.zeros((1, len(TOTALS)))
        return tuple(self.rails(nothing, nothing))

    def _points(self, doses: Real, block: int) -> list[DesignPoint]:
        uncertain = self.study.uncertainties
        drawn = np.random.default_rng([self.study.seed, 8, block, sum(self._met.values())])
        quantiles = drawn.random((len(doses), len(uncertain)))
        columns = [factor.values(quantiles[:, number]) for number, factor in enumerate(uncertain)]
        made = []
        for row, values in enumerate(doses):
            chosen: dict[str, Value] = {
                factor.path: _value(factor, float(value))
                for factor, value in zip(self.study.decisions, values, strict=True)
            }
            chosen |= {factor.path: column[row] for factor, column in zip(uncertain, columns, strict=True)}
            point = self.study.point(chosen, row)
            # The same package again is another run: new luck, not the old one read from the store.
            key = (point.hash, block > 0)
            made.append(replace(point, first_run=self._met.get(key, 0)))
            self._met[key] = self._met.get(key, 0) + 1
        return made


def prepare(
    study: Study,
    store: "Store",
    *,
    outcome: str | None = None,
    allow: Sequence[str] = (),
    workers: int | None = None,
    scheduler: str | None = None,
    progress: "Progress | None" = None,
) -> StudySearch:
    """Check that a study can be searched.

    Raises:
        BadInput: not one package and one territory, no doses to choose, or a guardrail in the way.
    """
    kept = check_allowed(allow)
    where = study.where("study")
    if len(study.packages) != 2:
        raise BadInput(f"{where}: a search needs one package beside the baseline, there are {len(study.packages) - 1}.")
    if len(study.territories) != 1:
        raise BadInput(f"{where}: a search needs one territory, there are {len(study.territories)}.")
    if not study.decisions:
        raise BadInput(f"{where}: nothing to choose: add a [[vary]] factor for every dose.")
    for factor in study.decisions:
        if factor.low is None:
            raise BadInput(f"{study.where('vary')}: {factor.path} takes texts or may be unset; a search needs numbers.")
    check_restrictions(study, kept)
    return StudySearch(study, total_id(study, outcome), kept, store, workers, scheduler, progress, {})


def search_study(simulate: StudySearch, goal: Goal, runs: int) -> Found:
    """Look for the package that meets a goal; `runs` counts runs of the package (each has one of the baseline)."""
    return search(simulate.doses, goal, simulate, guardrails=simulate.guardrails, runs=runs, seed=simulate.study.seed)


def front_of_study(simulate: StudySearch, runs: int, cost: str = COST, points: int = POINTS) -> tuple[FrontPoint, ...]:
    """Look for the packages of which none is both cheaper and better."""
    return front(
        simulate.doses,
        cost,
        simulate.change,
        simulate,
        guardrails=simulate.guardrails,
        runs=runs,
        points=points,
        seed=simulate.study.seed,
    )


def _dose(factor: Factor) -> Dose:
    name = factor.path.removeprefix("packages.")
    if factor.distribution is None:
        return Dose(name, levels=tuple(sorted(factor.number(level) for level in factor.levels)))
    return Dose(name, factor.distribution.low, factor.distribution.high, factor.whole)


def _value(factor: Factor, dose: float) -> Value:
    if factor.levels:
        return min(factor.levels, key=lambda level: abs(factor.number(level) - dose))
    return int(dose) if factor.whole else dose
