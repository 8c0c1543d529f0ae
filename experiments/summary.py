"""One package on its own: simulate and summarise, without a comparison."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from approdo import __version__
from approdo.model.calendar import month_text
from approdo.model.outcomes import MONTHLY, OUTCOMES, TOTALS

from .compare import run_request
from .contrast import headline_window
from .gather import Arm
from .moved import moved_lines
from .numbers import decimals, interval, plain
from .package import Package
from .page import Page
from .request import BASELINE, MONTHS, RUNS, SEED, Request, Territories, read_request
from .rows import Row, arm_rows
from .runner import Progress, Tally
from .side_by_side import side_by_side
from .statistics import Estimate, estimate
from .store import Store
from .telling import failures
from .tidy import Rows

if TYPE_CHECKING:
    from approdo.model.parameters import Parameters


@dataclass(frozen=True, eq=False)
class Summary(Rows):
    """What a package's world looks like: means over runs; printing it gives a table for each territory."""

    request: Request
    arms: tuple[Arm, ...]
    tally: Tally

    @property
    def reproduce(self) -> str:
        """The command line that gives the same results."""
        return self.request.command

    def rows(self) -> Iterator[Row]:
        """Yield every outcome of every territory as plain dictionaries."""
        for arm in self.arms:
            yield from arm_rows(arm)

    def document(self) -> dict[str, Any]:
        """Return the results, ready for JSON."""
        return {"reproduce": self.reproduce, "rows": list(self.rows())}

    def __str__(self) -> str:
        return self.text()

    def text(self, thin_too: bool = False) -> str:
        """Return the table; `thin_too` counts thin territories in the total."""
        lines = [*side_by_side(self.arms, thin_too), ""] if len(self.arms) > 1 else [*_told(self.arms[0]), ""]
        if self.request.moves:
            lines += [*moved_lines(self.arms, Page()), ""]
        notices = dict.fromkeys(arm.scenario.package.notice for arm in self.arms if arm.scenario.package.notice)
        name = self.arms[0].scenario.package.name
        lines += [f"{name}: {notice}." for notice in notices]
        reproduce = f"Reproduce: {self.reproduce}{' --thin' if thin_too else ''}"
        return "\n".join([*lines, *failures(self.tally), reproduce])


def simulate(
    territories: Territories = (),
    package: Package | str | Path = BASELINE,
    *,
    months: int = MONTHS,
    runs: int = RUNS,
    seed: int = SEED,
    start: int | str | None = None,
    store: Store | str | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress | None = None,
    parameters: "Parameters | None" = None,
    moves: bool = False,
) -> Summary:
    """Simulate one package in one or several territories, without a comparison.

    Args:
        territories: one or several, by name, path or object; none: those that the package names.
        package: by name, path or object; "none" is no new policy.
        months: recorded months, 1 to 120.
        runs: how many worlds.
        seed: a whole number from 0; the same seed gives the same numbers.
        start: first month, ``"2018-10"`` or a month number; None for the package's own, else the data month.
        store: a `Store`, its address, or None for the usual one.
        workers: processes; None for one per processor, where that is faster.
        scheduler: address of a Dask cluster in place of processes.
        progress: called with the runs done and to do.
        parameters: the model's numbers; None for the defaults.
        moves: run the territories side by side: who departs from one may arrive in another.

    Raises:
        BadInput: one line for each thing that is wrong with these.
        Failure: the runs could not be made or kept.
    """
    request = read_request(
        "run",
        territories,
        package,
        baseline=None,
        months=months,
        runs=runs,
        seed=seed,
        start=start,
        parameters=parameters,
        moves=moves,
    )
    tally, places = run_request(request, store, workers, progress, scheduler)
    return Summary(request, tuple(arms[0] for arms in places), tally)


def _told(arm: Arm) -> list[str]:
    scenario, window = arm.scenario, headline_window(arm.scenario.months)
    lines = [
        f"{arm.territory.name}, {scenario.months} months from {month_text(scenario.start)}, "
        f"{scenario.package.name}, {len(arm.totals)} runs, model {__version__}"
    ]
    last = arm.series[:, -1, :]
    rows: list[tuple[str, Estimate, str]] = []
    for outcome in OUTCOMES:
        if outcome.kind == "total":
            if window is None or not outcome.id.endswith(("_12", "_24", "_36")) or outcome.id.endswith(f"_{window}"):
                rows.append((outcome.label_en, estimate(arm.totals[:, TOTALS.index(outcome.id)]), outcome.unit))
        else:
            label = f"{outcome.label_en}, last month"
            rows.append((label, estimate(last[:, MONTHLY.index(outcome.id)]), outcome.unit))
    width = max(len(label) for label, _, _ in rows)
    for label, found, unit in rows:
        if found.mean is None:
            continue
        places = decimals(found)
        number = f"{plain(found.mean, places)} {interval(found, places)}".strip()
        lines.append(f"  {label:<{width}}  {number}  {unit}")
    for lever, planned, served in zip(
        scenario.package.levers, arm.planned.tolist(), arm.delivered.tolist(), strict=True
    ):
        lines.append(f"  {lever.id}: {plain(served, 0)} delivered of {plain(planned, 0)} planned")
    return lines
