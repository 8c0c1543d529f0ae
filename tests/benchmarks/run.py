"""Benchmarks: ratios within one run, and CPU time per person-month. ``make bench [BENCH=speed or calibration]``."""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from approdo.experiments.scenario import load_package
from approdo.model.arithmetic import gumbel
from approdo.model.codes import Housing
from approdo.model.draws import pick
from approdo.model.engine import LAST, begin, open_arm, run_arms
from approdo.model.kernel import kernel
from approdo.model.parameters import load_parameters
from approdo.model.processes import ALL, SCHEDULE, months
from approdo.model.programme import Programme, compile_programme
from approdo.model.territory import load_territory
from approdo.model.world import World
from tests.worlds import START

MONTHS = 36
MUST = {"engine": 500.0}


@kernel
def reference(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.float64], key: np.uint64) -> float:
    """Per person-month one Gumbel error and eight gathers: what any engine of this kind must at least do."""
    total = 0.0
    for i in range(rows.size):
        total += gumbel(pick(key, i, 0))  # type: ignore[arg-type]  # compiled, the key is 64 unsigned bits
        for c in range(columns.shape[0]):
            total += columns[c, rows[i]]
    return total


def cpu(call: Callable[[], object], times: int = 7) -> float:
    """Return the median CPU seconds of a call, after one that does not count."""
    call()
    found = []
    for _ in range(times):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return statistics.median(found)


def person_months(world: World) -> float:
    """Return how many months people spent in the territory, in reception or out."""
    states = world.record.housing
    return float(((states != Housing.EXPECTED) & (states != Housing.DEPARTED)).sum())


def reference_ns(people: int) -> float:
    """Return ns of the reference loop per person-month."""
    rows = (np.arange(people, dtype=np.int64) * 7919) % people
    columns = np.ones((8, people))
    key = np.uint64(2**63 + 11)
    return cpu(lambda: [reference(rows, columns, key) for _ in range(MONTHS)]) / (people * MONTHS) * 1e9


def engine_ns(name: str, package: str, months_recorded: int = MONTHS) -> tuple[float, float]:
    """Return ns per person-month of the recorded months of one arm, and the people there on average."""
    territory, parameters = load_territory(name), load_parameters()
    programme = compile_programme(load_package(package).levers, parameters, START, months_recorded)
    world = begin(territory, parameters, START, months_recorded, 1)
    p = parameters.record()

    def arm() -> World:
        mine = open_arm(world, programme, months_recorded)
        months(mine, programme, p, 0, months_recorded, 0, LAST, ALL)
        return mine

    people = person_months(arm())
    return cpu(arm) / people * 1e9, people / months_recorded


def by_process(name: str, package: str) -> dict[str, float]:
    """Return ns per person-month of each process, less the cost of calling it from Python."""
    territory, parameters = load_territory(name), load_parameters()
    programme = compile_programme(load_package(package).levers, parameters, START, MONTHS)
    p = parameters.record()
    world = begin(territory, parameters, START, MONTHS, 1)
    spent = np.zeros(LAST)

    def live(mine: World, plan: Programme) -> None:
        for t in range(MONTHS):
            for k in range(LAST):
                began = time.process_time()
                months(mine, plan, p, t, t + 1, k, k + 1, ALL)
                spent[k] += time.process_time() - began

    live(open_arm(world, programme, MONTHS), programme)
    spent[:] = 0.0
    mine = open_arm(world, programme, MONTHS)
    live(mine, programme)
    call = cpu(lambda: [months(mine, programme, p, 0, 0, 0, 0, ALL) for _ in range(MONTHS)])
    return {
        SCHEDULE[k].name: max(0.0, (spent[k] - call)) / person_months(mine) * 1e9 for k in range(LAST)
    }


def oracle_ns() -> tuple[float, float]:
    """Return ns per person-month of the plain Mesa oracle and of the engine in the same small world."""
    from tests.oracle.bench import oracle_run

    people, oracle, engine = oracle_run()
    return oracle / people * 1e9, engine / people * 1e9


def speed() -> list[tuple[str, float, float | None]]:
    """Return the lines of the speed benchmark: name, value, must."""
    lines: list[tuple[str, float, float | None]] = []
    floor = reference_ns(1500)
    lines.append(("reference loop, ns per person-month", floor, None))
    for name, package in (("varese", "none"), ("varese", "ali"), ("padova", "ali")):
        ns, people = engine_ns(name, package)
        lines.append((f"engine, {name}, {package}, {people:.0f} people, ns per person-month", ns, MUST["engine"]))
        lines.append((f"engine, {name}, {package}, times the reference loop", ns / floor, None))
    lines += [(f"process {name}, ns per person-month", ns, None) for name, ns in by_process("padova", "ali").items()]
    territory, parameters = load_territory("padova"), load_parameters()
    levers = load_package("ali").levers
    whole = cpu(lambda: run_arms(territory, parameters, [(), levers], START, MONTHS, 1), 3)
    lines.append(("a pair of runs in Padova with burn-in and totals, CPU ms", whole * 1000, None))
    oracle, engine = oracle_ns()
    lines.append(("oracle in its small world, ns per person-month", oracle, None))
    lines.append(("oracle over engine in that world, times", oracle / engine, None))
    return lines


def main(asked: str) -> int:
    """Print one line per figure: name, value, must, pass or fail; and how many musts were met."""
    if asked == "calibration":
        from tests.benchmarks import calibration

        return calibration.main()
    if asked == "experiments":
        from tests.benchmarks import experiments

        return experiments.main()
    if asked not in ("", "speed"):
        print(f'unknown benchmark "{asked}": speed, calibration or experiments', file=sys.stderr)
        return 2
    met = musts = 0
    for name, value, must in speed():
        verdict = ""
        if must is not None:
            musts += 1
            met += value <= must
            verdict = f"must {must:g}: {'pass' if value <= must else 'fail'}"
        print(f"{name:<70} {value:>12,.1f}  {verdict}")
    print(f"{met} of {musts} must met: {'pass' if met == musts else 'fail'}")
    return 0 if met == musts else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
