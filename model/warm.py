"""Compile the rules once, at set-up: ``python -m approdo.model.warm``."""

import gc
import sys
import time
from pathlib import Path

import numba
import numpy as np

from .calendar import BURN_IN
from .engine import LAST, open_arm
from .kernel import INTERPRETED
from .parameters import load_parameters
from .population import create_world
from .processes import ALL, SCHEDULE, months
from .programme import empty_programme
from .territory import load_territory

OBJECTS = 400_000  # new ones before Python looks for unused ones: at its usual 700 a fifth of the time goes there


def warm() -> None:
    """Compile every rule, process by process, and keep it on disk.

    Says on stderr how far it is; with a full cache it takes about a second.
    """
    if INTERPRETED:
        return
    begun = time.monotonic()
    thresholds = gc.get_threshold()
    gc.set_threshold(OBJECTS, *thresholds[1:])
    parameters = load_parameters()
    p, programme = parameters.record(), empty_programme(1)

    def tell(done: int, what: str) -> None:
        if sys.stderr.isatty():
            line = f"\rCompiling the rules: {done} of {len(SCHEDULE) + 2} ({what})"
            print(line.ljust(72), end="", file=sys.stderr, flush=True)

    tell(0, "population")
    world = open_arm(create_world(load_territory("sondrio"), parameters, 24_000, 1, 0), programme, 1)
    given = {"world": world, "programme": programme, "p": p, "t": -BURN_IN, "rows": world.present, "alike": world.alike}
    few = np.empty(0, np.int32)
    given |= {"people": world.people, "count": 0, "jobseekers": few, "allotted": few}
    # A step has no machine code of its own to keep: it is compiled here, by name, for the month that takes it in.
    kept = Path(numba.config.CACHE_DIR) / "months"
    for number in range(0 if kept.exists() else LAST):
        tell(number + 1, SCHEDULE[number].name)
        for rule in SCHEDULE[number].rules:
            code = rule.py_func.__code__  # type: ignore[attr-defined]
            kinds = tuple(numba.typeof(given[name]) for name in code.co_varnames[: code.co_argcount])
            rule.compile(kinds)  # type: ignore[attr-defined]
    tell(LAST + 1, "the month")
    months(world, programme, p, 0, 0, 0, LAST, ALL)
    kept.touch()
    gc.set_threshold(*thresholds)
    done = f"The rules are compiled ({time.monotonic() - begun:.0f} s)."
    print(f"\r{done}".ljust(72) if sys.stderr.isatty() else done, file=sys.stderr)


if __name__ == "__main__":
    warm()
