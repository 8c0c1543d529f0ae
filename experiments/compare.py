"""The main job: packages against a baseline, run by run with the same luck."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from approdo.model.errors import Failure

from .answer import Comparison
from .contrast import Contrast
from .gather import Arm, gather
from .package import Package
from .parameter_draws import Given
from .request import BASELINE, MONTHS, RUNS, SEED, Packages, Request, Territories, read_request
from .runner import Progress, Run, Tally, complete_runs
from .scenario import Scenario
from .sequential import MOST, read_stopping
from .store import Store
from .until_enough import Batches, headline_of, run_batches


def compare(
    territories: Territories,
    packages: Packages,
    baseline: Package | str | Path = BASELINE,
    *,
    months: int = MONTHS,
    runs: int | None = None,
    seed: int = SEED,
    start: int | str | None = None,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    parameters: Given = "prior",
    precision: str | float | None = None,
    minutes: float | None = None,
    moves: bool = False,
) -> Comparison:
    """Compare packages with a baseline in one or several territories; runs that the store has are not computed again.

    Args:
        territories: one or several, by name or as loaded; an empty list for those that the packages name.
        packages: one or several, by name, path or as loaded.
        baseline: what they are compared with.
        months: recorded months, 1 to 120.
        runs: pairs of runs, each with parameters of its own; None for 64, or for the most (see sequential.py) where
            `precision` or `minutes` may end it earlier.
        seed: a comparison with the same seed has the same results.
        start: first month, ``"2018-10"`` or a month number; None for the packages' own, else the data month.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        scheduler: address of a Dask cluster that takes the place of processes.
        progress: told ``(runs done, runs in all)``.
        parameters: ``"prior"``: every run has a draw of the assumptions from their ranges; ``"fixed"``: the defaults;
            or one set of values, or the draws of a posterior (parameter_draws.py).
        precision: stop when the error of every headline is at most this: ``"5%"`` of the difference, or a number in its
            unit.
        minutes: stop after this time with the best answer so far.
        moves: run the territories side by side: who departs from one may arrive in another.

    Raises:
        BadInput: something asked for does not exist or is out of range.
        Failure: the store cannot be used, Ctrl-C, or no pair of runs could be computed.
    """
    stopping = read_stopping(precision, minutes)
    request = read_request(
        "compare",
        territories,
        packages,
        baseline=baseline,
        months=months,
        runs=(MOST if stopping.early else RUNS) if runs is None else runs,
        seed=seed,
        start=start,
        parameters="fixed" if parameters is None else parameters,
        moves=moves,
    )
    # First, because a mistake here should not cost the time of the runs.
    warnings = [[tuple(scenario.package.warnings(scenario)) for scenario in arms] for arms in request.scenarios]
    with opened(store) as kept:
        done = run_batches(kept, request, stopping, workers=workers, scheduler=scheduler, progress=progress)
        contrasts = tuple(
            contrast
            for scenarios, texts in zip(done.request.scenarios, warnings, strict=True)
            for contrast in _contrasts(kept, done, scenarios, texts)
        )
        done.tally.store = kept.name
    return Comparison(done.request, contrasts, done.tally, done.ended)


def _contrasts(
    store: Store, done: Batches, scenarios: Sequence[Scenario], texts: Sequence[tuple[str, ...]]
) -> list[Contrast]:
    """Return each package of one territory beside the baseline."""
    request = done.request
    arms = _arms(store, scenarios, [request.arm_runs(each, range(request.runs)) for each in scenarios], done.tally)
    first, again = (
        [headline_of(store, request.arm_runs(each, done.repeats, repeat), request) for each in scenarios]
        for repeat in (False, True)
    )
    return [
        Contrast(arms[0], arms[n], texts[n], first[n] - first[0], again[n] - again[0]) for n in range(1, len(scenarios))
    ]


@contextmanager
def opened(store: Store | str | None) -> Iterator[Store]:
    """Give the store of this address, or the open one."""
    if isinstance(store, Store):
        yield store
        return
    with Store(store) as made:
        yield made


def run_request(
    request: Request,
    store: Store | str | None,
    workers: int | None,
    progress: Progress | None,
    scheduler: str | None = None,
) -> tuple[Tally, list[Sequence[Arm]]]:
    """Compute what is missing and return the arms of each territory that has whole runs.

    Raises:
        Failure: the store cannot be used, Ctrl-C, or every run of a territory failed.
    """
    with opened(store) as kept:
        runs = request.all_runs(range(request.runs))
        tally = complete_runs(kept, runs, workers=workers, scheduler=scheduler, progress=progress)
        tally.store = kept.name
        places: list[Sequence[Arm]] = []
        for scenarios in request.scenarios:
            listed = [request.arm_runs(each, range(request.runs)) for each in scenarios]
            places.append(_arms(kept, scenarios, listed, tally))
    return tally, places


def _arms(store: Store, scenarios: Sequence[Scenario], runs: Sequence[Sequence[Run]], tally: Tally) -> list[Arm]:
    return gather(store, scenarios, runs) or no_run(store.name, scenarios, tally)


def no_run(store: str, scenarios: Sequence[Scenario], tally: Tally) -> NoReturn:
    """Say that every run of a territory failed; `store` is its address.

    Raises:
        Failure: always.
    """
    first = next(iter(tally.failed.values()))
    raise Failure(
        f"{scenarios[0].territory.id}: no run could be computed; the first one said: {first.short}\n"
        f"The whole messages and tracebacks are in the table run of {store}."
    )
