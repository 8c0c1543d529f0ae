"""What would turn a ranking round: values of one input at which a paired difference changes its sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .emulator import Emulator
from .sobol import Function, Sampler
from .statistics import Real

STEPS: Final = 21  # values of each input
ROWS: Final = 128  # of the other inputs, over which is averaged
REPEATS: Final = 50
INSIDE: Final = (2.5, 97.5)


@dataclass(frozen=True)
class Flip:
    """One input: the value at which the mean difference changes its sign; None where it never does in its range.

    `low` and `high` hold that value in 95 % of the bootstrap curves that do change their sign, whose share is `sure`.
    `below` and `above` are the mean differences at the ends of the range.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    sure: float
    below: float
    above: float


@dataclass(frozen=True)
class Flips:
    """All inputs, the surest to turn the ranking first; `share`: of draws in which the expected sign is another."""

    mean: float
    share: float
    inputs: tuple[Flip, ...]


def flips(emulator: Emulator, names: Sequence[str], sample: Sampler, *, repeats: int = REPEATS, seed: int = 0) -> Flips:
    """Look for values at which an emulated difference changes its sign, one input at a time.

    The other inputs are averaged over what they may be. The chance of single runs is not counted.

    Args:
        emulator: of the difference, learned on inputs in the order of `names`.
        names: of the inputs.
        sample: from quantiles ``[rows, inputs]`` to inputs.
        repeats: curves of the bootstrap.
        seed: decides what is drawn.
    """
    from scipy.stats import qmc

    rng = np.random.default_rng([seed, 6])
    quantiles = qmc.Sobol(len(names), rng=rng).random(1024)
    values = emulator(sample(quantiles))
    mean = float(values.mean())
    others = emulator.relearned(emulator.pretended(rng, repeats))
    found = [_flip(emulator, others, name, column, quantiles[:ROWS], sample) for column, name in enumerate(names)]
    found.sort(key=lambda flip: (flip.value is None, -flip.sure))
    return Flips(mean, float((np.sign(values) != np.sign(mean)).mean()), tuple(found))


def _flip(emulator: Emulator, others: Function, name: str, column: int, quantiles: Real, sample: Sampler) -> Flip:
    steps = (np.arange(STEPS) + 0.5) / STEPS
    rows = np.repeat(quantiles[None], STEPS, axis=0)
    rows[:, :, column] = steps[:, None]
    inputs = sample(rows.reshape(-1, quantiles.shape[1]))
    at = inputs[:: len(quantiles), column]
    curve = emulator(inputs).reshape(STEPS, -1).mean(axis=1)
    curves = others(inputs).reshape(STEPS, len(quantiles), -1).mean(axis=1)
    crossings = [value for one in curves.T if (value := _crossing(at, one)) is not None]
    low, high = np.percentile(crossings, INSIDE) if crossings else (None, None)
    value = _crossing(at, curve)
    return Flip(
        name,
        value,
        None if low is None or value is None else min(float(low), value),
        None if high is None or value is None else max(float(high), value),
        len(crossings) / curves.shape[1],
        float(curve[0]),
        float(curve[-1]),
    )


def _crossing(at: Real, curve: Real) -> float | None:
    """Return the first place where a curve changes its sign; None if it never does."""
    changes = np.flatnonzero(np.sign(curve[1:]) * np.sign(curve[:-1]) < 0)
    if not len(changes):
        return None
    here = int(changes[0])
    part = curve[here] / (curve[here] - curve[here + 1])
    return float(at[here] + part * (at[here + 1] - at[here]))
