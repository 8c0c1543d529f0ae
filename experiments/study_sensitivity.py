"""The sensitivity of a study: for each territory what moves each paired difference, and what would turn it round."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from .flips import Flips, flips
from .sensitivity import REPEATS, Sensitivity, sensitivity
from .study_inputs import Inputs, inputs_of, total_id
from .sweep import SweepResult


@dataclass(frozen=True, eq=False)
class Analysis:
    """One paired difference (`arm` minus `compared_with`; None for a level) in one territory."""

    territory: str
    arm: str
    compared_with: str | None
    outcome: str
    found: Sensitivity
    turned: Flips | None


def analyse(
    result: SweepResult, outcomes: Sequence[str] = (), *, second: bool = False, repeats: int = REPEATS
) -> tuple[Inputs, tuple[Analysis, ...]]:
    """Analyse every pair of packages of a study (a single package: its level), for each outcome and territory.

    Args:
        result: of the sweep; its design should fill the space (``latin_hypercube`` or ``sobol``).
        outcomes: ids of totals; () for the first of the study.
        second: interactions of pairs too.
        repeats: of the bootstrap.

    Raises:
        BadInput: no factor, an unknown outcome, or too few runs.
    """
    study = result.study
    inputs = inputs_of(study)
    x = inputs.of(result)
    made = []
    for place, territory in enumerate(study.territories):
        for name in [total_id(study, each) for each in outcomes] or [total_id(study, None)]:
            levels = result.outcome(name)[:, place]
            arms = range(len(study.packages))
            pairs: list[tuple[int, int | None]] = [(one, other) for other, one in combinations(arms, 2)] or [(0, None)]
            for one, other in pairs:
                values = levels[:, one] if other is None else levels[:, one] - levels[:, other]
                found = sensitivity(
                    x,
                    values.ravel(),
                    inputs.names,
                    statuses=inputs.statuses,
                    sample=inputs.sample,
                    second=second,
                    repeats=repeats,
                    seed=study.seed,
                )
                made.append(
                    Analysis(
                        territory.id,
                        study.packages[one].id,
                        None if other is None else study.packages[other].id,
                        name,
                        found,
                        None if other is None else flips(found.emulator, inputs.names, inputs.sample, seed=study.seed),
                    )
                )
    return inputs, tuple(made)
