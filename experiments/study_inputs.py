"""The factors of a study as inputs of an emulator: their numbers, their names, how to draw them, who says what."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.model.errors import BadInput
from approdo.model.levers.wording import nearest
from approdo.model.outcomes import TOTALS

from .factors import Factor
from .sensitivity import DECISION
from .statistics import Real
from .study import Study
from .sweep import SweepResult
from .targets import LeverTarget, Targets

SHORT: Final = ("parameters.", "packages.")


@dataclass(frozen=True)
class Inputs:
    """Some factors of a study; `statuses` as in `parameters.toml`, ``"decision"`` for what is varied on purpose."""

    factors: tuple[Factor, ...]
    names: tuple[str, ...]
    statuses: tuple[str, ...]

    def sample(self, quantiles: Real) -> Real:
        """Return inputs at quantiles, ``[rows, factors]``."""
        columns = [
            [factor.number(value) for value in factor.values(np.minimum(quantiles[:, number], 1.0 - 1e-12))]
            for number, factor in enumerate(self.factors)
        ]
        return np.array(columns, np.float64).T.reshape(len(quantiles), len(self.factors))

    def of(self, result: SweepResult) -> Real:
        """Return the inputs of every run, ``[runs, factors]``: point after point, and the runs of each."""
        columns = [result.study.factors.index(factor) for factor in self.factors]
        return np.repeat(result.matrix()[:, columns], result.runs, axis=0)


def inputs_of(study: Study, factors: Sequence[Factor] | None = None) -> Inputs:
    """Return the factors of a study (all of them, or those given) as inputs.

    Raises:
        BadInput: there are none, or one of them is a text or may be unset.
    """
    chosen = study.factors if factors is None else tuple(factors)
    if not chosen:
        raise BadInput(
            f"{study.where('study')}: nothing changes from point to point: add [[vary]] or [[uncertain]] factors."
        )
    targets = Targets(study.packages)
    statuses = []
    for factor in chosen:
        if factor.low is None:
            raise BadInput(
                f"{study.where('study')}: {factor.path} takes texts or may be unset; this analysis needs numbers."
            )
        target = targets.find(factor.path)
        known = target.field.status if isinstance(target, LeverTarget) else target.row.status
        statuses.append(known if factor.uncertain else DECISION)
    return Inputs(chosen, tuple(_short(factor.path) for factor in chosen), tuple(statuses))


def _short(path: str) -> str:
    return next((path.removeprefix(front) for front in SHORT if path.startswith(front)), path)


def total_id(study: Study, name: str | None) -> str:
    """Return the outcome of an analysis: the one asked for, else the first of the study.

    Raises:
        BadInput: there is none of this name.
    """
    wanted = study.outcomes[0] if name is None else name
    if wanted not in TOTALS:
        raise BadInput(f'outcome "{wanted}": no total of a run.{nearest(wanted, TOTALS)} All: approdo outcomes')
    return wanted
