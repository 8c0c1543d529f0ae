"""What many runs of a large territory need on a cluster: a model from one measurement, checked against two others.

CPU of a run = people x (36 months of burn-in + recorded months) x ns per person-month; memory of a worker = what Python
and the libraries need + people x bytes per person; a run comes back as its stored bytes.
"""

import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import NamedTuple

from approdo.experiments.compare import compare
from approdo.model.calendar import BURN_IN
from approdo.model.engine import run_arms
from approdo.model.monthly import OUT, RECEPTION
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory
from tests.worlds import START

from .large import times

CHECKS = ((5.0, 60), (25.0, 36))  # times Padova, months
STORED_RUNS = 8
RUNS, PEOPLE, MONTHS = 10_000, 200_000, 60


class Need(NamedTuple):
    """What one run needs: people on average, CPU seconds, bytes at the peak."""

    people: float
    seconds: float
    bytes: float


def measure(factor: float, months: int) -> Need:
    """Run Padova that many times as large once for the time, and once for the memory."""
    place, parameters = times(load_territory("padova"), factor), load_parameters()
    run_arms(place, parameters, [()], START, 1, 0)
    begun = time.process_time()
    (run,) = run_arms(place, parameters, [()], START, months, 1)
    seconds = time.process_time() - begun
    tracemalloc.start()
    run_arms(place, parameters, [()], START, months, 1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Need(float((run.series[:, OUT] + run.series[:, RECEPTION]).mean()), seconds, float(peak))


def predicted(base: Need, base_months: int, people: float, months: int) -> Need:
    """Return what a run of so many people and months should need, from a measured one."""
    share = people / base.people
    return Need(people, base.seconds * share * (BURN_IN + months) / (BURN_IN + base_months), base.bytes * share)


def stored_bytes(factor: float) -> float:
    """Return the bytes of a stored run of Padova that many times as large."""
    with tempfile.TemporaryDirectory(prefix="approdo-") as folder:
        sizes = []
        for runs in (STORED_RUNS, 2 * STORED_RUNS):
            file = Path(folder) / "runs.db"
            place = times(load_territory("padova"), factor)
            compare(place, ["ali"], months=36, runs=runs, seed=1, store=str(file), workers=1, parameters="fixed")
            sizes.append(file.stat().st_size)
    return (sizes[1] - sizes[0]) / STORED_RUNS


def main() -> None:
    """Print the base, the two checks and the prediction."""
    base = measure(1.0, 36)
    print(f"base: {base.people:,.0f} people, 36 months: {base.seconds:.3f} s CPU, {base.bytes / 1e6:.1f} MB")
    found, months = base, 36
    for factor, months in CHECKS:
        found = measure(factor, months)
        model = predicted(base, 36, found.people, months)
        print(
            f"check: {found.people:,.0f} people, {months} months: {found.seconds:.2f} s CPU "
            f"(model {model.seconds:.2f}), {found.bytes / 1e6:.0f} MB (model {model.bytes / 1e6:.0f})"
        )
    for factor in (1.0, 4.0):
        print(f"stored run, {factor:g} times Padova: {stored_bytes(factor) / 1e3:.1f} kB")
    # a person-month costs more in a larger territory: the largest one measured stands for it, and is still too cheap
    one = predicted(found, months, PEOPLE, MONTHS)
    print(
        f"{RUNS:,} runs x {PEOPLE:,} people x {MONTHS} months: {one.seconds * RUNS / 3600:,.0f} h of CPU at least, "
        f"{one.bytes / 1e9:.2f} GB a worker"
    )


if __name__ == "__main__":
    main()
