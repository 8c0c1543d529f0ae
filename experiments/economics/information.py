"""What it would be worth to know more: expected value of perfect information, of everything and of some parameters.

Never computed on raw single runs: there the chance of one simulated history, which no study could remove, would pass
for something that can be known. A regression on the parameters takes it away first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.experiments.emulator import Emulator, fit_emulator
from approdo.experiments.statistics import Estimate, Real
from approdo.model.errors import BadInput

REPEATS: Final = 100
INSIDE: Final = (2.5, 97.5)
KINDS: Final = ("polynomial", "process")


def evpi(benefit: Real) -> float:
    """Return the value of perfect information, EUR.

    Args:
        benefit: expected net benefit for each draw of the parameters, ``[draws, options]``: no single runs.
    """
    return float(benefit.max(axis=1).mean() - benefit.mean(axis=0).max())


@dataclass(frozen=True)
class Information:
    """The value of knowing some parameters, EUR a decision, with a bootstrap interval; `names` are theirs."""

    names: tuple[str, ...]
    value: Estimate


def evppi(
    parameters: Real,
    benefit: Real,
    names: Sequence[str],
    groups: Sequence[Sequence[str]] = (),
    *,
    repeats: int = REPEATS,
    seed: int = 0,
) -> tuple[Information, ...]:
    """Return the value of perfect information about all parameters, and about each group of them.

    The difference of each option's net benefit to the first is learned from the parameters of a group (the others
    are averaged out by the regression); the value follows from what was learned.

    Args:
        parameters: ``[runs, parameters]``, drawn from what is believed; single runs are right here.
        benefit: net benefit of each run, ``[runs, options]``.
        names: of the parameters.
        groups: names of parameters that would be learned together; () for each one by itself.
        repeats: of the bootstrap; 0 for no intervals.
        seed: decides what is drawn.

    Raises:
        BadInput: wrong shapes, unknown names, or too few runs.
    """
    if parameters.shape != (len(benefit), len(names)) or benefit.ndim != 2:
        raise BadInput(f"{len(names)} names, parameters {parameters.shape} and net benefits {benefit.shape}.")
    if benefit.shape[1] < 2:
        raise BadInput("one option leaves nothing to decide: the value of information needs two or more.")
    wanted = [tuple(names), *(tuple(group) for group in (groups or [(name,) for name in names]))]
    for group in wanted:
        if foreign := [name for name in group if name not in names]:
            raise BadInput(f'parameter "{foreign[0]}": expected one of {", ".join(names)}.')
    kept = np.isfinite(benefit).all(axis=1)
    made = []
    for group in wanted:
        columns = [list(names).index(name) for name in group]
        made.append(Information(group, _value(parameters[kept][:, columns], benefit[kept], repeats, seed)))
    return tuple(made)


def _value(x: Real, benefit: Real, repeats: int, seed: int) -> Estimate:
    differences = benefit[:, 1:] - benefit[:, :1]
    emulators = [fit_emulator(x, column, seed=seed, kinds=KINDS) for column in differences.T]
    value = evpi(_against_first([emulator(x) for emulator in emulators]))
    if repeats == 0:
        return Estimate(value, None, None, len(x), "no bootstrap was asked for")
    rng = np.random.default_rng([seed, 5])
    again = _repeated(emulators, x, repeats, rng)
    # Learning from what was learned is off by about as much as the first time.
    low, high = 2.0 * value - np.percentile(again, INSIDE[::-1])
    return Estimate(value, max(min(float(low), value), 0.0), max(float(high), value), len(x))


def _repeated(emulators: Sequence[Emulator], x: Real, repeats: int, rng: np.random.Generator) -> Real:
    learned = [emulator.relearned(emulator.pretended(rng, repeats))(x) for emulator in emulators]
    return np.array([evpi(_against_first([each[:, number] for each in learned])) for number in range(repeats)])


def _against_first(differences: Sequence[Real]) -> Real:
    return np.column_stack([np.zeros(len(differences[0])), *differences])
