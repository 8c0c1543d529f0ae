"""The whole country in one run: every Italian province that has a file, scaled so that people are 200,000 in all."""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from approdo.experiments.runner import processors
from approdo.model.engine import run_arms
from approdo.model.monthly import OUT, RECEPTION
from approdo.model.parameters import load_parameters
from approdo.model.territory import load_territory, territory_names
from tests.memory import peak_bytes
from tests.worlds import START

from .large import times

PEOPLE = 200_000
MONTHS = 60


def province(name: str, factor: float, months: int) -> tuple[float, float, float]:
    """Return the mean number of people of one province's run, its CPU seconds and this process's peak bytes."""
    begun = time.process_time()
    (run,) = run_arms(times(load_territory(name), factor), load_parameters(), [()], START, months, 1)
    people = float((run.series[:, OUT] + run.series[:, RECEPTION]).mean())
    return people, time.process_time() - begun, float(peak_bytes())


def whole_country(people: int = PEOPLE, workers: int | None = None) -> tuple[float, float, float, float]:
    """Return the people of the run, its wall seconds, its CPU seconds and the bytes of all workers at their peak."""
    names = [name for name in territory_names() if load_territory(name).country == "IT"]
    factor = people / sum(province(name, 1.0, 12)[0] for name in names)
    size = workers or processors()
    begun = time.perf_counter()
    with ProcessPoolExecutor(size, get_context("spawn")) as pool:
        each = list(pool.map(province, names, [factor] * len(names), [MONTHS] * len(names)))
    wall = time.perf_counter() - begun
    found, seconds, peaks = zip(*each, strict=True)
    return sum(found), wall, sum(seconds), size * max(peaks)


if __name__ == "__main__":
    print(*whole_country(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE))
