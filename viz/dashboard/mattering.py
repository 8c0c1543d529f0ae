"""Which inputs matter most for a number: how its difference follows what was drawn for each assumption."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from approdo.experiments.contrast import Contrast
from approdo.experiments.parameter_draws import ParameterDraws
from approdo.model.outcomes import TOTALS
from approdo.viz.report.doubts import ledger_of
from approdo.viz.report.material import drawn_for

SHOWN: Final = 5


@dataclass(frozen=True)
class Matters:
    """The assumptions that a difference follows most closely, with their rank correlations over the worlds.

    `single` is the size that chance alone exceeds in 5 of 100 assumptions.
    """

    inputs: tuple[tuple[str, float], ...]
    worlds: int
    single: float


def mattering(contrast: Contrast, draws: ParameterDraws, outcomes: Sequence[str]) -> dict[str, Matters]:
    """Return what matters for each of some outcomes; nothing for one that too few worlds say anything about."""
    drawn = drawn_for(draws, contrast.runs)
    made = {}
    for name in outcomes:
        column = TOTALS.index(name)
        found = ledger_of(contrast.policy.totals[:, column] - contrast.base.totals[:, column], drawn)
        if found is not None:
            inputs = tuple((each.name, each.correlation) for each in found.doubts[:SHOWN])
            made[name] = Matters(inputs, found.worlds, found.single)
    return made
