"""What a report is made from: the contrasts of one territory, and what the store adds to them (draws, payments)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from approdo.experiments.answer import Comparison
from approdo.experiments.contrast import Contrast
from approdo.experiments.gather import Arm
from approdo.experiments.parameter_draws import DRAWN, ParameterDraws
from approdo.experiments.runner import Tally, keys_of
from approdo.experiments.scenario import Scenario
from approdo.experiments.statistics import Real
from approdo.experiments.store import Store
from approdo.model.errors import Failure
from approdo.model.parameters import Parameter, Parameters
from approdo.model.territory import Territory

from .payments import Payments, read_payments


@dataclass(frozen=True, eq=False)
class Drawn:
    """What was drawn for each pair of runs: a value of each assumption, ``[pairs, names]``."""

    names: tuple[str, ...]
    values: Real


@dataclass(frozen=True, eq=False)
class Options:
    """Packages whose runs have the same seeds and parameters: they can be ranked, and share what was drawn.

    `drawn` is None where nothing was; `payments` has the baseline's and each contrast's, in their order, or nothing
    where the store lacks the runs.
    """

    contrasts: tuple[Contrast, ...]
    drawn: Drawn | None
    payments: tuple[Payments, ...]

    @property
    def base(self) -> Arm:
        """The baseline's arm."""
        return self.contrasts[0].base


@dataclass(frozen=True, eq=False)
class Material:
    """Everything that a report of one territory says.

    `kind` is how parameters were drawn: prior, fixed, posterior or study. `options` has one entry, or one for each
    point of decision of a study.
    """

    options: tuple[Options, ...]
    kind: str
    posterior: str
    parameters: Parameters
    seed: int
    seeds: tuple[int, ...]
    tally: Tally
    ended: str
    reproduce: str
    study: str = ""

    @property
    def contrasts(self) -> tuple[Contrast, ...]:
        """Every package against its baseline."""
        return tuple(contrast for options in self.options for contrast in options.contrasts)

    @property
    def first(self) -> Contrast:
        """The contrast that the report begins with."""
        return self.contrasts[0]

    @property
    def territory(self) -> Territory:
        """The province."""
        return self.first.policy.territory

    @property
    def scenario(self) -> Scenario:
        """The first package's scenario."""
        return self.first.policy.scenario

    @property
    def assumptions(self) -> tuple[Parameter, ...]:
        """The parameters that nobody has measured."""
        return tuple(row for row in self.parameters.rows if row.status == DRAWN)

    @property
    def pairs(self) -> int:
        """Paired runs of the contrast that has fewest."""
        return min(contrast.pairs for contrast in self.contrasts)


def materials(answer: Comparison, store: Store) -> list[Material]:
    """Return what a report of each territory of a comparison is made from.

    Args:
        answer: what `compare` returned.
        store: where its runs are.

    Raises:
        Failure: there is nothing to report.
    """
    if not answer.contrasts:
        raise Failure("report: there is nothing to report, not one pair of runs could be computed.")
    made = []
    for place in answer.request.scenarios:
        chosen = tuple(each for each in answer.contrasts if each.policy.territory.id == place[0].territory.id)
        made.append(
            Material(
                options=(_options(answer, place, chosen, store),),
                kind=answer.request.draws.kind,
                posterior=answer.request.draws.name,
                parameters=answer.request.parameters,
                seed=answer.request.seed,
                seeds=tuple(answer.request.seeds),
                tally=answer.tally,
                ended=answer.ended,
                reproduce=answer.reproduce,
            )
        )
    return made


def _options(
    answer: Comparison,
    scenarios: Sequence[Scenario],
    contrasts: tuple[Contrast, ...],
    store: Store,
) -> Options:
    request, runs = answer.request, contrasts[0].runs
    arms = [request.arm_runs(scenario, runs) for scenario in scenarios]
    keys = [key for arm in arms for key in keys_of(arm)]
    there = len(store.present(keys)) == len(keys)
    paid = tuple(read_payments(store, arm) for arm in arms) if there else ()
    return Options(contrasts, drawn_for(request.draws, runs), paid)


def drawn_for(draws: ParameterDraws, runs: Sequence[int]) -> Drawn | None:
    """Return what was drawn for the runs of these numbers; None if nothing was."""
    if not draws.vary:
        return None
    names = tuple(row.name for row in draws.base.rows if row.low < row.high)
    return varied(names, np.array([_drawn(draws, names, run) for run in runs], np.float64))


@lru_cache(maxsize=4096)
def _drawn(draws: ParameterDraws, names: Sequence[str], run: int) -> tuple[float, ...]:
    """Return what was drawn for one run: an answer on the screen grows, and asks for the same runs again."""
    parameters = draws.at(run)
    return tuple(parameters[name] for name in names)


def varied(names: Sequence[str], values: Real) -> Drawn | None:
    """Return what was drawn, without what never varies; None if nothing does."""
    kept = np.flatnonzero((values != values[:1]).any(axis=0)).tolist()
    return Drawn(tuple(names[column] for column in kept), values[:, kept]) if len(kept) else None
