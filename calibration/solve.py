"""From runs to a posterior: observe, summarise, learn, adjust, check. No simulation happens here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic

import numpy as np
from scipy.special import expit

from approdo.experiments.seeds import run_seed

from .checks import Checks, check
from .data import Data, L
from .fit import Cloud, Learned, adjust, learn, one_thread
from .misfit import misfit
from .observe import Flags
from .priors import OBSERVED, ROUND, Box, Floats, Priors, Role
from .summaries import Statistics

CHUNK: Final = 500  # runs whose months are in memory at once
DRAWS: Final = 1000  # equally weighted draws that a posterior keeps
STEP: Final = 2**0.5 - 1  # from one draw to the next, of all of them


@dataclass(frozen=True, eq=False)
class Round(Generic[L]):
    """Runs of one round: draws on the unit scale, lives, and which of them broke."""

    unit: Floats
    lives: L
    failed: Flags


@dataclass(frozen=True, eq=False)
class Solution:
    """A posterior and what it rests on; `draws` have equal weight and lie on the unit scale."""

    priors: Priors
    draws: Floats
    checks: Checks
    learned: Learned
    cloud: Cloud
    box: Box
    found: Statistics
    data: Statistics
    runs: int  # that took part
    untouched: tuple[str, ...]  # numbers that these data must not update
    line: Floats  # where the runs lie, logits inside the box

    @property
    def place(self) -> Floats:
        """Where each run lies in the box, from 0 to 1."""
        return np.asarray(expit(self.line), np.float64)

    @property
    def drawn(self) -> Floats:
        """Where each draw of the posterior lies in the box, from 0 to 1."""
        return np.asarray(expit(self.box.to_line(self.draws)), np.float64)


def observe(data: Data[L], rounds: Sequence[Round[L]], priors: Priors, seed: int) -> tuple[Floats, Statistics]:
    """Return the draws and the statistics of every run that did not break, as the data would have recorded it."""
    units, values = [], []
    names: tuple[str, ...] = ()
    for number, each in enumerate(rounds):
        rng = np.random.default_rng(run_seed(seed, 0, point=OBSERVED + ROUND * number))
        for first in range(0, len(each.unit), CHUNK):
            part = slice(first, first + CHUNK)
            made = data.recorded(each.lives[part], priors, each.unit[part], rng)
            names = made.names
            good = ~each.failed[part]
            units.append(each.unit[part][good])
            values.append(made.values[good])
    return np.concatenate(units), Statistics(names, np.concatenate(values))


def solve(data: Data[L], rounds: Sequence[Round[L]], priors: Priors, box: Box, seed: int) -> Solution:
    """Fit the runs inside a box to the data, and check the fit.

    Args:
        data: what was recorded, and how.
        rounds: the runs.
        priors: of the free numbers.
        box: where to look: everything in the first round, the first posterior's box in the second.
        seed: of the whole calibration.

    Raises:
        Failure: too few runs, or the data hold nothing to learn from.
    """
    with one_thread():
        unit, found = observe(data, rounds, priors, seed)
        asked = data.statistics()
        inside = box.holds(unit)
        unit, found = unit[inside], Statistics(found.names, found.values[inside])
        line = box.to_line(unit)
        learned = learn(line, found, asked)
        cloud = adjust(line, learned.runs, learned.data[0], learned.noise)
        draws = in_turn(resample(cloud, box))
        untouched: tuple[str, ...] = ()
        if not data.has_comparison:
            draws = _not_updated(draws, priors, seed)
            untouched = tuple(priors.names[column] for column in priors.columns(Role.EFFECT))
        broken = np.concatenate([each.failed for each in rounds]).mean()
        checked = check(
            priors, box, line, learned, cloud, draws, misfit(found, asked, learned), float(broken), data.has_comparison
        )
    return Solution(priors, draws, checked, learned, cloud, box, found, asked, len(unit), untouched, line)


def resample(cloud: Cloud, box: Box) -> Floats:
    """Return `DRAWS` draws of equal weight on the unit scale (systematic resampling: no luck in it)."""
    places = (np.arange(DRAWS) + 0.5) / DRAWS
    chosen = np.searchsorted(np.cumsum(cloud.weights), places).clip(max=cloud.weights.size - 1)
    return box.to_unit(cloud.line[chosen])


def in_turn(draws: Floats) -> Floats:
    """Return the draws in an order in which any few of them are spread over all.

    Draws of one run lie side by side: the first sixty of a thousand would come from some twenty runs, and a comparison
    of sixty runs would have too little doubt.
    """
    found: Floats = draws[np.argsort(np.argsort(np.arange(len(draws)) * STEP % 1.0))]
    return found


def _not_updated(draws: Floats, priors: Priors, seed: int) -> Floats:
    """Return the draws with every lever's effect as it was before the data."""
    kept = draws.copy()
    columns = priors.columns(Role.EFFECT)
    kept[:, columns] = priors.draw(len(draws), seed, round_=9)[:, columns]
    return kept
