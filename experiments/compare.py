"""The main job: packages against a baseline, run by run with the same luck."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from approdo.model.errors import Failure

from .answer import Comparison
from .contrast import Contrast
from .gather import Arm, gather
from .package import Package
from .request import BASELINE, MONTHS, RUNS, SEED, Packages, Request, Territories, read_request
from .runner import Progress, Tally, complete
from .store import Store

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters


def compare(
    territories: Territories,
    packages: Packages,
    baseline: Package | str | Path = BASELINE,
    *,
    months: int = MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    start: int | str | None = None,
    store: Store | str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    parameters: "Parameters | None" = None,
) -> Comparison:
    """Compare packages with a baseline in one or several territories; runs that the store has are not computed again.

    Args:
        territories: one or several, by name or as loaded; an empty list for those that the packages name.
        packages: one or several, by name, path or as loaded.
        baseline: what they are compared with.
        months: recorded months, 1 to 120.
        runs: pairs of runs.
        seed: a comparison with the same seed has the same results.
        start: first month, ``"2018-10"`` or a month number; None for the packages' own, else the data month.
        store: address of the database of runs, or an open one; None for the user's.
        workers: processes; None for one per processor.
        progress: told ``(runs done, runs in all)``.
        parameters: of the model; None for the defaults.

    Raises:
        BadInput: something asked for does not exist or is out of range.
        Failure: the store cannot be used, Ctrl-C, or no pair of runs could be computed.
    """
    request = read_request(
        "compare",
        territories,
        packages,
        baseline=baseline,
        months=months,
        runs=runs,
        seed=seed,
        start=start,
        parameters=parameters,
    )
    # First, because a mistake here should not cost the time of the runs.
    warnings = [[tuple(scenario.package.warnings(scenario)) for scenario in arms] for arms in request.scenarios]
    tally, places = run_request(request, store, workers, progress)
    contrasts = tuple(
        Contrast(arms[0], policy, told)
        for arms, texts in zip(places, warnings, strict=True)
        for policy, told in zip(arms[1:], texts[1:], strict=True)
    )
    return Comparison(request, contrasts, tally)


def run_request(
    request: Request, store: Store | str | None, workers: int | None, progress: Progress | None
) -> tuple[Tally, list[Sequence[Arm]]]:
    """Compute what is missing and return the arms of each territory that has whole runs.

    Raises:
        Failure: the store cannot be used, Ctrl-C, or every run of a territory failed.
    """
    if not isinstance(store, Store):
        with Store(store) as opened:
            return run_request(request, opened, workers, progress)
    tally = complete(store, request.all_scenarios, request.seeds, workers=workers, progress=progress)
    tally.store = store.name
    places: list[Sequence[Arm]] = []
    for scenarios in request.scenarios:
        _, arms = gather(store, scenarios, request.seeds)
        if not arms:
            first = next(iter(tally.failed.values()))
            raise Failure(
                f"{scenarios[0].territory.id}: no run could be computed; the first one said: {first.short}\n"
                f"The whole messages and tracebacks are in the table run of {store.name}."
            )
        places.append(arms)
    return tally, places
