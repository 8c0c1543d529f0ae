"""Which inputs move an outcome, learned from single runs; how much is chance; and whether assumptions drive it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from approdo.model.errors import BadInput

from .emulator import KINDS, Emulator, fit_emulator
from .sobol import BASE, Function, Indices, Sampler, sobol_indices
from .statistics import Estimate, Real

ASSUMPTION: Final = "assumption"
DECISION: Final = "decision"
REPEATS: Final = 100  # of the bootstrap
ROUGH: Final = 1024  # rows of the samples for intervals
INSIDE: Final = (2.5, 97.5)  # percentiles of its intervals
HALF: Final = 0.5
WEAK: Final = 0.1  # below this explained share an emulator says next to nothing


@dataclass(frozen=True)
class Influence:
    """One input: `first` its own share of the variance, `total` with all interactions; without the noise."""

    name: str
    status: str
    first: Estimate
    total: Estimate


@dataclass(frozen=True)
class Interaction:
    """The share of the variance that two inputs bring together only."""

    names: tuple[str, str]
    share: Estimate


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The answer for one outcome.

    `noise` is the share of a single run's variance that no input explains: the chance of the simulation. `assumed` is
    the share of the variance brought by all inputs that are not decisions which vanishes if the unsourced ones (status
    assumption) were known; None where there are none.
    """

    influences: tuple[Influence, ...]
    interactions: tuple[Interaction, ...]
    noise: Estimate
    assumed: Estimate | None
    mean: float
    deviation: float
    runs: int
    emulator: Emulator

    @property
    def assumption_driven(self) -> bool:
        """Tell whether more than half of the variance comes from unsourced priors."""
        return self.assumed is not None and (self.assumed.mean or 0.0) > HALF

    @property
    def weak(self) -> bool:
        """Tell whether the runs say next to nothing about the inputs: then no index is worth much."""
        return self.emulator.explained < WEAK

    def ranked(self) -> list[Influence]:
        """Return the inputs, the largest total index first."""
        return sorted(self.influences, key=lambda each: -(each.total.mean or 0.0))


def sensitivity(
    x: Real,
    y: Real,
    names: Sequence[str],
    *,
    statuses: Sequence[str] | None = None,
    sample: Sampler | None = None,
    second: bool = False,
    repeats: int = REPEATS,
    kinds: Sequence[str] = KINDS,
    seed: int = 0,
) -> Sensitivity:
    """Compute Sobol indices on an emulator of single runs, with bootstrap intervals and the share of noise.

    Args:
        x: inputs, ``[runs, inputs]``, drawn independently of one another; every run has a seed of its own.
        y: one outcome, ``[runs]``.
        names: of the inputs.
        statuses: ``"assumption"``, ``"decision"`` or any other word for each input; None for none known.
        sample: from quantiles ``[rows, inputs]`` to inputs; None for even distributions between the ends of `x`.
        second: compute interactions of pairs too.
        repeats: of the bootstrap; 0 for no intervals.
        kinds: of emulators to try.
        seed: decides everything that is drawn.

    Raises:
        BadInput: wrong shapes or too few runs.
    """
    x = np.asarray(x, np.float64)
    told = tuple(statuses) if statuses is not None else ("",) * len(names)
    if x.ndim != 2 or x.shape[1] != len(names) or len(told) != len(names):
        raise BadInput(f"{len(names)} names and {len(told)} statuses for inputs of shape {x.shape}.")
    emulator = fit_emulator(x, y, seed=seed, kinds=kinds)
    low, high = emulator.low, emulator.high
    place: Sampler = sample if sample is not None else lambda quantiles: low + quantiles * (high - low)
    assumed = [number for number, status in enumerate(told) if status == ASSUMPTION]
    uncertain = [number for number, status in enumerate(told) if status != DECISION]
    groups = [assumed, uncertain] if assumed else []

    def indices(function: Function, base: int) -> Indices:
        return sobol_indices(function, len(names), sample=place, second=second, groups=groups, base=base, seed=seed)

    found = indices(emulator, BASE)
    again = None
    if repeats > 0:
        rng = np.random.default_rng([seed, 2])
        learned = emulator.relearned(emulator.pretended(rng, repeats))
        again = _Again(indices(emulator, ROUGH), indices(learned, ROUGH), _chances(rng, len(emulator.y), repeats))
    make = _Estimates(len(emulator.y), again)
    influences = tuple(
        Influence(
            name,
            told[number],
            make(found, lambda each, number=number: each.first[number]),  # type: ignore[misc]
            make(found, lambda each, number=number: each.total[number]),  # type: ignore[misc]
        )
        for number, name in enumerate(names)
    )
    return Sensitivity(
        influences,
        _interactions(found, names, make),
        _noise(found, emulator, make),
        make(found, _assumed) if assumed else None,
        float(found.mean),
        float(np.sqrt(found.variance)),
        len(emulator.y),
        emulator,
    )


@dataclass(frozen=True, eq=False)
class _Again:
    """The indices of the bootstrap, and those of the emulator itself over the same rows."""

    centre: Indices
    repeated: Indices
    chances: Real  # factors by which the noise, too, is uncertain


@dataclass(frozen=True, eq=False)
class _Estimates:
    """Makes a share with its interval out of the indices and those of the bootstrap."""

    runs: int
    again: _Again | None

    def __call__(self, found: Indices, share: Callable[[Indices], Real]) -> Estimate:
        if self.again is None:
            return Estimate(_within(float(share(found))), None, None, self.runs, "no bootstrap was asked for")
        return self.around(float(share(found)), float(share(self.again.centre)), share(self.again.repeated))

    def around(self, value: float, centre: float, repeated: Real) -> Estimate:
        middle = _within(value)
        # What was learned from what was learned is off by about as much as the first time: turn that round.
        low, high = (_within(value + centre - float(end)) for end in np.percentile(repeated, INSIDE[::-1]))
        return Estimate(middle, min(low, middle), max(high, middle), self.runs)


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _chances(rng: np.random.Generator, runs: int, repeats: int) -> Real:
    made: Real = rng.chisquare(runs, repeats) / runs
    return made


def _interactions(found: Indices, names: Sequence[str], make: _Estimates) -> tuple[Interaction, ...]:
    if found.second is None:
        return ()

    def of(pair: tuple[int, int]) -> Callable[[Indices], Real]:
        return lambda each: np.asarray(each.second)[pair]

    pairs = [(one, other) for one in range(len(names)) for other in range(one + 1, len(names))]
    made = [Interaction((names[pair[0]], names[pair[1]]), make(found, of(pair))) for pair in pairs]
    return tuple(sorted(made, key=lambda each: -(each.share.mean or 0.0)))


def _noise(found: Indices, emulator: Emulator, make: _Estimates) -> Estimate:
    square = emulator.noise**2
    if square == 0 and found.variance == 0:
        return Estimate(None, None, None, len(emulator.y), "the outcome is the same in every run")
    value = square / (square + float(found.variance))
    if make.again is None:
        return Estimate(value, None, None, len(emulator.y), "no bootstrap was asked for")
    centre = square / (square + float(make.again.centre.variance))
    squares = square * make.again.chances
    return make.around(value, centre, squares / (squares + make.again.repeated.variance))


def _assumed(found: Indices) -> Real:
    part, whole = found.groups
    share: Real = np.divide(part, whole, out=np.zeros_like(part), where=np.asarray(whole) > 0)
    return share
