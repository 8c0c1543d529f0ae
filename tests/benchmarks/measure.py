"""CPU time, memory and the reference loop: what every figure of the speed benchmark is measured with."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from approdo.model.arithmetic import gumbel
from approdo.model.codes import Housing
from approdo.model.draws import pick
from approdo.model.kernel import entrance
from approdo.model.world import World

MONTHS = 36


@entrance
def reference(rows: npt.NDArray[np.int64], columns: npt.NDArray[np.float64], key: np.uint64) -> float:
    """Per person-month one Gumbel error and eight gathers: what any engine of this kind must at least do."""
    total = 0.0
    for i in range(rows.size):
        total += gumbel(pick(key, i, 0))  # type: ignore[arg-type]  # compiled, the key is 64 unsigned bits
        for c in range(columns.shape[0]):
            total += columns[c, rows[i]]
    return total


def cpu(
    call: Callable[[], object], times: int = 7, chosen: Callable[[list[float]], float] = statistics.median
) -> float:
    """Return the CPU seconds of a call, the median unless `chosen` says otherwise, after one that does not count."""
    call()
    found = []
    for _ in range(times):
        began = time.process_time()
        call()
        found.append(time.process_time() - began)
    return chosen(found)


def reference_ns(people: int = 1500, chosen: Callable[[list[float]], float] = statistics.median) -> float:
    """Return ns of the reference loop per person-month."""
    rows = (np.arange(people, dtype=np.int64) * 7919) % people
    columns = np.ones((8, people))
    key = np.uint64(2**63 + 11)
    return cpu(lambda: [reference(rows, columns, key) for _ in range(MONTHS)], chosen=chosen) / (people * MONTHS) * 1e9


def person_months(world: World) -> float:
    """Return how many months people spent in the territory, in reception or out."""
    states = world.record.housing
    return float(((states != Housing.EXPECTED) & (states != Housing.DEPARTED)).sum())


def cpu_of_command(arguments: list[str], **environment: str) -> float:
    """Return the CPU seconds, own and system, of a Python command in a new process."""
    started = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(started.pid, 0)
    started.returncode = os.waitstatus_to_exitcode(status)
    if started.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {started.returncode}")
    return usage.ru_utime + usage.ru_stime
