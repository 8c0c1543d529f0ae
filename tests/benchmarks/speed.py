"""The table of speed: what must be, what we aim at, and whether a process has become slower than it was."""

import statistics
import tempfile
from collections.abc import Iterator

from approdo.model.engine import run_arms
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory
from tests.worlds import START

from .country import whole_country
from .engine import bytes_per_person, engine_ns, levers_of
from .large import times
from .line import Line, show
from .measure import MONTHS, cpu, cpu_of_command, reference_ns
from .paired import savings
from .ratios import EVERYTHING, PACKAGE, losses, ratios
from .stored import sweep_cost

SIZES = (1000, 100_000, 1_000_000)


def of_engine() -> Iterator[Line]:
    """Give the engine's time: by territory and package, over the reference loop, by size."""
    unit = statistics.median(reference_ns() for _ in range(3))
    yield Line("reference loop, ns per person-month", unit)
    for name, package in (("padova", "none"), ("padova", PACKAGE), ("padova", EVERYTHING)):
        ns, people = engine_ns(load_territory(name), package)
        cost = Line(f"engine: {name}, {package}, {people:,.0f} people, ns per person-month", ns)
        over = Line(f"engine: {name}, {package}, times the reference loop", ns / unit)
        if package == EVERYTHING:
            cost, over = cost._replace(must=400.0, aim=150.0), over._replace(must=8.0, aim=3.0)
        yield cost
        yield over
    found = ratios()
    for process, ratio in found.items():
        yield Line(f"process {process}, times the reference loop", ratio)
    yield from losses(found)


def of_size() -> Iterator[Line]:
    """Give the cost of large territories over that of a small one, and the memory they need."""
    padova = load_territory("padova")
    small, people = engine_ns(padova, "none", 12)
    per_unit = people
    small, _ = engine_ns(times(padova, SIZES[0] / per_unit), "none", 12)
    for size, must, aim in ((SIZES[1], 1.6, 1.3), (SIZES[2], 2.2, 1.6)):
        ns, people = engine_ns(times(padova, size / per_unit), "none", 12, 3)
        yield Line(f"cost per person-month at {people:,.0f} people over 1,000", ns / small, must, aim)
    present, held = bytes_per_person(times(padova, 20_000 / per_unit))
    yield Line("bytes per person present at the peak, 20,000 people", present, 500.0, 250.0)
    yield Line("the same per person held in the tables, expected and gone too", held)
    twice, _ = bytes_per_person(times(padova, 40_000 / per_unit))
    yield Line("the same for each person more, of 40,000: without what any run takes", 2.0 * twice - present)


def of_country() -> Iterator[Line]:
    """Give what the whole country needs."""
    people, wall, seconds, peak = whole_country()
    yield Line(f"whole country, {people:,.0f} people, 60 months: seconds", wall, 60.0, 10.0)
    yield Line("whole country: CPU seconds", seconds)
    yield Line("whole country: GiB of all workers at their peak", peak / 2**30, 2.0, 0.5)


def of_start() -> Iterator[Line]:
    """Give the CPU seconds of starting, importing and compiling."""
    for name, arguments, must, aim in (
        ("approdo --help, CPU seconds", ["-m", "approdo", "--help"], 0.5, 0.25),
        ("import of the engine with cached kernels, CPU seconds", ["-c", "import approdo.model.engine"], 1.2, 0.8),
    ):
        cpu_of_command(arguments)
        yield Line(name, statistics.median(cpu_of_command(arguments) for _ in range(5)), must, aim)
    with tempfile.TemporaryDirectory(prefix="approdo-") as folder:
        seconds = cpu_of_command(["-m", "approdo.model.warm"], NUMBA_CACHE_DIR=folder)
        yield Line("compilation on a cold machine, CPU seconds", seconds, 40.0, 10.0)


def of_sweep() -> Iterator[Line]:
    """Give what store, runner and comparison add to the engine."""
    cost = sweep_cost()
    own = (cost.stored - cost.started) / (cost.bare - cost.started)
    yield Line("64 packages x 32 seeds x 1,000 people x 36 months, stored: CPU over the engine's", own, 1.3, 1.1)
    yield Line("overhead of store, runner and comparison on it, %", 100.0 * (own - 1.0), 20.0, 5.0)


def of_pairs() -> Iterator[Line]:
    """Give how many times fewer runs pairs need, the lower bound; the worst of each change and outcome is asked for."""
    for each in savings():
        name = f"pairs: {each.change}, {each.outcome}, month {each.horizon}: times fewer runs"
        yield Line(f"{name} (about {each.ratio:.1f})", each.low, 4.0, 10.0, more=True)


def for_information() -> Iterator[Line]:
    """Give the ratios that a slow comparison would flatter."""
    from tests.oracle.bench import oracle_run

    people, oracle, engine = oracle_run()
    yield Line("oracle in its small world, ns per person-month", oracle / people * 1e9)
    yield Line("oracle over engine in that world, times", oracle / engine)
    territory, levers = load_territory("padova"), levers_of(PACKAGE)
    parameters = load_parameters()
    pair = cpu(lambda: run_arms(territory, parameters, [(), levers], START, MONTHS, 1), 3)
    yield Line("a pair of runs in Padova with burn-in and totals, CPU ms", pair * 1000)


PARTS = {
    "engine": of_engine,
    "start": of_start,
    "information": for_information,
    "size": of_size,
    "country": of_country,
    "pairs": of_pairs,
    "sweep": of_sweep,
}


def lines(parts: tuple[str, ...] = tuple(PARTS)) -> Iterator[Line]:
    """Give the lines of some parts of the table, each when it is measured."""
    for part in parts:
        yield from PARTS[part]()


def main(parts: tuple[str, ...] = tuple(PARTS)) -> int:
    """Print the table."""
    return show(lines(parts))
