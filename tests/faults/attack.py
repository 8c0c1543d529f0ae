"""A batch of bad input in a process of its own: ``python -m tests.faults.attack KIND NUMBER SIZE``.

The process may take 1 GiB more than its imports, and 20 s of the processor for a case; a warning is an error.
"""

import faulthandler
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, seed, settings

from tests.memory import peak_bytes

ALLOWED = 2**30  # bytes
LONGEST = 20.0  # seconds of the processor
HANGS = 300.0  # seconds of the clock, however busy the machine is


def limit_memory() -> None:
    """Allow this process so much more address space than it has."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + ALLOWED
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


@contextmanager
def bounded() -> Iterator[None]:
    """End the process where a case hangs, and fail where it takes too long."""
    begun = time.process_time()
    faulthandler.dump_traceback_later(HANGS, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()
    assert time.process_time() - begun < LONGEST


def attack(kind: str, number: int, size: int) -> int:
    """Try a batch; return how many cases were tried."""
    module = import_module(f"tests.faults.inputs.{kind}")
    tried = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        @seed(number)
        @settings(max_examples=size, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(module.CASES)
        def one(case: Any) -> None:
            nonlocal tried
            tried += 1
            with bounded():
                module.attempt(folder, case)

        getattr(module, "prepare", lambda: None)()
        limit_memory()
        warnings.simplefilter("error")
        one()
    return tried


def main(words: Sequence[str]) -> None:
    """Say how many cases were tried and the memory they took."""
    tried = attack(words[0], int(words[1]), int(words[2]))
    peak = peak_bytes() / 2**20
    print(f"{words[0]}: {tried} cases, at most {peak:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
