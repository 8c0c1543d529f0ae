"""Screens how much each assumption moves the headline, over draws of all of them at once (influence.py says more)."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from approdo.model.errors import BadInput
from approdo.model.levers.wording import is_whole, shown
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory

from .batches import for_seeds
from .horizon import headline_outcome
from .influence import Screened, Screening
from .package import load_package
from .parameter_draws import DRAWN, prior_draw
from .runner import Progress
from .scenario import Scenario
from .seeds import run_seed
from .statistics import Real

TERRITORIES: Final = ("padova", "foggia")
PACKAGE: Final = "ali"
DRAWS: Final = 512
MONTHS: Final = 36
SEED: Final = 1


def screen(
    computed: str,
    *,
    territories: Sequence[str] = TERRITORIES,
    package: str = PACKAGE,
    months: int = MONTHS,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Screening:
    """Screen every assumption.

    Args:
        computed: the date to note, ``"2026-11-22"``.
        territories: built-in ones.
        package: whose effect counts beside the headline itself.
        months: recorded months, from 12.
        draws: of the prior, in each territory; the same draws in all of them.
        seed: the same seed gives the same answer, with any number of workers.
        workers: processes; None for one per processor.
        progress: told ``(runs done, runs in all)``.

    Raises:
        BadInput: a name that does not exist, or too few draws or months.
    """
    from approdo import __version__
    from approdo.model.engine import model_hash

    if not is_whole(draws) or draws < 8:
        raise BadInput(f"draws = {shown(draws)}, expected at least 8 (draws of the prior).")
    if not is_whole(months) or not 12 <= months <= 120:
        raise BadInput(f"months = {shown(months)}, expected 12 to 120 (whole months).")
    model = model_hash()  # before the runs: the files may change meanwhile
    base = load_parameters()
    names = [row.name for row in base.rows if row.status == DRAWN]
    drawn = [prior_draw(base, seed, run) for run in range(draws)]
    inputs = np.array([[values[name] for name in names] for values in drawn])
    found = []
    for number, place in enumerate(territories):

        def told(done: int, total: int, before: int = number) -> None:
            if progress is not None:
                progress(before * total + done, len(territories) * total)

        about = (place, package, months, seed)
        values = np.array(for_seeds(_headlines, about, range(draws), workers=workers, progress=told))
        found.append([rank_correlations(inputs, values[:, 0]), rank_correlations(inputs, values[:, 1] - values[:, 0])])
    influences = tuple(
        Screened(name, *(tuple(float(place[of][column]) for place in found) for of in (0, 1)))
        for column, name in enumerate(names)
    )
    outcome = headline_outcome(months, "strict")
    return Screening(
        computed, __version__, model, tuple(territories), package, outcome, months, draws, seed, influences
    )


def _headlines(about: tuple[str, str, int, int], run: int) -> tuple[float, float]:
    """Return the headline of one draw without a policy and with the package."""
    from approdo.model.engine import run_arms
    from approdo.model.outcomes import TOTALS

    place, package, months, seed = about
    territory, parameters = load_territory(place), prior_draw(load_parameters(), seed, run)
    policy = load_package(package)
    start = territory.data_month if policy.starts is None else policy.starts
    levers = Scenario(territory, policy, parameters, start, months).package.levers
    arms = run_arms(territory, parameters, [(), levers], start, months, run_seed(seed, run))
    column = TOTALS.index(headline_outcome(months, "strict"))
    return float(arms[0].totals[column]), float(arms[1].totals[column])


def rank_correlations(inputs: Real, outcome: Real) -> Real:
    """Return Spearman's correlation of every column of `inputs` ``[runs, k]`` with `outcome`; 0 for what never varies.

    Runs in which the outcome is not defined are left out.
    """
    known = np.isfinite(outcome)
    ranked = _ranks(np.column_stack([inputs[known], outcome[known]]))
    centred = ranked - ranked.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    products = (centred[:, :-1] * centred[:, -1:]).sum(axis=0)
    below = spread[:-1] * spread[-1]
    correlations: Real = np.divide(products, below, out=np.zeros(len(below)), where=below > 0)
    return correlations


def _ranks(columns: Real) -> Real:
    from scipy.stats import rankdata

    ranks: Real = rankdata(columns, axis=0)
    return ranks
