"""What the store, the runner and the comparison cost beside the bare engine, on a sweep of packages and seeds."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from approdo.experiments.compare import compare
from approdo.experiments.package import load_package
from approdo.model.engine import run_arms
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory
from tests.worlds import START

from .large import times
from .measure import cpu_of_command

PACKAGES = 64
SEEDS = 32
MONTHS = 36
FACTOR = 0.5  # of Padova: about 1,000 people

TEXT = """format = 1

[package]
name = "{name}"
starts = "2018-10"

[[lever]]
kind = "{kind}"
start = "+0"
months = {months}
"""


class Cost(NamedTuple):
    """CPU seconds of the bare engine and of the same runs compared and stored, all in processes of their own."""

    bare: float
    stored: float
    started: float  # importing what both need


def packages(folder: Path) -> list[Path]:
    """Write packages of one lever each into a folder, all different: equal ones would be run once."""
    kinds = ("rent_subsidy", "guarantee_fund", "tutoring", "language_courses")
    made = []
    for number in range(PACKAGES):
        path = folder / f"p{number:02d}.toml"
        text = TEXT.format(name=f"P {number}", kind=kinds[number % len(kinds)], months=9 + number // len(kinds))
        path.write_text(text, encoding="utf-8")
        made.append(path)
    return made


def bare(folder: str) -> None:
    """Run every package with every seed by the engine alone."""
    place, parameters = times(load_territory("padova"), FACTOR), load_parameters()
    levers = [load_package(path).levers for path in packages(Path(folder))]
    for seed in range(SEEDS):
        run_arms(place, parameters, [(), *levers], START, MONTHS, seed)


def stored(folder: str) -> None:
    """Run the same, keep it in a store and compare."""
    compare(
        times(load_territory("padova"), FACTOR),
        list(packages(Path(folder))),
        months=MONTHS,
        runs=SEEDS,
        seed=1,
        store=str(Path(folder) / "runs.db"),
        workers=1,
        parameters="fixed",
    )


def sweep_cost() -> Cost:
    """Measure both."""
    seconds = []
    for what in ("bare(sys.argv[1])", "stored(sys.argv[1])", "sys.argv"):
        with tempfile.TemporaryDirectory(prefix="approdo-") as folder:
            code = f"import sys; from tests.benchmarks.stored import bare, stored; {what}"
            seconds.append(cpu_of_command(["-c", code, folder]))
    return Cost(*seconds)
